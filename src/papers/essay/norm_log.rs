//! The norm grows like log t.
//!
//! **Sentence.** "the norm grows only logarithmically with t".
//! **Statement.** On separable data ||w(t)|| / log t tends to a positive constant.
//! **Mended.** ||w(t)|| = (log t + c)/gamma + o(1): the slope is 1/gamma, and the offset c = log(eta gamma^2) + H(p)
//! keeps ||w|| / log t away from it for a long time.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** d||w||/dlog t tends to 1/gamma, and L - log t to c, L = w^.w/||w^||^2; the second derived from Theorem
//! 4.
//! **Controls.** a norm that stays bounded; slope 1; no offset; polynomial tail posing as an exponential one.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Theorems 3 and 4.

use crate::claim::linear::polynomial_tail;
use crate::claim::{Claim, FLOW_LEG, Law, NORM_SLOPE, descent_follows_flow, flow_reaches, norm_grows};
use crate::measure::{Letters, Observable};
use crate::numbers::Ball;
use crate::problem::{Linear, PlantedSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        norm_grows(),
        flow_reaches(0, Observable::Along, "", |case| Ok(vec![case.c()?])),
    ]);
    Claim::new("essay.norm-log", include_str!("norm_log.rs"), law)
        .derived()
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .in_the_linear_setting()
        .control_prediction("a norm that stays bounded", NORM_SLOPE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("slope 1", NORM_SLOPE, |_| Ok(vec![Ball::exact(1.0)]))
        .control_prediction("no offset", FLOW_LEG, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
}
