//! Once the risk is small, every step contracts it by a factor in which the margin itself stands.
//!
//! **Statement.** On separable data, where R(w_j) <= eps/n: R(w_{j+1}) <= R(w_j) exp(-(1 - eps) gamma gamma_j eta^_j (1 - eta^_j/2))
//! (Lemma 15 with nothing in S, so that its r is 1), and from such a w_{t0} on cos(u-bar, w_t) >= (1 - eps) sum_{t0<=j<t} eta^_j
//! (1 - eta^_j/2) gamma_j / |w_t| - log 2 / (gamma |w_t|) (Lemma 16).
//! **Hypotheses.** Rows and steps of at most one, from zero; separable.
//! **Prediction.** Both in every single one of 10^5 steps, with eps = 1/2. On mixed data the lemmas ask for R - inf R below a
//! multiple of the least curvature on a sublevel set, which no run here reaches.
//! **Controls.** 3 for 1 - eps in the contraction; 3 for 1 - eps in the cosine; mixed data.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemmas 15 and 16; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, watched};
use crate::case::{Case, Watch};
use crate::claim::linear::separable;
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, Letters, largest_over_steps};
use crate::numbers::{exp, ln};
use crate::problem::{BallSets, Linear};
use std::sync::Arc;

/// eps.
const SMALL: f64 = 0.5;

/// What stands for 1 - eps in the two inequalities.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shares {
    contraction: f64,
    cosine: f64,
}

const LEMMAS: Shares = Shares { contraction: 1.0 - SMALL, cosine: 1.0 - SMALL };
const CONTRACTION: Shares = Shares { contraction: 3.0, ..LEMMAS };
const COSINE: Shares = Shares { cosine: 3.0, ..LEMMAS };

pub(super) fn claim() -> Claim<Linear> {
    let all = [LEMMAS, Shares { contraction: CONTRACTION.contraction, cosine: COSINE.cosine }];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().flat_map(watches_of).collect();
    Claim::new("ji-telgarsky.lem15.contraction", include_str!("lem15_contraction.rs"), law(LEMMAS))
        .on(BallSets::Separable, 60, 600)
        .in_the_unit_setting()
        .hypothesis(separable())
        .running(move |case| watched(&watches, case))
        .control_law("3 for 1 - eps in the contraction", law(CONTRACTION))
        .control_law("3 for 1 - eps in the cosine", law(COSINE))
        .control_gated("mixed data", BallSets::Mixed)
}

fn law(shares: Shares) -> Law<Linear> {
    let inequality = |watch: &Arc<dyn Watch<Linear>>| {
        at_most_zero(&watch.key(), |case, length| Ok(loss_rounding(case, length)))
    };
    Law::Bound(watches_of(shares).iter().map(inequality).collect())
}

fn watches_of(shares: Shares) -> [Arc<dyn Watch<Linear>>; 2] {
    let Shares { contraction, cosine } = shares;
    [
        largest_over_steps(&format!("contraction of the risk with {contraction}"), move |case| {
            contracts(gamma(case), contraction)
        }),
        largest_over_steps(&format!("shortfall of cos(u-bar, w_t) with {cosine}"), move |case| {
            let direction = case.limit_margin().map_or_else(|_| Vec::new(), |found| found.direction.clone());
            turns(gamma(case), direction, cosine)
        }),
    ]
}

fn gamma(case: &Case<Linear>) -> f64 {
    case.gamma().map_or(f64::NAN, |gamma| gamma.value)
}

/// ln R(w_{j+1}) - ln R(w_j) and what it is said to be below.
fn contracts(gamma: f64, share: f64) -> EachStep {
    let mut before: Option<(f64, f64)> = None;
    Box::new(move |seen| {
        let number = before.map_or(f64::MIN, |(log_loss, said)| seen.log_loss - log_loss + said);
        let scaled = seen.nominal_step * seen.loss;
        let gamma_j = exp(seen.log_gradient_norm - seen.log_loss);
        // R <= eps / n is L <= eps.
        let small = seen.loss <= SMALL;
        before = small.then_some((seen.log_loss, share * gamma * gamma_j * scaled * (1.0 - 0.5 * scaled)));
        number
    })
}

fn turns(gamma: f64, direction: Vec<f64>, share: f64) -> EachStep {
    let mut sum: Option<f64> = None;
    Box::new(move |seen| {
        let length = seen.w.iter().fold(0.0, |sum: f64, w| w.mul_add(w, sum)).sqrt();
        let number = sum.map_or(f64::MIN, |sum| {
            let cosine = seen.w.dot(&direction) / length;
            share * sum / length - ln(2.0) / (gamma * length) - cosine
        });
        let scaled = seen.nominal_step * seen.loss;
        if seen.loss <= SMALL {
            let gained = scaled * (1.0 - 0.5 * scaled) * exp(seen.log_gradient_norm - seen.log_loss);
            sum = Some(sum.unwrap_or(0.0) + gained);
        }
        number
    })
}
