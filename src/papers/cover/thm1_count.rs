//! Of the 2^n labellings of n points in general position in R^d, C(n, d) are linearly separable.
//!
//! **Statement.** C(n, d) = 2 sum_{k < d} binom(n - 1, k) labellings are separated by a hyperplane through the origin, whatever the
//! points; with a free bias, C(n, d + 1).
//! **Hypotheses.** General position.
//! **Prediction.** Exactly: every labelling is decided with a certificate, and counted.
//! **Controls.** d + 1 for d; d for d + 1 with a bias; two collinear points, gated; two collinear points, gate open.
//! **Source.** Cover, IEEE Transactions on Electronic Computers EC-14, 1965, Theorem 1.

use super::general_position;
use crate::claim::{Claim, Equality, Law};
use crate::measure::{SeparableLabellings, function_counting};
use crate::numbers::Ball;
use crate::problem::{Dichotomy, RandomLabels, Twist};
use std::sync::Arc;

const LINEAR: &str = "separable labellings, through the origin";
const AFFINE: &str = "separable labellings, with a bias";

pub(super) fn claim() -> Claim<Dichotomy> {
    let law = Law::Identity(vec![count(LINEAR, false), count(AFFINE, true)]);
    let counted = |points: &Dichotomy, more: usize| {
        Ok(vec![Ball::exact(function_counting(points.points.n, points.points.d + more) as f64)])
    };
    Claim::new("cover.thm1.count", include_str!("thm1_count.rs"), law)
        .on(RandomLabels::of(8, 2), 10, 100)
        .on(RandomLabels::of(8, 3), 10, 100)
        .on(RandomLabels::of(9, 4), 5, 50)
        .on(RandomLabels::of(10, 3), 5, 50)
        .hypothesis(general_position())
        .control_prediction("d + 1 for d", LINEAR, move |view| counted(&view.case.problem, 1))
        .control_prediction("d for d + 1 with a bias", AFFINE, move |view| counted(&view.case.problem, 0))
        .control_without(
            "general position",
            "two collinear points",
            RandomLabels { twist: Twist::Collinear, ..RandomLabels::of(8, 3) },
        )
}

fn count(name: &str, affine: bool) -> Equality<Dichotomy> {
    Equality {
        name: name.to_string(),
        left: Arc::new(move |view| {
            Ok(vec![Ball::exact(*view.case.ask(&SeparableLabellings { affine })? as f64)])
        }),
        right: Arc::new(move |view| {
            let points = &view.case.problem.points;
            Ok(vec![Ball::exact(function_counting(points.n, points.d + usize::from(affine)) as f64)])
        }),
    }
}
