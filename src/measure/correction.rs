//! The correction w-check / log t of degenerate data (Soudry et al., JMLR 19(70), 2018, equations (64) to (66) for k = 1, m = 2):
//! sum alpha_i (z_i.w-check) z_i over the support is what lies in its span of sum beta_i z_i over the rows that support w^_2.

use super::letters::Letters;
use super::log_log::SecondDirectionQuery;
use super::relay::dot;
use crate::case::{Case, Stopped};
use crate::numbers::Ball;
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{Constants, Separability, across_support, max_margin_l2};
use nalgebra::{DMatrix, DVector};
use std::rc::Rc;

/// The equations of w-check, in an orthonormal basis of the span of the support.
pub struct CorrectionEquations {
    axes: Vec<Vec<f64>>,
    /// The support in that basis.
    support: Vec<DVector<f64>>,
    /// alpha of the rows of the support.
    pub alpha: Vec<Ball>,
    /// The rows that support w^_2 in that basis.
    pulling: Vec<DVector<f64>>,
    /// Their multipliers there.
    pub beta: Vec<Ball>,
    /// How many rows have no multiplier.
    pub rows: usize,
    /// By how much the next of them lies off the second margin; infinite where each supports w^_2.
    pub next: f64,
    /// lambda_min, and a bound on the relative error of products in the basis.
    softest: f64,
    rounding: f64,
}

/// The equations of w-check for a case, made once.
pub fn correction_equations(case: &Case<Linear>) -> Stopped<Rc<CorrectionEquations>> {
    case.once("equations of w-check", || CorrectionEquations::of(case))
}

impl CorrectionEquations {
    fn of(case: &Case<Linear>) -> Stopped<CorrectionEquations> {
        let undecided = |why: String| Stop::Undecided { why };
        let (found, constants) = (case.max_margin()?, case.constants()?);
        let rows = &case.problem.rows;
        let without = &case.ask(&SecondDirectionQuery)?.rows;
        let across = across_support(rows, without, &constants);
        let margin = match max_margin_l2(&across).map_err(|error| undecided(error.to_string()))? {
            Separability::Separable(margin) => *margin,
            Separability::NotSeparable(_) => return Err(undecided("no second direction".to_string())),
        };
        let axes: Vec<Vec<f64>> =
            std::iter::once(&constants.direction).chain(&constants.across_basis).cloned().collect();
        let rounding = f64::EPSILON * 8.0 * (rows.d + rows.n + axes.len() + 8) as f64;
        let row_errors: Vec<f64> =
            without.iter().map(|&i| rounding * dot(rows.row(i), rows.row(i)).sqrt()).collect();
        let margin =
            margin.for_rows_within(&across, &row_errors).map_err(|error| undecided(error.to_string()))?;
        // Their margins are z.w^_2 + z.w~, of which the part z.(c w^) is the same for all.
        let offsets: Vec<Ball> = without
            .iter()
            .map(|&i| Ball::new(dot(rows.row(i), &constants.v), case.problem.radius() * constants.v_error))
            .collect();
        let of_second = Constants::with_offsets(&across, &margin, &offsets, &row_errors)
            .map_err(|error| undecided(error.to_string()))?;
        let off = (0..without.len()).filter(|at| of_second.support.binary_search(at).is_err());
        let next = off.map(|at| margin.excess[at]).fold(f64::INFINITY, f64::min);
        let seen =
            |i: usize| DVector::from_iterator(axes.len(), axes.iter().map(|axis| dot(axis, rows.row(i))));
        let over_squared =
            |p: &[Ball], gamma: Ball| -> Vec<Ball> { p.iter().map(|&p| p / (gamma * gamma)).collect() };
        Ok(CorrectionEquations {
            support: constants.support.iter().map(|&i| seen(i)).collect(),
            alpha: over_squared(&constants.simplex_multipliers, found.gamma_ball()),
            pulling: of_second.support.iter().map(|&at| seen(without[at])).collect(),
            beta: over_squared(&of_second.simplex_multipliers, margin.gamma_ball()),
            rows: without.len(),
            next,
            softest: constants.eigenvalues.iter().map(|l| l.value - l.radius).fold(1.0, f64::min),
            rounding,
            axes,
        })
    }

    /// sum weight_i z_i z_i^T and its error (Frobenius), sum pull_i z_i and its error.
    fn equations(&self, weights: &[Ball], pulls: &[Ball]) -> (DMatrix<f64>, f64, DVector<f64>, f64) {
        let k = self.axes.len();
        let (mut matrix, mut right) = (DMatrix::<f64>::zeros(k, k), DVector::<f64>::zeros(k));
        let (mut of_matrix, mut of_right) = (0.0, 0.0);
        for (z, weight) in self.support.iter().zip(weights) {
            matrix += weight.value * z * z.transpose();
            of_matrix += (weight.radius + self.rounding * weight.value) * z.norm_squared();
        }
        for (z, pull) in self.pulling.iter().zip(pulls) {
            right += pull.value * z;
            of_right += (pull.radius + self.rounding * pull.value) * z.norm();
        }
        (matrix, of_matrix, right, of_right)
    }

    /// The solution with these weights and pulls in the coordinates of R^d, by a linear solve. Its error is that of the equations over
    /// their least eigenvalue.
    ///
    /// # Errors
    /// Undecided where the equations are singular in doubles.
    pub fn solution(&self, weights: &[Ball], pulls: &[Ball]) -> Stopped<Vec<Ball>> {
        let (matrix, of_matrix, right, of_right) = self.equations(weights, pulls);
        let factor = matrix.clone().cholesky().ok_or_else(|| Stop::Undecided {
            why: "the equations of w-check are singular in doubles".to_string(),
        })?;
        let solution = factor.solve(&right);
        let left = (&matrix * &solution - &right).norm();
        let softest = matrix.symmetric_eigenvalues().min() - of_matrix;
        let size = solution.norm();
        let error = (left + of_right + (of_matrix + self.rounding * matrix.norm()) * size) / softest;
        Ok(self.lifted(&solution, error))
    }

    /// A vector of the span in R^d; `error` is shared by its coordinates.
    fn lifted(&self, solution: &DVector<f64>, error: f64) -> Vec<Ball> {
        let mut w = vec![0.0; self.axes[0].len()];
        for (axis, &y) in self.axes.iter().zip(solution.iter()) {
            w.iter_mut().zip(axis).for_each(|(w, x)| *w = y.mul_add(*x, *w));
        }
        let each = (error + self.rounding * solution.norm()) / (w.len() as f64).sqrt();
        w.into_iter().map(|x| Ball::new(x, each)).collect()
    }

    /// The minimiser of 1/2 sum alpha_i (z_i.w)^2 - sum beta_i z_i.w over the span, by gradient descent from the part of `start` in
    /// it. What is left of the gradient bounds the distance.
    ///
    /// # Errors
    /// Undecided where it does not come to rest.
    pub fn descended(&self, start: &[f64]) -> Stopped<Vec<Ball>> {
        let k = self.axes.len();
        let mut y = DVector::from_iterator(k, self.axes.iter().map(|axis| dot(axis, start)));
        let stiffest: f64 =
            self.support.iter().zip(&self.alpha).map(|(z, alpha)| alpha.value * z.norm_squared()).sum();
        let gradient = |y: &DVector<f64>| {
            let mut sum = DVector::<f64>::zeros(k);
            let mut size = 0.0;
            for (z, alpha) in self.support.iter().zip(&self.alpha) {
                let x = z.dot(y);
                sum += alpha.value * x * z;
                size += alpha.value * z.norm_squared() * y.norm() + alpha.radius * x.abs() * z.norm();
            }
            for (z, beta) in self.pulling.iter().zip(&self.beta) {
                sum -= beta.value * z;
                size += beta.value * z.norm();
            }
            (sum, self.rounding * size)
        };
        for _ in 0..1_000_000 {
            let (slope, rounding) = gradient(&y);
            if slope.norm() <= rounding {
                return Ok(self.lifted(&y, (slope.norm() + rounding) / self.softest));
            }
            y -= slope / stiffest;
        }
        Err(Stop::Undecided { why: "gradient descent did not come to rest".to_string() })
    }
}

/// w-check in R^d.
pub fn correction(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let second = correction_equations(case)?;
    second.solution(&second.alpha, &second.beta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::generate::degenerate_pair;
    use crate::problem::{Exponential, OfThreshold};
    use std::sync::Arc;

    #[test]
    fn the_pair_has_the_first_axis() {
        let step = OfThreshold { fraction: 0.5 };
        let problem = Linear::new(degenerate_pair(), Arc::new(Exponential), &step).expect("a step");
        let found = correction(&Case::open(problem)).expect("it exists");
        for (found, expected) in found.iter().zip([1.0, 0.0]) {
            assert!((found.value - expected).abs() <= found.radius && found.radius < 1e-12, "{found:?}");
        }
    }
}
