//! `profile`: what is the implicit bias of this optimiser?

use super::exit;
use super::output::print;
use super::step_rule::ScheduleName;
use super::usage;
use crate::dynamics::optimizers::{AdaGrad, Adam, Geometry, Length, PowerMirror, Steepest};
use crate::dynamics::{Rule, Schedule, Units, UpdateRule};
use crate::profile::{Dependence, Ending, Optimizer, Part, Profile, ProfileError, profile};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::sync::Arc;

/// An optimiser by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OptimizerName {
    /// Gradient descent.
    Gradient,
    /// Along the gradient, by a fixed length.
    Normalized,
    /// Along the signs of the gradient.
    Sign,
    /// Along the coordinate with the greatest gradient.
    Coordinate,
    /// Steepest descent in l_p, by a fixed length.
    Steepest,
    /// Gradient descent with momentum.
    HeavyBall,
    /// Along the signs of the momentum.
    SignMomentum,
    /// Adam; AdamW with --decay.
    Adam,
    /// AdaGrad, diagonal.
    Adagrad,
    /// Along the polar factor of the gradient as a matrix.
    Spectral,
    /// Along the polar factor of the momentum as a matrix.
    Muon,
    /// Mirror descent with the potential ||w||_p^p / p.
    Mirror,
}

#[derive(Debug, Args)]
pub(super) struct ProfileArguments {
    /// Which optimiser.
    #[arg(value_enum)]
    pub optimizer: OptimizerName,
    /// p of steepest (at least 1, or inf) and of mirror (above 1) [default: 3].
    #[arg(long, allow_negative_numbers = true)]
    pub p: Option<f64>,
    /// Momentum in [0, 1) of heavy-ball, sign-momentum, muon and adam [default: 0.9].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::momentum)]
    pub momentum: Option<f64>,
    /// Decay of adam's mean squared gradient, in [0, 1) [default: 0.999].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::momentum)]
    pub beta2: Option<f64>,
    /// What adam adds to the root of the mean squared gradient [default: 1e-8].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::addition)]
    pub epsilon: Option<f64>,
    /// Decoupled weight decay of adam [default: 0].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::addition)]
    pub decay: Option<f64>,
    /// The accumulator that adagrad starts from [default: 0].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::addition)]
    pub accumulator: Option<f64>,
    /// Step size [default: the optimiser's own].
    #[arg(long, allow_negative_numbers = true)]
    pub step: Option<f64>,
    /// How the step falls [default: constant for gradient, heavy-ball, adagrad, mirror and adam with an epsilon, inverse-sqrt for the others].
    #[arg(long, value_enum)]
    pub schedule: Option<ScheduleName>,
    /// Steps of each run.
    #[arg(long, allow_negative_numbers = true, default_value = "1000000", value_parser = usage::steps)]
    pub steps: u64,
    /// Seed of the data.
    #[arg(long, allow_negative_numbers = true, default_value = "0", value_parser = usage::whole)]
    pub seed: u64,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &ProfileArguments) -> anyhow::Result<u8> {
    let found = match profile(&optimizer(arguments)?, arguments.steps, arguments.seed) {
        Err(ProfileError::Interrupted) => return Ok(exit::INTERRUPTED),
        other => other?,
    };
    let text = if arguments.json { format!("{}\n", as_json(&found)) } else { format!("{found}\n") };
    print(&text)?;
    let told = |part: &Part| {
        part.ending == Ending::Reached && part.held.iter().all(|held| held.approached.is_some())
    };
    let all_told = told(&found.vectors) && told(&found.matrices);
    Ok(if all_told { exit::AS_EXPECTED } else { exit::INCONCLUSIVE })
}

/// The optimiser that the options describe. Those that do not belong to it are refused.
fn optimizer(arguments: &ProfileArguments) -> anyhow::Result<Optimizer> {
    use OptimizerName as Name;
    let name = arguments.optimizer;
    let given: [(&str, bool, &[Name]); 6] = [
        ("--p", arguments.p.is_some(), &[Name::Steepest, Name::Mirror]),
        (
            "--momentum",
            arguments.momentum.is_some(),
            &[Name::HeavyBall, Name::SignMomentum, Name::Muon, Name::Adam],
        ),
        ("--beta2", arguments.beta2.is_some(), &[Name::Adam]),
        ("--epsilon", arguments.epsilon.is_some(), &[Name::Adam]),
        ("--decay", arguments.decay.is_some(), &[Name::Adam]),
        ("--accumulator", arguments.accumulator.is_some(), &[Name::Adagrad]),
    ];
    if let Some((option, expected)) = usage::misplaced(&given, &name) {
        anyhow::bail!("found {option} with {}, expected {expected}", usage::name_of(&name));
    }
    let (p, momentum) = (arguments.p.unwrap_or(3.0), arguments.momentum.unwrap_or(0.9));
    let epsilon = arguments.epsilon.unwrap_or(1e-8);
    let fixed = |geometry| Steepest::new(geometry, Length::Fixed);
    let falls = match name {
        Name::Gradient | Name::HeavyBall | Name::Adagrad | Name::Mirror => false,
        Name::Adam => epsilon == 0.0,
        _ => true,
    };
    let schedule = match arguments.schedule {
        Some(schedule) => schedule.into(),
        None if falls => Schedule::InverseSquareRoot,
        None => Schedule::Constant,
    };
    // The generated rows are of the order of 1: these are below the threshold of gradient descent; steps of fixed length that fall may
    // begin with it.
    let own = match name {
        Name::Gradient | Name::Mirror => 0.02,
        Name::HeavyBall => 0.002,
        Name::Adam | Name::Adagrad => 0.1,
        _ => 1.0,
    };
    let step = arguments.step.unwrap_or(own);
    let of = |rule: Rule| Optimizer::new(rule, step, schedule);
    Ok(match name {
        Name::Gradient => of(Rule::GradientDescent),
        Name::HeavyBall => of(Rule::HeavyBall { beta: momentum }),
        Name::Normalized => of(custom(fixed(Geometry::Power { p: 2.0 }))),
        Name::Sign => of(custom(fixed(Geometry::Power { p: f64::INFINITY }))),
        Name::Coordinate => of(custom(fixed(Geometry::Power { p: 1.0 }))),
        Name::Steepest => of(custom(fixed(Geometry::power(p)?))),
        Name::SignMomentum => {
            of(custom(fixed(Geometry::Power { p: f64::INFINITY }).with_momentum(momentum)?))
        }
        Name::Adam => {
            let adam = Adam::new(momentum, arguments.beta2.unwrap_or(0.999), epsilon)?;
            of(custom(adam.with_decay(arguments.decay.unwrap_or(0.0))?))
        }
        Name::Adagrad => of(custom(AdaGrad::new(arguments.accumulator.unwrap_or(0.0))?)),
        Name::Mirror => of(custom(PowerMirror::new(p, Units::Plain)?)),
        Name::Spectral | Name::Muon => {
            let momentum = if name == Name::Muon { momentum } else { 0.0 };
            fixed(Geometry::Power { p: 2.0 }).with_momentum(momentum)?;
            let rule = move |rows| {
                let spectral = fixed(Geometry::Spectral { rows }).with_momentum(momentum);
                custom(spectral.expect("a momentum that was looked at"))
            };
            Optimizer::of_matrices(rule, step, schedule)
        }
    })
}

fn custom(rule: impl UpdateRule + 'static) -> Rule {
    Rule::Custom(Arc::new(rule))
}

fn as_json(found: &Profile) -> Value {
    let part = |part: &Part| {
        json!({
            "ending": part.ending.to_string(),
            "approached": part.approached.map(|answer| answer.to_string()),
            "rate": part.rate.map(|(gap, exponent)| json!({ "gap": gap, "exponent": exponent })),
            "answers": part.held.iter().map(|held| json!({
                "answer": held.answer.to_string(),
                "ratio": held.ratio,
                "slope": held.slope.value,
                "slope_error": held.slope.error,
                "heading": held.heading.value,
                "heading_error": held.heading.error,
                "apart": held.apart,
                "approached": held.approached,
                "short": held.short(),
            })).collect::<Vec<_>>(),
        })
    };
    let dependence = |dependence: &Dependence| match dependence {
        Dependence::Seen { apart, error } => {
            json!({ "depends": dependence.depends(), "apart": apart, "error": error })
        }
        Dependence::NotSeen(ending) => json!({ "depends": null, "why": ending.to_string() }),
    };
    json!({
        "optimizer": found.optimizer,
        "step": found.step,
        "schedule": found.schedule.key(),
        "steps": found.steps,
        "seed": found.seed,
        "vectors": part(&found.vectors),
        "matrices": part(&found.matrices),
        "start": dependence(&found.start),
        "step_size": dependence(&found.step_size),
    })
}
