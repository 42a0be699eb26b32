//! The exact l2 max margin from rational multipliers.

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, UBig};
use serde::{Deserialize, Serialize};

use super::filter::{Filter, RELATIVE};
use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination, dot};
use super::l2::{HALF_ULP, MarginEnclosure, rounding_of_unit, signed_root, sum_up};
use super::{Refused, Whole, without_twos};
use crate::data::SignedRows;

/// Rational dual multipliers alpha_i = weight_i / denominator on the rows named, zero on all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RationalMultipliers {
    /// Row and numerator, rows numbered from 0.
    pub weights: Vec<(usize, Whole)>,
    /// The common denominator, positive.
    pub denominator: Whole,
}

/// The l2 max margin, known exactly, and rounded to doubles.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactMaxMargin {
    /// The margin between adjacent doubles (or equal ones), w^ and u* correctly rounded; each excess is exactly zero
    /// on the margin rows and has a relative error of at most 2^-50 elsewhere.
    pub margin: MarginEnclosure,
    /// gamma^2 = 1 / sum alpha, to the nearest double.
    pub margin_squared: f64,
    /// alpha_i to the nearest double, length n.
    pub multipliers: Vec<f64>,
    /// Rows with alpha_i > 0, ascending.
    pub support: Vec<usize>,
    /// w^ up to scale, as whole numbers, length d.
    pub primal: Vec<Whole>,
}

/// Proves that w = sum alpha_i z_i is the vector of least norm with z_i.w >= 1 for every row.
///
/// Checked in exact arithmetic: alpha >= 0; z_i.w >= 1 for every row; z_i.w = 1 wherever alpha_i > 0. These are the
/// Karush-Kuhn-Tucker conditions of min ||w||^2 subject to z_i.w >= 1; the program is convex, so they suffice, and
/// strictly convex, so that its minimiser w^ is w and no other. Then ||w||^2 = sum alpha_i z_i.w = sum alpha_i, and
/// gamma^2 = 1 / sum alpha is a fraction.
pub fn verify_kkt_l2_exact(
    rows: &SignedRows,
    alpha: &RationalMultipliers,
) -> Result<ExactMaxMargin, Refused> {
    check_rows(rows, alpha.weights.iter().map(|m| m.0))?;
    if alpha.denominator.0 <= IBig::ZERO {
        return Err(Refused::Denominator { found: short(&alpha.denominator.0) });
    }
    if let Some((row, weight)) = alpha.weights.iter().find(|(_, w)| w.0 < IBig::ZERO) {
        return Err(Refused::NegativeMultiplier { row: *row, value: short(&weight.0) });
    }
    let denominator = alpha.denominator.0.clone().unsigned_abs();
    let positive: Vec<(usize, &IBig)> =
        alpha.weights.iter().filter(|(_, w)| w.0 > IBig::ZERO).map(|(i, w)| (*i, &w.0)).collect();
    let sum = positive.iter().fold(IBig::ZERO, |s, (_, w)| s + *w);
    if sum == IBig::ZERO {
        return Err(Refused::NoMultipliers);
    }
    let w = combination(rows, &positive);

    let mut multipliers = vec![0.0; rows.n];
    for &(i, weight) in &positive {
        multipliers[i] = Fraction::new(weight.clone(), denominator.clone(), 0).to_double(Toward::Nearest);
    }
    let one = Fraction::new(IBig::ONE, UBig::ONE, 0);
    let filter = Filter::new(&w.values, &denominator, w.exponent, &one);
    let (mut excess, mut excess_error) = (vec![0.0; rows.n], vec![0.0; rows.n]);
    let mut margin_rows = Vec::new();
    let mut in_support = vec![false; rows.n];
    positive.iter().for_each(|&(i, _)| in_support[i] = true);
    for (i, row) in rows.rows().enumerate() {
        let estimate = filter.estimate(row);
        let (value, sharp) = if estimate.is_sharp() {
            (estimate.value, true)
        } else {
            (exact_excess(row, &w, &denominator), false)
        };
        if value < 0.0 {
            return Err(Refused::InsideMargin { row: i, excess: value });
        }
        if value > 0.0 && in_support[i] {
            return Err(Refused::OffMargin { row: i, excess: value });
        }
        if value == 0.0 {
            margin_rows.push(i);
        }
        excess[i] = value;
        excess_error[i] = if sharp { value * RELATIVE } else { value * HALF_ULP };
    }

    let margin_squared = Fraction::new(denominator.clone().into(), sum.clone().unsigned_abs(), 0);
    let direction = w
        .values
        .iter()
        .map(|x| {
            // w_j^2 gamma^2 = x^2 2^(2e) / (denominator * sum).
            let bottom = &denominator * sum.clone().unsigned_abs();
            signed_root(x, &Fraction::new(x * x, bottom, 2 * w.exponent))
        })
        .collect();
    let separator: Vec<f64> = w
        .values
        .iter()
        .map(|x| Fraction::new(x.clone(), denominator.clone(), w.exponent).to_double(Toward::Nearest))
        .collect();
    let separator_error = sum_up(&separator.iter().map(|x| x.abs() * HALF_ULP + 5e-324).collect::<Vec<_>>());
    let support = (0..rows.n).filter(|&i| in_support[i]).collect();
    Ok(ExactMaxMargin {
        margin: MarginEnclosure {
            lower: margin_squared.root_to_double(Toward::Below),
            upper: margin_squared.root_to_double(Toward::Above),
            separator,
            separator_error,
            direction,
            direction_error: rounding_of_unit(rows.d),
            excess,
            excess_error,
            margin_rows,
            exact: true,
        },
        margin_squared: margin_squared.to_double(Toward::Nearest),
        multipliers,
        support,
        primal: without_twos(w.values),
    })
}

/// z.w - 1 to the nearest double; zero only where it is exactly zero, or below the least positive double.
fn exact_excess(row: &[f64], w: &super::integer::Scaled, denominator: &UBig) -> f64 {
    let (sum, e) = dot(row, &w.values);
    let over = Fraction::new(sum, denominator.clone(), e + w.exponent).one_minus();
    let toward = if over.numerator > IBig::ZERO { Toward::Above } else { Toward::Below };
    match over.to_double(Toward::Nearest) {
        0.0 if over.numerator != IBig::ZERO => -over.to_double(toward),
        value => -value,
    }
}

/// A whole number in print: in full when short, else its length.
pub(super) fn short(value: &IBig) -> String {
    let bits = value.clone().unsigned_abs().bit_len();
    if bits <= 128 {
        value.to_string()
    } else {
        format!("a {} number of {bits} bits", if *value < IBig::ZERO { "negative" } else { "positive" })
    }
}
