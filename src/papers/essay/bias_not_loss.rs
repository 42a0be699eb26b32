//! The bias does not come from the loss function.
//!
//! **Sentence.** Generalisation must come "from the optimizer, the data, or the parameterization, not from the loss
//! function itself".
//! **Statement.** With the same optimiser, data and parameterisation, descent on a loss with a polynomial tail goes in
//! the direction that it has for the exponential loss, that of the l2 max margin.
//! **Mended.** The tail of the loss chooses the direction as well: with the same optimiser, data and parameterisation a
//! tail -l'(u) ~ u^-(k+1) leads to argmin ||w||^2/2 + (1/k) sum_i (z_i.w)^-k, and an exponential tail to the max margin.
//! **Hypotheses.** Separable.
//! **Prediction.** w_t/||w_t|| of descent over the norm of the gradient on (1 + u)^-(k + 1), k = 1 and 2, tends to
//! w^/||w^||. Expected violated. Mended: it tends to the certified direction of the polynomial limit; derived from Ji and
//! Telgarsky's Theorem 5.
//! **Controls.** the direction of the mean row; the mended sentence, the limit of the loss's own tail.
//! **Source.** The essay "The implicit-bias program"; against Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 5;
//! arXiv:1906.04540.

use crate::case::{Case, Stopped};
use crate::claim::{Claim, Law};
use crate::numbers::Ball;
use crate::papers::ji_telgarsky_dual::polynomial::on_polynomial_tails;
use crate::papers::ji_telgarsky_dual::thm5_polynomial::{
    direction, limit_direction, max_margin_direction, mean_direction, over_the_gradient,
};
use crate::problem::Linear;
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Linear> {
    let law = |towards: fn(&Case<Linear>) -> Stopped<Vec<Ball>>| Law::Limit(vec![direction(towards)]);
    let source = include_str!("bias_not_loss.rs");
    on_polynomial_tails("essay.bias-not-loss", source, law(max_margin_direction), 40)
        .derived()
        .running(|_| over_the_gradient(None))
        .expect(VerdictKind::Violated)
        .control_law("the direction of the mean row", law(mean_direction))
        .but_true_as("the mended sentence, the limit of the loss's own tail", law(limit_direction))
}
