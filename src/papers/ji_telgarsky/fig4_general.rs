//! Figure 4: in general the iterates follow a ray with an offset.
//!
//! **Statement.** On circles that touch, beside points on the common tangent, w_t approaches the ray v-bar + r u-bar.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** In the plane there is one dimension across S, and the distance from the ray tends to zero; L(w_t) - log t -> c,
//! derived.
//! **Controls.** the offset left out of the ray; x_i.v-bar left out of c; sign descent posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Figure 4; arXiv:1803.07300. The points are our own draw of such circles.

use crate::claim::linear::sign_descent;
use crate::claim::{Claim, FLOW_LEG, Law, descent_follows_flow, flow_reaches};
use crate::measure::{Letters, Observable, RayLetters, dot};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};

const DISTANCE: &str = "distance from the ray along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::RayDistance, DISTANCE, |_| Ok(vec![Ball::exact(0.0)])),
        flow_reaches(0, Observable::Along, "", |case| Ok(vec![case.c()?])),
    ]);
    Claim::new("ji-telgarsky.fig4.general", include_str!("fig4_general.rs"), law)
        .derived()
        .on(BallSets::Figure(4), 12, 200)
        .in_the_unit_setting()
        .control_prediction("the offset left out of the ray", DISTANCE, |view| {
            let ray = view.case.ray()?;
            Ok(vec![Ball::exact(dot(&ray.offset.v, &ray.offset.v).sqrt())])
        })
        .control_prediction("x_i.v-bar left out of c", FLOW_LEG, |view| {
            let across = view.case.across()?;
            let squared = view.case.gamma()? * view.case.gamma()?;
            Ok(vec![squared.ln() + across.constants.entropy + Ball::exact(view.case.log_eta())])
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}
