//! On separable data the normalised gradient of the exponential risk is at least the margin.
//!
//! **Statement.** For separable data and exponential loss, gamma_j = |grad R(w_j)| / R(w_j) >= gamma at every step.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality in every single one of 10^5 steps.
//! **Controls.** a tenth more than gamma; 1 for gamma.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 6; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, watched};
use crate::case::{Case, Watch};
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, Letters, largest_over_steps};
use crate::numbers::exp;
use crate::problem::{BallSets, Linear};
use std::sync::Arc;

/// What gamma_j is said to be at least.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Floor {
    Gamma,
    TenthMore,
    One,
}

pub(super) fn claim() -> Claim<Linear> {
    let watches: Vec<Arc<dyn Watch<Linear>>> =
        [Floor::Gamma, Floor::TenthMore, Floor::One].into_iter().map(watch).collect();
    Claim::new("ji-telgarsky.lem6.gamma", include_str!("lem6_gamma.rs"), law(Floor::Gamma))
        .on(BallSets::SeparableExponential, 60, 600)
        .in_the_unit_setting()
        .running(move |case| watched(&watches, case))
        .control_law("a tenth more than gamma", law(Floor::TenthMore))
        .control_law("1 for gamma", law(Floor::One))
}

fn law(floor: Floor) -> Law<Linear> {
    Law::Bound(vec![at_most_zero(&watch(floor).key(), |case, length| Ok(loss_rounding(case, length)))])
}

fn watch(floor: Floor) -> Arc<dyn Watch<Linear>> {
    largest_over_steps(&format!("{floor:?} - gamma_j"), move |case| shortfall(case, floor))
}

fn shortfall(case: &Case<Linear>, floor: Floor) -> EachStep {
    let gamma = case.gamma().map_or(f64::NAN, |gamma| gamma.value);
    let least = match floor {
        Floor::Gamma => gamma,
        Floor::TenthMore => 1.1 * gamma,
        Floor::One => 1.0,
    };
    Box::new(move |seen| least - exp(seen.log_gradient_norm - seen.log_loss))
}
