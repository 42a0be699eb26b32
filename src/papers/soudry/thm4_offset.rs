//! The offset of gradient descent from w^ log t tends to an exact vector.
//!
//! **Statement.** For almost every separable data set whose support vectors span the data, w(t) - w^ log t tends to
//! w~, where eta exp(-z_i.w~) = alpha_i for every support vector, alpha the dual multipliers.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier; support vectors span.
//! **Prediction.** w~ = c w^ + v with c = ln(eta gamma^2) + H(p), v in the span of the support vectors, v perp w^,
//! z_i.v = -ln p_i - H(p), where p_i = gamma^2 alpha_i: algebra from the theorem's equation.
//! **Controls.** eta left out; sum taken for mean; gamma instead of gamma^2; unscaled momentum; support vectors that
//! do not span, gated; support vectors that do not span, gate open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 4; arXiv:1710.10345.

use super::constants::{falsehood, offset};
use crate::claim::linear::{generic, heavy_ball, support_vectors_span};
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::Observable;
use crate::problem::{Linear, PlantedSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::Residual, |case| offset(case, 0.0));
    let mut claim = Claim::new("soudry.thm4.offset", include_str!("thm4_offset.rs"), law)
        .on(PlantedSets::Spanning, 150, 1500)
        .in_the_linear_setting()
        .hypothesis(generic())
        .hypothesis(support_vectors_span());
    for name in ["eta left out", "sum taken for mean", "gamma instead of gamma^2"] {
        claim =
            claim.control_prediction(name, FLOW_LEG, |view| offset(view.case, falsehood(view.case, name)?));
    }
    claim.control_dynamics("unscaled momentum", heavy_ball).control_without(
        "support vectors span",
        "support vectors that do not span",
        PlantedSets::Deficient,
    )
}
