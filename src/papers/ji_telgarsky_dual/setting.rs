//! What the claims of this paper share: its runs, and what a step says of the dual variable.

use crate::case::{Case, Method, Run, StepSeen, Stopped, Watch};
use crate::claim::{Claim, Inequality, Law, View};
use crate::dynamics::{Rule, Schedule};
use crate::measure::{EachStep, Letters};
use crate::numbers::exp;
use crate::papers::ji_telgarsky::setting::{at_most_zero_in, loss_rounding};
use crate::papers::nacson::setting::{self, descent, unit_steps};
use crate::problem::{BallSets, Linear};
use crate::record::Stop;
use std::sync::Arc;

/// Every single one of so many steps is looked at.
pub(super) const STEPS: u64 = 10_000;

/// A way to step, with eta^_t = eta_t L(w_t) at most one and never growing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Gradient descent with steps of one on the mean of the losses: eta^_t is the risk.
    Plain,
    /// eta^_t = 1.
    Constant,
    /// eta^_t = 1/sqrt(t + 1).
    InverseSquareRoot,
    /// eta^_t = 1/(t + 1).
    Inverse,
}

/// All of them, in the order of [`watched`]'s runs.
pub(super) const WAYS: [Way; 4] = [Way::Plain, Way::Constant, Way::InverseSquareRoot, Way::Inverse];

impl Way {
    /// Position among the runs.
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// What is measured, and on which of the runs.
    pub(super) fn of(self, what: &str) -> String {
        let name = match self {
            Way::Plain => "gradient descent",
            Way::Constant => "eta^ = 1",
            Way::InverseSquareRoot => "eta^ = 1/sqrt(t + 1)",
            Way::Inverse => "eta^ = 1/(t + 1)",
        };
        format!("{what}, {name}")
    }

    /// The dynamics.
    pub(super) fn method(self) -> Arc<dyn Method<Linear>> {
        match self {
            Way::Plain => descent(Schedule::Constant),
            Way::Constant => unit_steps(Rule::LossNormalized, Schedule::Constant),
            Way::InverseSquareRoot => unit_steps(Rule::LossNormalized, Schedule::InverseSquareRoot),
            Way::Inverse => unit_steps(Rule::LossNormalized, Schedule::Inverse),
        }
    }
}

/// All ways, with something to look at in every step.
pub(super) fn watched(watches: &[Arc<dyn Watch<Linear>>]) -> Vec<Run<Linear>> {
    let run = |way: &Way| Run { watches: watches.to_vec(), ..Run::new(way.method(), STEPS) };
    WAYS.iter().map(run).collect()
}

/// A claim on separable rows in the unit ball with exponential loss, with so many data sets.
pub(super) fn on_the_ball(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    setting::on_the_ball(id, source, law, &[(BallSets::WideExponential, quick)])
}

/// The inequality that what a watch of this key keeps is at most zero in every step, on the run of each way. `rounding` bounds
/// the error of the number, from the error of a margin and the greatest length of an iterate.
pub(super) fn in_every_way(
    key: &str,
    rounding: impl Fn(&Case<Linear>, f64, f64) -> Stopped<f64> + Clone + Send + Sync + 'static,
) -> Vec<Inequality<Linear>> {
    let on = |way: &Way| {
        let rounding = rounding.clone();
        at_most_zero_in(way.number(), &way.of(key), key, move |case, length| {
            rounding(case, loss_rounding(case, length), length)
        })
    };
    WAYS.iter().map(on).collect()
}

/// What rounding leaves in a sum over all steps of eta^_t times a number that is known to `each`, and in sums of what the
/// rounding of every step does to a margin: ||w_t|| >= gamma sum eta^_j bounds the sum of the steps.
pub(super) fn summed(case: &Case<Linear>, each: f64, length: f64) -> Stopped<f64> {
    let sum = 1.0 + length / case.gamma()?.value;
    let steps = STEPS as f64 * f64::EPSILON;
    Ok(4.0 * each * sum + 8.0 * steps * (1.0 + length + sum))
}

/// eta^_t, and ||Z^T q_t|| = ||grad L|| / L, of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DualStep {
    pub(super) step: f64,
    pub(super) length: f64,
}

impl DualStep {
    pub(super) fn of(seen: &StepSeen<'_>) -> DualStep {
        DualStep {
            step: exp(seen.log_step + seen.log_loss),
            length: exp(seen.log_gradient_norm - seen.log_loss),
        }
    }
}

/// What is looked at in every step; where the exact answer that it needs is missing, a number that is none, which counts as
/// the largest.
pub(in crate::papers) fn or_none(made: Stopped<EachStep>) -> EachStep {
    match made {
        Ok(each) => each,
        Err(_) => Box::new(|_| f64::NAN),
    }
}

/// A false inequality that counts where it differs from the truth, by exact answers.
pub(in crate::papers) fn where_it_differs(
    inequality: Inequality<Linear>,
    about: &'static str,
    differs: impl Fn(&View<Linear>) -> Stopped<bool> + Send + Sync + 'static,
) -> Inequality<Linear> {
    let pairs = inequality.pairs.clone();
    let checked = move |view: &View<Linear>| match differs(view)? {
        true => pairs(view),
        false => Err(Stop::Coincides { about: about.to_string() }),
    };
    Inequality { pairs: Arc::new(checked), ..inequality }
}
