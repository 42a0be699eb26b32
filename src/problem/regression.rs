//! Regression with more parameters than equations, and the potential by whose mirror map it is descended.

use super::family::{Family, Problem};
use super::linear::sha256_of;
use crate::data::{Seed, SignedRows, unit_vector};
use crate::numbers::Potential;
use crate::record::ProblemNote;
use rand::{Rng, RngExt};

/// Minimise L(w) = ||Xw - y||^2 / 2, with the potential psi, from a start, by steps of size eta.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// X, n x d, no label absorbed.
    pub rows: SignedRows,
    /// y, length n.
    pub targets: Vec<f64>,
    /// psi.
    pub potential: Potential,
    /// w_0, length d.
    pub start: Vec<f64>,
    /// eta, of the sum over the rows.
    pub step: f64,
    /// Where it comes from.
    pub from: String,
}

impl Regression {
    /// Xw - y, length n.
    pub fn residual(&self, w: &[f64]) -> Vec<f64> {
        self.rows.rows().zip(&self.targets).map(|(row, y)| along(row, w) - y).collect()
    }

    /// grad L(w) = X^T (Xw - y) into `gradient`, length d.
    pub fn gradient(&self, w: &[f64], gradient: &mut [f64]) {
        gradient.fill(0.0);
        for (row, y) in self.rows.rows().zip(&self.targets) {
            let r = along(row, w) - y;
            gradient.iter_mut().zip(row).for_each(|(g, x)| *g = x.mul_add(r, *g));
        }
    }

    /// The part of row i of grad L(w), (x_i.w - y_i) x_i, into `gradient`, length d.
    pub fn gradient_of_row(&self, i: usize, w: &[f64], gradient: &mut [f64]) {
        let row = self.rows.row(i);
        let r = along(row, w) - self.targets[i];
        gradient.iter_mut().zip(row).for_each(|(g, x)| *g = x * r);
    }

    /// grad psi(w), length d.
    pub fn dual(&self, w: &[f64]) -> Vec<f64> {
        w.iter().map(|w| self.potential.derivative(*w)).collect()
    }
}

/// x.w, a fused multiply-add a number in order.
fn along(row: &[f64], w: &[f64]) -> f64 {
    row.iter().zip(w).fold(0.0, |sum: f64, (x, w)| x.mul_add(*w, sum))
}

impl Problem for Regression {
    fn note(&self) -> ProblemNote {
        let further = self.targets.iter().chain(&self.start).chain([&self.step]);
        ProblemNote {
            n: self.rows.n,
            d: self.rows.d,
            sha256: sha256_of(&self.rows, further, &self.potential.to_string()),
            from: format!("{}; {} potential, eta = {:e}", self.from, self.potential, self.step),
        }
    }

    fn shape(&self) -> Vec<u64> {
        vec![self.rows.n as u64, self.rows.d as u64]
    }

    fn side_by_side(&self) -> bool {
        false
    }

    fn size(&self) -> u64 {
        (self.rows.n * self.rows.d) as u64
    }
}

/// 3 to 5 equations in four times as many unknowns that a positive w solves: rows uniform on the sphere, targets X w of a w
/// with coordinates in [1/4, 2]; a start with coordinates in [1/4, 5/4], positive for the entropy and of either sign else;
/// eta a half to one over the largest eigenvalue of X (Hess psi*) X^T anywhere between start and w, as if these were all
/// that descent passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegressionSets(
    /// psi.
    pub Potential,
);

impl Family<Regression> for RegressionSets {
    fn key(&self) -> String {
        format!("regression, {} potential", self.0)
    }

    fn draw(&self, seed: Seed, _index: u64) -> Regression {
        let mut rng = seed.stream("regression").rng();
        let n = rng.random_range(3..=5);
        let d = 4 * n;
        let rows: Vec<Vec<f64>> = (0..n).map(|_| unit_vector(&mut rng, d)).collect();
        let within = |rng: &mut dyn Rng, low: f64| low + rng.random::<f64>();
        let solution: Vec<f64> = (0..d).map(|_| 0.25 + 1.75 * within(&mut rng, 0.0)).collect();
        let start = (0..d)
            .map(|_| {
                let size = within(&mut rng, 0.25);
                if self.0 != Potential::Entropy && rng.random::<bool>() { -size } else { size }
            })
            .collect::<Vec<f64>>();
        let rows = SignedRows::from_rows(&rows);
        // Rows of length one: the largest eigenvalue of X X^T is at most n. The conjugate's curvature is 1/psi''.
        let softest = solution.iter().chain(&start).map(|w| 1.0 / self.0.curvature(*w)).fold(0.0, f64::max);
        let step = (0.5 + 0.5 * within(&mut rng, 0.0)) / (n as f64 * softest);
        let targets = rows.rows().map(|row| along(row, &solution)).collect();
        Regression {
            rows,
            targets,
            potential: self.0,
            start,
            step,
            from: format!("{}, seed {}", self.key(), seed.0),
        }
    }
}

/// The same from the minimiser of psi: 1 for the entropy, 0 else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegressionFromMinimiser(
    /// psi.
    pub Potential,
);

impl RegressionFromMinimiser {
    /// argmin psi in each coordinate.
    pub fn minimiser(potential: Potential) -> f64 {
        if potential == Potential::Entropy { 1.0 } else { 0.0 }
    }
}

impl Family<Regression> for RegressionFromMinimiser {
    fn key(&self) -> String {
        format!("regression from the minimiser of psi, {} potential", self.0)
    }

    fn draw(&self, seed: Seed, index: u64) -> Regression {
        let drawn = RegressionSets(self.0).draw(seed, index);
        let start = vec![RegressionFromMinimiser::minimiser(self.0); drawn.rows.d];
        Regression { start, from: format!("{}, seed {}", self.key(), seed.0), ..drawn }
    }
}

/// 3 to 5 equations that a point within the simplex in four times as many dimensions solves, the entropy, from the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimplexSets;

impl Family<Regression> for SimplexSets {
    fn key(&self) -> String {
        "regression on the simplex".to_string()
    }

    fn draw(&self, seed: Seed, index: u64) -> Regression {
        let drawn = RegressionSets(Potential::Entropy).draw(seed, index);
        let d = drawn.rows.d;
        let mut rng = seed.stream("simplex").rng();
        let mut solution: Vec<f64> = (0..d).map(|_| 0.25 + 1.75 * rng.random::<f64>()).collect();
        let sum: f64 = solution.iter().sum();
        solution.iter_mut().for_each(|w| *w /= sum);
        let targets = drawn.rows.rows().map(|row| along(row, &solution)).collect();
        // psi*'' = w: at most one on the simplex, and about 2/d.
        let step = 0.25 * d as f64 / drawn.rows.n as f64;
        let (start, from) = (vec![1.0 / d as f64; d], format!("{}, seed {}", self.key(), seed.0));
        Regression { targets, start, step, from, ..drawn }
    }
}

/// Two equations, w_1 + w_2 + w_3 = 1 and w_1 + 2 w_2 = 10, from zero: where steepest descent in l_(4/3) for the squared loss does not go
/// to the solution of least norm (Gunasekar, Lee, Soudry, Srebro, ICML 2018, Example 4; arXiv:1802.08246).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SteepestExample;

impl Family<Regression> for SteepestExample {
    fn key(&self) -> String {
        "w_1 + w_2 + w_3 = 1, w_1 + 2 w_2 = 10".to_string()
    }

    fn draw(&self, _seed: Seed, _index: u64) -> Regression {
        Regression {
            rows: SignedRows::from_rows(&[[1.0, 1.0, 1.0], [1.0, 2.0, 0.0]]),
            targets: vec![1.0, 10.0],
            potential: Potential::Quadratic,
            start: vec![0.0; 3],
            step: 0.02,
            from: self.key(),
        }
    }

    fn size(&self) -> Option<u64> {
        Some(1)
    }
}

/// One equation, w_1 + 2 w_2 = 1, by the entropy from (1, 1), with steps of 1/25, 1/50 and 1/100: where momentum in the primal
/// goes elsewhere (Gunasekar, Lee, Soudry, Srebro, ICML 2018, Example 2; arXiv:1802.08246).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MomentumExample;

impl Family<Regression> for MomentumExample {
    fn key(&self) -> String {
        "w_1 + 2 w_2 = 1".to_string()
    }

    fn draw(&self, _seed: Seed, index: u64) -> Regression {
        Regression {
            rows: SignedRows::from_rows(&[[1.0, 2.0]]),
            targets: vec![1.0],
            potential: Potential::Entropy,
            start: vec![1.0, 1.0],
            step: [0.04, 0.02, 0.01][index as usize % 3],
            from: self.key(),
        }
    }

    fn size(&self) -> Option<u64> {
        Some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_the_difference_of_the_loss() {
        let problem = RegressionSets(Potential::Quadratic).draw(Seed(7), 0);
        let loss = |w: &[f64]| 0.5 * problem.residual(w).iter().map(|r| r * r).sum::<f64>();
        let mut gradient = vec![0.0; problem.rows.d];
        problem.gradient(&problem.start, &mut gradient);
        for (j, g) in gradient.iter().enumerate() {
            let at = |h: f64| {
                let mut w = problem.start.clone();
                w[j] += h;
                loss(&w)
            };
            let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((g - difference).abs() < 1e-9 * (1.0 + g.abs()), "{j}: {g}, {difference}");
        }
    }

    #[test]
    fn the_gradients_of_the_rows_add_up_to_the_gradient() {
        let problem = RegressionSets(Potential::Entropy).draw(Seed(11), 0);
        let (mut whole, mut row) = (vec![0.0; problem.rows.d], vec![0.0; problem.rows.d]);
        problem.gradient(&problem.start, &mut whole);
        for i in 0..problem.rows.n {
            problem.gradient_of_row(i, &problem.start, &mut row);
            whole.iter_mut().zip(&row).for_each(|(sum, g)| *sum -= g);
        }
        assert!(whole.iter().all(|left| left.abs() < 1e-14), "{whole:?}");
    }

    #[test]
    fn the_start_of_the_entropy_is_positive_and_others_have_both_signs() {
        let of = |potential| RegressionSets(potential).draw(Seed(3), 0).start;
        assert!(of(Potential::Entropy).iter().all(|w| *w > 0.0));
        let start = of(Potential::Power { exponent: 1.5 });
        assert!(start.iter().any(|w| *w < 0.0) && start.iter().any(|w| *w > 0.0));
    }
}
