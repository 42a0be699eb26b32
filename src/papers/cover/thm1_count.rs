//! Of the 2^n labellings of n points in general position in R^d, C(n, d) are linearly separable.
//!
//! **Statement.** C(n, d) = 2 sum_{k < d} binom(n - 1, k) labellings are separated by a hyperplane through the origin, whatever the
//! points; with a free bias, C(n, d + 1).
//! **Hypotheses.** General position.
//! **Prediction.** Exactly: every labelling is decided with a certificate, and counted.
//! **Controls.** d + 1 for d; d for d + 1 with a bias; two collinear points, gated; two collinear points, gate open.
//! **Source.** Cover, IEEE Transactions on Electronic Computers EC-14, 1965, Theorem 1.

use super::general_position;
use crate::case::Stopped;
use crate::claim::{Claim, Equality, Law};
use crate::measure::{SeparableLabellings, function_counting};
use crate::numbers::Ball;
use crate::problem::{Dichotomy, RandomLabels, Twist};
use std::sync::Arc;

/// Name of the count through the origin.
pub(in crate::papers) const LINEAR: &str = "separable labellings, through the origin";
const AFFINE: &str = "separable labellings, with a bias";

pub(super) fn claim() -> Claim<Dichotomy> {
    let law = Law::Identity(vec![count(LINEAR, false, coverable(0)), count(AFFINE, true, coverable(1))]);
    Claim::new("cover.thm1.count", include_str!("thm1_count.rs"), law)
        .on(RandomLabels::of(8, 2), 10, 100)
        .on(RandomLabels::of(8, 3), 10, 100)
        .on(RandomLabels::of(9, 4), 5, 50)
        .on(RandomLabels::of(10, 3), 5, 50)
        .hypothesis(general_position())
        .control_prediction("d + 1 for d", LINEAR, |view| exactly(coverable(1)(&view.case.problem)))
        .control_prediction("d for d + 1 with a bias", AFFINE, |view| {
            exactly(coverable(0)(&view.case.problem))
        })
        .control_without(
            "general position",
            "two collinear points",
            RandomLabels { twist: Twist::Collinear, ..RandomLabels::of(8, 3) },
        )
}

/// C(n, d) of the points, with so many dimensions more.
pub(in crate::papers) fn coverable(more: usize) -> impl Fn(&Dichotomy) -> u64 + Send + Sync + 'static {
    move |points| function_counting(points.points.n, points.points.d + more)
}

fn exactly(count: u64) -> Stopped<Vec<Ball>> {
    Ok(vec![Ball::exact(count as f64)])
}

/// Every labelling is decided, and as many are separable as this says.
pub(in crate::papers) fn count(
    name: &str,
    affine: bool,
    claimed: impl Fn(&Dichotomy) -> u64 + Send + Sync + 'static,
) -> Equality<Dichotomy> {
    Equality {
        name: name.to_string(),
        left: Arc::new(move |view| exactly(*view.case.ask(&SeparableLabellings { affine })?)),
        right: Arc::new(move |view| exactly(claimed(&view.case.problem))),
    }
}
