//! The angle to the max margin closes like 1/log t, with an exact constant.
//!
//! **Statement.** ||w(t)/||w(t)|| - w^/||w^|||| = O(1/log t) for almost every data set.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** The angle is gamma ||P_perp w|| / L up to terms of higher order, and within the span of the support
//! vectors ||P_perp w|| tends to A_perp = ||v||. Derived from Theorem 4; consistent with the paper's O(1/log t).
//! **Controls.** 1/t angle law; 1/sqrt t angle law; 1/log^2 t angle law; no angle left, as for equal multipliers; sign
//! descent posing as gradient descent; coordinate descent posing as gradient descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 5, first rate; arXiv:1710.10345.

use super::constants::angle_law;
use crate::claim::linear::{coordinate_descent, generic, sign_descent};
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::{Letters, Observable};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::AcrossNorm, |case| Ok(vec![case.constants()?.a_perp]));
    Claim::on_planted_data("soudry.thm5.angle", include_str!("thm5_angle.rs"), law)
        .derived()
        .hypothesis(generic())
        .control_prediction("1/t angle law", FLOW_LEG, |view| angle_law(view, |s, s1| s1 - s))
        .control_prediction("1/sqrt t angle law", FLOW_LEG, |view| angle_law(view, |s, s1| 0.5 * (s1 - s)))
        .control_prediction("1/log^2 t angle law", FLOW_LEG, |view| angle_law(view, |s, s1| 2.0 * ln(s1 / s)))
        .control_prediction("no angle left, as for equal multipliers", FLOW_LEG, |_| {
            Ok(vec![Ball::exact(0.0)])
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("coordinate descent posing as gradient descent", coordinate_descent)
}
