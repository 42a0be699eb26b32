//! Norm divergence is robust to data set size and dimension.
//!
//! **Sentence.** Norm divergence "is robust to dataset size and dimension" as long as the data are separable.
//! **Statement.** As long as the data are separable the norm diverges logarithmically, whatever the number of rows and of
//! dimensions, fewer rows than dimensions included.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** On a grid of 4 to 200 rows and 2 to 60 dimensions: d||w||/dlog t tends to 1/gamma.
//! **Controls.** a norm that stays bounded; slope 1; slope gamma; sign descent posing as gradient descent.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Theorem 3.

use crate::claim::linear::sign_descent;
use crate::claim::{Claim, Law, NORM_SLOPE, descent_follows_flow, norm_grows};
use crate::measure::{Letters, Observable};
use crate::numbers::Ball;
use crate::problem::{Linear, SizeGrid};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), norm_grows()]);
    Claim::new("essay.any-size", include_str!("any_size.rs"), law)
        .on(SizeGrid, 32, 320)
        .in_the_linear_setting()
        .control_prediction("a norm that stays bounded", NORM_SLOPE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("slope 1", NORM_SLOPE, |_| Ok(vec![Ball::exact(1.0)]))
        .control_prediction("slope gamma", NORM_SLOPE, |view| Ok(vec![view.case.gamma()?]))
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}
