//! The finite optimum of rows that cannot be separated, within their span.

use nalgebra::{DMatrix, DVector};

use super::ReferenceError;
use super::double_double::DoubleDouble;
use super::linear::{Factor, add_scaled, dot};
use crate::data::SignedRows;
use crate::numbers::{exp, ln, ln_1p};

/// The losses whose ray is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RayLoss {
    /// exp(-u).
    Exponential,
    /// ln(1 + exp(-u)).
    Logistic,
}

impl RayLoss {
    fn value(self, u: f64) -> f64 {
        match self {
            RayLoss::Exponential => exp(-u),
            RayLoss::Logistic if u > 0.0 => ln_1p(exp(-u)),
            RayLoss::Logistic => ln_1p(exp(u)) - u,
        }
    }

    /// Minus the slope, and the curvature.
    fn slopes(self, u: f64) -> (f64, f64) {
        match self {
            RayLoss::Exponential => {
                let p = exp(-u);
                (p, p)
            }
            RayLoss::Logistic => {
                let small = exp(-u.abs());
                let (near, far) = (1.0 / (1.0 + small), small / (1.0 + small));
                (if u > 0.0 { far } else { near }, near * far)
            }
        }
    }
}

/// argmin over v in S of sum_i l(z_i.v) for rows z_i that span S and have a positive combination that vanishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Offset {
    /// v-bar, length d.
    pub v: Vec<f64>,
    /// A bound on the Euclidean error of `v`.
    pub error: f64,
}

/// A point in the coordinates of S with what Newton's method needs there.
struct Point {
    y: Vec<f64>,
    value: f64,
    /// sum p_i r_i: minus the gradient.
    descent: Vec<f64>,
    curvature: DMatrix<f64>,
}

/// The offset by damped Newton's method in an orthonormal basis of S, the span of the rows `basis`.
///
/// Both losses have |l'''| <= l'', so that along a segment of length delta in the norm of the Hessian H the curvature
/// changes by a factor of at most e^(D delta), D the largest |z_i| in the norm of H^-1 (Bach 2010, arXiv:0910.4627,
/// Proposition 1). With the decrement lambda = |gradient| in that norm, the minimiser lies within
/// delta <= -ln(1 - D lambda) / D: from 0 = gradient + integral of H h, delta lambda >= delta (1 - e^(-D delta)) / D. What
/// rounding may have cost the gradient is added to lambda.
///
/// # Errors
/// `Undecided` where the curvature is singular in doubles or the bound fails.
pub(super) fn offset(
    rows: &SignedRows,
    part: &[usize],
    basis: &[usize],
    loss: RayLoss,
) -> Result<Offset, ReferenceError> {
    let undecided = || ReferenceError::Undecided { why: "the offset in S could not be bounded".to_string() };
    if basis.is_empty() {
        return Ok(Offset { v: vec![0.0; rows.d], error: 0.0 });
    }
    let axes = axes(rows, basis);
    let coordinates: Vec<Vec<f64>> = part.iter().map(|&i| axes.project(rows.row(i))).collect();
    let lengths: Vec<f64> = part.iter().map(|&i| dot(rows.row(i), rows.row(i)).sqrt()).collect();
    let at = |y: Vec<f64>| point(&coordinates, loss, y);
    let mut here = at(vec![0.0; basis.len()]);
    let mut best: Option<(f64, Point)> = None;
    for _ in 0..300 {
        let factor = here.curvature.clone().cholesky().ok_or_else(undecided)?;
        let descent = DVector::from_column_slice(&here.descent);
        let step = factor.solve(&descent);
        let decrement = step.dot(&descent).max(0.0).sqrt();
        let mut length = 1.0;
        let next = loop {
            let mut y = here.y.clone();
            add_scaled(&mut y, length, step.as_slice());
            let next = at(y);
            // Below rounding the value says nothing: take the whole step.
            if decrement < 1e-6 || next.value <= here.value - 0.1 * length * decrement * decrement {
                break next;
            }
            length *= 0.5;
            if length < 1e-12 {
                return Err(undecided());
            }
        };
        let ended = best.as_ref().is_some_and(|(least, _)| decrement < 1e-6 && decrement >= *least);
        if best.as_ref().is_none_or(|(least, _)| decrement < *least) {
            best = Some((decrement, std::mem::replace(&mut here, next)));
        } else {
            here = next;
        }
        if ended || decrement == 0.0 {
            break;
        }
    }
    let (_, point) = best.filter(|(decrement, _)| *decrement < 1e-3).ok_or_else(undecided)?;
    let k = basis.len();
    let unit = 2.0 * (part.len() + rows.d + k + 8) as f64 * f64::EPSILON;
    let eigenvalues = point.curvature.symmetric_eigenvalues();
    let stiffest = eigenvalues.iter().copied().fold(0.0, f64::max);
    let softest = eigenvalues.iter().copied().fold(f64::INFINITY, f64::min) - unit * k as f64 * stiffest;
    let factor = point.curvature.cholesky().ok_or_else(undecided)?;
    if softest.is_nan() || softest <= 0.0 {
        return Err(undecided());
    }
    // A few more steps on the doubles that are given out: z_i.v is that of the part of v in S.
    let mut v = axes.expand(&point.y, rows.d);
    let mut refined: Option<(f64, Vec<f64>)> = None;
    for _ in 0..4 {
        let (descent, blur) = sharp_descent(rows, part, loss, &v);
        let along = DVector::from_vec(axes.project(&descent));
        let step = factor.solve(&along);
        let lambda = step.dot(&along).max(0.0).sqrt() * 1.01 + blur / softest.sqrt();
        if refined.as_ref().is_none_or(|(least, _)| lambda < *least) {
            refined = Some((lambda, v.clone()));
        }
        add_scaled(&mut v, 1.0, &axes.expand(step.as_slice(), rows.d));
    }
    let (lambda, v) = refined.ok_or_else(undecided)?;
    let diameter = lengths.iter().copied().fold(0.0, f64::max) / softest.sqrt();
    let delta = if diameter * lambda < 0.5 { -ln(1.0 - diameter * lambda) / diameter } else { f64::INFINITY };
    // The part of v across S is rounding.
    let error = 1.01 * delta / softest.sqrt() + (rows.d + k) as f64 * f64::EPSILON * dot(&v, &v).sqrt();
    if error.is_finite() { Ok(Offset { v, error }) } else { Err(undecided()) }
}

/// sum p_i z_i, minus the gradient at v, and a bound on its error: products and sums have about 30 digits, so that the 8
/// units are those of the loss's own functions and of the last rounding.
fn sharp_descent(rows: &SignedRows, part: &[usize], loss: RayLoss, v: &[f64]) -> (Vec<f64>, f64) {
    let mut descent = vec![DoubleDouble::default(); rows.d];
    let mut blur = 0.0;
    for &i in part {
        let z = rows.row(i);
        let u = z.iter().zip(v).fold(DoubleDouble::default(), |s, (&z, &v)| s.plus_product(z, v));
        let (p, bend) = loss.slopes(u.high);
        let p = p - bend * u.low;
        descent.iter_mut().zip(z).for_each(|(g, &z)| *g = g.plus_product(p, z));
        blur += p * dot(z, z).sqrt();
    }
    (descent.iter().map(|g| g.high).collect(), 8.0 * f64::EPSILON * blur)
}

/// Orthonormal axes of the span of independent rows, the row that reaches farthest first.
pub(super) fn axes(rows: &SignedRows, basis: &[usize]) -> Factor {
    let mut axes = Factor::default();
    // Scale does not matter to a span.
    let mut left: Vec<Vec<f64>> = basis
        .iter()
        .map(|&i| {
            let top = rows.row(i).iter().fold(0.0f64, |m, x| m.max(x.abs()));
            rows.row(i).iter().map(|x| x / top).collect()
        })
        .collect();
    while !left.is_empty() {
        let splits: Vec<_> = left.iter().map(|z| axes.split(z)).collect();
        let share = |j: usize| dot(&splits[j].across, &splits[j].across) / dot(&left[j], &left[j]);
        let far = (0..left.len()).fold(0, |b, j| if share(j) > share(b) { j } else { b });
        let split = splits.into_iter().nth(far).expect("one of the rows just split");
        let length = dot(&split.across, &split.across).sqrt();
        axes.push(split, length);
        left.remove(far);
    }
    axes
}

fn point(coordinates: &[Vec<f64>], loss: RayLoss, y: Vec<f64>) -> Point {
    let k = y.len();
    let mut descent = vec![0.0; k];
    let mut curvature = DMatrix::zeros(k, k);
    let mut value = 0.0;
    for r in coordinates {
        let u = dot(r, &y);
        let (p, bend) = loss.slopes(u);
        value += loss.value(u);
        add_scaled(&mut descent, p, r);
        for a in 0..k {
            for b in 0..k {
                curvature[(a, b)] += bend * r[a] * r[b];
            }
        }
    }
    Point { y, value, descent, curvature }
}
