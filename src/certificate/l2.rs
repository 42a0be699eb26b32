//! The l2 margin enclosed between a separator and a dual combination.

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};

use super::Refused;
use super::filter::Filter;
use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination, dot, scaled_sums};
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

/// Proves an enclosure of the l2 max margin from a separator and dual multipliers, in exact integer arithmetic.
///
/// `separator` holds for each of the d coordinates a list of doubles whose exact sum is w_j (one double gives
/// eight digits on ill-scaled data, two give all). `multipliers` are pairs (row, list of doubles), the exact sum of
/// the list being a_i >= 0. For every w and every such a,
///
/// min_i z_i.w / ||w|| <= gamma <= ||Z^T a|| / sum a,
///
/// and both ends are compared as squares of whole numbers, then rounded outwards. With g = 1 - (lower/upper)^2,
/// taken before rounding: ||w/||w|| - u*||^2 <= 2 (1 - lower/upper) <= 2 g / (2 - g), because u* = Z^T a*/gamma for
/// some a* on the simplex, so that u.u* >= lower/gamma; and for w scaled to least margin 1,
/// ||w - w^||^2 <= ||w||^2 - ||w^||^2 <= g/lower^2, because w^ is the nearest point to 0 of a convex set that holds w.
pub fn verify_margin_l2(
    rows: &SignedRows,
    separator: &[Vec<f64>],
    multipliers: &[(usize, Vec<f64>)],
) -> Result<MarginEnclosure, Refused> {
    check_rows(rows, multipliers.iter().map(|m| m.0))?;
    if separator.len() != rows.d {
        return Err(Refused::Length { what: "the separator", found: separator.len(), expected: rows.d });
    }
    let w = scaled_sums(separator, "the separator")?;
    let (least, filter) = least_margin(rows, &w.values, w.exponent)?;
    let norm_squared = w.values.iter().fold(IBig::ZERO, |s, x| s + x * x);
    let norm_squared = Fraction::new(norm_squared, UBig::ONE, 2 * w.exponent);
    let lower_squared = least.square().over(&norm_squared);

    let upper_squared = dual_bound_squared(rows, multipliers)?;
    debug_assert!(lower_squared.compare(&upper_squared) != Ordering::Greater, "weak duality");
    let (lower, upper) =
        (lower_squared.root_to_double(Toward::Below), upper_squared.root_to_double(Toward::Above));

    let gap = lower_squared.over(&upper_squared).one_minus();
    let direction: Vec<f64> = w
        .values
        .iter()
        .map(|x| signed_root(x, &Fraction::new(x * x, UBig::ONE, 2 * w.exponent).over(&norm_squared)))
        .collect();
    let two_minus = gap.one_minus().one_plus();
    let from_gap = Fraction { exponent: gap.exponent + 1, ..gap.clone() }.over(&two_minus);
    let direction_error = sum_up(&[from_gap.root_to_double(Toward::Above), rounding_of_unit(rows.d)]);

    let separator: Vec<f64> = w
        .values
        .iter()
        .map(|x| Fraction::new(x.clone(), UBig::ONE, w.exponent).over(&least).to_double(Toward::Nearest))
        .collect();
    let distance = gap.over(&lower_squared).root_to_double(Toward::Above);
    let rounding = sum_up(&separator.iter().map(|x| x.abs() * HALF_ULP + 5e-324).collect::<Vec<_>>());
    let separator_error = sum_up(&[distance, rounding]);

    let mut excess = Vec::with_capacity(rows.n);
    let mut excess_error = Vec::with_capacity(rows.n);
    let mut margin_rows = Vec::new();
    let scale = least.to_double(Toward::Nearest);
    for (i, row) in rows.rows().enumerate() {
        let estimate = filter.estimate(row);
        let (mut value, mut error) = (estimate.value / scale, estimate.bound / scale);
        if !(error.is_finite() && value.is_finite()) || error > value.abs() * 1e-12 {
            let (sum, e) = dot(row, &w.values);
            let over = Fraction::new(sum, UBig::ONE, e + w.exponent).over(&least);
            value = -over.one_minus().to_double(Toward::Nearest);
            error = 0.0;
        }
        // Division and rounding, then the distance of w from w^ along this row.
        error = sum_up(&[error, 4.0 * f64::EPSILON * value.abs(), norm_above(row) * distance]);
        if value <= error {
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
        exact: false,
    })
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
    terms.iter().fold(0.0, |sum, &x| if x == 0.0 { sum } else { (sum + x).next_up() })
}

/// The square root of `square`, with the sign of x, to the nearest double.
pub(super) fn signed_root(x: &IBig, square: &Fraction) -> f64 {
    let root = square.root_to_double(Toward::Nearest);
    if *x < IBig::ZERO { -root } else { root }
}

/// An upper bound on the Euclidean length of a row: the sum of squares is off by at most (d + 1) units, underflow
/// costs d times the least positive double under the root, and a sum that overflows is bounded by sqrt(d) max |z|.
pub(super) fn norm_above(row: &[f64]) -> f64 {
    let largest = row.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    let crude = largest * (row.len() as f64).sqrt() * (1.0 + 4.0 * f64::EPSILON);
    let squares = row.iter().fold(0.0, |s, x| s + x * x);
    let sharp = (squares * (1.0 + (row.len() + 4) as f64 * f64::EPSILON) + row.len() as f64 * 5e-324)
        .sqrt()
        .next_up();
    if sharp.is_finite() { sharp.min(crude) } else { crude }
}

/// min_i z_i.w exactly, and the filter around it; refuses where it is not positive.
///
/// A row whose proved lower bound lies above the proved upper bound of another row is not the least, and is not
/// summed exactly.
fn least_margin(rows: &SignedRows, w: &[IBig], exponent: i64) -> Result<(Fraction, Filter), Refused> {
    let zero = Fraction::new(IBig::ZERO, UBig::ONE, 0);
    let coarse = Filter::new(w, &UBig::ONE, exponent, &zero);
    let estimates: Vec<_> = rows.rows().map(|row| coarse.estimate(row)).collect();
    let ceiling = estimates
        .iter()
        .filter(|e| e.bound.is_finite() && e.value.is_finite())
        .fold(f64::INFINITY, |m, e| m.min((e.value + e.bound).next_up()));
    let mut least: Option<(usize, Fraction)> = None;
    for (i, row) in rows.rows().enumerate() {
        if estimates[i].is_above(ceiling) {
            continue;
        }
        let (sum, e) = dot(row, w);
        let margin = Fraction::new(sum, UBig::ONE, e + exponent);
        if least.as_ref().is_none_or(|(_, l)| margin.compare(l) == Ordering::Less) {
            least = Some((i, margin));
        }
    }
    let (row, least) = least.ok_or(Refused::Length { what: "the data", found: 0, expected: 1 })?;
    if least.numerator <= IBig::ZERO {
        return Err(Refused::NotSeparated { row, value: least.to_double(Toward::Nearest) });
    }
    let filter = Filter::new(w, &UBig::ONE, exponent, &least);
    Ok((least, filter))
}

/// (||Z^T a|| / sum a)^2.
fn dual_bound_squared(rows: &SignedRows, multipliers: &[(usize, Vec<f64>)]) -> Result<Fraction, Refused> {
    let (combined, sum) = dual_combination(rows, multipliers)?;
    let square = combined.values.iter().fold(IBig::ZERO, |s, x| s + x * x);
    Ok(Fraction::new(square, UBig::ONE, 2 * combined.exponent).over(&sum.square()))
}

/// Z^T a and sum a > 0 for non-negative sums of doubles a_i.
pub(super) fn dual_combination(
    rows: &SignedRows,
    multipliers: &[(usize, Vec<f64>)],
) -> Result<(super::integer::Scaled, Fraction), Refused> {
    let sums: Vec<Vec<f64>> = multipliers.iter().map(|m| m.1.clone()).collect();
    let a = scaled_sums(&sums, "the multipliers")?;
    if let Some((k, value)) = a.values.iter().enumerate().find(|(_, v)| **v < IBig::ZERO) {
        let value = Fraction::new(value.clone(), UBig::ONE, a.exponent).to_double(Toward::Nearest);
        return Err(Refused::NegativeMultiplier { row: multipliers[k].0, value: format!("{value:e}") });
    }
    let sum = a.values.iter().fold(IBig::ZERO, |s, x| s + x);
    if sum == IBig::ZERO {
        return Err(Refused::NoMultipliers);
    }
    let weights: Vec<(usize, &IBig)> = multipliers.iter().map(|m| m.0).zip(&a.values).collect();
    let mut combined = combination(rows, &weights);
    combined.exponent += a.exponent;
    Ok((combined, Fraction::new(sum, UBig::ONE, a.exponent)))
}
