//! The flow of the residual r = z - w~ about the point w~ at which z comes to rest.
//!
//! With alpha_i = eta e^(-z_i.w~) on the support, sum alpha_i z_i = w^ and x_i = z_i.r, the flow reads
//!
//!   dr/ds = sum_S alpha_i (e^(c_i - x_i) - 1) z_i + sum_others eta e^(-z_i.w~ - s e_i - x_i + c_i) z_i,
//!
//! where c_i is what the loss's slope has beside e^-u. No term is a difference of larger ones, so r keeps its relative
//! precision down to e^-1000 and below: it is held as e^scale rho, with the scale set anew every few units of s.
//! Outside the span of the support nothing calls the flow back; that part is carried along, unscaled.

use super::explicit;
use super::field::{Field, FlowError, Reached};
use super::frame::{Flow, dot};
use crate::data::SignedRows;
use crate::numbers::{exp, exp_each, exp_m1, ln};
use crate::problem::Loss;

/// Rows that are weighed at a time.
const BLOCK: usize = 64;
/// Units of s after which the scale is set anew: what decays with an exponent up to one falls by e^-5 or so.
const STRETCH: f64 = 5.0;
/// Margin up to which the loss is asked for c; beyond, c falls on with the exponent that it has from 4/5 of this on.
const FAR_TAIL: f64 = 500.0;

/// The point w~ at which z comes to rest, as a reference has it.
#[derive(Clone, Debug)]
pub struct Equilibrium<'a> {
    /// w~, length d.
    pub point: &'a [f64],
    /// The rows that balance the drift there, ascending.
    pub support: &'a [usize],
    /// alpha_i = eta e^(-z_i.w~) of those rows.
    pub multipliers: Vec<f64>,
    /// Orthonormal axes of the span of the support, then of what else the rows span.
    pub basis: Vec<&'a [f64]>,
    /// How many of the axes belong to the support.
    pub support_rank: usize,
}

/// The flow about an equilibrium, in coordinates: k of the span of the support, then those across it.
#[derive(Clone, Debug)]
pub struct ResidualFlow<'a> {
    loss: &'a dyn Loss,
    log_step: f64,
    /// The rows that balance the drift, |S| x k.
    support: SignedRows,
    /// alpha_i, length |S|.
    multipliers: Vec<f64>,
    /// z_i.w~ = ln eta - ln alpha_i, length |S|.
    support_margins: Vec<f64>,
    /// The other rows, in all coordinates.
    others: SignedRows,
    /// e_i of the other rows.
    excess: Vec<f64>,
    /// z_i.w~ of the other rows.
    margins: Vec<f64>,
    /// c at FAR_TAIL, and the exponent with which it falls.
    far_tail: (f64, f64),
}

/// A residual in coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual {
    /// Log time.
    pub s: f64,
    /// r = e^scale rho in the span of the support.
    pub scale: f64,
    /// rho, length k.
    pub rho: Vec<f64>,
    /// The part across the span, unscaled.
    pub across: Vec<f64>,
    /// Bound on the error of rho: the estimated local errors, each shrunk at the rate that the caller vouches for.
    pub error: f64,
}

impl Residual {
    /// The same residual with |rho| = 1, where it is not zero.
    fn set_scale(&mut self) {
        let size = dot(&self.rho, &self.rho).sqrt();
        if size > 0.0 && size.is_finite() {
            self.rho.iter_mut().for_each(|x| *x /= size);
            self.error /= size;
            self.scale += ln(size);
        }
    }
}

impl<'a> ResidualFlow<'a> {
    /// The residual's side of `flow`, without its second-order term, about `rest`.
    pub fn about(flow: &Flow<'a>, rest: &Equilibrium) -> ResidualFlow<'a> {
        let rows = flow.rows;
        let others: Vec<usize> = (0..rows.n).filter(|i| rest.support.binary_search(i).is_err()).collect();
        let in_coordinates = |chosen: &[usize], axes: &[&[f64]]| SignedRows {
            n: chosen.len(),
            d: axes.len(),
            values: chosen
                .iter()
                .flat_map(|&i| axes.iter().map(move |axis| dot(axis, rows.row(i))))
                .collect(),
        };
        let (nearer, far) =
            (flow.loss.log_slope_excess(0.8 * FAR_TAIL), flow.loss.log_slope_excess(FAR_TAIL));
        let exponent = if far == 0.0 { 0.0 } else { ln(nearer / far) / (0.2 * FAR_TAIL) };
        ResidualFlow {
            loss: flow.loss,
            log_step: flow.log_step,
            support: in_coordinates(rest.support, &rest.basis[..rest.support_rank]),
            support_margins: rest.multipliers.iter().map(|alpha| flow.log_step - ln(*alpha)).collect(),
            multipliers: rest.multipliers.clone(),
            excess: others.iter().map(|&i| flow.frame.excess[i]).collect(),
            margins: others.iter().map(|&i| dot(rows.row(i), rest.point)).collect(),
            others: in_coordinates(&others, &rest.basis),
            far_tail: (far, exponent),
        }
    }

    /// Whether a loss says of its slope how it differs from e^-u where that is far below rounding. What does not fall on
    /// is rounding, of a loss that leaves [`Loss::log_slope_excess`] as it stands.
    pub fn knows_tail(loss: &dyn Loss) -> bool {
        let (nearer, far) = (loss.log_slope_excess(0.8 * FAR_TAIL), loss.log_slope_excess(FAR_TAIL));
        far == 0.0 || nearer / far > 1.0
    }

    /// The residual of z (length d) at log time s, in the coordinates of `rest`.
    pub fn enter(s: f64, z: &[f64], rest: &Equilibrium) -> Residual {
        let residual: Vec<f64> = z.iter().zip(rest.point).map(|(z, w)| z - w).collect();
        let mut coordinates: Vec<f64> = rest.basis.iter().map(|axis| dot(axis, &residual)).collect();
        let across = coordinates.split_off(rest.support_rank);
        let mut entered = Residual { s, scale: 0.0, rho: coordinates, across, error: 0.0 };
        entered.set_scale();
        entered
    }

    /// Follows the flow to log time `goal`. Each local error is at most `tolerance` times |r| at the last change of scale;
    /// `contraction` is as in [`Flow::follow`](super::Flow::follow).
    ///
    /// # Errors
    /// Where the flow is too stiff for an explicit method.
    pub fn follow(
        &self,
        from: &Residual,
        goal: f64,
        tolerance: f64,
        contraction: f64,
    ) -> Result<Residual, FlowError> {
        let mut here = from.clone();
        let k = here.rho.len();
        while here.s < goal {
            here.set_scale();
            let stretch = Stretch { flow: self, scale: here.scale, scaled: exp(here.scale) };
            let next = if here.s + 1.5 * STRETCH < goal { here.s + STRETCH } else { goal };
            let z: Vec<f64> = here.rho.iter().chain(&here.across).copied().collect();
            let start = Reached { s: here.s, z, error: here.error };
            let reached = explicit::advance(&stretch, &start, next, tolerance, contraction)
                .ok_or(FlowError::Stiff { s: here.s, goal })?;
            let (rho, across) = reached.z.split_at(k);
            here.s = next;
            here.rho.copy_from_slice(rho);
            here.across.copy_from_slice(across);
            here.error = reached.error;
        }
        here.set_scale();
        Ok(here)
    }

    /// c(u), and c(u) e^-scale.
    fn excess_of_slope(&self, u: f64, scale: f64) -> (f64, f64) {
        let (far, exponent) = self.far_tail;
        if u <= FAR_TAIL {
            let c = self.loss.log_slope_excess(u);
            return if c == 0.0 { (0.0, 0.0) } else { (c, c * exp(-scale)) };
        }
        if far == 0.0 {
            return (0.0, 0.0);
        }
        let fallen = exponent * (u - FAR_TAIL);
        (far * exp(-fallen), far * exp(-fallen - scale))
    }
}

/// The flow of rho between two changes of scale.
struct Stretch<'a> {
    flow: &'a ResidualFlow<'a>,
    scale: f64,
    /// e^scale.
    scaled: f64,
}

impl Field for Stretch<'_> {
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        let flow = self.flow;
        let k = flow.support.d;
        velocity.iter_mut().for_each(|v| *v = 0.0);
        for (i, row) in flow.support.rows().enumerate() {
            let along = dot(row, &z[..k]);
            let x = self.scaled * along;
            let (c, c_scaled) = flow.excess_of_slope(s + flow.support_margins[i] + x, self.scale);
            let exponent = c - x;
            let secant = if exponent == 0.0 { 1.0 } else { exp_m1(exponent) / exponent };
            let pull = flow.multipliers[i] * secant * (c_scaled - along);
            row.iter().zip(velocity.iter_mut()).for_each(|(a, v)| *v += pull * a);
        }
        let mut block = [0.0; BLOCK];
        let mut exponents = [0.0; BLOCK];
        for first in (0..flow.others.n).step_by(BLOCK) {
            let count = BLOCK.min(flow.others.n - first);
            let (weights, exponents) = (&mut block[..count], &mut exponents[..count]);
            for j in 0..count {
                let (row, excess) = (flow.others.row(first + j), flow.excess[first + j]);
                let x = self.scaled * dot(&row[..k], &z[..k]) + dot(&row[k..], &z[k..]);
                let margin = flow.margins[first + j] + x;
                weights[j] = s * (1.0 + excess) + margin;
                exponents[j] = flow.log_step - s * excess - margin - self.scale;
            }
            flow.loss.log_slope_excess_each(weights);
            weights.iter_mut().zip(exponents.iter()).for_each(|(w, exponent)| *w += exponent);
            if weights.iter().any(|exponent| *exponent > 500.0) {
                return None;
            }
            exp_each(weights);
            for (j, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
                let row = flow.others.row(first + j);
                row[..k].iter().zip(&mut velocity[..k]).for_each(|(a, v)| *v += weight * a);
                let plain = self.scaled * weight;
                row[k..].iter().zip(&mut velocity[k..]).for_each(|(b, v)| *v += plain * b);
            }
        }
        velocity.iter().all(|v| v.is_finite()).then_some(())
    }

    fn fastest(&self, _: f64, z: &[f64]) -> f64 {
        let flow = self.flow;
        let k = flow.support.d;
        let rate = |(row, alpha): (&[f64], &f64)| {
            alpha * exp((-self.scaled * dot(row, &z[..k])).max(0.0)) * dot(row, row)
        };
        flow.support.rows().zip(&flow.multipliers).map(rate).sum()
    }
}
