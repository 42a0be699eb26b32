//! Data sets whose max margin is known by construction, without any solver.

use rand::RngExt;
use rand_chacha::ChaCha12Rng;

use crate::data::{Seed, SignedRows};

/// A planted set: rows gamma u + B t_i on the margin with sum p_i t_i = 0, others beyond it.
pub(super) struct Planted {
    pub(super) rows: SignedRows,
    pub(super) gamma: f64,
    pub(super) direction: Vec<f64>,
    /// p, length n, zero off the support.
    pub(super) simplex: Vec<f64>,
}

/// A number from a bell-shaped law of mean 0 and variance 1: the sum of twelve uniform ones.
pub(super) fn bell(rng: &mut ChaCha12Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

/// Orthonormal vectors by Gram-Schmidt on bell-shaped ones.
pub(super) fn frame(rng: &mut ChaCha12Rng, d: usize) -> Vec<Vec<f64>> {
    let mut axes: Vec<Vec<f64>> = Vec::new();
    while axes.len() < d {
        let mut x: Vec<f64> = (0..d).map(|_| bell(rng)).collect();
        for _ in 0..2 {
            for a in &axes {
                let c: f64 = a.iter().zip(&x).map(|(a, x)| a * x).sum();
                x.iter_mut().zip(a).for_each(|(x, a)| *x -= c * a);
            }
        }
        let length = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        axes.push(x.iter().map(|x| x / length).collect());
    }
    axes
}

/// `support` rows on the margin and `others` beyond 1.5 of it, in d dimensions.
pub(super) fn planted(seed: u64, d: usize, support: usize, others: usize, gamma: f64) -> Planted {
    let mut rng = Seed(seed).rng();
    let axes = frame(&mut rng, d);
    let mut p: Vec<f64> = (0..support).map(|_| 0.5 + rng.random::<f64>()).collect();
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum);
    let mut t: Vec<Vec<f64>> =
        (0..support).map(|_| (0..(support - 1).min(d - 1)).map(|_| bell(&mut rng)).collect()).collect();
    for j in 0..t[0].len() {
        let mean: f64 = p.iter().zip(&t).map(|(p, t)| p * t[j]).sum();
        t.iter_mut().for_each(|t| t[j] -= mean);
    }
    let mut rows: Vec<Vec<f64>> = Vec::new();
    let place = |along: f64, across: &[f64]| -> Vec<f64> {
        (0..d)
            .map(|l| {
                along * axes[0][l] + across.iter().enumerate().map(|(j, c)| c * axes[j + 1][l]).sum::<f64>()
            })
            .collect()
    };
    for t in &t {
        rows.push(place(gamma, &t.iter().map(|t| 0.8 * gamma * t).collect::<Vec<_>>()));
    }
    for _ in 0..others {
        let along = gamma * (1.5 + rng.random::<f64>());
        let across: Vec<f64> = (1..d).map(|_| gamma * bell(&mut rng)).collect();
        rows.push(place(along, &across));
    }
    let mut simplex = p;
    simplex.resize(support + others, 0.0);
    Planted { rows: SignedRows::from_rows(&rows), gamma, direction: axes[0].clone(), simplex }
}
