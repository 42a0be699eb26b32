//! The support vector machine whose bias is not penalised.

use nalgebra::DMatrix;

use super::double_double::DoubleDouble;
use super::{Precision, ReferenceError, Separability, max_margin_l2_with};
use crate::certificate::verify_margin_free_bias;
use crate::data::{DataSet, SignedRows};

/// min ||w||^2 subject to y_i (w.x_i + b) >= 1, solved and enclosed.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeBiasMargin {
    /// w, scaled so that the least y_i (w.x_i + b) is 1 up to rounding, length d.
    pub w: Vec<f64>,
    /// b.
    pub bias: f64,
    /// The margin 1/||w|| lies between these.
    pub gamma: (f64, f64),
    /// w/||w||.
    pub direction: Vec<f64>,
    /// A bound on the Euclidean error of `direction`.
    pub direction_error: f64,
    /// Points with a positive multiplier, ascending.
    pub support: Vec<usize>,
    /// Multipliers alpha, length n: w = sum alpha_i y_i x_i, sum alpha_i y_i = 0 (up to rounding).
    pub multipliers: Vec<f64>,
}

impl FreeBiasMargin {
    /// (w, b), length d + 1: comparable with a max margin on data to which a constant feature 1 was appended last.
    pub fn weights_and_bias(&self) -> Vec<f64> {
        self.w.iter().copied().chain([self.bias]).collect()
    }
}

/// The max margin over ||w|| <= 1 and all b of min_i y_i (w.x_i + b).
///
/// It is half the distance of the hulls of the two classes, found on a growing list of differences x_i - x_j (i of
/// class +1, j of class -1): the pair nearest along the current w joins until none is nearer. The support found is
/// solved afresh to 30 digits, and the enclosure is the verifier's.
///
/// # Errors
/// `Empty` unless both classes have a point; `NotSeparable` when no hyperplane separates them; `Undecided` where rounding
/// prevails.
pub fn max_margin_with_free_bias(data: &DataSet) -> Result<FreeBiasMargin, ReferenceError> {
    let of_class = |sign: i8| (0..data.n).filter(move |&i| data.labels[i].signum() == sign);
    let (Some(first), Some(second)) = (of_class(1).next(), of_class(-1).next()) else {
        return Err(ReferenceError::Empty { n: 0, d: data.d });
    };
    super::max_margin::check(&SignedRows { n: data.n, d: data.d, values: data.features.clone() })?;
    let point = |i: usize| &data.features[i * data.d..(i + 1) * data.d];
    let along = |w: &[f64], i: usize| super::linear::dot(w, point(i));
    let mut pairs = vec![(first, second)];
    let limit = 20 * (data.n + data.d);
    loop {
        let differences: Vec<Vec<f64>> =
            pairs.iter().map(|&(i, j)| point(i).iter().zip(point(j)).map(|(x, y)| x - y).collect()).collect();
        let found = match max_margin_l2_with(&SignedRows::from_rows(&differences), Precision::Enclosure)? {
            Separability::Separable(found) => found,
            Separability::NotSeparable(_) => return Err(no_hyperplane(data)),
        };
        let w = &found.w_hat;
        let least = |sign: i8| {
            let value = |i: usize| f64::from(sign) * along(w, i);
            of_class(sign).map(|i| (value(i), i)).reduce(|a, b| if b.0 < a.0 { b } else { a })
        };
        let (Some((plus, i)), Some((minus, j))) = (least(1), least(-1)) else {
            return Err(ReferenceError::Empty { n: 0, d: data.d });
        };
        let rounding = 1e-12 * (1.0 + plus.abs() + minus.abs());
        if plus + minus >= 1.0 - rounding || pairs.contains(&(i, j)) {
            let mut weights = vec![0.0; data.n];
            for (&(i, j), &alpha) in pairs.iter().zip(&found.multipliers) {
                // w = sum alpha (x_i - x_j) has gap 1 between the classes; at margin 1 the gap is 2.
                weights[i] += 2.0 * alpha;
                weights[j] += 2.0 * alpha;
            }
            return finish(data, w, &weights);
        }
        if pairs.len() > limit {
            return Err(ReferenceError::Undecided {
                why: format!("{limit} pairs of points did not suffice"),
            });
        }
        pairs.push((i, j));
    }
}

/// The differences are rounded: that no hyperplane separates the classes is proved on the points themselves, with a
/// constant feature in place of the bias.
fn no_hyperplane(data: &DataSet) -> ReferenceError {
    let rows = data.features.chunks_exact(data.d).zip(&data.labels);
    let widened: Vec<Vec<f64>> =
        rows.map(|(x, &y)| x.iter().copied().chain([1.0]).map(|x| x * f64::from(y)).collect()).collect();
    match max_margin_l2_with(&SignedRows::from_rows(&widened), Precision::Enclosure) {
        Ok(Separability::NotSeparable(witness)) => ReferenceError::NotSeparable { row: witness.weights[0].0 },
        Ok(Separability::Separable(_)) => {
            ReferenceError::Undecided { why: "the gap between the classes is lost in rounding".to_string() }
        }
        Err(error) => error,
    }
}

fn finish(data: &DataSet, w: &[f64], weights: &[f64]) -> Result<FreeBiasMargin, ReferenceError> {
    let support: Vec<usize> = (0..data.n).filter(|&i| weights[i] > 0.0).collect();
    let plain = (
        w.iter().map(|x| vec![2.0 * x]).collect::<Vec<_>>(),
        support.iter().map(|&i| (i, vec![weights[i]])).collect::<Vec<_>>(),
    );
    let mut candidates = vec![plain];
    candidates.extend(refine(data, &support));
    let mut best: Option<FreeBiasMargin> = None;
    let mut refused = String::new();
    for (separator, multipliers) in candidates {
        let proved = match verify_margin_free_bias(data, &separator, &multipliers) {
            Ok(proved) => proved,
            Err(why) => {
                refused = why.to_string();
                continue;
            }
        };
        if best.as_ref().is_some_and(|b| b.direction_error <= proved.direction_error) {
            continue;
        }
        let mut alpha = vec![0.0; data.n];
        multipliers.iter().for_each(|(i, terms)| alpha[*i] = terms.iter().sum());
        let scale = 1.0 / (proved.lower + (proved.upper - proved.lower) / 2.0);
        let w: Vec<f64> = proved.direction.iter().map(|u| u * scale).collect();
        best = Some(FreeBiasMargin {
            bias: bias(data, &w),
            w,
            gamma: (proved.lower, proved.upper),
            direction: proved.direction,
            direction_error: proved.direction_error,
            support: multipliers.iter().map(|m| m.0).collect(),
            multipliers: alpha,
        });
    }
    best.ok_or_else(|| ReferenceError::Undecided { why: format!("the separator was refused: {refused}") })
}

/// The b that puts both classes at the same distance.
fn bias(data: &DataSet, w: &[f64]) -> f64 {
    let least = |sign: i8| {
        let points = data.features.chunks_exact(data.d).zip(&data.labels).filter(|(_, y)| y.signum() == sign);
        points.map(|(x, _)| f64::from(sign) * super::linear::dot(w, x)).fold(f64::INFINITY, f64::min)
    };
    (least(-1) - least(1)) / 2.0
}

/// [G y; y^T 0] (alpha, b) = (1, 0) on the support, refined with residuals in double-double.
fn refine(data: &DataSet, support: &[usize]) -> Option<(Vec<Vec<f64>>, Vec<(usize, Vec<f64>)>)> {
    let k = support.len();
    let signed: Vec<Vec<f64>> = support
        .iter()
        .map(|&i| {
            data.features[i * data.d..(i + 1) * data.d]
                .iter()
                .map(|x| x * f64::from(data.labels[i]))
                .collect()
        })
        .collect();
    let label = |i: usize| f64::from(data.labels[support[i]]);
    let matrix = DMatrix::from_fn(k + 1, k + 1, |i, j| match (i < k, j < k) {
        (true, true) => super::linear::dot(&signed[i], &signed[j]),
        (true, false) => label(i),
        (false, true) => label(j),
        (false, false) => 0.0,
    });
    let factor = matrix.full_piv_lu();
    let mut alpha = vec![DoubleDouble::default(); k];
    let mut bias = DoubleDouble::default();
    let mut w = vec![DoubleDouble::default(); data.d];
    for _ in 0..10 {
        let mut residual = nalgebra::DVector::zeros(k + 1);
        for i in 0..k {
            let start = DoubleDouble::from(1.0).plus_scaled(-label(i), bias);
            residual[i] = signed[i].iter().zip(&w).fold(start, |r, (&z, &w)| r.plus_scaled(-z, w)).high;
        }
        residual[k] = (0..k).fold(DoubleDouble::default(), |r, i| r.plus_scaled(-label(i), alpha[i])).high;
        let step = factor.solve(&residual)?;
        if step.iter().any(|x| !x.is_finite()) {
            return None;
        }
        alpha.iter_mut().zip(step.iter()).for_each(|(a, d)| *a = a.plus(*d));
        bias = bias.plus(step[k]);
        w = vec![DoubleDouble::default(); data.d];
        for (z, &a) in signed.iter().zip(&alpha) {
            w.iter_mut().zip(z).for_each(|(w, &z)| *w = w.plus_scaled(z, a));
        }
        if step.rows(0, k).amax() <= 1e-31 * alpha.iter().fold(0.0f64, |m, a| m.max(a.high.abs())) {
            break;
        }
    }
    let separator = w.iter().map(|x| vec![x.high, x.low]).collect();
    let multipliers = support
        .iter()
        .zip(&alpha)
        .filter(|(_, a)| a.high > 0.0)
        .map(|(&i, a)| (i, vec![a.high, a.low]))
        .collect();
    Some((separator, multipliers))
}
