//! Newton's equations in the spectral norm: unknown V and t.

use super::dense::Dense;
use super::interior::{Direction, Iterate, missing, targets};
use super::pairs::Pairs;
use super::real::{Real, dot};

/// With w_i = a_i / s_i, l = sum w_i B_i, L = sum w_i B_i B_i^T and delta = sum w_i, the unknown dV solves
/// (2 K + L - l l^T / delta) dV = right side, where
/// K dV = (X11 dV Y22 + Y11 dV X22 + X12 dV^T Y12 + Y12 dV^T X12) / 2, Y = Z^-1,
/// is the upper right block of the symmetric part of X [[0, dV], [dV^T, 0]] Y.
pub(super) struct System<'a, T> {
    pairs: &'a Pairs<T>,
    /// Y.
    inverse: Dense<T>,
    w: Vec<T>,
    /// l, p d numbers.
    pull: Vec<T>,
    delta: T,
    lower: Dense<T>,
}

impl<'a, T: Real> System<'a, T> {
    pub(super) fn new(at: &Iterate<T>, pairs: &'a Pairs<T>, lower_z: &Dense<T>) -> Option<System<'a, T>> {
        let (p, d) = (pairs.p, pairs.d);
        let inverse = lower_z.inverse_of_square();
        let w: Vec<T> = at.weights.iter().zip(&at.slack).map(|(&a, &s)| a / s).collect();
        let pull = pairs.combination(&w).values;
        let delta = w.iter().fold(T::zero(), |s, &w| s + w);
        let moment = pairs.second_moment(&w);
        // Cholesky's method reads the lower triangle alone.
        let (x, y) = (&at.x, &inverse);
        let matrix = Dense::from_fn(p * d, p * d, |r, c| {
            let (k, j, l, i) = (r / d, r % d, c / d, c % d);
            let straight = x.at(k, l) * y.at(p + j, p + i) + y.at(k, l) * x.at(p + j, p + i);
            let crossed = x.at(k, p + i) * y.at(l, p + j) + y.at(k, p + i) * x.at(l, p + j);
            straight + crossed + moment.at(r, c) - pull[r] * pull[c] / delta
        });
        let lower = matrix.cholesky()?;
        Some(System { pairs, inverse, w, pull, delta, lower })
    }

    /// The direction to a_i s_i = mu, X = mu Z^-1, with the second order of `first` taken in.
    pub(super) fn direction(&self, at: &Iterate<T>, mu: T, first: Option<&Direction<T>>) -> Direction<T> {
        let (p, d) = (self.pairs.p, self.pairs.d);
        let right = missing(&self.inverse, mu, &at.x, first.map(|by| (&by.x, &by.z)));
        let target = targets(self.pairs.len(), mu, first);
        let short: Vec<T> = (0..target.len()).map(|i| target[i] / at.slack[i] - at.weights[i]).collect();
        let total = short.iter().fold(T::zero(), |s, &x| s + x);
        let two = T::from(2.0);
        let slope = self.pairs.combination(&short).combined(&right.block((0, p), p, d), |a, b| a + two * b);
        let side: Vec<T> =
            slope.values.iter().zip(&self.pull).map(|(&g, &l)| g - l * total / self.delta).collect();
        let v = Dense { rows: p, columns: d, values: self.lower.solve(&side) };
        let t = (dot(&self.pull, &v.values) - total) / self.delta;
        let slack: Vec<T> = self.pairs.margins(&v).into_iter().map(|m| m - t).collect();
        let weights = (0..slack.len()).map(|i| short[i] - self.w[i] * slack[i]).collect();
        let z = v.off_diagonal();
        let change = at.x.product(&z).product(&self.inverse).symmetrised();
        let x = right.combined(&change, |a, b| a - b);
        Direction { t, tau: T::zero(), slack, weights, z, x }
    }
}
