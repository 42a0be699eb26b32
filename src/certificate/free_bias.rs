//! The l2 margin with a free bias: half the distance of the hulls of the two classes.

use std::cmp::Ordering;

use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, UBig};

use super::Refused;
use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination, dot, scaled_sums};
use super::l2::{rounding_of_unit, signed_root, sum_up};
use crate::data::{DataSet, SignedRows};

/// What is proved about the max over ||w|| <= 1 and all b of min_i y_i (w.x_i + b).
#[derive(Clone, Debug, PartialEq)]
pub struct FreeBiasEnclosure {
    /// The margin is at least this.
    pub lower: f64,
    /// The margin is at most this.
    pub upper: f64,
    /// The unit normal of the best hyperplane, rounded, length d.
    pub direction: Vec<f64>,
    /// A bound on the Euclidean error of `direction`.
    pub direction_error: f64,
}

/// Proves an enclosure of the margin with a free bias, in exact integer arithmetic.
///
/// `separator` and `multipliers` are sums of doubles, as for [`super::verify_margin_l2`]. With the best b for w,
///
/// (min over + of w.x - max over - of w.x) / (2 ||w||) <= margin <= ||P - Q|| / 2
///
/// for every w and all points P, Q of the hulls of the two classes; P and Q are the means of their classes under the
/// multipliers. The direction is enclosed as without a bias, u* being the unit vector along P* - Q*.
pub fn verify_margin_free_bias(
    data: &DataSet,
    separator: &[Vec<f64>],
    multipliers: &[(usize, Vec<f64>)],
) -> Result<FreeBiasEnclosure, Refused> {
    let points = SignedRows { n: data.n, d: data.d, values: data.features.clone() };
    check_rows(&points, multipliers.iter().map(|m| m.0))?;
    if separator.len() != data.d {
        return Err(Refused::Length { what: "the separator", found: separator.len(), expected: data.d });
    }
    if data.labels.len() != data.n {
        return Err(Refused::Length {
            what: "the list of labels",
            found: data.labels.len(),
            expected: data.n,
        });
    }
    let w = scaled_sums(separator, "the separator")?;

    // The least of y_i w.x_i in each class: their sum is the gap between the classes along w.
    let mut least: [Option<(usize, Fraction)>; 2] = [None, None];
    for (i, row) in points.rows().enumerate() {
        let (sum, e) = dot(row, &w.values);
        let signed = Fraction::new(if data.labels[i] > 0 { sum } else { -sum }, UBig::ONE, e + w.exponent);
        let class = &mut least[usize::from(data.labels[i] > 0)];
        if class.as_ref().is_none_or(|(_, l)| signed.compare(l) == Ordering::Less) {
            *class = Some((i, signed));
        }
    }
    let [Some((_, minus)), Some((row, plus))] = least else {
        return Err(Refused::Length { what: "the list of classes", found: 1, expected: 2 });
    };
    let gap = plus.add(&minus);
    if gap.numerator <= IBig::ZERO {
        return Err(Refused::NotSeparated { row, value: gap.to_double(Toward::Nearest) });
    }
    let norm_squared = w.values.iter().fold(IBig::ZERO, |s, x| s + x * x);
    let norm_squared = Fraction::new(norm_squared, UBig::ONE, 2 * w.exponent);
    let half = |f: &Fraction| Fraction { exponent: f.exponent - 1, ..f.clone() };
    let lower_squared = half(&gap).square().over(&norm_squared);
    let upper_squared = hull_distance_squared(data, &points, multipliers)?;
    let upper_squared = half(&half(&upper_squared));
    debug_assert!(lower_squared.compare(&upper_squared) != Ordering::Greater, "weak duality");

    let open = lower_squared.over(&upper_squared).one_minus();
    let from_gap =
        Fraction { exponent: open.exponent + 1, ..open.clone() }.over(&open.one_minus().one_plus());
    Ok(FreeBiasEnclosure {
        lower: lower_squared.root_to_double(Toward::Below),
        upper: upper_squared.root_to_double(Toward::Above),
        direction: w
            .values
            .iter()
            .map(|x| signed_root(x, &Fraction::new(x * x, UBig::ONE, 2 * w.exponent).over(&norm_squared)))
            .collect(),
        direction_error: sum_up(&[from_gap.root_to_double(Toward::Above), rounding_of_unit(data.d)]),
    })
}

/// ||P - Q||^2 for the means P, Q of the two classes under the multipliers.
fn hull_distance_squared(
    data: &DataSet,
    points: &SignedRows,
    multipliers: &[(usize, Vec<f64>)],
) -> Result<Fraction, Refused> {
    let sums: Vec<Vec<f64>> = multipliers.iter().map(|m| m.1.clone()).collect();
    let a = scaled_sums(&sums, "the multipliers")?;
    if let Some((k, value)) = a.values.iter().enumerate().find(|(_, v)| **v < IBig::ZERO) {
        let value = Fraction::new(value.clone(), UBig::ONE, a.exponent).to_double(Toward::Nearest);
        return Err(Refused::NegativeMultiplier { row: multipliers[k].0, value: format!("{value:e}") });
    }
    let total = |positive: bool| {
        let of_class = multipliers.iter().zip(&a.values).filter(|(m, _)| (data.labels[m.0] > 0) == positive);
        of_class.fold(IBig::ZERO, |s, (_, a)| s + a)
    };
    let (plus, minus) = (total(true), total(false));
    if plus == IBig::ZERO || minus == IBig::ZERO {
        return Err(Refused::NoMultipliers);
    }
    // P - Q = (minus * sum over + of a x - plus * sum over - of a x) / (plus * minus).
    let weights: Vec<IBig> = multipliers
        .iter()
        .zip(&a.values)
        .map(|(m, a)| if data.labels[m.0] > 0 { a * &minus } else { -(a * &plus) })
        .collect();
    let named: Vec<(usize, &IBig)> = multipliers.iter().map(|m| m.0).zip(&weights).collect();
    let difference = combination(points, &named);
    let square = difference.values.iter().fold(IBig::ZERO, |s, x| s + x * x);
    let product = &plus * &minus;
    Ok(Fraction::new(square, (&product * &product).unsigned_abs(), 2 * difference.exponent))
}
