//! The margin in a norm, between what a separator reaches and what dual multipliers allow.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::filter::Filter;
use super::fraction::{Fraction, Toward};
use super::integer::{Scaled, check_rows, combination, dot, scaled_sums};
use super::kkt::short;
use super::l2::signed_root;
use super::power_norm::{exponents, power_norm};
use super::real::Real;
use super::{Norm, Refused, Whole};
use crate::data::SignedRows;

/// What is proved about gamma_p, the max over ||w||_p <= 1 of min_i z_i.w.
#[derive(Clone, Debug, PartialEq)]
pub struct MarginProof {
    /// gamma_p is at least this.
    pub lower: f64,
    /// gamma_p is at most this.
    pub upper: f64,
    /// Whether both ends are one number before they are rounded: then w and a are optimal.
    pub exact: bool,
}

/// Proves an enclosure of gamma_p from whole numbers w (`primal`, length d) and a (`dual`: row and weight).
///
/// For every w and every a >= 0 with positive sum, with q the dual norm of p,
///
/// min_i z_i.w / ||w||_p <= gamma_p <= ||Z^T a||_q / sum_i a_i:
///
/// the left side by the definition of gamma_p, the right side because sum a_i gamma_p <= sum a_i z_i.u = Z^T a . u <=
/// ||Z^T a||_q for the best u of norm one. Neither side depends on the scale of w or a, which is why whole numbers serve.
/// Both sides are fractions for p = 1 and infinity, and their squares are for p = 2: these are compared exactly. For other p
/// both are enclosed by arithmetic with directed rounding, and never exact.
///
/// # Errors
/// [`Refused`] where w does not separate the rows, a weight is negative or all are zero, or lengths and indices do not
/// fit the data.
pub fn verify_margin(
    rows: &SignedRows,
    norm: Norm,
    primal: &[Whole],
    dual: &[(usize, Whole)],
) -> Result<MarginProof, Refused> {
    let lower = lower_end(rows, norm, primal)?;
    let upper = upper_end(rows, norm, dual)?;
    debug_assert!(lower.compare(&upper) != Some(Ordering::Greater), "weak duality");
    Ok(MarginProof {
        exact: lower.compare(&upper) == Some(Ordering::Equal),
        lower: lower.to_double(Toward::Below),
        upper: upper.to_double(Toward::Above),
    })
}

/// Proves gamma_p <= ||Z^T a||_q / sum a for whole weights a, separable rows or not: where none separates them gamma_p is
/// the max of zero, at w = 0.
///
/// # Errors
/// [`Refused`] as for [`verify_margin`].
pub fn verify_upper(rows: &SignedRows, norm: Norm, dual: &[(usize, Whole)]) -> Result<f64, Refused> {
    Ok(upper_end(rows, norm, dual)?.to_double(Toward::Above))
}

fn lower_end(rows: &SignedRows, norm: Norm, primal: &[Whole]) -> Result<End, Refused> {
    check_rows(rows, std::iter::empty())?;
    let w = separator(rows, primal)?;
    Ok(size(norm, &w).of(&least_margin(rows, &w)?.value))
}

fn upper_end(rows: &SignedRows, norm: Norm, dual: &[(usize, Whole)]) -> Result<End, Refused> {
    check_rows(rows, dual.iter().map(|m| m.0))?;
    let (combined, sum) = weighted_sum(rows, dual)?;
    Ok(dual_size(norm, &combined).per(&Fraction::new(sum, UBig::ONE, 0)))
}

/// w / ||w||_p and a_i / sum a, to the nearest double (w, for p other than 1, 2 and infinity, to the next below).
pub(super) fn rounded(
    norm: Norm,
    primal: &[Whole],
    dual: &[(usize, Whole)],
) -> (Vec<f64>, Vec<(usize, f64)>) {
    let w = Scaled { values: primal.iter().map(|x| x.0.clone()).collect(), exponent: 0 };
    let length = size(norm, &w);
    let share = |x: &IBig| match &length {
        Size::Plain(size) => Fraction::new(x.clone(), UBig::ONE, 0).over(size).to_double(Toward::Nearest),
        Size::Squared(square) => signed_root(x, &Fraction::new(x * x, UBig::ONE, 0).over(square)),
        Size::Enclosed(size) => quotient(&Real::dyadic(x.clone(), 0), size).below(),
    };
    let direction = w.values.iter().map(share).collect();
    let sum = dual.iter().fold(IBig::ZERO, |s, (_, a)| s + &a.0).unsigned_abs();
    let part = |a: &Whole| Fraction::new(a.0.clone(), sum.clone(), 0).to_double(Toward::Nearest);
    (direction, dual.iter().map(|(i, a)| (*i, part(a))).collect())
}

/// w of the length that the data ask for, scaled to entries below one, where doubles can follow it.
pub(super) fn separator(rows: &SignedRows, primal: &[Whole]) -> Result<Scaled, Refused> {
    if primal.len() != rows.d {
        return Err(Refused::Length { what: "the separator", found: primal.len(), expected: rows.d });
    }
    let values: Vec<IBig> = primal.iter().map(|x| x.0.clone()).collect();
    let bits = values.iter().map(|x| x.clone().unsigned_abs().bit_len()).max().unwrap_or(0);
    Ok(Scaled { values, exponent: -(bits as i64) })
}

/// A norm of whole numbers, its square, or an enclosure of it.
enum Size {
    Plain(Fraction),
    Squared(Fraction),
    Enclosed(Real),
}

/// A non-negative number, its square, or an enclosure of it.
enum End {
    Plain(Fraction),
    Squared(Fraction),
    Enclosed(Real),
}

impl Size {
    /// value / self.
    fn of(&self, value: &Fraction) -> End {
        match self {
            Size::Plain(size) => End::Plain(value.over(size)),
            Size::Squared(square) => End::Squared(value.square().over(square)),
            Size::Enclosed(size) => End::Enclosed(quotient(&Real::fraction(value), size)),
        }
    }

    /// self / value for a positive value.
    fn per(&self, value: &Fraction) -> End {
        match self {
            Size::Plain(size) => End::Plain(size.over(value)),
            Size::Squared(square) => End::Squared(square.over(&value.square())),
            Size::Enclosed(size) => End::Enclosed(quotient(size, &Real::fraction(value))),
        }
    }
}

fn quotient(value: &Real, by: &Real) -> Real {
    value.over(by).expect("a positive divisor, known to many digits")
}

impl End {
    /// How two ends of one norm compare, where that is decided.
    fn compare(&self, other: &End) -> Option<Ordering> {
        match (self, other) {
            (End::Plain(a), End::Plain(b)) | (End::Squared(a), End::Squared(b)) => Some(a.compare(b)),
            (End::Enclosed(a), End::Enclosed(b)) => a.compare(b).filter(|order| order.is_ne()),
            _ => None,
        }
    }

    fn to_double(&self, toward: Toward) -> f64 {
        match (self, toward) {
            (End::Plain(x), _) => x.to_double(toward),
            (End::Squared(x), _) => x.root_to_double(toward),
            (End::Enclosed(x), Toward::Above) => x.above(),
            (End::Enclosed(x), _) => x.below(),
        }
    }
}

/// The norm of whole numbers over one power of two.
fn size(norm: Norm, x: &Scaled) -> Size {
    let plain = |value: UBig| Size::Plain(Fraction::new(value.into(), UBig::ONE, x.exponent));
    let magnitudes = x.values.iter().map(|x| x.clone().unsigned_abs());
    match norm {
        Norm::One => plain(magnitudes.fold(UBig::ZERO, |s, x| s + x)),
        Norm::Inf => plain(magnitudes.max().unwrap_or(UBig::ZERO)),
        Norm::Two => Size::Squared(square_sum(x)),
        Norm::Power(p) => Size::Enclosed(power_norm(&exponents(p).0, x)),
    }
}

/// The dual norm.
fn dual_size(norm: Norm, x: &Scaled) -> Size {
    match norm {
        Norm::One => size(Norm::Inf, x),
        Norm::Inf => size(Norm::One, x),
        Norm::Two => size(Norm::Two, x),
        Norm::Power(p) => Size::Enclosed(power_norm(&exponents(p).1, x)),
    }
}

/// The sum of squares.
pub(super) fn square_sum(x: &Scaled) -> Fraction {
    let square = x.values.iter().fold(IBig::ZERO, |s, x| s + x * x);
    Fraction::new(square, UBig::ONE, 2 * x.exponent)
}

/// min_i z_i.w, and what was found on the way.
pub(super) struct Least {
    /// The least product, positive.
    pub(super) value: Fraction,
    /// z_i.w exactly for the rows that might have been the least.
    pub(super) products: Vec<Option<Fraction>>,
    /// Estimates of z_i.w.
    pub(super) filter: Filter,
}

/// min_i z_i.w exactly; refuses where it is not positive.
///
/// A row whose proved lower bound lies above the proved upper bound of another row is not the least, and is not
/// summed exactly.
pub(super) fn least_margin(rows: &SignedRows, w: &Scaled) -> Result<Least, Refused> {
    let zero = Fraction::new(IBig::ZERO, UBig::ONE, 0);
    let coarse = Filter::new(&w.values, &UBig::ONE, w.exponent, &zero);
    let estimates: Vec<_> = rows.rows().map(|row| coarse.estimate(row)).collect();
    let ceiling = estimates
        .iter()
        .filter(|e| e.bound.is_finite() && e.value.is_finite())
        .fold(f64::INFINITY, |m, e| m.min((e.value + e.bound).next_up()));
    let mut products: Vec<Option<Fraction>> = vec![None; rows.n];
    let mut least: Option<usize> = None;
    for (i, row) in rows.rows().enumerate() {
        if estimates[i].is_above(ceiling) {
            continue;
        }
        let (sum, e) = dot(row, &w.values);
        let product = Fraction::new(sum, UBig::ONE, e + w.exponent);
        let is_less = |l: &usize| products[*l].as_ref().is_some_and(|l| product.compare(l) == Ordering::Less);
        if least.as_ref().is_none_or(is_less) {
            least = Some(i);
        }
        products[i] = Some(product);
    }
    let row = least.ok_or(Refused::Length { what: "the data", found: 0, expected: 1 })?;
    let value = products[row].clone().expect("summed just now");
    if value.numerator <= IBig::ZERO {
        return Err(Refused::NotSeparated { row, value: value.to_double(Toward::Nearest) });
    }
    Ok(Least { value, products, filter: coarse })
}

/// Z^T a and sum a for whole weights a, none negative, not all zero.
pub(super) fn weighted_sum(rows: &SignedRows, dual: &[(usize, Whole)]) -> Result<(Scaled, IBig), Refused> {
    let weights = positive_weights(dual)?;
    let sum = weights.iter().fold(IBig::ZERO, |s, (_, a)| s + *a);
    Ok((combination(rows, &weights), sum))
}

/// Z^T a and sum a for weights that are sums of doubles.
pub(super) fn weighted_by_sums(
    rows: &SignedRows,
    multipliers: &[(usize, Vec<f64>)],
) -> Result<(Scaled, Fraction), Refused> {
    let sums: Vec<Vec<f64>> = multipliers.iter().map(|m| m.1.clone()).collect();
    let a = scaled_sums(&sums, "the multipliers")?;
    let named: Vec<(usize, Whole)> =
        multipliers.iter().map(|m| m.0).zip(a.values.into_iter().map(Whole)).collect();
    let (mut combined, sum) = weighted_sum(rows, &named)?;
    combined.exponent += a.exponent;
    Ok((combined, Fraction::new(sum, UBig::ONE, a.exponent)))
}

/// The positive ones among weights of which none may be negative and some must be positive.
pub(super) fn positive_weights(dual: &[(usize, Whole)]) -> Result<Vec<(usize, &IBig)>, Refused> {
    if let Some((row, weight)) = dual.iter().find(|(_, a)| a.0 < IBig::ZERO) {
        return Err(Refused::NegativeMultiplier { row: *row, value: short(&weight.0) });
    }
    let positive: Vec<_> = dual.iter().filter(|(_, a)| a.0 > IBig::ZERO).map(|(i, a)| (*i, &a.0)).collect();
    if positive.is_empty() { Err(Refused::NoMultipliers) } else { Ok(positive) }
}
