//! Figure 1: the norm grows logarithmically.
//!
//! **Statement.** On the data of Figure 1 the norm of w grows like log t, under gradient descent (panel B).
//! **Hypotheses.** Separable; step below the threshold; exponential tail. Logistic loss, eta = 1/sigma_max^2, w(0) = 0.
//! **Prediction.** d||w||/dlog t tends to 1/gamma = 1/sqrt 2 (Theorem 3).
//! **Controls.** slope 1; slope gamma; a norm that stays bounded; sign descent posing as gradient descent; coordinate
//! descent posing as gradient descent; unscaled momentum.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Figure 1, panel B; arXiv:1710.10345. The twelve points off the margin are
//! ours.

use super::figure::on_the_figure;
use crate::claim::linear::{coordinate_descent, heavy_ball, sign_descent};
use crate::claim::{Claim, Law, NORM_SLOPE, descent_follows_flow, norm_grows};
use crate::measure::{Letters, Observable};
use crate::numbers::Ball;
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), norm_grows()]);
    on_the_figure("soudry.fig1.norm", include_str!("fig1_norm.rs"), law)
        .control_prediction("slope 1", NORM_SLOPE, |_| Ok(vec![Ball::exact(1.0)]))
        .control_prediction("slope gamma", NORM_SLOPE, |view| Ok(vec![view.case.gamma()?]))
        .control_prediction("a norm that stays bounded", NORM_SLOPE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("coordinate descent posing as gradient descent", coordinate_descent)
        .control_dynamics("unscaled momentum", heavy_ball)
}
