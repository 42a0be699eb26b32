//! The rule by which `descend` steps, and which options belong to which rule.

use super::usage;
use crate::case::Method;
use crate::dynamics::{Iteration, Rule, Schedule, Stochastic};
use crate::problem::Linear;
use clap::{Args, ValueEnum};
use std::sync::Arc;

/// How a step follows from the gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleName {
    /// Along the gradient.
    Gradient,
    /// Along the gradient over the loss.
    LossNormalized,
    /// Along the gradient over its length.
    GradientNormalized,
    /// With momentum.
    HeavyBall,
    /// Along the signs of the gradient.
    Sign,
    /// Along the coordinate with the greatest gradient.
    Coordinate,
    /// Adam.
    Adam,
    /// Along the gradient over the loss, with momentum in the dual.
    DualAcceleration,
    /// Along the gradient of a random batch of the rows.
    Sgd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ScheduleName {
    /// The same at every step.
    Constant,
    /// Over the root of the number of the step.
    InverseSqrt,
    /// Over the number of the step.
    Inverse,
}

impl From<ScheduleName> for Schedule {
    fn from(name: ScheduleName) -> Schedule {
        match name {
            ScheduleName::Constant => Schedule::Constant,
            ScheduleName::InverseSqrt => Schedule::InverseSquareRoot,
            ScheduleName::Inverse => Schedule::Inverse,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RuleArguments {
    /// Update rule; gradient where not given, and heavy-ball where --momentum is.
    #[arg(long, value_enum)]
    pub rule: Option<RuleName>,
    /// Step, sum convention: a number, or threshold*0.9 for a share of the theorem's threshold. Where not given that for
    /// gradient, heavy-ball and sgd, 0.001 for adam, 1 for the others.
    #[arg(long, allow_negative_numbers = true)]
    pub step: Option<String>,
    /// How the step falls.
    #[arg(long, value_enum, default_value = "constant")]
    pub schedule: ScheduleName,
    /// Momentum in [0, 1) of heavy-ball and adam [default: 0.9].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::momentum)]
    pub momentum: Option<f64>,
    /// Decay of adam's mean squared gradient, in [0, 1) [default: 0.999].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::momentum)]
    pub beta2: Option<f64>,
    /// What adam adds to the root of the mean squared gradient [default: 1e-8].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::addition)]
    pub epsilon: Option<f64>,
    /// Rows a step of sgd; their sum counts, not their mean [default: 1].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::count)]
    pub batch: Option<u64>,
    /// Let each epoch of sgd go through all rows in a fresh random order.
    #[arg(long)]
    pub without_replacement: bool,
    /// Seed of the batches of sgd [default: 0].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::whole)]
    pub seed: Option<u64>,
}

impl RuleArguments {
    /// The rule that the options amount to.
    pub(super) fn name(&self) -> RuleName {
        match (self.rule, self.momentum) {
            (Some(name), _) => name,
            (None, Some(beta)) if beta > 0.0 => RuleName::HeavyBall,
            (None, _) => RuleName::Gradient,
        }
    }

    /// Whether the steps do not fall.
    pub(super) fn is_constant(&self) -> bool {
        self.schedule == ScheduleName::Constant
    }

    /// The step as a text: the one given, or the rule's own.
    pub(super) fn step(&self) -> &str {
        let own = match self.name() {
            RuleName::Gradient | RuleName::HeavyBall | RuleName::Sgd => "threshold*0.9",
            RuleName::Adam => "0.001",
            _ => "1",
        };
        self.step.as_deref().unwrap_or(own)
    }

    /// The method that the options describe. Those that do not belong to its rule are refused.
    pub(super) fn method(&self) -> anyhow::Result<Arc<dyn Method<Linear>>> {
        self.refuse_what_does_not_apply()?;
        let schedule = self.schedule.into();
        let momentum = self.momentum.unwrap_or(0.9);
        let rule = match self.name() {
            RuleName::Gradient => Rule::GradientDescent,
            RuleName::LossNormalized => Rule::LossNormalized,
            RuleName::GradientNormalized => Rule::GradientNormalized,
            RuleName::HeavyBall => Rule::HeavyBall { beta: momentum },
            RuleName::Sign => Rule::SignDescent,
            RuleName::Coordinate => Rule::CoordinateDescent,
            RuleName::Adam => Rule::Adam {
                beta1: momentum,
                beta2: self.beta2.unwrap_or(0.999),
                epsilon: self.epsilon.unwrap_or(1e-8),
            },
            RuleName::DualAcceleration => Rule::DualAcceleration,
            RuleName::Sgd => {
                let batch = usize::try_from(self.batch.unwrap_or(1)).unwrap_or(usize::MAX);
                let number = self.seed.unwrap_or(0);
                let replacement = !self.without_replacement;
                return Ok(Arc::new(Stochastic { replacement, schedule, number, ..Stochastic::of(batch) }));
            }
        };
        Ok(Arc::new(Iteration { schedule, ..Iteration::of(rule) }))
    }

    fn refuse_what_does_not_apply(&self) -> anyhow::Result<()> {
        const MOMENTUM: &[RuleName] = &[RuleName::HeavyBall, RuleName::Adam];
        let given: [(&str, bool, &[RuleName]); 6] = [
            ("--momentum", self.momentum.is_some() && self.rule.is_some(), MOMENTUM),
            ("--beta2", self.beta2.is_some(), &[RuleName::Adam]),
            ("--epsilon", self.epsilon.is_some(), &[RuleName::Adam]),
            ("--batch", self.batch.is_some(), &[RuleName::Sgd]),
            ("--without-replacement", self.without_replacement, &[RuleName::Sgd]),
            ("--seed", self.seed.is_some(), &[RuleName::Sgd]),
        ];
        if let Some((option, expected)) = usage::misplaced(&given, &self.name()) {
            let found = self
                .rule
                .map_or("without --rule".to_owned(), |name| format!("with --rule {}", usage::name_of(&name)));
            anyhow::bail!("found {option} {found}, expected --rule {expected}");
        }
        Ok(())
    }
}
