//! Figure 1: on separable circles the iterates go off along u-bar.
//!
//! **Statement.** On two circles that a line through the origin separates, w_t grows along the max-margin direction and keeps a
//! bounded distance from it.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** L(w_t) - log t -> c and, in the span of the support vectors, |P_perp w_t| -> A_perp, both derived.
//! **Controls.** sum taken for mean; sign descent posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Figure 1; arXiv:1803.07300. The points are our own draw of such circles.

use crate::claim::linear::sign_descent;
use crate::claim::{Claim, FLOW_LEG, Law, descent_follows_flow, flow_reaches};
use crate::measure::{Letters, Observable};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::Along, "", |case| Ok(vec![case.c()?])),
        flow_reaches(0, Observable::AcrossNorm, "|P_perp w| along the flow", |case| {
            Ok(vec![case.limit_constants()?.a_perp])
        }),
    ]);
    Claim::new("ji-telgarsky.fig1.separable", include_str!("fig1_separable.rs"), law)
        .derived()
        .on(BallSets::Figure(1), 10, 100)
        .in_the_unit_setting()
        .undecided_at_most(0.3)
        .control_prediction("sum taken for mean", FLOW_LEG, |view| {
            Ok(vec![view.case.c()? + Ball::exact(ln(view.case.problem.rows.n as f64))])
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}
