//! Points with a label each, and nothing else: the problem of statements about what linear classifiers can fit.

use super::family::{Family, Problem};
use super::linear::sha256_of;
use crate::data::{Seed, SignedRows};
use crate::record::ProblemNote;
use rand::RngExt;

/// n points in R^d, each with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Dichotomy {
    /// The points, n x d, not signed.
    pub points: SignedRows,
    /// Which of them are labelled +1; length n.
    pub positive: Vec<bool>,
    from: String,
}

impl Dichotomy {
    /// The points signed by these labels.
    pub fn signed_by(&self, positive: impl Fn(usize) -> bool) -> SignedRows {
        let mut rows = self.points.clone();
        let signs = (0..rows.n).map(|i| if positive(i) { 1.0 } else { -1.0 });
        for (row, sign) in rows.values.chunks_exact_mut(self.points.d).zip(signs) {
            row.iter_mut().for_each(|x| *x *= sign);
        }
        rows
    }

    /// The points with a constant feature 1 appended: hyperplanes of these are affine ones of those.
    pub fn with_constant_feature(&self) -> Dichotomy {
        let lifted: Vec<Vec<f64>> = self.points.rows().map(|row| [row, &[1.0]].concat()).collect();
        Dichotomy { points: SignedRows::from_rows(&lifted), ..self.clone() }
    }

    /// The points signed by their own labels.
    pub fn signed_rows(&self) -> SignedRows {
        self.signed_by(|i| self.positive[i])
    }
}

impl Problem for Dichotomy {
    fn note(&self) -> ProblemNote {
        let rows = self.signed_rows();
        let sha256 = sha256_of(&rows, std::iter::empty(), "");
        ProblemNote { n: rows.n, d: rows.d, sha256, from: self.from.clone() }
    }

    fn shape(&self) -> Vec<u64> {
        vec![self.points.n as u64, self.points.d as u64]
    }

    fn size(&self) -> u64 {
        (self.points.n * self.points.d) as u64
    }
}

/// What is wrong with a population of dichotomies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twist {
    /// Nothing.
    None,
    /// The second point is twice the first: they are not in general position.
    Collinear,
    /// The labels are those of a random hyperplane through the origin.
    Hyperplane,
}

/// Points drawn uniformly from [-1, 1)^d, labels by fair coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomLabels {
    /// Number of points.
    pub n: usize,
    /// Dimension.
    pub d: usize,
    /// What is different from that.
    pub twist: Twist,
}

impl RandomLabels {
    /// n points in R^d, in general position with probability one.
    pub fn of(n: usize, d: usize) -> RandomLabels {
        RandomLabels { n, d, twist: Twist::None }
    }
}

impl Family<Dichotomy> for RandomLabels {
    fn key(&self) -> String {
        let (n, d) = (self.n, self.d);
        match self.twist {
            Twist::None => format!("{n} points in R^{d}, random labels"),
            Twist::Collinear => format!("{n} points in R^{d}, two of them collinear, random labels"),
            Twist::Hyperplane => format!("{n} points in R^{d}, labels of a hyperplane"),
        }
    }

    fn draw(&self, seed: Seed, _index: u64) -> Dichotomy {
        let mut rng = seed.stream("points").rng();
        let mut in_cube =
            |length: usize| -> Vec<f64> { (0..length).map(|_| 2.0 * rng.random::<f64>() - 1.0).collect() };
        let mut values = in_cube(self.n * self.d);
        let normal = in_cube(self.d);
        if self.twist == Twist::Collinear {
            let (first, second) = values.split_at_mut(self.d);
            second.iter_mut().zip(first).for_each(|(y, x)| *y = 2.0 * *x);
        }
        let points = SignedRows { values, n: self.n, d: self.d };
        let mut coins = seed.stream("labels").rng();
        let along = |row: &[f64]| row.iter().zip(&normal).fold(0.0, |sum: f64, (x, w)| x.mul_add(*w, sum));
        let positive = match self.twist {
            Twist::Hyperplane => points.rows().map(|row| along(row) > 0.0).collect(),
            _ => (0..self.n).map(|_| coins.random::<bool>()).collect(),
        };
        Dichotomy { points, positive, from: format!("{}, seed {}", self.key(), seed.0) }
    }
}
