//! Figure 1: the training loss falls like 1/t.
//!
//! **Statement.** On the data of Figure 1 the training loss falls like 1/t (panel C).
//! **Hypotheses.** Separable; step below the threshold; exponential tail. Logistic loss, eta = 1/sigma_max^2, w(0) = 0.
//! **Prediction.** eta gamma^2 t L(w(t)) tends to 1, compared by its logarithm (derived, as for Theorem 5).
//! **Controls.** eta left out; t L going like 1/sqrt t; unscaled momentum; sign descent posing as gradient descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Figure 1, panel C; arXiv:1710.10345.

use super::figure::on_the_figure;
use crate::claim::linear::{heavy_ball, sign_descent};
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::{Letters, Observable, far_time};
use crate::numbers::Ball;
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::LossConstant, |_| Ok(vec![Ball::exact(0.0)]));
    on_the_figure("soudry.fig1.loss", include_str!("fig1_loss.rs"), law)
        .derived()
        .control_prediction("eta left out", FLOW_LEG, |view| {
            Ok(vec![Ball::rounded(view.case.log_eta(), 1.0)])
        })
        .control_prediction("t L going like 1/sqrt t", FLOW_LEG, |view| {
            Ok(vec![Ball::exact(-0.5 * far_time(view.case))])
        })
        .control_dynamics("unscaled momentum", heavy_ball)
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}
