//! The primal-dual interior method that both norms share.
//!
//! **Problem.** gamma = max t over ||V|| <= 1 and t with <B_i, V> - t = s_i >= 0, B_i = c_i x_i^T (p x d), as a
//! semidefinite program in a matrix Z of order p + d with V as its upper right block:
//!
//! - spectral norm: Z = [[I, V], [V^T, I]] >= 0, which says ||V||_2 <= 1;
//! - nuclear norm: Z = [[P, V], [V^T, R]] >= 0 with tr Z = 2, which says that some such P and R exist, ||V||_* <= 1.
//!
//! The dual has weights a_i >= 0 of sum one and X >= 0 with upper right block -M/2, M = sum a_i B_i:
//!
//! - spectral: diagonal blocks free, minimise tr X = ||M||_*;
//! - nuclear: X = [[tau I, -M/2], [-M^T/2, tau I]], minimise 2 tau = ||M||_2.
//!
//! Either way dual value - t = <X, Z> + sum a_i s_i.
//!
//! **Algorithm.** Newton's method on a_i s_i = mu, Z = mu X^-1 (spectral: X = mu Z^-1) with the linear conditions
//! kept, mu chosen by a predictor and its second order added (Mehrotra), the direction of Helmberg, Rendl, Vanderbei
//! and Wolkowicz, SIAM J. Optim. 6 (1996); Kojima, Shindoh and Hara 7 (1997); Monteiro 7 (1997). Its systems become
//! singular like mu^-2: doubles carry it to a gap of 1e-6 or so and sums of two doubles from there.

use super::dense::Dense;
use super::pairs::Pairs;
use super::real::{Real, dot};
use super::{nuclear, spectral};
use crate::certificate::MatrixNorm;
use crate::reference::double_double::DoubleDouble;

/// A step below this is short.
const SHORT: f64 = 0.3;

/// What a step towards the middle keeps of the gap.
const CENTRAL: f64 = 0.8;

/// A point strictly inside all inequalities.
#[derive(Clone)]
pub(super) struct Iterate<T> {
    pub(super) t: T,
    /// Nuclear norm: the diagonal of X. (Unused in the spectral norm.)
    pub(super) tau: T,
    /// s_i.
    pub(super) slack: Vec<T>,
    /// a_i, of sum one.
    pub(super) weights: Vec<T>,
    pub(super) z: Dense<T>,
    pub(super) x: Dense<T>,
}

/// A change of an iterate: of each part one.
pub(super) type Direction<T> = Iterate<T>;

/// What Newton's equations want of a_i s_i: mu, less the second order of `first`.
pub(super) fn targets<T: Real>(pairs: usize, mu: T, first: Option<&Direction<T>>) -> Vec<T> {
    match first {
        None => vec![mu; pairs],
        Some(first) => first.weights.iter().zip(&first.slack).map(|(&a, &s)| mu - a * s).collect(),
    }
}

/// mu Y - A, where A is to become mu Y, less the second order of (dA, dB): the symmetric part of dA dB Y.
pub(super) fn missing<T: Real>(
    inverse: &Dense<T>,
    mu: T,
    at: &Dense<T>,
    second: Option<(&Dense<T>, &Dense<T>)>,
) -> Dense<T> {
    let first_order = inverse.scaled(mu).combined(at, |a, b| a - b);
    match second {
        None => first_order,
        Some((a, b)) => first_order.combined(&a.product(b).product(inverse).symmetrised(), |a, b| a - b),
    }
}

impl<T: Real> Iterate<T> {
    /// A start from a V (p x d) of Frobenius norm one with positive margins.
    pub(super) fn start(norm: MatrixNorm, pairs: &Pairs<T>, v: &Dense<T>) -> Iterate<T> {
        let q = pairs.p + pairs.d;
        // Nuclear: V / q beside (2/q) I; spectral: V / 2 beside I. Both positive definite, as ||V||_2 <= 1.
        let (diagonal, size) = match norm {
            MatrixNorm::Spectral => (1.0, 0.5),
            MatrixNorm::Nuclear => (2.0 / q as f64, 1.0 / q as f64),
        };
        let z = Dense::diagonal(q, T::from(diagonal))
            .combined(&v.scaled(T::from(size)).off_diagonal(), |a, b| a + b);
        let margins = pairs.margins(&v.scaled(T::from(size)));
        let t = T::from(0.5 * margins.iter().fold(f64::INFINITY, |m, x| m.min(x.nearest())));
        let weights = vec![T::from(1.0) / T::from(pairs.len() as f64); pairs.len()];
        let combined = pairs.combination(&weights);
        // ||M||_F is above ||M||_2 / 2, which makes X positive definite.
        let tau = combined.inner(&combined).root() + T::from(0.1);
        let x = Dense::diagonal(q, tau);
        let mut start = Iterate { t, tau, slack: Vec::new(), weights, z, x };
        start.restore(norm, pairs);
        start
    }

    /// What the linear conditions determine, computed anew: no error of theirs is carried along.
    fn restore(&mut self, norm: MatrixNorm, pairs: &Pairs<T>) {
        let (p, d) = (pairs.p, pairs.d);
        let total = self.weights.iter().fold(T::zero(), |s, &a| s + a);
        self.weights.iter_mut().for_each(|a| *a = *a / total);
        self.slack = pairs.margins(&self.v(pairs)).into_iter().map(|margin| margin - self.t).collect();
        let off = pairs.combination(&self.weights).scaled(T::from(-0.5)).off_diagonal();
        self.x =
            match norm {
                MatrixNorm::Nuclear => Dense::diagonal(p + d, self.tau).combined(&off, |a, b| a + b),
                MatrixNorm::Spectral => Dense::from_fn(p + d, p + d, |i, j| {
                    if (i < p) == (j < p) { self.x.at(i, j) } else { off.at(i, j) }
                }),
            };
    }

    /// V, p x d.
    pub(super) fn v(&self, pairs: &Pairs<T>) -> Dense<T> {
        self.z.block((0, pairs.p), pairs.p, pairs.d)
    }

    /// Dual value minus t.
    pub(super) fn gap(&self) -> T {
        dot(&self.weights, &self.slack) + self.x.inner(&self.z)
    }

    /// One step; `None` where the arithmetic does not carry it: the iterate is then to be thrown away.
    pub(super) fn advance(&mut self, norm: MatrixNorm, pairs: &Pairs<T>) -> Option<()> {
        let count = (pairs.len() + self.z.rows) as f64;
        let (lower_z, lower_x) = (self.z.cholesky()?, self.x.cholesky()?);
        if self.slack.iter().chain(&self.weights).any(|x| x.nearest().is_nan() || x.nearest() <= 0.0) {
            return None;
        }
        let newton: Box<dyn Fn(&Iterate<T>, T, Option<&Direction<T>>) -> Direction<T> + '_> = match norm {
            MatrixNorm::Spectral => {
                let system = spectral::System::new(self, pairs, &lower_z)?;
                Box::new(move |iterate, mu, first| system.direction(iterate, mu, first))
            }
            MatrixNorm::Nuclear => {
                let system = nuclear::System::new(self, pairs, &lower_x)?;
                Box::new(move |iterate, mu, first| system.direction(iterate, mu, first))
            }
        };
        let reach = |direction: &Direction<T>| {
            let primal = reach(&self.slack, &direction.slack).min(lower_z.reach(&direction.z));
            let dual = reach(&self.weights, &direction.weights).min(lower_x.reach(&direction.x));
            (primal, dual)
        };
        let gap = self.gap().nearest();
        let first = newton(self, T::zero(), None);
        let (primal, dual) = reach(&first);
        let left = self.moved(&first, primal.min(1.0), dual.min(1.0)).gap().nearest().max(0.0);
        let share = (left / gap).powi(2).clamp(1e-6, 1.0);
        let mut second = newton(self, T::from(share * gap / count), Some(&first));
        let (mut primal, mut dual) = reach(&second);
        if primal.min(dual) < SHORT {
            // The boundary is too near for a large reduction: a step towards the middle makes room for the next.
            let central = newton(self, T::from(CENTRAL * gap / count), None);
            let reached = reach(&central);
            if reached.0.min(reached.1) > primal.min(dual) {
                second = central;
                (primal, dual) = reached;
            }
        }
        // Nearer to the boundary the better the direction is; never onto it.
        let part = 0.9 + 0.09 * primal.min(dual).min(1.0);
        if !(primal > 0.0 && dual > 0.0) {
            return None;
        }
        let mut next = self.moved(&second, (part * primal).min(1.0), (part * dual).min(1.0));
        drop(newton);
        next.restore(norm, pairs);
        *self = next;
        Some(())
    }

    fn moved(&self, by: &Direction<T>, primal: f64, dual: f64) -> Iterate<T> {
        let (primal, dual) = (T::from(primal), T::from(dual));
        let along = |a: &[T], b: &[T], s: T| a.iter().zip(b).map(|(&a, &b)| a + s * b).collect();
        Iterate {
            t: self.t + primal * by.t,
            tau: self.tau + dual * by.tau,
            slack: along(&self.slack, &by.slack, primal),
            weights: along(&self.weights, &by.weights, dual),
            z: self.z.combined(&by.z, |a, b| a + primal * b),
            x: self.x.combined(&by.x, |a, b| a + dual * b),
        }
    }
}

/// The largest step that keeps numbers from being negative.
fn reach<T: Real>(values: &[T], change: &[T]) -> f64 {
    let steps = values.iter().zip(change).filter(|(_, d)| d.nearest() < 0.0);
    steps.map(|(&v, &d)| (-v / d).nearest()).fold(f64::INFINITY, f64::min)
}

impl Iterate<f64> {
    /// The same point in sums of two doubles.
    pub(super) fn refined(&self, norm: MatrixNorm, pairs: &Pairs<DoubleDouble>) -> Iterate<DoubleDouble> {
        let list = |values: &[f64]| values.iter().map(|&x| x.into()).collect();
        let matrix = |m: &Dense<f64>| Dense { rows: m.rows, columns: m.columns, values: list(&m.values) };
        let mut refined = Iterate {
            t: self.t.into(),
            tau: self.tau.into(),
            slack: list(&self.slack),
            weights: list(&self.weights),
            z: matrix(&self.z),
            x: matrix(&self.x),
        };
        refined.restore(norm, pairs);
        refined
    }
}
