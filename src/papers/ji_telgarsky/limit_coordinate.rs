//! Along u-bar the iterates grow like log tau / gamma, up to an exact constant.
//!
//! **Statement.** With L = w^.w/|w^|^2, w^ = u-bar/gamma, L(w_t) - log tau_t tends to an exact constant.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The constant is log gamma^2 - log n + sum p_i (-log p_i - x_i.v-bar), p the multipliers on the simplex of the
//! max margin across S; derived. The paper bounds |w_t| between multiples of log t (Lemma 9).
//! **Controls.** x_i.v-bar left out; sum taken for mean; gamma for gamma^2; heavy ball posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, on Lemma 9; arXiv:1803.07300.

use crate::claim::linear::heavy_ball;
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::{Letters, Observable, RayLetters};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::Along, |case| Ok(vec![case.c()?]));
    Claim::new("ji-telgarsky.norm.limit", include_str!("limit_coordinate.rs"), law)
        .derived()
        .on(BallSets::Mixed, 30, 600)
        .in_the_unit_setting()
        .control_prediction("x_i.v-bar left out", FLOW_LEG, |view| {
            let constants = &view.case.across()?.constants;
            let squared = view.case.gamma()? * view.case.gamma()?;
            Ok(vec![squared.ln() + constants.entropy + Ball::exact(view.case.log_eta())])
        })
        .control_prediction("sum taken for mean", FLOW_LEG, |view| {
            Ok(vec![view.case.c()? + Ball::exact(ln(view.case.problem.rows.n as f64))])
        })
        .control_prediction("gamma for gamma^2", FLOW_LEG, |view| {
            Ok(vec![view.case.c()? - view.case.gamma()?.ln()])
        })
        .control_dynamics("heavy ball posing as gradient descent", heavy_ball)
}
