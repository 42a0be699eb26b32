//! What the claims of this paper share: its setting and its ways to make normalised steps.

use crate::case::{Case, Method, Run, Stopped};
use crate::claim::linear::{generic, separable};
use crate::claim::{Checked, Claim, Hypothesis, Law, View, run};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{Letters, linear_facts, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear, LossKernel};
use std::sync::Arc;

/// |z_i| <= 1, w_0 = 0, exponential loss.
pub(in crate::papers) fn unit_setting() -> Hypothesis<Linear> {
    Hypothesis::new("exponential loss on rows of at most one, from zero", |case: &Case<Linear>| {
        let problem = &case.problem;
        let radius = problem.radius();
        let exponential = problem.loss.kernel() == LossKernel::Exponential;
        let at_zero = problem.start.iter().all(|&w| w == 0.0);
        // Rows were scaled to one with an error of a few roundings.
        let near = 1.0 + 64.0 * f64::EPSILON;
        let found = format!("max |z_i| = {radius}, {} loss", problem.loss.key());
        Ok(Checked { met: radius <= near && exponential && at_zero, found })
    })
}

/// A way to make normalised steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Over the loss, 1/sqrt(t + 1).
    Loss,
    /// Over the loss, constant.
    Constant,
    /// Over the norm of the gradient, 1/sqrt(t + 1).
    Gradient,
}

/// All of them, in the order of [`normalised`]'s runs.
pub(super) const WAYS: [Way; 3] = [Way::Loss, Way::Constant, Way::Gradient];

impl Way {
    /// Position among the runs.
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// What is measured, and on which of the runs.
    pub(super) fn of(self, what: &str) -> String {
        let name = match self {
            Way::Loss => "loss-normalised, steps 1/sqrt(t + 1)",
            Way::Constant => "loss-normalised, constant steps",
            Way::Gradient => "gradient-normalised, steps 1/sqrt(t + 1)",
        };
        format!("{what}, {name}")
    }

    /// The exponent with which the sum of the steps grows.
    pub(super) fn exponent(self) -> f64 {
        if self == Way::Constant { 1.0 } else { 0.5 }
    }

    /// What ||w|| over the sum of the steps tends to: gamma, or one.
    pub(super) fn growth(self, case: &Case<Linear>) -> Stopped<Ball> {
        Ok(if self == Way::Gradient { Ball::exact(1.0) } else { case.gamma()? })
    }

    /// The sum of the first t steps over t to [`Way::exponent`], for large t.
    pub(super) fn sum_factor(self) -> Ball {
        Ball::exact(if self == Way::Constant { 1.0 } else { 2.0 })
    }

    /// The run. L grows like gamma^2 times the sum of the steps, or gamma times it: of constant ones fewer are enough.
    pub(super) fn run(self, case: &Case<Linear>) -> Run<Linear> {
        let (rule, schedule, fewer) = match self {
            Way::Loss => (Rule::LossNormalized, Schedule::InverseSquareRoot, 1),
            Way::Constant => (Rule::LossNormalized, Schedule::Constant, 100),
            Way::Gradient => (Rule::GradientNormalized, Schedule::InverseSquareRoot, 1),
        };
        Run::new(unit_steps(rule, schedule), case.problem.horizon / fewer)
    }
}

/// Steps of one, falling by the schedule.
pub(in crate::papers) fn unit_steps(rule: Rule, schedule: Schedule) -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration { step: Some(1.0), schedule, ..Iteration::of(rule) })
}

/// The three ways.
pub(super) fn normalised(case: &Case<Linear>) -> Vec<Run<Linear>> {
    WAYS.iter().map(|way| way.run(case)).collect()
}

/// Gradient descent with steps of one on the mean of the losses, falling by the schedule.
pub(in crate::papers) fn descent(schedule: Schedule) -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration { schedule, ..Iteration::of(Rule::GradientDescent) })
}

/// One method in place of each of the three ways.
pub(super) fn in_place_of_all(
    method: Arc<dyn Method<Linear>>,
) -> impl Fn(&Case<Linear>) -> Vec<Run<Linear>> + Send + Sync + 'static {
    move |case| WAYS.iter().map(|way| Run::new(method.clone(), way.run(case).until)).collect()
}

/// The sum of the steps of a run so far, t >= 1.
pub(super) fn sum_of_steps(view: &View<Linear>, way: Way, step: u64) -> f64 {
    crate::numbers::exp(run(view, way.number()).method.log_time(step))
}

/// A claim on separable rows in the unit ball, with so many of each of these populations.
pub(in crate::papers) fn on_the_ball(
    id: &str,
    source: &str,
    law: Law<Linear>,
    populations: &[(BallSets, u64)],
) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on_each(populations)
        .hypothesis(separable())
        .hypothesis(unit_setting())
        .hypothesis(generic())
        .running(normalised)
        .facts(linear_facts)
        .certified(reference_certificates)
}
