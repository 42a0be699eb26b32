//! On data that no hyperplane separates the iterate tracks a ray.
//!
//! **Sentence.** "Ji and Telgarsky extended the result to the non-separable case: the iterate still tracks a unique ray".
//! **Statement.** On data of which a part is separable the direction of w_t tends to u-bar, and w_t stays at a bounded
//! distance from the ray {v-bar + r u-bar : r >= 0}.
//! **Mended.** On data with a separable part beside the rest the iterate tracks a unique ray, in direction and in the
//! span of the rest; its distance from the ray does not vanish. Where nothing is separable there is no ray: the iterate
//! goes to a finite optimum.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** L(w_t) - log tau_t -> c, and the distance from the ray tends to the length of the offset's part across
//! u-bar; derived.
//! **Controls.** the ray of the separable part without projecting; a distance that vanishes; heavy ball posing as
//! gradient descent; nothing separable, gated.
//! **Source.** The essay "The implicit-bias program"; Ji and Telgarsky, COLT 2019, PMLR 99, Theorems 2 and 7.

use crate::claim::linear::heavy_ball;
use crate::claim::{Claim, Law, descent_follows_flow, flow_reaches};
use crate::measure::{Letters, Observable, RayLetters, dot, far_time, plain_direction};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};

const DISTANCE: &str = "distance from the ray along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::RayDistance, DISTANCE, |case| Ok(vec![case.across()?.constants.a_perp])),
        flow_reaches(0, Observable::Along, "", |case| Ok(vec![case.c()?])),
    ]);
    Claim::new("essay.nonseparable-ray", include_str!("nonseparable_ray.rs"), law)
        .derived()
        .on(BallSets::Mixed, 20, 300)
        .in_the_unit_setting()
        .control_prediction("the ray of the separable part without projecting", DISTANCE, |view| {
            // Off along another direction the distance from the ray grows with its sine.
            let (case, across) = (view.case, view.case.across()?);
            let direction = across.direction().0;
            let plain: Vec<f64> =
                plain_direction(&case.problem.rows, &across.part)?.iter().map(|x| x.value).collect();
            let cosine = dot(&plain, &direction);
            let sine = (1.0 - cosine * cosine).max(0.0).sqrt();
            Ok(vec![Ball::exact(sine * far_time(case)) / case.gamma()?])
        })
        .control_prediction("a distance that vanishes", DISTANCE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("heavy ball posing as gradient descent", heavy_ball)
        .control_gated("nothing separable, gated", BallSets::Overlapping)
}
