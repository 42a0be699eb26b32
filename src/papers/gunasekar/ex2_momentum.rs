//! Momentum in the primal leaves the projection of the start.
//!
//! **Statement.** With momentum in the primal, grad psi(w_t+1) = grad psi(w_t + beta (w_t - w_t-1)) - eta grad L(w_t), mirror
//! descent still ends at argmin D_psi(w, w_0) over Xw = y.
//! **Hypotheses.** The example's one equation w_1 + 2 w_2 = 1; entropy; squared loss; start (1, 1); converges to Xw = y.
//! **Prediction.** (1/2, 1/4), as on the projection: derived from w = exp(-lambda x) with u + 2 u^2 = 1. Expected violated for
//! beta = 0.5: the map grad psi is not linear, so what momentum adds leaves the span of the row. It is beta alone: with the
//! look-ahead within the gradient and beta = 0 the limit stays.
//! **Controls.** the point of least Euclidean norm; the same with momentum in the dual; a look-ahead and no momentum.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Example 2 and what it shows of momentum; arXiv:1802.08246.

use super::setting::{LIMIT, converges, projected, run};
use crate::claim::Claim;
use crate::dynamics::MirrorUpdate;
use crate::numbers::Ball;
use crate::problem::{MomentumExample, Regression};
use crate::record::VerdictKind;

/// By number of the run.
const UPDATES: [MirrorUpdate; 3] = [
    MirrorUpdate::PrimalMomentum { beta: 0.5, gamma: 0.0 },
    MirrorUpdate::DualMomentum { beta: 0.5, gamma: 0.0 },
    MirrorUpdate::PrimalMomentum { beta: 0.0, gamma: 0.5 },
];

pub(super) fn claim() -> Claim<Regression> {
    Claim::new("gunasekar.ex2.momentum", include_str!("ex2_momentum.rs"), projected(0))
        .derived()
        .expect(VerdictKind::Violated)
        .on(MomentumExample, 3, 3)
        .hypothesis(converges(UPDATES.map(|update| update.into()).to_vec()))
        .running(|_| UPDATES.map(run).to_vec())
        .control_prediction("the point of least Euclidean norm", LIMIT, |_| {
            Ok(vec![Ball::exact(0.2), Ball::exact(0.4)])
        })
        .but_true_as("the same with momentum in the dual", projected(1))
        .but_true_as("a look-ahead and no momentum", projected(2))
}
