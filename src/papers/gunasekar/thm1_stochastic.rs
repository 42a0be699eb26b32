//! Mirror descent on one random row a step ends at the same projection.
//!
//! **Statement.** With the gradient of one row at a time, drawn at random, mirror descent on a regression that can be solved exactly still
//! ends at argmin D_psi(w, w_0) over Xw = y where it converges.
//! **Hypotheses.** More unknowns than equations; squared loss; converges to Xw = y.
//! **Prediction.** The limit against the certified projection, and grad psi(w_t) - grad psi(w_0) in the span of the rows at every
//! one of 10^5 steps: derived, as each row's gradient lies in it. Two runs of other draws.
//! **Controls.** the Euclidean projection of the start; natural gradient posing as mirror descent; momentum in the primal posing
//! as none; gradients with noise across the rows.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on stochastic mirror descent after Theorem 1; arXiv:1802.08246.

use super::setting::{LIMIT, SMOOTH, euclidean, on_potentials_until, projected_legs, run_method};
use crate::claim::{Claim, Law};
use crate::dynamics::MirrorUpdate;
use crate::problem::Regression;

const STEPS: u64 = 100_000;

pub(super) fn claim() -> Claim<Regression> {
    let law = Law::Limit([0, 1].into_iter().flat_map(projected_legs).collect());
    let claim = Claim::new("gunasekar.thm1.stochastic", include_str!("thm1_stochastic.rs"), law);
    let updates = [1, 2].map(|seed| MirrorUpdate::RandomRow { seed }.into());
    on_potentials_until(claim, &SMOOTH, 4, updates.to_vec(), STEPS)
        .derived()
        .control_prediction("the Euclidean projection of the start", LIMIT, euclidean)
        .control_dynamics("natural gradient posing as mirror descent", |_| {
            vec![run_method(MirrorUpdate::Natural.into(), STEPS); 2]
        })
        .control_dynamics("momentum in the primal posing as none", |_| {
            vec![run_method(MirrorUpdate::PrimalMomentum { beta: 0.5, gamma: 0.0 }.into(), STEPS); 2]
        })
        .control_dynamics("gradients with noise across the rows", |_| {
            // As long as the gradient, so that it goes to zero with it and Xw = y is reached all the same.
            [1, 2].map(|seed| run_method(MirrorUpdate::NoisyRow { seed, share: 1.0 }.into(), STEPS)).to_vec()
        })
}
