//! The appendix's constant of the cosine.
//!
//! **Statement.** 1 - w(t).w^ / (||w(t)|| ||w^||) is (2 ||rho||^2 / ||w^||^2) (1/4 - cos^2(rho, w^)) / log^2 t to leading order,
//! as the appendix displays it: (1 - cos) L^2 tends to (gamma A_perp)^2 / 2 - 3 c^2 / 2.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** As displayed. Expected violated: the appendix expands 1/sqrt(1 + x) with 3/4 x^2 where 3/8 belongs, and its
//! cosine can exceed one. With 3/8 the part of rho along w^ drops out. The theorem's O(1/log^2 t) is not touched.
//! **Controls.** no angle left, as for equal multipliers; the mended constant, (gamma A_perp)^2 / 2.
//! **Source.** Soudry et al., JMLR 19(70), 2018, appendix, proof of Theorem 5, second rate; arXiv:1710.10345.

use super::thm5_cosine::{appendix, constant};
use crate::case::{Case, Stopped};
use crate::claim::linear::generic;
use crate::claim::{Claim, Law, tends_to};
use crate::measure::Observable;
use crate::numbers::Ball;
use crate::problem::Linear;
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Linear> {
    let law = |constant: fn(&Case<Linear>) -> Stopped<Ball>| -> Law<Linear> {
        tends_to(Observable::CosineConstant, move |case| Ok(vec![constant(case)?]))
    };
    Claim::on_planted_data("soudry.thm5.appendix", include_str!("thm5_appendix.rs"), law(appendix))
        .hypothesis(generic())
        .expect(VerdictKind::Violated)
        .control_law("no angle left, as for equal multipliers", law(|_| Ok(Ball::exact(0.0))))
        .but_true_as("the mended constant, (gamma A_perp)^2 / 2", law(constant))
}
