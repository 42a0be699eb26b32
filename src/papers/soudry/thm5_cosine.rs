//! One minus the cosine to the max margin falls like 1/log^2 t, with an exact constant.
//!
//! **Statement.** 1 - w(t).w^ / (||w(t)|| ||w^||) = O(1/log^2 t) for almost every data set.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** (1 - cos) L^2 tends to (gamma A_perp)^2 / 2, within the span of the support vectors. Derived from
//! Theorem 4; consistent with the paper's O(1/log^2 t).
//! **Controls.** the appendix's displayed constant; the half left out; 1 - cos falling like 1/log t; sign descent posing
//! as gradient descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 5, second rate; arXiv:1710.10345. The appendix expands
//! 1/sqrt(1+x) with 3/4 x^2 where 3/8 belongs; its constant is (gamma A_perp)^2 / 2 - 3 c^2 / 2.

use super::constants::angle_law;
use crate::case::{Case, Stopped};
use crate::claim::linear::{generic, sign_descent};
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::{Letters, Observable};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::CosineConstant, |case| Ok(vec![constant(case)?]));
    Claim::on_planted_data("soudry.thm5.cosine", include_str!("thm5_cosine.rs"), law)
        .derived()
        .hypothesis(generic())
        .control_prediction("the appendix's displayed constant", FLOW_LEG, |view| {
            Ok(vec![appendix(view.case)?])
        })
        .control_prediction("the half left out", FLOW_LEG, |view| {
            Ok(vec![Ball::exact(2.0) * constant(view.case)?])
        })
        .control_prediction("1 - cos falling like 1/log t", FLOW_LEG, |view| {
            let across = angle_law(view, |s, s1| 0.5 * ln(s1 / s))?[0];
            let scaled = view.case.gamma()? * across;
            Ok(vec![Ball::exact(0.5) * scaled * scaled])
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}

/// The limit of (1 - cos) L^2.
pub(super) fn constant(case: &Case<Linear>) -> Stopped<Ball> {
    let scaled = case.gamma()? * case.constants()?.a_perp;
    Ok(Ball::exact(0.5) * scaled * scaled)
}

/// The same with the appendix's expansion.
pub(super) fn appendix(case: &Case<Linear>) -> Stopped<Ball> {
    let c = case.c()?;
    Ok(constant(case)? - Ball::exact(1.5) * c * c)
}
