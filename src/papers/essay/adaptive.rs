//! Adaptive methods land where the geometry of their step says.
//!
//! **Sentence.** Natural gradient and adaptive methods land where "the geometry of their step" says.
//! **Statement.** The direction of AdaGrad is a matter of its geometry, and not of the size of its step.
//! **Mended.** The direction of AdaGrad depends on its step, its start and its accumulator, unless the accumulator begins at zero
//! on a single point; the limit of natural gradient descent lies off the projection by an amount of the order of its step
//! (gunasekar.ex3.natural).
//! **Hypotheses.** One row, exponential loss.
//! **Prediction.** With the accumulator from 1 the direction for eta = 1 is that for eta = 0.1. Expected violated. What either may still
//! turn is derived from what the accumulators still grow.
//! **Controls.** the signs of x; the mended sentence, each step with its own accumulator; from an accumulator of zero.
//! **Source.** The essay "The implicit-bias program"; against Gunasekar, Lee, Soudry, Srebro, ICML 2018, on AdaGrad.

use crate::case::Stopped;
use crate::claim::{Claim, Law, Leg, View};
use crate::measure::unit;
use crate::papers::gunasekar::adagrad::{
    OnePoint, balls, direction, moved, name_of, one_row, own, remainder, runs, signs,
};
use crate::problem::Linear;
use crate::record::VerdictKind;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    Claim::new("essay.adaptive", include_str!("adaptive.rs"), Law::Limit(vec![as_another(3, 2)]))
        .derived()
        .expect(VerdictKind::Violated)
        .on(OnePoint, 12, 120)
        .hypothesis(one_row())
        .running(|_| runs())
        .control_prediction("the signs of x", &name_of(3), |view| Ok(balls(&unit(&signs(view.case)))))
        .but_true_as(
            "the mended sentence, each step with its own accumulator",
            Law::Limit(vec![direction(2, own), direction(3, own)]),
        )
        .but_true_as("from an accumulator of zero", Law::Limit(vec![as_another(1, 0)]))
}

/// That the run of one number goes in the direction of that of another.
fn as_another(number: usize, other: usize) -> Leg<Linear> {
    let theirs: fn(&View<Linear>, usize) -> Stopped<Vec<f64>> = |view, number| moved(view, number);
    Leg {
        predict: Arc::new(move |view| Ok(balls(&theirs(view, other)?))),
        remainder: Arc::new(move |view| Ok(remainder(view, number)? + remainder(view, other)?)),
        ..direction(number, own)
    }
}
