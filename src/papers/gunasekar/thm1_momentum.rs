//! Momentum in the dual does not move the limit of mirror descent.
//!
//! **Statement.** With momentum in the dual, grad psi(w_t+1) = grad psi(w_t) + beta (grad psi(w_t) - grad psi(w_t-1)) - eta grad
//! L(w_t + gamma (w_t - w_t-1)), the limit is that of mirror descent, for every beta and gamma.
//! **Hypotheses.** More unknowns than equations; squared loss; converges to Xw = y.
//! **Prediction.** For beta = 0.5 and gamma = 0.3: the limit against the certified projection of the start, and what grad psi
//! has moved in the span of the rows at every step; derived: every gradient lies there, wherever it is taken. Momentum in the
//! primal has grad psi(w_t + beta (w_t - w_t-1)) in place of grad psi(w_t).
//! **Controls.** the Euclidean projection of the start; momentum in the primal.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on momentum; arXiv:1802.08246.

use super::setting::{CURVED, LIMIT, euclidean, on_potentials, projected, run};
use crate::claim::Claim;
use crate::dynamics::MirrorUpdate;
use crate::problem::Regression;

/// beta and gamma.
const MOMENTUM: (f64, f64) = (0.5, 0.3);

pub(super) fn claim() -> Claim<Regression> {
    let (beta, gamma) = MOMENTUM;
    let claim = Claim::new("gunasekar.thm1.momentum", include_str!("thm1_momentum.rs"), projected(0));
    on_potentials(claim, &CURVED, 12, vec![MirrorUpdate::DualMomentum { beta, gamma }.into()])
        .derived()
        .control_prediction("the Euclidean projection of the start", LIMIT, euclidean)
        .control_dynamics("momentum in the primal", move |_| {
            vec![run(MirrorUpdate::PrimalMomentum { beta, gamma })]
        })
}
