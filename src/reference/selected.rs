//! Which of many dual optima gradient descent selects.

use nalgebra::{DMatrix, DVector};

use super::dual_face::DualFace;
use super::linear::dot;
use super::singular_values::singular_values;
use super::span::Span;
use super::{MaxMargin, ReferenceError};
use crate::data::SignedRows;
use crate::numbers::{Ball, exp, log_sum_exp};

/// F(w) = sum over S_1 of exp(-z_i.w - b_i) + gamma^2 w^.w in the coordinates of the axes of span(S_1), where it is strictly
/// convex.
struct Objective {
    /// z_i in those coordinates, one row for each of S_1. The first is gamma exactly: the rows lie on the margin.
    z: Vec<Vec<f64>>,
    /// b_i of the same rows.
    offsets: Vec<f64>,
    gamma: f64,
}

/// A point with the numbers p_i = exp(-z_i.w - b_i), and minus the slope of F.
struct Point {
    y: Vec<f64>,
    p: Vec<f64>,
    descent: Vec<f64>,
}

impl Objective {
    fn at(&self, y: Vec<f64>) -> Point {
        let p: Vec<f64> = self.z.iter().zip(&self.offsets).map(|(z, b)| exp(-dot(z, &y) - b)).collect();
        let mut descent = vec![0.0; y.len()];
        descent[0] = -self.gamma;
        for (z, &p) in self.z.iter().zip(&p) {
            super::linear::add_scaled(&mut descent, p, z);
        }
        Point { y, p, descent }
    }

    fn value(&self, point: &Point) -> f64 {
        point.p.iter().fold(self.gamma * point.y[0], |s, p| s + p)
    }

    /// The Newton step and its decrement, descent.step; `None` where the curvature is singular in doubles.
    fn newton(&self, point: &Point) -> Option<(Vec<f64>, f64)> {
        let r = point.y.len();
        let curvature = DMatrix::from_fn(r, r, |a, b| {
            self.z.iter().zip(&point.p).fold(0.0, |s, (z, p)| s + p * z[a] * z[b])
        });
        let step = curvature.cholesky()?.solve(&DVector::from_column_slice(&point.descent));
        let step: Vec<f64> = step.iter().copied().collect();
        let decrement = dot(&step, &point.descent);
        Some((step, decrement))
    }

    /// Newton's method with halving, to rounding.
    fn minimise(&self) -> Option<(Point, f64)> {
        let mut y = vec![0.0; self.z[0].len()];
        // Right along w^, where all b_i are equal so are the p_i.
        let logs: Vec<f64> = self.offsets.iter().map(|b| -b).collect();
        y[0] = log_sum_exp(&logs) / self.gamma;
        let mut point = self.at(y);
        let mut best = f64::INFINITY;
        for _ in 0..200 {
            let (step, decrement) = self.newton(&point)?;
            if decrement <= 1e-31 || (decrement < 1e-20 && decrement >= best) {
                return Some((point, decrement.max(0.0)));
            }
            best = best.min(decrement);
            let before = self.value(&point);
            let mut length = 1.0;
            loop {
                let mut y = point.y.clone();
                super::linear::add_scaled(&mut y, length, &step);
                let next = self.at(y);
                // Below rounding the value says nothing: take the whole step.
                if decrement < 1e-8 || self.value(&next) <= before - 0.1 * length * decrement || length < 1e-9
                {
                    point = next;
                    break;
                }
                length *= 0.5;
            }
        }
        None
    }
}

/// The simplex multipliers p_i of the rows of S_1 that descent selects: p_i = exp(-z_i.w - b_i) at the minimum of F.
///
/// The radii. Write H = sum p_i z_i z_i^T. What is left of the slope, measured by H^-1, is the root of the decrement. A
/// relative error of each p_i (the product z_i.w, then exp) costs no more than itself in that measure, since
/// Z H^-1 Z^T <= diag(1/p). Errors of the coordinates and of the axes (units of |z_i| and gamma) cost at most
/// themselves over the root of the least eigenvalue of H. With their sum `blur`, every exponent z_i.w is off by at most
/// blur |z_i|_(H^-1) <= blur / sqrt(p_i), times two while that stays below 1/10: on such a path the curvature changes by
/// less than a fifth.
pub(super) fn selected_multipliers(
    rows: &SignedRows,
    found: &MaxMargin,
    face: &DualFace,
    span: &Span,
    offsets: &[Ball],
) -> Result<Vec<Ball>, ReferenceError> {
    let gamma = found.gamma_ball().value;
    let in_span =
        |&i: &usize| std::iter::once(gamma).chain(span.across.iter().map(move |a| dot(rows.row(i), a)));
    let objective = Objective {
        z: face.support.iter().map(|i| in_span(i).collect()).collect(),
        offsets: face.support.iter().map(|&i| offsets[i].value).collect(),
        gamma,
    };
    let undecided = || ReferenceError::Undecided {
        why: "the multipliers that descent selects could not be bounded".to_string(),
    };
    let (point, decrement) = objective.minimise().ok_or_else(undecided)?;

    let k = face.support.len();
    let columns = (0..point.y.len())
        .map(|j| objective.z.iter().zip(&point.p).map(|(z, p)| p.sqrt() * z[j]).collect())
        .collect();
    let least = singular_values(columns).last().copied().unwrap_or(0.0);
    let unit = 4.0 * (k + rows.d) as f64 * f64::EPSILON;
    let lengths: Vec<f64> = face.support.iter().map(|&i| dot(rows.row(i), rows.row(i)).sqrt()).collect();
    let shifted = face.support.iter().map(|&i| offsets[i].radius + unit * offsets[i].value.abs());
    let relative = unit
        * (1.0 + lengths.iter().copied().fold(0.0, f64::max) * dot(&point.y, &point.y).sqrt())
        + shifted.fold(0.0, f64::max);
    let pull = lengths.iter().zip(&point.p).fold(gamma, |s, (l, p)| s + l * p);
    let blur = decrement.sqrt() + relative + unit * pull / least;
    let lightest = point.p.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = 2.0 * blur / lightest.sqrt();
    if worst.is_nan() || worst > 0.1 {
        return Err(undecided());
    }
    // e^x - 1 <= 1.1 x for x <= 1/10.
    Ok(point.p.iter().map(|&p| Ball::new(p, 2.2 * blur * p.sqrt() + relative * p)).collect())
}
