//! A network of which one layer is trained: the first, with ReLU after it and a fixed readout.

use super::family::Problem;
use super::linear::{Linear, sha256_of};
use super::loss::Logistic;
use crate::data::{DataSet, Provenance, SignedRows};
use crate::record::ProblemNote;
use std::sync::Arc;

/// f(x) = sum_j a_j max(0, w_j.x): minimise sum_n ln(1 + e^(-y_n f(x_n))) over W = (w_1, ..., w_h) by steps of size eta
/// from a start.
#[derive(Clone, Debug, PartialEq)]
pub struct OneLayer {
    /// The points x_n, n x d, not signed.
    pub points: SignedRows,
    /// The labels y_n, +1 or -1; length n.
    pub labels: Vec<f64>,
    /// The readout a_j, fixed; length h.
    pub readout: Vec<f64>,
    /// W_0, unit after unit; length h d.
    pub start: Vec<f64>,
    /// The step eta, sum convention.
    pub step: f64,
    /// Steps over which the pattern is looked at once it is settled, a power of ten.
    pub horizon: u64,
    /// Where it comes from.
    pub from: String,
}

impl OneLayer {
    /// The steps after which the pattern has to be settled: a tenth of the horizon.
    pub fn settled_from(&self) -> u64 {
        self.horizon / 10
    }

    /// Steps of a run: until the pattern is settled, and the horizon from there.
    pub fn until(&self) -> u64 {
        self.settled_from() + self.horizon
    }

    /// w_j.x_n, a fused multiply-add a coordinate in order.
    pub fn input(&self, w: &[f64], unit: usize, point: usize) -> f64 {
        let d = self.points.d;
        let weights = &w[unit * d..][..d];
        self.points.row(point).iter().zip(weights).fold(0.0, |sum: f64, (x, w)| w.mul_add(*x, sum))
    }

    /// The pattern of W: whether w_j.x_n > 0, point after point, n x h.
    pub fn pattern(&self, w: &[f64]) -> Vec<bool> {
        let pairs = (0..self.points.n).flat_map(|n| (0..self.readout.len()).map(move |j| (n, j)));
        pairs.map(|(n, j)| self.input(w, j, n) > 0.0).collect()
    }

    /// The margins y_n f(x_n) of W, length n.
    pub fn margins(&self, w: &[f64]) -> Vec<f64> {
        let output = |n: usize| {
            let units = self.readout.iter().enumerate();
            units.fold(0.0, |sum: f64, (j, a)| a.mul_add(self.input(w, j, n).max(0.0), sum))
        };
        self.labels.iter().enumerate().map(|(n, y)| y * output(n)).collect()
    }

    /// The signed rows y_n (c_nj x_n)_j, n x h d, for factors c of a point and a unit.
    pub fn rows_with(&self, factor: impl Fn(usize, usize) -> f64) -> SignedRows {
        let (n, d, h) = (self.points.n, self.points.d, self.readout.len());
        let mut values = Vec::with_capacity(n * h * d);
        for (i, (point, y)) in self.points.rows().zip(&self.labels).enumerate() {
            for j in 0..h {
                values.extend(point.iter().map(|x| y * factor(i, j) * x + 0.0));
            }
        }
        SignedRows { values, n, d: h * d }
    }

    /// The signed features of a pattern, c_nj = a_j where unit j is active at point n and zero elsewhere: the margins are
    /// linear in W while the pattern stays.
    pub fn features(&self, pattern: &[bool]) -> SignedRows {
        let h = self.readout.len();
        self.rows_with(|n, j| if pattern[n * h + j] { self.readout[j] } else { 0.0 })
    }

    /// The linear problem on such rows, with the network's step and horizon.
    pub fn linear(&self, rows: SignedRows, start: &[f64]) -> Linear {
        let provenance = Provenance::Given { name: format!("features of {}", self.from) };
        Linear {
            data: Arc::new(DataSet::from_signed_rows(rows.clone(), provenance)),
            rows: Arc::new(rows),
            loss: Arc::new(Logistic),
            step: self.step,
            start: start.to_vec(),
            horizon: self.horizon,
        }
    }
}

impl Problem for OneLayer {
    fn note(&self) -> ProblemNote {
        let further = self.labels.iter().chain(&self.readout).chain(&self.start).chain([&self.step]);
        ProblemNote {
            n: self.points.n,
            d: self.points.d,
            sha256: sha256_of(&self.points, further, "one layer"),
            from: format!("{}; {} units, eta = {:e}", self.from, self.readout.len(), self.step),
        }
    }

    fn shape(&self) -> Vec<u64> {
        vec![self.points.d as u64, self.readout.len() as u64, self.points.n as u64]
    }

    fn size(&self) -> u64 {
        (self.points.n * self.start.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two units on three points of the plane.
    fn network() -> OneLayer {
        OneLayer {
            points: SignedRows::from_rows(&[[1.0, 0.5], [-0.5, 1.0], [0.25, -2.0]]),
            labels: vec![1.0, -1.0, 1.0],
            readout: vec![2.0, -0.5],
            start: vec![1.0, -1.0, 0.5, 1.0],
            step: 0.125,
            horizon: 100,
            from: "three points".to_string(),
        }
    }

    #[test]
    fn margins_are_those_of_the_features_of_the_pattern() {
        let network = network();
        let w = &network.start;
        let pattern = network.pattern(w);
        assert_eq!(pattern, [true, true, false, true, true, false]);
        let features = network.features(&pattern);
        assert_eq!(features.row(0), [2.0, 1.0, -0.5, -0.25]);
        assert_eq!(features.row(1), [0.0, 0.0, -0.25, 0.5]);
        let linear: Vec<f64> =
            features.rows().map(|row| row.iter().zip(w).map(|(z, w)| z * w).sum()).collect();
        assert_eq!(network.margins(w), linear);
        assert_eq!(linear, [0.5, 0.375, 4.5]);
    }

    #[test]
    fn each_part_of_a_network_is_in_its_digest() {
        let own = network();
        let others = [
            OneLayer { labels: vec![1.0, 1.0, 1.0], ..own.clone() },
            OneLayer { readout: vec![2.0, 0.5], ..own.clone() },
            OneLayer { start: vec![1.0, -1.0, 0.5, 2.0], ..own.clone() },
            OneLayer { step: 0.25, ..own.clone() },
        ];
        assert!(others.iter().all(|other| other.note().sha256 != own.note().sha256));
    }
}
