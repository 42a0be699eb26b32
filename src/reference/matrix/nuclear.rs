//! Newton's equations in the nuclear norm: unknown weights a and tau.

use super::dense::Dense;
use super::interior::{Direction, Iterate, missing, targets};
use super::pairs::Pairs;
use super::real::Real;

/// With Y = X^-1 and S the symmetric part of Z Y, the unknown (da, dtau) solves
/// [[G + diag(s_i / a_i), -w], [-w^T, tr S]] (da, dtau) - dt (1, ..., 1, 0) = right side, sum da = 0, where
/// G_ij = <B_i, K B_j> / 2 for K M = (Z11 M Y22 + Y11 M Z22 + Z12 M^T Y12 + Y12 M^T Z12) / 2 and w_i = <B_i, S12>.
pub(super) struct System<'a, T> {
    pairs: &'a Pairs<T>,
    /// Y.
    inverse: Dense<T>,
    lower: Dense<T>,
    /// The solution for the right side (1, ..., 1, 0).
    of_ones: Vec<T>,
}

impl<'a, T: Real> System<'a, T> {
    pub(super) fn new(at: &Iterate<T>, pairs: &'a Pairs<T>, lower_x: &Dense<T>) -> Option<System<'a, T>> {
        let (p, d, m) = (pairs.p, pairs.d, pairs.len());
        let inverse = lower_x.inverse_of_square();
        let mixed = at.z.product(&inverse).symmetrised();
        let w = pairs.margins(&mixed.block((0, p), p, d));
        let trace = mixed.trace();
        // Everything that G needs, over classes (pairs by pairs), over features (points by points) and across.
        let c = Dense::from_fn(m, p, |i, k| pairs.c[i][k]);
        let x = Dense::from_fn(pairs.x.len(), d, |i, j| pairs.x[i][j]);
        let over = |side: &Dense<T>, middle: &Dense<T>, other: &Dense<T>| {
            side.product(middle).product(&other.transposed())
        };
        let [classes_z, classes_y] = [&at.z, &inverse].map(|a| over(&c, &a.block((0, 0), p, p), &c));
        let [features_z, features_y] = [&at.z, &inverse].map(|a| over(&x, &a.block((p, p), d, d), &x));
        let [across_z, across_y] = [&at.z, &inverse].map(|a| over(&c, &a.block((0, p), p, d), &x));
        let quarter = T::from(0.25);
        let entry = |i: usize, j: usize| {
            let (a, b) = (pairs.point[i], pairs.point[j]);
            let straight =
                classes_z.at(i, j) * features_y.at(a, b) + classes_y.at(i, j) * features_z.at(a, b);
            let crossed = across_z.at(i, b) * across_y.at(j, a) + across_y.at(i, b) * across_z.at(j, a);
            (straight + crossed) * quarter
        };
        let matrix = Dense::from_fn(m + 1, m + 1, |i, j| match (i == m, j == m) {
            (true, true) => trace,
            (true, false) => -w[j],
            (false, true) => -w[i],
            // The factorisation reads the lower triangle alone.
            (false, false) if j > i => T::zero(),
            (false, false) if i == j => entry(i, i) + at.slack[i] / at.weights[i],
            (false, false) => entry(i, j),
        });
        let lower = matrix.cholesky()?;
        let mut ones = vec![T::from(1.0); m + 1];
        ones[m] = T::zero();
        let of_ones = lower.solve(&ones);
        Some(System { pairs, inverse, lower, of_ones })
    }

    /// The direction to a_i s_i = mu, Z = mu X^-1, with the second order of `first` taken in.
    pub(super) fn direction(&self, at: &Iterate<T>, mu: T, first: Option<&Direction<T>>) -> Direction<T> {
        let (p, d, m) = (self.pairs.p, self.pairs.d, self.pairs.len());
        let right = missing(&self.inverse, mu, &at.z, first.map(|by| (&by.z, &by.x)));
        let target = targets(m, mu, first);
        let along = self.pairs.margins(&right.block((0, p), p, d));
        let mut side: Vec<T> = (0..m).map(|i| target[i] / at.weights[i] - at.slack[i] - along[i]).collect();
        side.push(right.trace());
        let solved = self.lower.solve(&side);
        let sum = |x: &[T]| x[..m].iter().fold(T::zero(), |s, &x| s + x);
        let t = -(sum(&solved) / sum(&self.of_ones));
        let mut weights: Vec<T> = solved.iter().zip(&self.of_ones).map(|(&x, &one)| x + one * t).collect();
        let tau = weights.pop().unwrap_or(T::zero());
        let off = self.pairs.combination(&weights).scaled(T::from(-0.5)).off_diagonal();
        let x = Dense::diagonal(p + d, tau).combined(&off, |a, b| a + b);
        let change = at.z.product(&x).product(&self.inverse).symmetrised();
        let z = right.combined(&change, |a, b| a - b);
        let slack = self.pairs.margins(&z.block((0, p), p, d)).into_iter().map(|s| s - t).collect();
        Direction { t, tau, slack, weights, z, x }
    }
}
