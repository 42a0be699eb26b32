//! The iterates approach the ray v-bar + r u-bar.
//!
//! **Statement.** The distance of w_t from the ray {v-bar + r u-bar : r >= 0} tends to zero.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** Zero. Expected violated, by a derived limit: direction and Pi_S converge, but across S the iterates
//! keep the offset of Soudry et al.'s Theorem 4, and the distance tends to the length of its part across u-bar. It is zero only
//! where there is one dimension across S.
//! **Controls.** the distance growing like log t; the mended sentence, the length of the offset's part across u-bar; the
//! sentence with one dimension across S.
//! **Source.** A reading of Ji and Telgarsky, COLT 2019, PMLR 99, Theorem 2 and Figure 4; arXiv:1803.07300.

use crate::case::{Case, Stopped};
use crate::claim::{Claim, Law, descent_follows_flow, flow_reaches};
use crate::measure::{Letters, Observable, RayLetters, far_time};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};
use crate::record::VerdictKind;

const DISTANCE: &str = "distance from the ray along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = |limit: fn(&Case<Linear>) -> Stopped<Vec<Ball>>| {
        Law::Limit(vec![
            descent_follows_flow(0, Observable::Residual),
            flow_reaches(0, Observable::RayDistance, DISTANCE, limit),
        ])
    };
    let zero: fn(&Case<Linear>) -> Stopped<Vec<Ball>> = |_| Ok(vec![Ball::exact(0.0)]);
    Claim::new("ji-telgarsky.ray.distance", include_str!("ray_distance.rs"), law(zero))
        .derived()
        .on(BallSets::Mixed, 20, 400)
        .in_the_unit_setting()
        .expect(VerdictKind::Violated)
        .control_law(
            "the distance growing like log t",
            law(|case| Ok(vec![Ball::exact(far_time(case)) / case.gamma()?])),
        )
        .but_true_as(
            "the mended sentence, the length of the offset's part across u-bar",
            law(|case| Ok(vec![case.across()?.constants.a_perp])),
        )
        .but_true_on("the sentence with one dimension across S", BallSets::MixedLine)
}
