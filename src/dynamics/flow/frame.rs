//! The flow in the frame that moves with a direction.

use super::field::{self, FlowError, Reached};
use super::points::Points;
use super::weighed::Weighed;
use crate::data::SignedRows;
use crate::problem::Loss;

/// The frame z = w - s w^ that moves with a direction.
#[derive(Clone, Debug, PartialEq)]
pub struct MovingFrame {
    /// w^, length d.
    pub drift: Vec<f64>,
    /// e_i = z_i.w^ - 1 for each row, exactly zero on the support vectors, length n.
    pub excess: Vec<f64>,
}

impl MovingFrame {
    /// The frame at rest, z = w: for data without a max-margin direction.
    pub fn at_rest(rows: &SignedRows) -> MovingFrame {
        MovingFrame { drift: vec![0.0; rows.d], excess: vec![-1.0; rows.n] }
    }

    /// z = w - s w^.
    pub fn enter(&self, s: f64, w: &[f64]) -> Vec<f64> {
        w.iter().zip(&self.drift).map(|(w, drift)| w - s * drift).collect()
    }
}

/// Gradient flow of the summed loss with step eta as its unit of time: t counts steps.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    /// The signed rows, n x d.
    pub rows: &'a SignedRows,
    /// The loss of the margin.
    pub loss: &'a dyn Loss,
    /// ln eta, sum convention.
    pub log_step: f64,
    /// The moving frame.
    pub frame: &'a MovingFrame,
    /// b_i, length n, of margins z_i.w + b_i; none where they are zero.
    pub offsets: Option<&'a [f64]>,
    /// Where there is one, (eta/2) Hess L grad L is added to the velocity's loss, eta times this factor at log time s: the
    /// flow that gradient descent follows to second order in the step (backward error analysis; Hairer, Lubich, Wanner,
    /// Geometric Numerical Integration, IX.1). Its distance from the plain flow is the discretisation error to leading
    /// order.
    pub second_order: Option<fn(f64) -> f64>,
}

impl Flow<'_> {
    /// Follows the flow from (s0, z0) through the log times `outputs` (ascending, above s0).
    ///
    /// `tolerance` bounds each local error; `contraction` is a rate mu >= 0 at which two solutions are known to
    /// approach one another (0 where none is known), used for the error bound alone.
    pub fn follow(
        &self,
        s0: f64,
        z0: &[f64],
        outputs: &[f64],
        tolerance: f64,
        contraction: f64,
    ) -> Result<Vec<Reached>, FlowError> {
        let (reached, stopped) = self.follow_as_far(s0, z0, outputs, tolerance, contraction);
        stopped.map_or(Ok(reached), Err)
    }

    /// As [`follow`](Flow::follow); where the flow stops before the last output, with the outputs that it reached.
    pub fn follow_as_far(
        &self,
        s0: f64,
        z0: &[f64],
        outputs: &[f64],
        tolerance: f64,
        contraction: f64,
    ) -> (Vec<Reached>, Option<FlowError>) {
        match self.loss.rivals() {
            1 => field::follow(&Weighed::of(self), s0, z0, outputs, tolerance, contraction),
            _ => field::follow(&Points::of(self), s0, z0, outputs, tolerance, contraction),
        }
    }

    /// eta times the trace of the Hessian of L at (s, z), which bounds its largest eigenvalue. Small numbers say that descent
    /// and flow have met.
    ///
    /// Rows at right angles to the frame's drift (the rest of mixed data) keep their curvature for ever, and what they pull
    /// at has come to rest: beside rows that fall they do not count.
    pub fn step_times_curvature(&self, s: f64, z: &[f64]) -> f64 {
        let moves = self.frame.excess.iter().any(|excess| *excess > -1.0);
        let counts = |i: usize| !(moves && self.frame.excess[i] == -1.0);
        let trace = match self.loss.rivals() {
            1 => Weighed::of(self).trace(s, z, counts),
            _ => Points::of(self).trace(s, z, counts),
        };
        trace * crate::numbers::exp(-s)
    }

    /// Adds `factor` e^-s C^2 / 2 to C (d x d): the second-order term is that times C g, and where the pull g is small what C
    /// itself changes by does not count.
    pub(super) fn add_second_order_curvature(&self, s: f64, curvature: &mut [f64]) {
        let (Some(factor), d) = (self.second_order, self.rows.d) else { return };
        let half = 0.5 * factor(s) * crate::numbers::exp(-s);
        let plain = curvature.to_vec();
        for (line, sum) in plain.chunks_exact(d).zip(curvature.chunks_exact_mut(d)) {
            for (c, other) in line.iter().zip(plain.chunks_exact(d)) {
                let scaled = half * c;
                sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += scaled * other);
            }
        }
    }
}

/// a.b in one fixed order.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y)
}
