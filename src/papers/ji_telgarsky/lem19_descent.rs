//! One step lowers the risk, by what its curvature along the step allows.
//!
//! **Statement.** R(w') <= R(w) - eta |grad R(w)|^2 + (eta^2/2) |grad R(w)|^2 M for w' = w - eta grad R(w), M the largest mean of
//! l'' on the segment, rows being of length at most one (Lemma 18); so that R(w') <= R(w) where eta R(w) <= 1 (Lemma 19).
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** Both in every single one of 10^5 steps, for the exponential loss, of which l'' = l is convex: M is the larger
//! of R(w) and R(w').
//! **Controls.** the second-order term left out; R(w') <= 0.999 R(w).
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemmas 18 and 19; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, watched};
use crate::case::{Case, Watch};
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, largest_over_steps};
use crate::numbers::exp;
use crate::problem::{BallSets, Linear};
use std::sync::Arc;

/// The share of the second-order term that is kept, and the share of R(w) that R(w') is said to keep.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kept {
    second: f64,
    risk: f64,
}

const LEMMAS: Kept = Kept { second: 1.0, risk: 1.0 };
const FIRST_ORDER: Kept = Kept { second: 0.0, ..LEMMAS };
const FASTER: Kept = Kept { risk: 0.999, ..LEMMAS };

pub(super) fn claim() -> Claim<Linear> {
    let all = [LEMMAS, Kept { second: FIRST_ORDER.second, risk: FASTER.risk }];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().flat_map(watches_of).collect();
    Claim::new("ji-telgarsky.lem19.descent", include_str!("lem19_descent.rs"), law(LEMMAS))
        .on(BallSets::MixedExponential, 30, 300)
        .on(BallSets::SeparableExponential, 30, 300)
        .in_the_unit_setting()
        .running(move |case| watched(&watches, case))
        .control_law("the second-order term left out", law(FIRST_ORDER))
        .control_law("R(w') <= 0.999 R(w)", law(FASTER))
}

fn law(kept: Kept) -> Law<Linear> {
    let inequality = |watch: &Arc<dyn Watch<Linear>>| {
        at_most_zero(&watch.key(), |case, length| Ok(loss_rounding(case, length)))
    };
    Law::Bound(watches_of(kept).iter().map(inequality).collect())
}

fn watches_of(kept: Kept) -> [Arc<dyn Watch<Linear>>; 2] {
    let Kept { second, risk } = kept;
    [
        largest_over_steps(
            &format!("excess over the expansion, {second} of its second term"),
            move |case: &Case<Linear>| excess(case.problem.rows.n as f64, second),
        ),
        largest_over_steps(&format!("R(w') / R(w) - {risk}"), move |_| falls(risk)),
    ]
}

/// Relative to R(w).
fn excess(n: f64, second: f64) -> EachStep {
    // ln L(w), and eta |grad R|^2 / R with eta / 2, of the step before.
    let mut before: Option<(f64, f64, f64)> = None;
    Box::new(move |seen| {
        let number = before.map_or(f64::MIN, |(log_loss, gained, half)| {
            let ratio = exp(seen.log_loss - log_loss);
            let most = exp(log_loss) / n * ratio.max(1.0);
            ratio - 1.0 + gained * (1.0 - second * half * most)
        });
        // On the mean: eta n for eta, and |grad R|^2 / R = |grad L|^2 / (n L).
        let gained = seen.nominal_step * exp(2.0 * seen.log_gradient_norm - seen.log_loss);
        before = Some((seen.log_loss, gained, 0.5 * seen.nominal_step * n));
        number
    })
}

fn falls(kept: f64) -> EachStep {
    let mut before: Option<f64> = None;
    Box::new(move |seen| {
        let number = before.map_or(f64::MIN, |log_loss| exp(seen.log_loss - log_loss) - kept);
        before = Some(seen.log_loss);
        number
    })
}
