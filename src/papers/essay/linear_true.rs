//! Soudry et al.'s theorem is true.
//!
//! **Sentence.** "Soudry et al. is true; the mechanism is real".
//! **Statement.** On separable data gradient descent goes in the direction of the l2 max margin, its norm like log t, its
//! loss like 1/t, its margin gap like 1/log t.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** All at once, on the same runs: dw/dlog t tends to w^; L - log t to c; eta gamma^2 t L(w(t)) to 1, by
//! its logarithm; K_t to K; ||P_perp w|| to A_perp; all but the first derived. Each by itself, with more controls, is a
//! claim soudry.*.
//! **Controls.** l1 max margin as the limit; 1/t^2 law of the loss; entropy alone for K; no angle left; sign descent
//! posing as gradient descent; polynomial tail posing as an exponential one; overlapping data, gated.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Theorems 3 to 5;
//! arXiv:1710.10345.

use crate::certificate::Norm;
use crate::claim::linear::{generic, polynomial_tail, sign_descent};
use crate::claim::{Claim, Law, descent_follows_flow, flow_reaches};
use crate::measure::{Letters, Observable, far_time};
use crate::numbers::Ball;
use crate::papers::soudry::thm3_direction::{SLOPE, polyhedral_limit, slope_of_the_flow};
use crate::problem::{Linear, OverlappingSets, PlantedSets};

const ALONG: &str = "L - log t along the flow";
const LOSS: &str = "ln(eta gamma^2 t L) along the flow";
const MARGIN: &str = "K_t along the flow";
const ANGLE: &str = "||P_perp w|| along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        slope_of_the_flow(),
        flow_reaches(0, Observable::Along, ALONG, |case| Ok(vec![case.c()?])),
        flow_reaches(0, Observable::LossConstant, LOSS, |_| Ok(vec![Ball::exact(0.0)])),
        flow_reaches(0, Observable::MarginConstant, MARGIN, |case| Ok(vec![case.constants()?.k])),
        flow_reaches(0, Observable::AcrossNorm, ANGLE, |case| Ok(vec![case.constants()?.a_perp])),
    ]);
    Claim::new("essay.linear-true", include_str!("linear_true.rs"), law)
        .derived()
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .in_the_linear_setting()
        .hypothesis(generic())
        .control_prediction("l1 max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::One)
        })
        .control_prediction("1/t^2 law of the loss", LOSS, |view| Ok(vec![Ball::exact(-far_time(view.case))]))
        .control_prediction("entropy alone for K", MARGIN, |view| Ok(vec![view.case.constants()?.entropy]))
        .control_prediction("no angle left", ANGLE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .control_gated("overlapping data, gated", OverlappingSets)
}
