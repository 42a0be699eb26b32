//! The flow of a stretched tail, -l'(u) = e^(-u^nu), with the margin as its clock.
//!
//! Write w = L w^ + P, P across w^, and take y = L^nu for the time and q = nu L^(nu-1) P for the place. With the rows
//! z_i.w^ = 1 + e_i, the margin of row i is L (1 + e_i + z_i.q / (nu y)), and step and time drop out of the direction's flow:
//!
//!   dq/dy = sum omega_i (P z_i) / (gamma^2 sum omega_i (1 + e_i)) + (1 - 1/nu) q / y,
//!   omega_i = e^(a_i),   a_i = -y ((1 + e_i + z_i.q/(nu y))^nu - 1),
//!
//! where nothing large cancels: e_i is exactly zero on the support vectors. Log time s comes along as sigma, s = y + (1/nu -
//! 1) ln y + sigma:
//!
//!   dsigma/dy = e^(-sigma) / (nu gamma^2 eta sum omega_i (1 + e_i)) - 1 - (1/nu - 1)/y.
//!
//! For large y, a_i tends to -z_i.q on the support vectors and to minus infinity elsewhere: q is drawn to v and sigma to
//! -(ln nu + c), and what moves them still falls like 1/y (log-log corrections are in the change of clock, which is exact).

use super::field::{self, Field, FlowError, GradientField, Reached};
use super::frame::{MovingFrame, dot};
use crate::data::SignedRows;
use crate::numbers::{exp, exp_m1, ln, ln_1p, pow};
use std::cell::RefCell;

/// The flow of the summed loss with step eta; t counts steps. States are q, length d, and sigma.
///
/// Across the span of the support nothing calls q back: there P stays, q grows like L^(nu-1), and so does what rounding leaves.
#[derive(Clone, Debug)]
pub struct MarginClock<'a> {
    /// The signed rows, n x d.
    rows: &'a SignedRows,
    /// w^ and the excesses e_i.
    frame: &'a MovingFrame,
    /// The power nu of the margin in the tail's exponent.
    nu: f64,
    /// gamma^2 = 1/||w^||^2.
    gamma_squared: f64,
    /// ln(nu gamma^2 eta).
    log_rate: f64,
    /// The parts of the rows across w^, n x d.
    across: Vec<f64>,
    /// R, the longest row.
    radius: f64,
    /// The least eigenvalue of M, by which q is called back.
    softest: f64,
    scratch: RefCell<Scratch>,
}

/// Room for one evaluation.
#[derive(Clone, Debug)]
struct Scratch {
    /// omega_i over the largest, length n.
    weights: Vec<f64>,
    /// The pull of the rows, length d.
    pull: Vec<f64>,
}

/// What the rows weigh at one place.
struct Weighed {
    /// sum omega_i (1 + e_i), omega_i over the largest.
    total: f64,
    /// The largest a_i.
    top: f64,
}

impl<'a> MarginClock<'a> {
    /// The flow of the rows for a tail e^(-u^nu) and a step e^`log_step`; `softest` is the least eigenvalue of M = sum alpha_i
    /// z_i z_i^T on the span of the support, for what rounding leaves alone.
    pub fn new(
        rows: &'a SignedRows,
        frame: &'a MovingFrame,
        nu: f64,
        log_step: f64,
        softest: f64,
    ) -> MarginClock<'a> {
        let gamma_squared = 1.0 / dot(&frame.drift, &frame.drift);
        let mut across = rows.values.clone();
        for (row, excess) in across.chunks_exact_mut(rows.d).zip(&frame.excess) {
            let along = (1.0 + excess) * gamma_squared;
            row.iter_mut().zip(&frame.drift).for_each(|(x, drift)| *x -= along * drift);
        }
        let scratch = Scratch { weights: vec![0.0; rows.n], pull: vec![0.0; rows.d] };
        let log_rate = ln(nu * gamma_squared) + log_step;
        let radius = rows.rows().map(|row| dot(row, row)).fold(0.0, f64::max).sqrt();
        let softest = softest.max(1e-12);
        let scratch = RefCell::new(scratch);
        MarginClock { rows, frame, nu, gamma_squared, log_rate, across, radius, softest, scratch }
    }

    /// The point w (length d) at log time s, with the rounding of q as its error. `None` where some margin is not in the
    /// pure tail.
    pub fn enter(&self, s: f64, w: &[f64]) -> Option<Reached> {
        let along = self.gamma_squared * dot(w, &self.frame.drift);
        if along <= 0.0 {
            return None;
        }
        let y = pow(along, self.nu);
        let stretch = self.nu * y / along;
        let mut z: Vec<f64> =
            w.iter().zip(&self.frame.drift).map(|(w, drift)| stretch * (w - along * drift)).collect();
        z.push(s - y - (1.0 / self.nu - 1.0) * ln(y));
        let error = 8.0 * f64::EPSILON * (stretch * dot(w, w).sqrt() + s + y);
        self.weigh(y, &z[..z.len() - 1])?;
        Some(Reached { s: y, z, error })
    }

    /// The log time of a state.
    pub fn log_time(&self, at: &Reached) -> f64 {
        at.s + (1.0 / self.nu - 1.0) * ln(at.s) + at.z[self.rows.d]
    }

    /// L of a state, and P (length d).
    pub fn place(&self, at: &Reached) -> (f64, Vec<f64>) {
        let along = pow(at.s, 1.0 / self.nu);
        let shrink = along / (self.nu * at.s);
        (along, at.z[..self.rows.d].iter().map(|q| shrink * q).collect())
    }

    /// What rounding leaves in a state: n rows are summed, with exponents z_i.q, and M turns an error of their pull into one of
    /// q, of 1/lambda_min as much.
    pub fn rounding(&self, z: &[f64]) -> f64 {
        let q = &z[..self.rows.d];
        let units = (self.rows.n + self.rows.d + 8) as f64 * (1.0 + self.nu);
        let exponents = 1.0 + self.radius * dot(q, q).sqrt();
        f64::EPSILON * units * exponents * (1.0 + self.radius / (self.gamma_squared * self.softest))
    }

    /// Follows the flow through the times `outputs` of the margin's clock (ascending, above that of `from`). `tolerance` and
    /// `contraction` are as in [`Flow::follow`](super::Flow::follow); the growth of q by (1 - 1/nu) q / y is counted beside
    /// the latter.
    pub fn follow(
        &self,
        from: &Reached,
        outputs: &[f64],
        tolerance: f64,
        contraction: f64,
    ) -> Result<Vec<Reached>, FlowError> {
        let (mut reached, stopped) = field::follow(self, from.s, &from.z, outputs, tolerance, contraction);
        // Nothing forgets the error of the entry for sure before it has been followed.
        reached.iter_mut().for_each(|at| {
            at.error += from.error * exp(-contraction * (at.s - from.s) - self.contraction(from.s, at.s));
        });
        stopped.map_or(Ok(reached), Err)
    }

    /// omega_i of all rows over the largest, into the scratch; `None` where a margin is not in the pure tail.
    fn weigh(&self, y: f64, q: &[f64]) -> Option<Weighed> {
        let mut scratch = self.scratch.borrow_mut();
        let weights = &mut scratch.weights;
        // u >= 1 is the pure tail; the exponential one has no other part.
        let least = if self.nu == 1.0 { f64::NEG_INFINITY } else { pow(y, -1.0 / self.nu) };
        let mut top = f64::NEG_INFINITY;
        for ((row, excess), a) in self.rows.rows().zip(&self.frame.excess).zip(weights.iter_mut()) {
            let beyond = excess + dot(row, q) / (self.nu * y);
            *a = if self.nu == 1.0 {
                -y * beyond
            } else if 1.0 + beyond > 0.0 && 1.0 + beyond >= least {
                -y * exp_m1(self.nu * ln_1p(beyond))
            } else {
                return None;
            };
            top = top.max(*a);
        }
        let mut total = 0.0;
        for (a, excess) in weights.iter_mut().zip(&self.frame.excess) {
            *a = exp(*a - top);
            total += *a * (1.0 + excess);
        }
        (total.is_finite() && total > 0.0).then_some(Weighed { total, top })
    }

    /// e^(-sigma) / (nu gamma^2 eta sum omega_i (1 + e_i)).
    fn pace(&self, weighed: &Weighed, sigma: f64) -> Option<f64> {
        let exponent = -sigma - self.log_rate - weighed.top - ln(weighed.total);
        (exponent < 300.0).then(|| exp(exponent))
    }

    fn growth(&self) -> f64 {
        1.0 - 1.0 / self.nu
    }
}

impl Field for MarginClock<'_> {
    fn velocity(&self, y: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        let (q, sigma) = z.split_at(self.rows.d);
        let weighed = self.weigh(y, q)?;
        let scratch = self.scratch.borrow();
        velocity.fill(0.0);
        for (row, weight) in self.across.chunks_exact(self.rows.d).zip(&scratch.weights) {
            row.iter().zip(velocity.iter_mut()).for_each(|(x, v)| *v += weight * x);
        }
        // What rounding leaves of the pull along w^ would never be called back.
        let along = self.gamma_squared * dot(&velocity[..self.rows.d], &self.frame.drift);
        velocity.iter_mut().zip(&self.frame.drift).for_each(|(v, drift)| *v -= along * drift);
        let scale = 1.0 / (self.gamma_squared * weighed.total);
        for (v, q) in velocity.iter_mut().zip(q) {
            *v = *v * scale + self.growth() * q / y;
        }
        velocity[self.rows.d] = self.pace(&weighed, sigma[0])? - 1.0 + self.growth() / y;
        velocity.iter().all(|v| v.is_finite()).then_some(())
    }

    fn fastest(&self, _: f64, _: &[f64]) -> f64 {
        // The spread of the rows under their weights is at most that of the longest.
        let longest = self.across.chunks_exact(self.rows.d).map(|row| dot(row, row)).fold(0.0, f64::max);
        longest / self.gamma_squared + 1.0
    }

    fn contraction(&self, from: f64, to: f64) -> f64 {
        -self.growth().max(0.0) * ln(to / from)
    }

    fn rounding(&self, z: &[f64]) -> f64 {
        MarginClock::rounding(self, z)
    }
}

impl GradientField for MarginClock<'_> {
    /// The covariance of the rows across w^ under their weights, over gamma^2, and the pace: what is not symmetric is smaller by
    /// 1/y, and is left to Newton's iterations.
    fn curvature(&self, y: f64, z: &[f64], curvature: &mut [f64]) -> Option<()> {
        let d = self.rows.d;
        let weighed = self.weigh(y, &z[..d])?;
        let mut scratch = self.scratch.borrow_mut();
        let Scratch { weights, pull } = &mut *scratch;
        curvature.fill(0.0);
        pull.fill(0.0);
        let (scale, m) = (1.0 / (self.gamma_squared * weighed.total), d + 1);
        for (row, &weight) in self.across.chunks_exact(d).zip(weights.iter()) {
            for (j, &x) in row.iter().enumerate() {
                pull[j] += weight * x / weighed.total;
                let line = &mut curvature[j * m..j * m + d];
                row.iter().zip(line).for_each(|(y, c)| *c += scale * weight * x * y);
            }
        }
        for j in 0..d {
            for k in 0..d {
                curvature[j * m + k] -= pull[j] * pull[k] / self.gamma_squared;
            }
            // Growth is left out: it would not be positive on long steps.
            curvature[j * m + j] += (-self.growth() / y).max(0.0);
        }
        curvature[d * m + d] = self.pace(&weighed, z[d])?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Flow;
    use super::*;
    use crate::problem::StretchedExponential;

    #[test]
    fn the_margins_clock_tells_the_same_flow_as_log_time() {
        // The max margin of these rows is (1, 0): the first two are on it, with multipliers 2/3 and 1/3.
        let rows = SignedRows::from_rows(&[[1.0, 1.0], [1.0, -2.0], [3.0, 0.5]]);
        let frame = MovingFrame { drift: vec![1.0, 0.0], excess: vec![0.0, 0.0, 2.0] };
        for nu in [0.5, 1.5, 2.0, 3.0] {
            let loss = StretchedExponential { nu };
            let rest = MovingFrame::at_rest(&rows);
            let (rows, loss) = (&rows, &loss as &dyn crate::problem::Loss);
            let flow = Flow { rows, loss, log_step: -0.5, frame: &rest, offsets: None, second_order: None };
            let (s0, w0) = (pow(4.0, nu), [4.0, 0.02]);
            let by_time = flow.follow(s0, &w0, &[s0 + 3.0], 1e-11, 0.0).expect("no stall").remove(0);

            let clock = MarginClock::new(rows, &frame, nu, -0.5, 0.5);
            let start = clock.enter(s0, &w0).expect("in the tail");
            let goal = pow(by_time.z[0], nu);
            let by_margin = clock.follow(&start, &[goal], 1e-11, 0.0).expect("no stall").remove(0);
            let (along, across) = clock.place(&by_margin);
            assert!((clock.log_time(&by_margin) - by_time.s).abs() < 1e-8, "nu = {nu}: log time");
            assert!((along - by_time.z[0]).abs() < 1e-12 * along, "nu = {nu}: L");
            assert!((across[1] - by_time.z[1]).abs() < 1e-8, "nu = {nu}: {across:?}, {:?}", by_time.z);
            assert!((by_time.z[1] - w0[1]).abs() > 1e-3, "the flow moved");
        }
    }

    #[test]
    fn a_point_with_a_margin_before_the_tail_is_not_entered() {
        let rows = SignedRows::from_rows(&[[1.0, 1.0], [1.0, -2.0]]);
        let frame = MovingFrame { drift: vec![1.0, 0.0], excess: vec![0.0, 0.0] };
        let clock = MarginClock::new(&rows, &frame, 2.0, 0.0, 0.5);
        assert!(clock.enter(3.0, &[2.0, 0.25]).is_some());
        assert!(clock.enter(3.0, &[2.0, 0.75]).is_none());
        assert!(clock.enter(3.0, &[-2.0, 0.0]).is_none());
    }
}
