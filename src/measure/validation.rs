//! Validation points for a linear problem, some of them on the wrong side of its max-margin separator.

use super::letters::Letters;
use super::relay::dot;
use crate::case::{Case, Query, Stopped};
use crate::data::{Seed, SignedRows, unit_vector};
use crate::numbers::softplus;
use crate::problem::{Linear, Problem};
use rand::RngExt;

/// Validation points on the scale of the data: half of them misclassified by the max-margin separator, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validation {
    /// Whether half of the points are on the wrong side.
    pub misclassified: bool,
}

impl Validation {
    /// Number of points.
    pub const POINTS: usize = 20;

    /// sum_k max(0, -x_k.w) over the points.
    pub fn shortfall(points: &SignedRows, w: &[f64]) -> f64 {
        points.rows().map(|row| (-dot(row, w)).max(0.0)).sum()
    }

    /// The logistic loss summed over the points, for iterates too large for their exponentials as well.
    pub fn loss(points: &SignedRows, w: &[f64]) -> f64 {
        points.rows().map(|row| softplus(-dot(row, w))).sum()
    }
}

impl Query<Linear> for Validation {
    type Answer = SignedRows;

    fn key(&self) -> String {
        format!("validation points, misclassified: {}", self.misclassified)
    }

    /// Each point is a random unit vector times a uniform length up to R, turned to the side wanted and moved off
    /// the separating plane by R/10.
    fn answer(&self, case: &Case<Linear>) -> Stopped<SignedRows> {
        let found = case.max_margin()?;
        let radius = case.problem.radius();
        let seed = Seed::of_problem(0, &case.problem.note().sha256, 0).stream("validation");
        let mut rng = seed.rng();
        let rows: Vec<Vec<f64>> = (0..Validation::POINTS)
            .map(|k| {
                let axis = unit_vector(&mut rng, case.problem.rows.d);
                let length = radius * rng.random::<f64>();
                let wrong = self.misclassified && k % 2 == 0;
                let side = if wrong { -1.0 } else { 1.0 };
                let along = dot(&axis, &found.direction);
                let turn = if along * side < 0.0 { -1.0 } else { 1.0 };
                axis.iter()
                    .zip(&found.direction)
                    .map(|(a, u)| turn * length * a + side * 0.1 * radius * u)
                    .collect()
            })
            .collect();
        Ok(SignedRows::from_rows(&rows))
    }
}
