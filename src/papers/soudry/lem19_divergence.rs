//! Lemma 1 for several classes: the loss goes to zero, the weights to infinity, and so does every margin.
//!
//! **Statement.** On separable data of K classes gradient descent on the cross-entropy has L(W(t)) -> 0, ||W(t)|| -> infinity and
//! (w_y(t) - w_k(t)).x -> infinity for every point (x, y) and every other class k; the loss falls at every step.
//! **Hypotheses.** Separable; step below the threshold.
//! **Prediction.** That of Lemma 1 from a random start, on Kesler's rows (e_y - e_k) x.
//! **Controls.** classes that overlap, gated; classes that overlap, gate open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 19; arXiv:1710.10345.

use super::lem1_divergence::diverges;
use super::thm7_multiclass::descent;
use crate::claim::Claim;
use crate::dynamics::Rule;
use crate::problem::{ClassSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    Claim::new("soudry.lem19.divergence", include_str!("lem19_divergence.rs"), diverges())
        .on(ClassSets::Separable, 20, 300)
        .descending_on_separable_data()
        .running(|case| descent(case, Rule::GradientDescent))
        .control_without("separable", "classes that overlap", ClassSets::Overlapping)
}
