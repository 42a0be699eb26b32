//! The regularisation path: argmin L(w) + lambda |w|^2 / 2, and the least loss in a ball, which is a point of it.

use super::letters::Letters;
use super::relay::dot;
use crate::case::{Case, Stopped};
use crate::numbers::{exp, ln, log_sum_exp};
use crate::problem::Linear;
use crate::record::Stop;
use nalgebra::{DMatrix, DVector};

/// A point of the path, in the frame z = w - s w^ that moves with s = -ln lambda.
#[derive(Clone, Debug, PartialEq)]
pub struct Regularised {
    /// -ln lambda.
    pub s: f64,
    /// z, length d.
    pub z: Vec<f64>,
    /// A bound on |z - exact z|: what is left of the slope, which is that of a function with curvature one at least, and
    /// its rounding.
    pub error: f64,
}

impl Regularised {
    /// w.
    pub fn w(&self, case: &Case<Linear>) -> Stopped<Vec<f64>> {
        let frame = case.frame()?;
        Ok(self.z.iter().zip(&frame.drift).map(|(z, drift)| self.s.mul_add(*drift, *z)).collect())
    }
}

/// Objective, slope and curvature of e^s L(w) + |w|^2 / 2 at one point.
struct Point {
    /// ln of e^s L(w), and |w|^2 / 2.
    value: (f64, f64),
    slope: DVector<f64>,
    /// Bound on the rounding of the slope.
    blur: f64,
    curvature: DMatrix<f64>,
    w: Vec<f64>,
}

fn at(case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<Option<Point>> {
    case.problem.of_single_rows()?;
    let (frame, loss, rows) = (case.frame()?, case.problem.loss.as_ref(), &case.problem.rows);
    let d = rows.d;
    let w: Vec<f64> = z.iter().zip(&frame.drift).map(|(z, drift)| s.mul_add(*drift, *z)).collect();
    let mut slope = DVector::from_column_slice(&w);
    let mut curvature = DMatrix::<f64>::identity(d, d);
    let (mut terms, mut blur) = (Vec::with_capacity(rows.n), 0.0);
    for (row, &excess) in rows.rows().zip(&frame.excess) {
        let along = dot(row, z);
        let margin = s.mul_add(1.0 + excess, along);
        let exponent = loss.log_slope_excess(margin) - s * excess - along;
        terms.push(loss.log_value_excess(margin) - s * excess - along);
        if exponent > 600.0 {
            return Ok(None);
        }
        let weight = exp(exponent);
        if weight == 0.0 {
            continue;
        }
        let bend = -weight * loss.log_slope_derivative(margin);
        for j in 0..d {
            slope[j] -= weight * row[j];
            let scaled = bend * row[j];
            for k in 0..d {
                curvature[(j, k)] += scaled * row[k];
            }
        }
        let size = dot(row, row).sqrt();
        blur += weight * size * (4.0 + (d as f64 + 4.0) * (size * dot(z, z).sqrt() + (s * excess).abs()));
    }
    let length = dot(&w, &w).sqrt();
    blur = f64::EPSILON * (blur + 4.0 * length);
    let value = (log_sum_exp(&terms), 0.5 * length * length);
    Ok(Some(Point { value, slope, blur, curvature, w }))
}

/// argmin L(w) + lambda |w|^2 / 2 for lambda = e^-s, from `start` in the frame of s.
///
/// # Errors
/// `Undecided` where Newton's method does not come to rest.
pub fn regularised(case: &Case<Linear>, s: f64, start: &[f64]) -> Stopped<Regularised> {
    solve(case, s, start).map(|(found, _)| found)
}

fn solve(case: &Case<Linear>, s: f64, start: &[f64]) -> Stopped<(Regularised, Point)> {
    let stuck =
        || Stop::Undecided { why: format!("the regularised minimiser at lambda = e^-{s} was not found") };
    let mut z = start.to_vec();
    let mut here = at(case, s, &z)?.ok_or_else(stuck)?;
    let mut least: Option<(f64, Vec<f64>)> = None;
    for _ in 0..200 {
        let left = here.slope.norm();
        if least.as_ref().is_none_or(|(best, _)| left < *best) {
            least = Some((left, z.clone()));
        } else if left < 1e3 * here.blur {
            break;
        }
        let step = here.curvature.clone().cholesky().ok_or_else(stuck)?.solve(&here.slope);
        let promised = step.dot(&here.slope);
        let mut share = 1.0;
        let next = loop {
            let trial: Vec<f64> = z.iter().zip(step.iter()).map(|(z, step)| z - share * step).collect();
            if let Some(next) = at(case, s, &trial)? {
                // Close to the minimum the value says nothing: the slope does.
                let fallen = fall(&here, &next) >= 0.1 * share * promised
                    || next.slope.norm() <= (1.0 - 0.1 * share) * left.max(here.blur);
                if fallen || promised < 1e-12 * (1.0 + here.value.1) {
                    z = trial;
                    break next;
                }
            }
            share *= 0.5;
            if share < 1e-9 {
                return Err(stuck());
            }
        };
        here = next;
    }
    let (left, z) = least.ok_or_else(stuck)?;
    let point = at(case, s, &z)?.ok_or_else(stuck)?;
    if left > 1e6 * point.blur {
        return Err(stuck());
    }
    let error = left + point.blur;
    Ok((Regularised { s, z, error }, point))
}

/// How far the objective fell, without the overflow of e^s L.
fn fall(before: &Point, after: &Point) -> f64 {
    let loss = if before.value.0 < 600.0 { exp(before.value.0) - exp(after.value.0) } else { f64::INFINITY };
    loss + before.value.1 - after.value.1
}

/// argmin of L(w) over |w| <= `length`, from the iterate `w` of about that length: the point of the path whose norm it is.
///
/// # Errors
/// As [`regularised`], and where the length is beyond that of a finite minimiser.
pub fn constrained(case: &Case<Linear>, w: &[f64], length: f64) -> Stopped<Regularised> {
    let frame = case.frame()?;
    let log_slope = log_slope_norm(case, w);
    let mut s = ln(length) - log_slope;
    let mut z = frame.enter(s, w);
    for _ in 0..100 {
        let (found, point) = solve(case, s, &z)?;
        let size = dot(&point.w, &point.w).sqrt();
        let off = size - length;
        if off.abs() <= found.error + 4.0 * f64::EPSILON * length {
            let error = found.error + off.abs();
            return Ok(Regularised { error, ..found });
        }
        // dw/ds = (1 + e^s Hess L)^-1 w.
        let w = DVector::from_column_slice(&point.w);
        let moves = point.curvature.cholesky().map(|factor| factor.solve(&w));
        let rate = moves.map_or(0.0, |moves| moves.dot(&w) / size);
        if rate.is_nan() || rate <= 0.0 {
            break;
        }
        let next = s - (off / rate).clamp(-2.0, 2.0);
        let w = found.w(case)?;
        z = frame.enter(next, &w);
        if next == s {
            let error = found.error + off.abs();
            return Ok(Regularised { error, ..found });
        }
        s = next;
    }
    Err(Stop::Undecided { why: format!("no point of the regularisation path of length {length} was found") })
}

/// ln |grad L(w)|, in the log domain.
fn log_slope_norm(case: &Case<Linear>, w: &[f64]) -> f64 {
    let (rows, loss) = (&case.problem.rows, case.problem.loss.as_ref());
    let logs: Vec<f64> = rows.rows().map(|row| loss.log_slope(dot(row, w))).collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = vec![0.0; rows.d];
    for (row, log) in rows.rows().zip(&logs) {
        let weight = exp(log - top);
        sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
    }
    top + ln(dot(&sum, &sum).sqrt())
}
