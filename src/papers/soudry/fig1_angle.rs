//! Figure 1's caption: the angle decays logarithmically.
//!
//! **Statement.** On the data of Figure 1 the angle to the max margin (panel D) decays logarithmically: ||P_perp w|| tends to
//! a positive constant.
//! **Hypotheses.** Separable; step below the threshold; exponential tail. Logistic loss, eta = 1/sigma_max^2, w(0) = 0.
//! **Prediction.** d ln ||P_perp w|| / d ln t tends to 0. Expected violated, by a computation that is ours and not in the
//! paper: the multipliers of this data set are equal, so that v = 0 and K = 0, and ||P_perp w|| falls like t^(-1/4), the angle
//! like t^(-1/4)/log t: within Theorem 5's upper bound, not on it.
//! **Controls.** ||P_perp w|| falling like 1/t; the mended sentence, ||P_perp w|| falling like t^(-1/4).
//! **Source.** Soudry et al., JMLR 19(70), 2018, Figure 1, caption; arXiv:1710.10345.

use super::figure::on_the_figure;
use crate::claim::{Claim, Law, across_falls_with};
use crate::problem::Linear;
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Linear> {
    let law = |exponent: f64| Law::Rate(vec![across_falls_with(move |_| Ok(exponent))]);
    on_the_figure("soudry.fig1.angle", include_str!("fig1_angle.rs"), law(0.0))
        .expect(VerdictKind::Violated)
        .control_law("||P_perp w|| falling like 1/t", law(-1.0))
        .but_true_as("the mended sentence, ||P_perp w|| falling like t^(-1/4)", law(-0.25))
}
