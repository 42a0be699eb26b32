//! The finite optimum of rows in a subspace, by Newton's method on any loss: a second solver beside the reference.

use crate::case::Stopped;
use crate::data::SignedRows;
use crate::numbers::{Ball, exp};
use crate::problem::Loss;
use crate::record::Stop;
use nalgebra::{DMatrix, DVector};

/// argmin over y of sum_i l(r_i.y) for rows r_i (any number x k) of which some positive combination vanishes and that
/// span R^k; each coordinate with an error of twice the last Newton step and the rounding of its solution.
///
/// # Errors
/// `Undecided` where the curvature is singular in doubles or Newton's method does not come to rest.
pub fn finite_optimum(rows: &SignedRows, loss: &dyn Loss) -> Stopped<Vec<Ball>> {
    let undecided = |why: &str| Stop::Undecided { why: why.to_string() };
    let k = rows.d;
    let value = |y: &DVector<f64>| rows.rows().map(|r| exp(loss.log_value(dot(r, y)))).sum::<f64>();
    let mut y = DVector::<f64>::zeros(k);
    let mut last = f64::INFINITY;
    for _ in 0..200 {
        let mut descent = DVector::<f64>::zeros(k);
        let mut curvature = DMatrix::<f64>::zeros(k, k);
        for r in rows.rows() {
            let u = dot(r, &y);
            let slope = exp(loss.log_slope(u));
            let bend = -slope * loss.log_slope_derivative(u);
            let r = DVector::from_column_slice(r);
            descent += slope * &r;
            curvature += bend * &r * r.transpose();
        }
        let softest = curvature.symmetric_eigenvalues().min();
        let stiffest = curvature.trace();
        let factor = curvature.cholesky().ok_or_else(|| undecided("the curvature is singular in doubles"))?;
        let step = factor.solve(&descent);
        let length = step.norm();
        if length < 1e-9 && length >= 0.5 * last {
            // What rounding of the slope leaves, n terms of size |r_i|, through the softest direction.
            let size: f64 = rows.rows().map(|r| dot(r, &DVector::from_column_slice(r)).sqrt()).sum();
            let rounding =
                4.0 * f64::EPSILON * (size / softest + k as f64 * y.norm() * (1.0 + stiffest / softest));
            return Ok(y.iter().map(|&y| Ball::new(y, 2.0 * length + rounding)).collect());
        }
        last = length;
        let (before, promised) = (value(&y), step.dot(&descent));
        let mut share = 1.0;
        while share > 1e-12 && length > 1e-6 && value(&(&y + share * &step)) > before - 0.1 * share * promised
        {
            share *= 0.5;
        }
        y += share * step;
    }
    Err(undecided("Newton's method did not come to rest"))
}

fn dot(row: &[f64], y: &DVector<f64>) -> f64 {
    row.iter().zip(y.iter()).map(|(r, y)| r * y).sum()
}
