//! Newton's method for Bregman projections, on the dual or on the primal.
//!
//! The equations read Q^T w = c with orthonormal columns in Q, so that only the potential decides the conditioning.

use nalgebra::{DMatrix, RowDVector};

use super::ReferenceError;
use super::linear::{Factor, dot};
use crate::certificate::Potential;

/// Rounds of Newton's method; each costs d k^2. Far from the optimum of an exponential one unit of theta is gained a round.
const MOST_ROUNDS: usize = 3000;

/// The equations in an orthonormal basis, and where to project from.
pub(super) struct Start<'a> {
    pub(super) factor: &'a Factor,
    pub(super) right: &'a [f64],
    pub(super) start: &'a [f64],
}

impl Start<'_> {
    fn derivatives(&self, potential: Potential) -> Vec<f64> {
        self.start.iter().map(|&w| potential.derivative(w)).collect()
    }

    /// x with Q^T diag(weights) Q x = right; `None` where that is singular or out of range.
    ///
    /// From a factor of diag(sqrt weights) Q, rows in falling order of weight and columns pivoted: so a weight far below
    /// the others, as the potentials produce them, keeps its digits (Cox, Higham, in Numerical Analysis 1997).
    pub(super) fn solve(&self, weights: &[f64], right: &[f64]) -> Option<Vec<f64>> {
        let k = right.len();
        if weights.iter().any(|h| !(h.is_finite() && *h >= 0.0)) {
            return None;
        }
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|&i, &j| weights[j].total_cmp(&weights[i]));
        let matrix = DMatrix::from_fn(weights.len(), k, |i, a| {
            weights[order[i]].sqrt() * self.factor.axis(a)[order[i]]
        });
        let factor = matrix.col_piv_qr();
        let r = factor.r();
        // With Q' Q'^T the identity: R^T R (P^T x) = P^T right. nalgebra permutes columns of a row from the right.
        let mut permuted = RowDVector::from_row_slice(right);
        factor.p().permute_columns(&mut permuted);
        let inner = r.transpose().solve_lower_triangular(&permuted.transpose())?;
        let mut x = r.solve_upper_triangular(&inner)?.transpose();
        factor.p().inv_permute_columns(&mut x);
        x.iter().all(|x| x.is_finite()).then(|| x.as_slice().to_vec())
    }

    /// w = (psi*)'(psi'(w0) + Q mu) with Q^T w = c, by Newton on the convex dual sum psi*(theta_j) - mu.c; returns mu.
    pub(super) fn dual(&self, potential: Potential, mut mu: Vec<f64>) -> Result<Vec<f64>, ReferenceError> {
        let d = self.start.len();
        let origin = self.derivatives(potential);
        let theta = |mu: &[f64]| -> Vec<f64> {
            self.factor.expand(mu, d).iter().zip(&origin).map(|(x, o)| x + o).collect()
        };
        let measure = |mu: &[f64]| {
            let theta = theta(mu);
            let value = theta.iter().map(|&t| potential.conjugate(t)).sum::<f64>() - dot(mu, self.right);
            let w: Vec<f64> = theta.iter().map(|&t| potential.inverse(t)).collect();
            let gradient: Vec<f64> =
                self.factor.project(&w).iter().zip(self.right).map(|(a, c)| a - c).collect();
            let size = dot(&w, &w).sqrt() + dot(self.right, self.right).sqrt();
            (value, gradient, size, theta)
        };
        let (mut value, mut gradient, mut size, mut at) = measure(&mu);
        for _ in 0..MOST_ROUNDS {
            let missing = dot(&gradient, &gradient).sqrt();
            if missing <= 2.0 * f64::EPSILON * size {
                return Ok(mu);
            }
            let slopes: Vec<f64> = at.iter().map(|&t| potential.inverse_slope(t)).collect();
            let Some(step) = self.solve(&slopes, &gradient) else { break };
            let decrease = dot(&step, &gradient);
            let mut t = 1.0;
            let accepted = loop {
                let next: Vec<f64> = mu.iter().zip(&step).map(|(m, s)| m - t * s).collect();
                let (v, g, s, theta) = measure(&next);
                let left = dot(&g, &g).sqrt();
                // Near the end the value no longer shows a decrease; the gradient does.
                if v.is_finite()
                    && left.is_finite()
                    && (v <= value - 1e-4 * t * decrease || left <= (1.0 - 1e-2 * t) * missing)
                {
                    (mu, value, gradient, size, at) = (next, v, g, s, theta);
                    break true;
                }
                t *= 0.5;
                let largest = |x: &[f64]| x.iter().fold(0.0f64, |m, x| m.max(x.abs()));
                if t * largest(&step) <= 1e-15 * (1.0 + largest(&mu)) {
                    break false;
                }
            };
            if !accepted {
                break;
            }
        }
        let missing = dot(&gradient, &gradient).sqrt();
        if missing <= 1e-6 * size {
            return Ok(mu);
        }
        let largest = at.iter().fold(0.0f64, |m, t| m.max(t.abs()));
        let why = if potential == Potential::Entropy {
            format!(
                "no positive solution of the equations was found: Newton's method stopped {missing:e} away from them \
                 with grad psi(w) up to {largest:e} in size, as it does when there is none"
            )
        } else {
            format!(
                "Newton's method stopped {missing:e} away from the equations, grad psi(w) up to {largest:e} in size"
            )
        };
        Err(ReferenceError::Undecided { why })
    }

    /// The w of least psi(w) - psi'(w0).w with Q^T w = c, by Newton on the primal from a w that meets the equations.
    ///
    /// For the power p > 2 the curvature vanishes at zero: it is kept above 1e-26 of its largest value.
    pub(super) fn primal(&self, potential: Potential, mut w: Vec<f64>) -> Vec<f64> {
        let d = w.len();
        let origin = self.derivatives(potential);
        let measure = |w: &[f64]| {
            let value: f64 = w.iter().zip(&origin).map(|(&w, o)| potential.value(w) - o * w).sum();
            let gradient: Vec<f64> =
                w.iter().zip(&origin).map(|(&w, o)| potential.derivative(w) - o).collect();
            let across = self.factor.split(&gradient).across;
            (value, dot(&across, &across).sqrt(), gradient)
        };
        let (mut value, mut left, mut gradient) = measure(&w);
        for _ in 0..MOST_ROUNDS {
            let curvatures: Vec<f64> = w.iter().map(|&w| potential.curvature(w)).collect();
            let floor = 1e-26 * curvatures.iter().fold(0.0f64, |m, x| m.max(*x));
            let weights: Vec<f64> = curvatures.iter().map(|h| 1.0 / h.max(floor)).collect();
            // The part of the gradient outside the span, as the weights see it; the second and third pass take off what
            // rounding in the passes before has left.
            let mut rest = gradient.clone();
            for _ in 0..3 {
                let weighted: Vec<f64> = weights.iter().zip(&rest).map(|(h, g)| h * g).collect();
                let Some(nu) = self.solve(&weights, &self.factor.project(&weighted)) else { break };
                rest.iter_mut().zip(self.factor.expand(&nu, d)).for_each(|(r, s)| *r -= s);
            }
            let step: Vec<f64> = rest.iter().zip(&weights).map(|(r, h)| h * r).collect();
            let step = self.factor.split(&step).across;
            let decrease = dot(&rest, &step);
            let mut t = 1.0;
            let accepted = loop {
                let next: Vec<f64> = w.iter().zip(&step).map(|(w, s)| w - t * s).collect();
                let (v, l, g) = measure(&next);
                if v.is_finite() && (v < value - 1e-4 * t * decrease || l <= (1.0 - 1e-2 * t) * left) {
                    (w, value, left, gradient) = (next, v, l, g);
                    break true;
                }
                t *= 0.5;
                if t < 1e-12 {
                    break false;
                }
            };
            if !accepted || left == 0.0 {
                break;
            }
        }
        w
    }
}
