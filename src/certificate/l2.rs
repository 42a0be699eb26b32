//! The l2 margin enclosed between a separator and a dual combination.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::integer::{Scaled, check_rows, dot};
use super::margin::{Least, least_margin, separator, square_sum, weighted_sum};
use super::{MarginProof, Refused, Whole};
use crate::data::SignedRows;

/// What is proved about the l2 max margin gamma of n signed rows in R^d, its unit direction u*, and the vector
/// w^ = u*/gamma of least norm with z_i.w^ >= 1 for every row.
#[derive(Clone, Debug, PartialEq)]
pub struct MarginEnclosure {
    /// gamma is at least this.
    pub lower: f64,
    /// gamma is at most this.
    pub upper: f64,
    /// w^ rounded, length d.
    pub separator: Vec<f64>,
    /// A bound on ||separator - w^||.
    pub separator_error: f64,
    /// u* rounded, length d.
    pub direction: Vec<f64>,
    /// A bound on ||direction - u*||.
    pub direction_error: f64,
    /// z_i.w^ - 1, length n, zero where it cannot be told from zero.
    pub excess: Vec<f64>,
    /// A bound on the error of each excess, length n.
    pub excess_error: Vec<f64>,
    /// The rows that may lie on the margin, ascending: none with z_i.w^ = 1 is missing.
    pub margin_rows: Vec<usize>,
    /// Whether w^ is known exactly: then `margin_rows` are the rows with z_i.w^ = 1, no more and no fewer.
    pub exact: bool,
}

/// Proves what is said of the l2 max margin from whole numbers w (`primal`, length d) and a (`dual`: row and weight).
///
/// The enclosure is that of [`super::verify_margin`]: its ends l and u are compared as squares of whole numbers, then
/// rounded outwards. With g = 1 - (l/u)^2, taken before rounding: ||w/||w|| - u*||^2 <= 2 (1 - l/u) <= 2 g / (2 - g),
/// because u* = Z^T a*/gamma for some a* on the simplex, so that w.u*/||w|| >= l/gamma; and for w scaled to least margin
/// 1, ||w - w^||^2 <= ||w||^2 - ||w^||^2 <= g/l^2, because w^ is the nearest point to 0 of a convex set that holds w.
///
/// # Errors
/// As [`super::verify_margin`].
pub fn verify_margin_l2(
    rows: &SignedRows,
    primal: &[Whole],
    dual: &[(usize, Whole)],
) -> Result<MarginEnclosure, Refused> {
    check_rows(rows, dual.iter().map(|m| m.0))?;
    let w = separator(rows, primal)?;
    let Least { value: least, products, filter } = least_margin(rows, &w)?;
    let filter = filter.with_offset(&least);
    let (combined, sum) = weighted_sum(rows, dual)?;
    let ends = EndsSquared {
        lower: least.square().over(&square_sum(&w)),
        upper: square_sum(&combined).over(&Fraction::new(&sum * &sum, UBig::ONE, 0)),
    };
    let MarginProof { lower, upper, exact } = ends.margin();
    let (direction, direction_error) = ends.direction(&w);
    let gap = ends.gap();

    let separator: Vec<f64> = w
        .values
        .iter()
        .map(|x| Fraction::new(x.clone(), UBig::ONE, w.exponent).over(&least).to_double(Toward::Nearest))
        .collect();
    let distance = gap.over(&ends.lower).root_to_double(Toward::Above);
    let rounding = sum_up(&separator.iter().map(|x| x.abs() * HALF_ULP + 5e-324).collect::<Vec<_>>());
    let separator_error = sum_up(&[distance, rounding]);

    let mut excess = Vec::with_capacity(rows.n);
    let mut excess_error = Vec::with_capacity(rows.n);
    let mut margin_rows = Vec::new();
    let scale = least.to_double(Toward::Nearest);
    for (i, row) in rows.rows().enumerate() {
        let estimate = filter.estimate(row);
        let (mut value, mut error) = (estimate.value / scale, estimate.bound / scale);
        let mut off_margin = false;
        if !(error.is_finite() && value.is_finite()) || error > value.abs() * 1e-12 {
            let product = products[i].clone().unwrap_or_else(|| {
                let (sum, e) = dot(row, &w.values);
                Fraction::new(sum, UBig::ONE, e + w.exponent)
            });
            let excess = product.minus(&least);
            let positive = excess.numerator > IBig::ZERO;
            (value, error) = match excess.over(&least).to_double(Toward::Nearest) {
                0.0 if positive => (5e-324, 5e-324),
                value => (value, 0.0),
            };
            // Where w is w^ the sign of its excess is that of the truth, however small it is.
            off_margin = positive && distance == 0.0;
        }
        // Division and rounding, then the distance of w from w^ along this row.
        error = sum_up(&[error, 4.0 * f64::EPSILON * value.abs(), norm_above(row) * distance]);
        if value <= error && !off_margin {
            margin_rows.push(i);
            error = sum_up(&[error, value.abs()]);
            value = 0.0;
        }
        excess.push(value);
        excess_error.push(error);
    }
    Ok(MarginEnclosure {
        lower,
        upper,
        separator,
        separator_error,
        direction,
        direction_error,
        excess,
        excess_error,
        margin_rows,
        exact,
    })
}

/// The squares of the two ends of an l2 margin.
pub(super) struct EndsSquared {
    pub(super) lower: Fraction,
    pub(super) upper: Fraction,
}

impl EndsSquared {
    /// The ends, rounded outwards.
    pub(super) fn margin(&self) -> MarginProof {
        let order = self.lower.compare(&self.upper);
        debug_assert!(order != Ordering::Greater, "weak duality");
        MarginProof {
            lower: self.lower.root_to_double(Toward::Below),
            upper: self.upper.root_to_double(Toward::Above),
            exact: order == Ordering::Equal,
        }
    }

    /// g = 1 - (lower/upper)^2.
    fn gap(&self) -> Fraction {
        self.lower.over(&self.upper).one_minus()
    }

    /// w/||w|| in doubles, and a bound on its distance from u*.
    ///
    /// With N = ||w||^2 and R = floor(sqrt(floor(4^s / N))) of 128 bits or more, w_j R / 2^s is w_j/||w|| to a relative
    /// 2^-120, and is then rounded.
    pub(super) fn direction(&self, w: &Scaled) -> (Vec<f64>, f64) {
        let gap = self.gap();
        let norm_squared = w.values.iter().fold(IBig::ZERO, |s, x| s + x * x).unsigned_abs();
        let shift = norm_squared.bit_len() / 2 + 130;
        let inverse = IBig::from(((UBig::ONE << (2 * shift)) / norm_squared).sqrt());
        let direction = w
            .values
            .iter()
            .map(|x| Fraction::new(x * &inverse, UBig::ONE, -(shift as i64)).to_double(Toward::Nearest))
            .collect();
        let two_minus = gap.one_minus().one_plus();
        let from_gap = Fraction { exponent: gap.exponent + 1, ..gap }.over(&two_minus);
        let cut = 1.0 / (1u128 << 100) as f64;
        let parts = [from_gap.root_to_double(Toward::Above), rounding_of_unit(w.values.len()), cut];
        (direction, sum_up(&parts))
    }
}

/// Half a unit in the last place, relative.
pub(super) const HALF_ULP: f64 = f64::EPSILON / 2.0;

/// A bound on the error of a unit vector whose d coordinates are each rounded to the nearest double: each moves by
/// at most 2^-53 of itself, or 2^-1075 where it underflows, so that the whole moves by 2^-53 of its length 1.
pub(super) fn rounding_of_unit(d: usize) -> f64 {
    sum_up(&[HALF_ULP, d as f64 * 5e-324])
}

/// An upper bound on the sum of a few non-negative doubles.
pub(super) fn sum_up(terms: &[f64]) -> f64 {
    terms.iter().fold(0.0, |sum, &x| match (sum, x) {
        (0.0, only) | (only, 0.0) => only,
        _ => (sum + x).next_up(),
    })
}

/// The square root of `square`, with the sign of x, to the nearest double.
pub(super) fn signed_root(x: &IBig, square: &Fraction) -> f64 {
    let root = square.root_to_double(Toward::Nearest);
    if *x < IBig::ZERO { -root } else { root }
}

/// An upper bound on the Euclidean length of a row: the sum of squares is off by at most (d + 1) units, underflow
/// costs d times the least positive double under the root, and a sum that overflows is bounded by sqrt(d) max |z|.
pub(super) fn norm_above(row: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let fours = row.chunks_exact(4);
    let tail = fours.remainder().iter().fold(0.0, |s, x| s + x * x);
    for four in fours {
        sums.iter_mut().zip(four).for_each(|(s, x)| *s += x * x);
    }
    let squares = (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail;
    let sharp = (squares * (1.0 + (row.len() + 4) as f64 * f64::EPSILON) + row.len() as f64 * 5e-324)
        .sqrt()
        .next_up();
    // Near the ends of the range squares overflow, or lose what they are squares of.
    if sharp > 1e-140 && sharp < 1e150 {
        return sharp;
    }
    let largest = row.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    let crude = (largest * (row.len() as f64).sqrt() * (1.0 + 4.0 * f64::EPSILON)).next_up();
    if sharp.is_finite() { sharp.min(crude) } else { crude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_row_is_bounded_at_both_ends_of_the_range() {
        for least in [5e-324, 1e-323, 1e-310, 1e-160, 1.0, 1e160, 1e307] {
            for d in [1, 2, 3, 4, 9] {
                let row = vec![least; d];
                let square = row.iter().fold(Fraction::new(IBig::ZERO, UBig::ONE, 0), |sum, &x| {
                    let (m, e) = super::super::integer::parts(x);
                    sum.add(&Fraction::new(IBig::from(m), UBig::ONE, e).square())
                });
                let length = square.root_to_double(Toward::Above);
                assert!(norm_above(&row) >= length, "{d} times {least:e}");
                assert!(norm_above(&row) <= length * (1.0 + 1e-14) + 5e-324, "{d} times {least:e}");
            }
        }
    }
}
