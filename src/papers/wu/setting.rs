//! What the claims on large steps share: logistic loss on rows of at most one, and steps far beyond the threshold.

use crate::case::{Case, Method, Run, Stopped, Watch};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::data::generate::{Generator, TwoPoint};
use crate::data::{DataSet, Seed};
use crate::dynamics::{Iteration, Rule};
use crate::measure::{Letters, dot, linear_facts, reference_certificates};
use crate::numbers::{exp, ln};
use crate::problem::{BallSets, Family, Linear, Logistic, Loss, LossKernel, OnTheMean};
use rand::RngExt;
use std::sync::Arc;

/// Every single one of so many steps is looked at, where a theorem speaks of every step.
pub(super) const STEPS: u64 = 10_000;

/// Steps of a run with a budget, T.
pub(super) const BUDGET: u64 = 100_000;

/// Populations with logistic loss, by their steps on the mean of the losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LargeSteps {
    /// Few rows with a wide margin; steps of 1000, 100, 10 and 1 in turn.
    Wide,
    /// The same with steps of 1, 3, 10 and 30: none of them so large that the run then rests for longer than it is looked at.
    WideModest,
    /// Two rows with a small margin; steps of 40, 60, 80 and 100 in turn: the first one overshoots.
    TwoPoint,
    /// Wide rows with steps of gamma^2 T / 120.
    WideBudget,
    /// Two rows with steps of gamma^2 T / 120.
    TwoPointBudget,
    /// Two rows with steps from 1 to 14, below the threshold: the loss falls in every step.
    Monotone,
    /// Two rows with steps of 1000.
    Thousand,
}

impl LargeSteps {
    fn data(self, seed: Seed, index: u64) -> DataSet {
        match self {
            LargeSteps::Wide | LargeSteps::WideModest | LargeSteps::WideBudget => {
                let drawn = BallSets::WideExponential.draw(seed, index);
                drawn.data.as_ref().clone()
            }
            _ => {
                // By the budget T >= 120 e / gamma^2: a margin of at least 0.0572.
                let least = if self == LargeSteps::TwoPointBudget { 0.06 } else { 0.05 };
                let gamma = least + (0.09 - least) * seed.stream("shape").rng().random::<f64>();
                TwoPoint { gamma }.generate(seed.stream("data")).expect("a margin within the range")
            }
        }
    }
}

impl Family<Linear> for LargeSteps {
    fn key(&self) -> String {
        match self {
            LargeSteps::Wide => "separable with a wide margin, logistic loss, steps of 1 to 1000",
            LargeSteps::WideModest => "separable with a wide margin, logistic loss, steps of 1 to 30",
            LargeSteps::TwoPoint => "two points, logistic loss, steps of 40 to 100",
            LargeSteps::WideBudget => "separable with a wide margin, logistic loss, steps by the budget",
            LargeSteps::TwoPointBudget => "two points, logistic loss, steps by the budget",
            LargeSteps::Monotone => "two points, logistic loss, steps of 1 to 14",
            LargeSteps::Thousand => "two points, logistic loss, steps of 1000",
        }
        .to_string()
    }

    fn draw(&self, seed: Seed, index: u64) -> Linear {
        let data = self.data(seed, index);
        let turn = (index % 4) as usize;
        let eta = match self {
            LargeSteps::Wide => [1000.0, 100.0, 10.0, 1.0][turn],
            LargeSteps::WideModest => [1.0, 3.0, 10.0, 30.0][turn],
            LargeSteps::TwoPoint => [40.0, 60.0, 80.0, 100.0][turn],
            LargeSteps::WideBudget | LargeSteps::TwoPointBudget => {
                let gamma = data.truth.margin.expect("a generator that states its margin");
                gamma * gamma * BUDGET as f64 / 120.0
            }
            LargeSteps::Monotone => 1.0 + 13.0 * seed.stream("step").rng().random::<f64>(),
            LargeSteps::Thousand => 1000.0,
        };
        Linear::new(data, Arc::new(Logistic), &OnTheMean { eta }).expect("a positive step")
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        match self {
            LargeSteps::Wide => Linear::new(data.clone(), Arc::new(Logistic), &OnTheMean { eta: 10.0 })
                .map_err(|error| error.to_string()),
            _ => Err(format!("is about a population of its own, {}", self.key())),
        }
    }
}

/// |z_i| <= 1, w_0 = 0, logistic loss, any step.
pub(super) fn unit_setting() -> Hypothesis<Linear> {
    Hypothesis::new("logistic loss on rows of at most one, from zero", |case: &Case<Linear>| {
        let problem = &case.problem;
        let (radius, logistic) = (problem.radius(), problem.loss.kernel() == LossKernel::Logistic);
        let at_zero = problem.start.iter().all(|&w| w == 0.0);
        // Rows were scaled to one with an error of a few roundings.
        let near = 1.0 + 64.0 * f64::EPSILON;
        let found = format!("max |z_i| = {radius}, eta = {}, {} loss", eta(case), problem.loss.key());
        Ok(Checked { met: radius <= near && logistic && at_zero, found })
    })
}

/// A claim on these populations, with so many data sets of each.
pub(super) fn on_large_steps(
    id: &str,
    source: &str,
    law: Law<Linear>,
    populations: &[(LargeSteps, u64)],
) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on_each(populations)
        .hypothesis(separable())
        .hypothesis(unit_setting())
        .facts(linear_facts)
        .certified(reference_certificates)
}

/// Gradient descent with the problem's own step.
pub(super) fn descent() -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration::of(Rule::GradientDescent))
}

/// The same with something to look at in every step.
pub(super) fn watched(until: u64, watches: &[Arc<dyn Watch<Linear>>]) -> Vec<Run<Linear>> {
    vec![Run { watches: watches.to_vec(), ..Run::new(descent(), until) }]
}

/// The step on the mean of the losses.
pub(super) fn eta(case: &Case<Linear>) -> f64 {
    case.problem.step * case.problem.rows.n as f64
}

/// gamma^2 eta.
pub(super) fn rate(case: &Case<Linear>) -> Stopped<f64> {
    let gamma = case.gamma()?.value;
    Ok(gamma * gamma * eta(case))
}

/// L(w_1), from the mean row: the first step is eta/2 times it.
pub(super) fn first_loss(case: &Case<Linear>) -> f64 {
    let rows = &case.problem.rows;
    let mut w = vec![0.0; rows.d];
    rows.rows().for_each(|row| w.iter_mut().zip(row).for_each(|(w, z)| *w += 0.5 * case.problem.step * z));
    rows.rows().map(|row| exp(Logistic.log_value(dot(row, &w)))).sum::<f64>() / rows.n as f64
}

/// What rounding leaves in a loss relative to itself, in sums of `steps` of them, and in logarithms: iterates of this length.
pub(super) fn relative_rounding(case: &Case<Linear>, steps: u64, length: f64) -> f64 {
    let problem = &case.problem;
    let terms = (problem.rows.n + problem.rows.d) as f64 + 16.0;
    f64::EPSILON * (8.0 * terms * (1.0 + problem.radius() * length) + 4.0 * steps as f64)
}

/// log^2(x).
pub(super) fn squared_log(x: f64) -> f64 {
    ln(x) * ln(x)
}
