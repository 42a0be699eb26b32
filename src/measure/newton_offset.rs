//! w~ by Newton's method: a second solver beside the reference's closed form.

use super::letters::Letters;
use super::relay::dot;
use crate::case::{Case, Stopped};
use crate::numbers::{Ball, exp, log_sum_exp};
use crate::problem::Linear;
use crate::record::Stop;
use nalgebra::{DMatrix, DVector};

/// argmin over the span of the support of eta sum over the support of exp(-z_i.w) + w^.w, from the part of `start` in it.
///
/// # Errors
/// `Undecided` where the curvature is singular in doubles or Newton's method does not come to rest.
pub fn offset_by_newton(case: &Case<Linear>, start: &[f64]) -> Stopped<Vec<Ball>> {
    let undecided = |why: &str| Stop::Undecided { why: why.to_string() };
    let (constants, found) = (case.constants()?, case.max_margin()?);
    let axes: Vec<&[f64]> =
        std::iter::once(&constants.direction).chain(&constants.across_basis).map(Vec::as_slice).collect();
    let k = axes.len();
    let rows: Vec<DVector<f64>> = constants
        .support
        .iter()
        .map(|&i| DVector::from_iterator(k, axes.iter().map(|axis| dot(axis, case.problem.rows.row(i)))))
        .collect();
    let pull = DVector::from_iterator(k, axes.iter().map(|axis| dot(axis, &found.w_hat)));
    let mut y = DVector::from_iterator(k, axes.iter().map(|axis| dot(axis, start)));
    let exponents = |y: &DVector<f64>| rows.iter().map(|z| case.log_eta() - z.dot(y)).collect::<Vec<f64>>();
    let value = |y: &DVector<f64>| (log_sum_exp(&exponents(y)), pull.dot(y));
    let mut last = f64::INFINITY;
    for _ in 0..500 {
        let weights: Vec<f64> = exponents(&y).iter().map(|e| exp(e.min(300.0))).collect();
        let mut slope = pull.clone();
        let mut curvature = DMatrix::<f64>::zeros(k, k);
        for (z, &weight) in rows.iter().zip(&weights) {
            slope -= weight * z;
            curvature += weight * z * z.transpose();
        }
        let softest = curvature.symmetric_eigenvalues().min();
        let factor = curvature.cholesky().ok_or_else(|| undecided("the curvature is singular in doubles"))?;
        let step = factor.solve(&slope);
        let length = step.norm();
        if length < 1e-8 && length >= 0.5 * last {
            let size: f64 = rows.iter().zip(&weights).map(|(z, weight)| weight * z.norm()).sum();
            let reach = 1.0 + rows.iter().map(|z| z.norm()).fold(0.0, f64::max) * y.norm();
            let rounding = 8.0 * (k + rows.len()) as f64 * f64::EPSILON * size * reach / softest;
            let mut w = vec![0.0; case.problem.rows.d];
            for (axis, &y) in axes.iter().zip(y.iter()) {
                w.iter_mut().zip(*axis).for_each(|(w, x)| *w = y.mul_add(*x, *w));
            }
            return Ok(w.into_iter().map(|x| Ball::new(x, 2.0 * length + rounding)).collect());
        }
        last = length;
        let (log_before, linear) = value(&y);
        let mut share = 1.0;
        // Far out the sum of exponentials overflows: it falls where its logarithm does.
        while share > 1e-12 && length > 1e-6 {
            let (log_after, after) = value(&(&y - share * &step));
            let fell = if log_before > 300.0 {
                log_after < log_before
            } else {
                exp(log_after) + after < exp(log_before) + linear
            };
            if fell {
                break;
            }
            share *= 0.5;
        }
        y -= share * step;
    }
    Err(undecided("Newton's method did not come to rest"))
}
