//! Data on which norms differ about the max margin.

use super::family::Family;
use super::linear::Linear;
use super::loss::Exponential;
use super::step::Fixed;
use crate::data::{DataSet, KeslerRows, MulticlassSet, Provenance, Seed, SignedRows, unit_vector};
use rand::{Rng, RngExt};
use std::sync::Arc;

/// Rows about one direction with coordinates of very different size, so that norms differ about the margin: coordinate j of a row
/// is 0.65^j, of a random sign and in a random order, times a number in [0.85, 1.15] of its own. 15 x 8, exponential loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnevenSets;

impl Family<Linear> for UnevenSets {
    fn key(&self) -> String {
        "rows about an uneven direction, 15 x 8".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("uneven rows").rng();
        let centre = uneven_direction(&mut rng);
        let rows: Vec<[f64; 8]> = (0..15).map(|_| about(centre, &mut rng)).collect();
        exponential_from(&rows, format!("{}, seed {}", self.key(), seed.0))
    }
}

/// A crowd of fourteen rows about one uneven direction and a single row about another, each as in [`UnevenSets`]. The margin is
/// that of both kinds alike, whereas where every row keeps a weight the crowd outweighs the single one. 15 x 8, exponential loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrowdedSets;

impl Family<Linear> for CrowdedSets {
    fn key(&self) -> String {
        "a crowd about one uneven direction and one row about another, 15 x 8".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("crowded rows").rng();
        let (crowded, other) = (uneven_direction(&mut rng), uneven_direction(&mut rng));
        let mut rows: Vec<[f64; 8]> = (0..14).map(|_| about(crowded, &mut rng)).collect();
        rows.push(about(other, &mut rng));
        exponential_from(&rows, format!("{}, seed {}", self.key(), seed.0))
    }
}

/// 0.65^j, j = 0 to 7, of random signs and in a random order.
fn uneven_direction(rng: &mut impl Rng) -> [f64; 8] {
    let mut centre = [1.0f64; 8];
    (1..8).for_each(|j| centre[j] = 0.65 * centre[j - 1]);
    for j in (1..8).rev() {
        centre.swap(j, rng.random_range(0..=j));
    }
    for x in &mut centre {
        *x = if rng.random::<bool>() { *x } else { -*x };
    }
    centre
}

/// Each coordinate times a number in [0.85, 1.15] of its own.
fn about(centre: [f64; 8], rng: &mut impl Rng) -> [f64; 8] {
    centre.map(|x| x * (0.85 + 0.3 * rng.random::<f64>()))
}

/// The exponential loss of these signed rows, in steps of one.
fn exponential_from<R: AsRef<[f64]>>(rows: &[R], name: String) -> Linear {
    let data = DataSet::from_signed_rows(SignedRows::from_rows(rows), Provenance::Given { name });
    Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
}

/// Points about one centre for each of four classes, in six dimensions: the centres are orthogonal, of lengths 1, 0.65, 0.65^2 and
/// 0.65^3, so that the singular values of a separating matrix are very different and norms of matrices differ about the margin.
/// Two points a class, each 0.1 of its centre's length away from it; exponential loss over the pairs of a point and a rival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnevenClasses;

impl UnevenClasses {
    /// The points.
    pub fn points(self, seed: Seed) -> MulticlassSet {
        const D: usize = 6;
        let mut rng = seed.stream("uneven classes").rng();
        let axes = orthonormal(&mut rng, D);
        let (mut points, mut labels) = (Vec::new(), Vec::new());
        for (class, axis) in axes.iter().enumerate() {
            let size = 0.65f64.powi(class as i32);
            for _ in 0..2 {
                let aside = unit_vector(&mut rng, D);
                points.push(axis.iter().zip(&aside).map(|(a, b)| size * (a + 0.1 * b)).collect::<Vec<f64>>());
                labels.push(class);
            }
        }
        MulticlassSet::from_points(&points, &labels, 4)
    }
}

impl Family<Linear> for UnevenClasses {
    fn key(&self) -> String {
        "points about four uneven centres, 8 x 6".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let kesler = KeslerRows::of(&self.points(seed)).expect("points in four classes");
        let name = format!("{}, seed {}", self.key(), seed.0);
        let data = DataSet::from_signed_rows(kesler.rows, Provenance::Given { name });
        Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
    }
}

/// Six symmetric matrices of 4 x 4 about one whose eigenvalues are very different, so that norms of matrices differ about the margin, with
/// one of them negative, so that semidefinite matrices have another one; exponential loss of <A_n, W>.
///
/// The one in the middle has the eigenvalues 1, 0.5, 0.25 and -0.75, or 0.85, 0.5, 0.3 and -1, along random axes; each matrix is 0.15
/// away from it in the Frobenius norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnevenMatrices {
    /// Whether the largest eigenvalue in size is the negative one: then the best matrix of all is not semidefinite.
    pub negative: bool,
}

impl Family<Linear> for UnevenMatrices {
    fn key(&self) -> String {
        let which = if self.negative { "negative" } else { "positive" };
        format!("symmetric matrices about an uneven one, largest eigenvalue {which}, 6 of 4 x 4")
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        const SIZE: usize = 4;
        let mut rng = seed.stream("uneven matrices").rng();
        let eigenvalues = if self.negative { [0.85, 0.5, 0.3, -1.0] } else { [1.0, 0.5, 0.25, -0.75] };
        let mut centre = [0.0; SIZE * SIZE];
        for (axis, value) in orthonormal(&mut rng, SIZE).iter().zip(eigenvalues) {
            for (at, entry) in centre.iter_mut().enumerate() {
                // In this order it is symmetric to the last bit.
                *entry += value * (axis[at / SIZE] * axis[at % SIZE]);
            }
        }
        let mut row = || {
            let aside = unit_vector(&mut rng, SIZE * SIZE);
            let symmetric = |at: usize| aside[at] + aside[at % SIZE * SIZE + at / SIZE];
            let size = (0..SIZE * SIZE).map(|at| symmetric(at) * symmetric(at)).sum::<f64>().sqrt();
            let entry = |at: usize| centre[at] + 0.15 * symmetric(at) / size;
            (0..SIZE * SIZE).map(entry).collect::<Vec<f64>>()
        };
        let rows: Vec<Vec<f64>> = (0..6).map(|_| row()).collect();
        exponential_from(&rows, format!("{}, seed {}", self.key(), seed.0))
    }
}

/// Four random axes in R^d, orthonormal.
fn orthonormal(rng: &mut impl Rng, d: usize) -> Vec<Vec<f64>> {
    let mut axes: Vec<Vec<f64>> = Vec::new();
    while axes.len() < 4 {
        let mut v = unit_vector(rng, d);
        for axis in &axes {
            let along: f64 = axis.iter().zip(&v).map(|(a, v)| a * v).sum();
            v.iter_mut().zip(axis).for_each(|(v, a)| *v -= along * a);
        }
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > 0.1 {
            axes.push(v.iter().map(|x| x / length).collect());
        }
    }
    axes
}
