//! What linear classifiers can fit of points with labels.

use crate::case::{Case, Query, Stopped};
use crate::data::SignedRows;
use crate::problem::Dichotomy;
use crate::record::Stop;
use crate::reference::{Precision, Separability, max_margin_l2_with, not_in_general_position};

/// Whether some w through the origin separates the points as they are labelled.
pub struct Separable;

impl Query<Dichotomy> for Separable {
    type Answer = bool;

    fn key(&self) -> String {
        "separable as labelled".to_string()
    }

    fn answer(&self, case: &Case<Dichotomy>) -> Stopped<bool> {
        decide(&case.problem.signed_rows())
    }
}

/// How many of the 2^n labellings some w separates: through the origin, or with a free bias.
pub struct SeparableLabellings {
    /// Whether a bias is allowed.
    pub affine: bool,
}

impl Query<Dichotomy> for SeparableLabellings {
    type Answer = u64;

    fn key(&self) -> String {
        format!("separable labellings, {}", if self.affine { "affine" } else { "through the origin" })
    }

    fn answer(&self, case: &Case<Dichotomy>) -> Stopped<u64> {
        let points = &case.problem;
        let lifted;
        let points = if self.affine {
            lifted = points.with_constant_feature();
            &lifted
        } else {
            points
        };
        // A labelling and its opposite are separable together: the first point is positive in half of them.
        let half = 1u64 << (points.points.n - 1);
        let mut count = 0;
        for labels in 0..half {
            count += 2 * u64::from(decide(&points.signed_by(|i| i == 0 || labels >> (i - 1) & 1 == 1))?);
        }
        Ok(count)
    }
}

/// The points that spoil general position, if any.
pub struct Dependent;

impl Query<Dichotomy> for Dependent {
    type Answer = Option<Vec<usize>>;

    fn key(&self) -> String {
        "points not in general position".to_string()
    }

    fn answer(&self, case: &Case<Dichotomy>) -> Stopped<Option<Vec<usize>>> {
        Ok(not_in_general_position(&case.problem.points))
    }
}

/// C(n, d) = 2 sum_{k < d} binom(n - 1, k): the number of separable labellings of n points in general position in R^d (Cover,
/// IEEE Transactions on Electronic Computers EC-14, 1965, Theorem 1). Exact for n up to 64.
pub fn function_counting(n: usize, d: usize) -> u64 {
    let mut choose = 1u128;
    let mut sum = 0u128;
    for k in 0..d.min(n) as u128 {
        sum += choose;
        choose = choose * (n as u128 - 1 - k) / (k + 1);
    }
    (2 * sum) as u64
}

fn decide(rows: &SignedRows) -> Stopped<bool> {
    match max_margin_l2_with(rows, Precision::Enclosure) {
        Ok(found) => Ok(matches!(found, Separability::Separable(_))),
        Err(error) => Err(Stop::Undecided { why: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_all_labellings_up_to_the_dimension_and_half_of_them_at_twice_it() {
        for d in 1..12 {
            assert_eq!(function_counting(d, d), 1 << d, "n = d = {d}");
            assert_eq!(function_counting(d, d + 3), 1 << d, "n < d");
            assert_eq!(function_counting(2 * d, d), 1 << (2 * d - 1), "n = 2 d");
            // The recursion of Cover's proof.
            for n in 1..20 {
                let (grown, less) =
                    (function_counting(n + 1, d), if d > 1 { function_counting(n, d - 1) } else { 0 });
                assert_eq!(grown, function_counting(n, d) + less, "C({}, {d})", n + 1);
            }
        }
    }
}
