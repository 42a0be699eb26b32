//! Lemma 11 for several classes: each step carries the residual towards zero, but for terms that have a finite sum.
//!
//! **Statement.** With r(t) = W(t) - W^ log t - W~, (r(t+1) - r(t)).r(t) <= C1 t^-min(theta, 1.5), and <= -C2/t where ||P1 r(t)|| >= eps1,
//! P1 the projection on the span of the support among Kesler's rows.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** The inequalities of Lemma 11 as they are derived there, at every single one of 10^5 steps. Softmax weighs a row by
//! e^-u/(1 + E), E the sum of e^-u over the rows of its point: this adds sum alpha_i E^2/t to the first, and sum alpha_i max(-x, 0)
//! e^-x E/(1 + E)/t with x = z_i.r to the second, sums over the support; E falls like 1/t.
//! **Controls.** ||r|| grows; three times the decrease of the fastest mode.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 20; arXiv:1710.10345.

use super::lem11_increment::{GROWS, OF_FASTEST, increments};
use crate::claim::Claim;
use crate::problem::{ClassSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    let controls = [("||r|| grows", GROWS), ("three times the decrease of the fastest mode", OF_FASTEST)];
    increments("soudry.lem20.increment", include_str!("lem20_increment.rs"), &controls).on(
        ClassSets::Separable,
        20,
        200,
    )
}
