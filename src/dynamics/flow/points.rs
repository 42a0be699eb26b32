//! The flow where points have several rows: softmax cross-entropy.
//!
//! A point with the margins u_k has the margin m = -ln sum e^-u_k and the loss l(m). With the shares q_k = e^(m - u_k), the pull
//! p = -l'(m) and z = sum q_k z_k it pulls by p z, and its Hessian is p sum q_k z_k z_k^T - (p - l''(m)) z z^T.

use super::field::{Field, GradientField};
use super::frame::{Flow, dot};
use super::tiled::Rows;
use super::weighed::LARGEST;
use crate::numbers::exp;
use crate::problem::soft_min;
use std::cell::RefCell;

/// A flow with its rows in tiles, and what is known of them.
pub(super) struct Points<'a> {
    flow: &'a Flow<'a>,
    rows: Rows,
    scratch: RefCell<Scratch>,
}

struct Scratch {
    /// A point of the flow, padded.
    point: Vec<f64>,
    /// z_i.z, then what it is used for, length n.
    along: Vec<f64>,
    /// exp(s + ln eta) p q_k, length n.
    weights: Vec<f64>,
    /// 1 - l''(m)/p of each point of the data.
    slack: Vec<f64>,
    /// A sum over the rows, padded.
    sum: Vec<f64>,
    /// d x width.
    outer: Vec<f64>,
}

impl<'a> Points<'a> {
    pub(super) fn of(flow: &'a Flow<'a>) -> Points<'a> {
        let rows = Rows::of(flow.rows);
        let (n, width) = (flow.rows.n, rows.width());
        let zeros = |length: usize| vec![0.0; length];
        let scratch = Scratch {
            point: zeros(width),
            along: zeros(n),
            weights: zeros(n),
            slack: zeros(n.div_ceil(flow.loss.rivals())),
            sum: zeros(width),
            outer: zeros(flow.rows.d * width),
        };
        Points { flow, rows, scratch: RefCell::new(scratch) }
    }

    /// Fills in `weights` and `slack` at (s, z).
    fn weigh(&self, s: f64, z: &[f64], scratch: &mut Scratch) -> Option<()> {
        let Flow { loss, log_step, frame, offsets, .. } = *self.flow;
        let Scratch { point, along, weights, slack, .. } = scratch;
        point[..z.len()].copy_from_slice(z);
        self.rows.dots(point, along);
        // The margins less s.
        for (i, along) in along.iter_mut().enumerate() {
            *along += s * frame.excess[i] + offsets.map_or(0.0, |offsets| offsets[i]);
        }
        let rivals = loss.rivals();
        let points = along.chunks(rivals).zip(weights.chunks_mut(rivals)).zip(slack);
        for ((beyond, weights), slack) in points {
            let margin = s + soft_min(beyond.iter().copied());
            let excess = loss.log_slope_excess(margin);
            *slack = 1.0 + loss.log_slope_derivative(margin);
            for (weight, beyond) in weights.iter_mut().zip(beyond) {
                let exponent = log_step + excess - beyond;
                if exponent > LARGEST {
                    return None;
                }
                *weight = exp(exponent);
            }
        }
        Some(())
    }

    /// Adds `factor` e^-s C g / 2 to `sum`, where g is the plain velocity of w that is there and C its curvature.
    fn add_second_order(&self, s: f64, factor: f64, scratch: &mut Scratch) {
        let half = 0.5 * factor * exp(-s);
        let Scratch { along, weights, slack, sum, .. } = scratch;
        self.rows.dots(sum, along);
        let rivals = self.flow.loss.rivals();
        for ((along, weights), slack) in along.chunks_mut(rivals).zip(weights.chunks(rivals)).zip(slack) {
            let pull: f64 = weights.iter().sum();
            let mean = if pull > 0.0 { dot(weights, along) / pull } else { 0.0 };
            for (along, weight) in along.iter_mut().zip(weights) {
                *along = half * weight * (*along - *slack * mean);
            }
        }
        self.rows.accumulate(along, sum);
    }

    /// At least the trace of minus the Jacobian of the velocity over the rows that `counts` takes; infinite where a weight
    /// overflows.
    pub(super) fn trace(&self, s: f64, z: &[f64], counts: impl Fn(usize) -> bool) -> f64 {
        let mut scratch = self.scratch.borrow_mut();
        if self.weigh(s, z, &mut scratch).is_none() {
            return f64::INFINITY;
        }
        let rows = self.flow.rows.rows().zip(&scratch.weights).enumerate().filter(|(i, _)| counts(*i));
        rows.map(|(_, (row, weight))| weight * dot(row, row)).sum()
    }
}

impl Field for Points<'_> {
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        let mut scratch = self.scratch.borrow_mut();
        self.weigh(s, z, &mut scratch)?;
        let Scratch { weights, sum, .. } = &mut *scratch;
        sum.fill(0.0);
        self.rows.accumulate(weights, sum);
        if let Some(factor) = self.flow.second_order {
            self.add_second_order(s, factor(s), &mut scratch);
        }
        for ((v, sum), drift) in velocity.iter_mut().zip(&scratch.sum).zip(&self.flow.frame.drift) {
            *v = sum - drift;
        }
        Some(())
    }

    fn fastest(&self, s: f64, z: &[f64]) -> f64 {
        self.trace(s, z, |_| true)
    }
}

impl GradientField for Points<'_> {
    /// The second-order term's share is the one where the pull is small.
    fn curvature(&self, s: f64, z: &[f64], curvature: &mut [f64]) -> Option<()> {
        let d = z.len();
        let mut scratch = self.scratch.borrow_mut();
        self.weigh(s, z, &mut scratch)?;
        let Scratch { weights, slack, sum, outer, .. } = &mut *scratch;
        outer.fill(0.0);
        self.rows.add_outer(weights, outer);
        let (width, rivals) = (self.rows.width(), self.flow.loss.rivals());
        for (i, (weights, slack)) in weights.chunks(rivals).zip(slack).enumerate() {
            let pull: f64 = weights.iter().sum();
            let share = *slack / pull;
            if pull == 0.0 || *slack == 0.0 {
                continue;
            }
            sum.fill(0.0);
            for (k, weight) in weights.iter().enumerate() {
                let row = self.flow.rows.row(i * rivals + k);
                sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += weight * z);
            }
            for j in 0..d {
                let scaled = share * sum[j];
                let line = &mut outer[j * width..=j * width + j];
                line.iter_mut().zip(sum.iter()).for_each(|(entry, x)| *entry -= scaled * x);
            }
        }
        self.rows.unfold(outer, curvature);
        self.flow.add_second_order_curvature(s, curvature);
        Some(())
    }
}
