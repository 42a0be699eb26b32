//! Random labels are linearly separable with probability C(n, d) / 2^n.
//!
//! **Statement.** n points in general position in R^d, labelled by fair coins, are separated by a hyperplane through the origin
//! with probability 2^(1 - n) sum_{k < d} binom(n - 1, k), whatever the points: one half at n = 2 d.
//! **Hypotheses.** General position.
//! **Prediction.** The probability itself, by an exact test on fresh points and labels in each draw.
//! **Controls.** d + 1 for d; d - 1 for d; labels that follow a hyperplane.
//! **Source.** Cover, IEEE Transactions on Electronic Computers EC-14, 1965, Theorem 1.

use super::general_position;
use crate::claim::{Chance, Claim, Law};
use crate::measure::{Separable, function_counting};
use crate::problem::{Dichotomy, RandomLabels, Twist};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Dichotomy> {
    let law = Law::Distribution(Chance {
        name: "random labels are separable".to_string(),
        draw: Arc::new(|view| Ok(*view.case.ask(&Separable)?)),
        probability: Arc::new(|points| probability(points, points.points.d)),
    });
    // The discrepancies are a little less than what one dimension more or less makes.
    Claim::new("cover.thm1.probability", include_str!("thm1_probability.rs"), law)
        .cell(RandomLabels::of(8, 4), 0.25)
        .cell(RandomLabels::of(12, 4), 0.08)
        .cell(RandomLabels::of(9, 6), 0.1)
        .hypothesis(general_position())
        .control_probability("d + 1 for d", |points| probability(points, points.points.d + 1))
        .control_probability("d - 1 for d", |points| probability(points, points.points.d - 1))
        .control_on(
            "labels that follow a hyperplane",
            RandomLabels { twist: Twist::Hyperplane, ..RandomLabels::of(12, 4) },
        )
}

fn probability(points: &Dichotomy, d: usize) -> f64 {
    let n = points.points.n;
    function_counting(n, d) as f64 / (1u64 << n) as f64
}
