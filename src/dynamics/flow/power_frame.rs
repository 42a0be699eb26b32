//! The flow of a polynomial tail, -l'(u) = (1 + u)^-(k+1), in the frame that grows with it.
//!
//! With w = t^(1/(k+2)) x and s = ln t,
//!
//!   dx/ds = eta sum_i (z_i.x + e^(-s/(k+2)))^-(k+1) z_i - x/(k+2),
//!
//! minus the gradient of a function that is strongly convex with modulus 1/(k+2): two solutions approach one another at that
//! rate or faster, and errors are forgotten. The one of 1 + u is all that is left of time.

use super::field::{self, Field, FlowError, GradientField, Reached};
use super::frame::dot;
use crate::data::SignedRows;
use crate::numbers::{exp, ln};

/// The flow of the summed loss with step eta; t counts steps.
#[derive(Clone, Copy, Debug)]
pub struct PowerFrame<'a> {
    /// The signed rows, n x d.
    pub rows: &'a SignedRows,
    /// k.
    pub k: f64,
    /// ln eta.
    pub log_step: f64,
}

impl PowerFrame<'_> {
    /// x of the point w (length d) at log time s; `None` where some margin is not positive, outside the pure tail.
    pub fn enter(&self, s: f64, w: &[f64]) -> Option<Reached> {
        let shrink = exp(-s * self.rate());
        let z: Vec<f64> = w.iter().map(|w| shrink * w).collect();
        let error = 4.0 * f64::EPSILON * (1.0 + s) * dot(&z, &z).sqrt();
        self.rows.rows().all(|row| dot(row, w) > 0.0).then_some(Reached { s, z, error })
    }

    /// 1/(k+2).
    pub fn rate(&self) -> f64 {
        1.0 / (self.k + 2.0)
    }

    /// Follows the flow through the log times `outputs` (ascending, above that of `from`), each local error below
    /// `tolerance`.
    ///
    /// # Errors
    /// Where no step is small enough.
    pub fn follow(&self, from: &Reached, outputs: &[f64], tolerance: f64) -> Result<Vec<Reached>, FlowError> {
        let (mut reached, stopped) = field::follow(self, from.s, &from.z, outputs, tolerance, self.rate());
        reached.iter_mut().for_each(|at| at.error += from.error * exp(-self.rate() * (at.s - from.s)));
        stopped.map_or(Ok(reached), Err)
    }

    /// Calls `take` with each row, z_i.x + e^(-s/(k+2)) and eta times its power -(k+1); `None` outside the pure tail.
    fn each_row(&self, s: f64, x: &[f64], mut take: impl FnMut(&[f64], f64, f64)) -> Option<()> {
        let one = exp(-s * self.rate());
        for row in self.rows.rows() {
            let margin = dot(row, x);
            if margin <= 0.0 {
                return None;
            }
            let base = margin + one;
            take(row, base, exp(self.log_step - (self.k + 1.0) * ln(base)));
        }
        Some(())
    }
}

impl Field for PowerFrame<'_> {
    fn velocity(&self, s: f64, x: &[f64], velocity: &mut [f64]) -> Option<()> {
        let rate = self.rate();
        velocity.iter_mut().zip(x).for_each(|(v, x)| *v = -rate * x);
        self.each_row(s, x, |row, _, weight| {
            row.iter().zip(velocity.iter_mut()).for_each(|(z, v)| *v += weight * z);
        })?;
        velocity.iter().all(|v| v.is_finite()).then_some(())
    }

    fn fastest(&self, s: f64, x: &[f64]) -> f64 {
        let mut trace = self.rate();
        let seen = self.each_row(s, x, |row, base, weight| {
            trace += (self.k + 1.0) * weight / base * dot(row, row);
        });
        if seen.is_none() { f64::INFINITY } else { trace }
    }
}

impl GradientField for PowerFrame<'_> {
    fn curvature(&self, s: f64, x: &[f64], curvature: &mut [f64]) -> Option<()> {
        let d = self.rows.d;
        curvature.fill(0.0);
        (0..d).for_each(|j| curvature[j * d + j] = self.rate());
        self.each_row(s, x, |row, base, weight| {
            let bend = (self.k + 1.0) * weight / base;
            for (j, &z) in row.iter().enumerate() {
                let line = &mut curvature[j * d..(j + 1) * d];
                row.iter().zip(line).for_each(|(y, c)| *c += bend * z * y);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flow, MovingFrame};
    use super::*;
    use crate::problem::PolynomialTail;

    #[test]
    fn the_growing_frame_tells_the_same_flow_as_a_frame_at_rest() {
        let rows = SignedRows::from_rows(&[[1.0, 1.0], [1.0, -2.0], [3.0, 0.5]]);
        let rest = MovingFrame::at_rest(&rows);
        for k in [1.0, 2.0] {
            let loss = PolynomialTail { k };
            let flow = Flow {
                rows: &rows,
                loss: &loss,
                log_step: -0.5,
                frame: &rest,
                offsets: None,
                second_order: None,
            };
            let (s0, w0) = (2.0, [2.0, 0.25]);
            let plain = flow.follow(s0, &w0, &[8.0], 1e-11, 0.0).expect("no stall").remove(0);
            let growing = PowerFrame { rows: &rows, k, log_step: -0.5 };
            let start = growing.enter(s0, &w0).expect("in the tail");
            let found = growing.follow(&start, &[8.0], 1e-11).expect("no stall").remove(0);
            let size = exp(8.0 / (k + 2.0));
            for (x, w) in found.z.iter().zip(&plain.z) {
                assert!((size * x - w).abs() < 1e-8, "k = {k}: {} for {w}", size * x);
            }
        }
    }
}
