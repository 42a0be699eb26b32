//! The flow in the frame that moves with a direction.

use super::field::{self, Field, FlowError, GradientField, Reached};
use crate::data::SignedRows;
use crate::numbers::exp_each;
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

/// Rows that are weighed at a time.
pub(super) const BLOCK: usize = 64;

/// Margins and weights of a block of rows.
struct Block {
    margins: [f64; BLOCK],
    exponents: [f64; BLOCK],
    weights: [f64; BLOCK],
}

impl Block {
    fn new() -> Block {
        Block { margins: [0.0; BLOCK], exponents: [0.0; BLOCK], weights: [0.0; BLOCK] }
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
        field::follow(self, s0, z0, outputs, tolerance, contraction)
    }

    /// Adds `factor` e^-s C g / 2, where g is the plain velocity of w and C its curvature, without forming C.
    fn add_second_order(&self, s: f64, z: &[f64], factor: f64, g: &mut [f64]) {
        let half = 0.5 * factor * crate::numbers::exp(-s);
        let plain = g.to_vec();
        let seen = self.each_row(s, z, |row, weight, margin| {
            let bend = -weight * self.loss.log_slope_derivative(margin);
            let pull = half * bend * dot(row, &plain);
            row.iter().zip(g.iter_mut()).for_each(|(x, v)| *v += pull * x);
        });
        debug_assert!(seen.is_some(), "the plain velocity has weighed the same rows");
    }

    /// Calls `take` with each row of a weight that is not zero, its weight and its margin; `None` when a weight
    /// overflows.
    fn each_row(&self, s: f64, z: &[f64], mut take: impl FnMut(&[f64], f64, f64)) -> Option<()> {
        let mut block = Block::new();
        for first in (0..self.rows.n).step_by(BLOCK) {
            if !self.weigh(s, z, first, &mut block) {
                return None;
            }
            for (k, i) in (first..self.rows.n).take(BLOCK).enumerate() {
                if block.weights[k] != 0.0 {
                    take(self.rows.row(i), block.weights[k], block.margins[k]);
                }
            }
        }
        Some(())
    }

    /// The margins u_i and the weights exp(s + ln eta + ln(-l'(u_i))) of the rows from `first` on, as many as a block
    /// has; whether no weight overflows.
    fn weigh(&self, s: f64, z: &[f64], first: usize, block: &mut Block) -> bool {
        let last = self.rows.n.min(first + BLOCK);
        let (margins, weights) = (&mut block.margins[..last - first], &mut block.weights[..last - first]);
        for (k, i) in (first..last).enumerate() {
            let (along, excess) = (dot(self.rows.row(i), z), self.frame.excess[i]);
            let along = self.offsets.map_or(along, |offsets| along + offsets[i]);
            margins[k] = s * (1.0 + excess) + along;
            block.exponents[k] = self.log_step - s * excess - along;
        }
        weights.copy_from_slice(margins);
        self.loss.log_slope_excess_each(weights);
        weights.iter_mut().zip(&block.exponents).for_each(|(w, exponent)| *w += exponent);
        if weights.iter().any(|exponent| *exponent > 500.0) {
            return false;
        }
        exp_each(weights);
        true
    }

    /// eta times the trace of the Hessian of L at (s, z), which bounds its largest eigenvalue. Small numbers say that descent
    /// and flow have met.
    ///
    /// Rows at right angles to the frame's drift (the rest of mixed data) keep their curvature for ever, and what they pull
    /// at has come to rest: beside rows that fall they do not count.
    pub fn step_times_curvature(&self, s: f64, z: &[f64]) -> f64 {
        let moves = self.frame.excess.iter().any(|excess| *excess > -1.0);
        let mut block = Block::new();
        let mut trace = 0.0;
        for first in (0..self.rows.n).step_by(BLOCK) {
            if !self.weigh(s, z, first, &mut block) {
                return f64::INFINITY;
            }
            for (k, i) in (first..self.rows.n).take(BLOCK).enumerate() {
                let row = self.rows.row(i);
                if block.weights[k] != 0.0 && !(moves && self.frame.excess[i] == -1.0) {
                    trace -=
                        block.weights[k] * self.loss.log_slope_derivative(block.margins[k]) * dot(row, row);
                }
            }
        }
        trace * crate::numbers::exp(-s)
    }

    /// The trace of minus the Jacobian of the velocity.
    fn stiffness(&self, s: f64, z: &[f64]) -> f64 {
        let mut trace = 0.0;
        let seen = self.each_row(s, z, |row, weight, margin| {
            trace -= weight * self.loss.log_slope_derivative(margin) * dot(row, row);
        });
        if seen.is_none() { f64::INFINITY } else { trace }
    }
}

impl Field for Flow<'_> {
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        velocity.fill(0.0);
        self.each_row(s, z, |row, weight, _| {
            row.iter().zip(velocity.iter_mut()).for_each(|(x, v)| *v += weight * x);
        })?;
        if let Some(factor) = self.second_order {
            self.add_second_order(s, z, factor(s), velocity);
        }
        velocity.iter_mut().zip(&self.frame.drift).for_each(|(v, drift)| *v -= drift);
        Some(())
    }

    fn fastest(&self, s: f64, z: &[f64]) -> f64 {
        self.stiffness(s, z)
    }
}

impl GradientField for Flow<'_> {
    /// sum_i weight_i |d ln(-l')/du| z_i z_i^T: without the second-order term's share.
    fn curvature(&self, s: f64, z: &[f64], curvature: &mut [f64]) -> Option<()> {
        let d = self.rows.d;
        curvature.fill(0.0);
        self.each_row(s, z, |row, weight, margin| {
            let bend = -weight * self.loss.log_slope_derivative(margin);
            for (j, &x) in row.iter().enumerate() {
                let scaled = bend * x;
                let line = &mut curvature[j * d..(j + 1) * d];
                row.iter().zip(line).for_each(|(y, c)| *c += scaled * y);
            }
        })
    }
}

/// a.b in one fixed order.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y)
}
