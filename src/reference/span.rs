//! The span of the support in numbers, and what is computed in it.

use super::dual_face::DualFace;
use super::linear::{Factor, add_scaled, dot};
use super::polish::polish;
use super::scaled_rows::{ScaledRows, times_power_of_two};
use super::singular_values::singular_values;
use super::{MaxMargin, ReferenceError};
use crate::data::SignedRows;
use crate::numbers::Ball;

/// The span of S_1 in numbers: a factor of its basis rows, and an orthonormal basis that starts with u*.
pub(super) struct Span {
    scaled: ScaledRows,
    factor: Factor,
    /// ||Z_B^+|| of the scaled basis rows, from above.
    inverse_norm: f64,
    /// u*, then axes across it: an orthonormal basis of span(S_1).
    pub(super) direction: Vec<f64>,
    pub(super) across: Vec<Vec<f64>>,
}

impl Span {
    pub(super) fn of(rows: &SignedRows, found: &MaxMargin, face: &DualFace) -> Result<Span, ReferenceError> {
        let scaled = ScaledRows::new(rows).map_err(|row| ReferenceError::Undecided {
            why: format!("row {row} is zero on separable data"),
        })?;
        let mut factor = Factor::default();
        for &i in &face.basis {
            let split = factor.split(scaled.row(i));
            let length = dot(&split.across, &split.across).sqrt();
            factor.push(split, length);
        }
        let inverse_norm = 1.01 * factor.inverse_norm();
        // With an error of d units in each entry of Q R, the computed R^-1 is right to 1 % when this holds.
        let blur = inverse_norm * rows.d as f64 * f64::EPSILON * (face.basis.len() as f64).sqrt() * 4.0;
        if blur.is_nan() || blur > 1e-2 {
            let why = format!(
                "the support system is too ill-conditioned for doubles: ||Z_S^+|| = {inverse_norm:e}"
            );
            return Err(ReferenceError::Undecided { why });
        }
        let mut axes = Factor::default();
        axes.push(axes.split(&found.direction), 1.0);
        let mut left: Vec<usize> = face.basis.clone();
        while axes.rank() < face.basis.len() {
            // The row that reaches farthest out of what is spanned already.
            let splits: Vec<_> = left.iter().map(|&i| axes.split(scaled.row(i))).collect();
            let lengths: Vec<f64> = splits.iter().map(|s| dot(&s.across, &s.across).sqrt()).collect();
            let far = (0..left.len()).fold(0, |b, j| if lengths[j] > lengths[b] { j } else { b });
            left.remove(far);
            let split = splits.into_iter().nth(far).expect("one of the rows just split");
            axes.push(split, lengths[far]);
        }
        let across = (1..axes.rank()).map(|j| axes.axis(j).to_vec()).collect();
        Ok(Span { scaled, factor, inverse_norm, direction: found.direction.clone(), across })
    }

    /// v with z_i.v = level_i - mean, and a bound on its error; `levels` belong to the rows of the support.
    pub(super) fn offset(
        &self,
        rows: &SignedRows,
        face: &DualFace,
        levels: &[Ball],
        mean: Ball,
        row_errors: &[f64],
    ) -> (Vec<f64>, f64) {
        let mut targets = Vec::new();
        let (mut blur, mut unknown) = (0.0, 0.0);
        for &i in &face.basis {
            let at = face.support.binary_search(&i).expect("the basis is part of the support");
            let target = levels[at] - mean;
            // Row i is 2^s times the scaled row: the target is divided by it.
            let shift = self.scaled.multiplier_shift(i) - self.scaled.largest;
            targets.push(times_power_of_two(target.value, shift));
            let radius = times_power_of_two(target.radius, shift);
            blur += radius * radius;
            unknown += times_power_of_two(row_errors[i], shift).powi(2);
        }
        let basis: Vec<&[f64]> = face.basis.iter().map(|&i| self.scaled.row(i)).collect();
        let polished = polish(&basis, &targets, &self.factor, rows.d);
        let v: Vec<f64> = polished.w.iter().map(|x| x.high).collect();
        let length = dot(&v, &v).sqrt();
        // v = Z_B^+ b: an error in b is stretched by ||Z_B^+||; so is one of Z_B, in v and in (Z_B^+)^T v; what the
        // refinement left over; the rounding of v.
        let rows_moved = 2.02 * unknown.sqrt() * length;
        let error = self.inverse_norm * (blur.sqrt() + polished.missing + rows_moved)
            + polished.astray
            + f64::EPSILON * length;
        (v, error)
    }

    /// Singular values of diag(sqrt alpha) Z across w^, squared: the eigenvalues of M on span(S_1) beside the 1 of w^.
    ///
    /// M w^ = sum alpha_i z_i (z_i.w^) = w^, so that M maps the rest of the span to itself. Taken from singular
    /// values, a small eigenvalue keeps twice the digits that it would keep in M. Radius: backward error of the
    /// factorisation, and the error of the axes, both at most 8 (d + k) units of ||A||_F.
    pub(super) fn eigenvalues(
        &self,
        rows: &SignedRows,
        face: &DualFace,
        simplex: &[Ball],
        gamma_squared: Ball,
        row_errors: &[f64],
    ) -> Vec<Ball> {
        let mut values = vec![Ball::exact(1.0)];
        if !self.across.is_empty() {
            let weight = |at: usize| (simplex[at] / gamma_squared).sqrt();
            let k = face.support.len();
            let columns: Vec<Vec<f64>> = self
                .across
                .iter()
                .map(|axis| {
                    (0..k).map(|at| weight(at).value * dot(rows.row(face.support[at]), axis)).collect()
                })
                .collect();
            let size = (0..k)
                .map(|at| {
                    weight(at).value * dot(rows.row(face.support[at]), rows.row(face.support[at])).sqrt()
                })
                .fold(0.0, |s, x| s + x * x)
                .sqrt();
            let relative = (0..k).map(|at| weight(at).radius / weight(at).value).fold(0.0, f64::max);
            let axes = self.inverse_norm * (face.basis.len() as f64).sqrt();
            let length = |i: usize| dot(rows.row(i), rows.row(i)).sqrt();
            let unknown = face.support.iter().map(|&i| row_errors[i] / length(i)).fold(0.0, f64::max);
            let unit = 8.0 * (rows.d + k) as f64 * f64::EPSILON + 2.0 * unknown;
            let radius = size * (relative + unit * axes.max(1.0));
            values.extend(singular_values(columns).into_iter().map(|s| {
                let sigma = Ball::new(s, radius);
                sigma * sigma
            }));
        }
        values.sort_by(|x, y| x.value.total_cmp(&y.value));
        values
    }

    /// Orthonormal axes of what the rows span beyond the support.
    pub(super) fn complement(&self, rows: &SignedRows, missing: usize) -> Vec<Vec<f64>> {
        let mut axes = Factor::default();
        axes.push(axes.split(&self.direction), 1.0);
        for axis in &self.across {
            axes.push(axes.split(axis), 1.0);
        }
        let known = axes.rank();
        if missing == 0 {
            return Vec::new();
        }
        // Where the rows span everything the coordinate axes serve as well, and are fewer.
        let mut left: Vec<Vec<f64>> = if known + missing == rows.d {
            (0..rows.d).map(|j| (0..rows.d).map(|l| f64::from(u8::from(l == j))).collect()).collect()
        } else {
            (0..rows.n).map(|i| self.scaled.row(i).to_vec()).collect()
        };
        left.iter_mut().for_each(|z| *z = axes.split(z).across);
        while axes.rank() < known + missing {
            let length = |z: &Vec<f64>| dot(z, z).sqrt();
            let Some(far) =
                (0..left.len()).reduce(|b, j| if length(&left[j]) > length(&left[b]) { j } else { b })
            else {
                break;
            };
            let split = axes.split(&left.swap_remove(far));
            let size = dot(&split.across, &split.across).sqrt();
            axes.push(split, size);
            let axis = axes.axis(axes.rank() - 1);
            left.iter_mut().for_each(|z| {
                let part = dot(axis, z);
                add_scaled(z, -part, axis);
            });
        }
        (known..axes.rank()).map(|j| axes.axis(j).to_vec()).collect()
    }
}
