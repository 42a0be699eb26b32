//! The direction converges to that of the max-margin SVM.
//!
//! **Sentence.** The direction "converges to the maximum-margin SVM solution".
//! **Statement.** On separable data w(t)/||w(t)|| tends to w^/||w^||, w^ = argmin ||w|| subject to z_i.w >= 1.
//! **Mended.** The direction converges to that of the l2 max-margin SVM through the origin (a bias column is penalised
//! like any other weight), for a loss with an exponential tail and steps below the threshold.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** dw/dlog t tends to w^, as a vector of R^d. What a bias does is the claim soudry.bias_remark.
//! **Controls.** l1 max margin as the limit; l_inf max margin as the limit; sign descent posing as gradient descent;
//! polynomial tail posing as an exponential one; overlapping data, gated.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Theorem 3.

use crate::certificate::Norm;
use crate::claim::linear::{polynomial_tail, sign_descent};
use crate::claim::{Claim, Law, descent_follows_flow};
use crate::measure::Observable;
use crate::papers::soudry::thm3_direction::{SLOPE, polyhedral_limit, slope_of_the_flow};
use crate::problem::{Linear, OverlappingSets, PlantedSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), slope_of_the_flow()]);
    Claim::new("essay.max-margin", include_str!("max_margin.rs"), law)
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .in_the_linear_setting()
        .control_prediction("l1 max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::One)
        })
        .control_prediction("l_inf max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::Inf)
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .control_gated("overlapping data, gated", OverlappingSets)
}
