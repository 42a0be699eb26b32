//! Data that no hyperplane separates.

use std::collections::BTreeMap;

use rand::Rng;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::generator::{Generator, Given, as_text};
use crate::data::{DataSet, Seed};

const NAME: &str = "overlapping";

/// The grid on which the rows lie, 2^-20: sums of them are exact.
const GRID: f64 = 1.0 / (1u64 << 20) as f64;

/// Gaussian rows on a grid of 2^-20, of which d + 1 sum exactly to zero and d of those are independent.
///
/// So no w != 0 has z_i.w >= 0 on every row unless it is zero on that cycle, hence zero: the data are not
/// separable, have no separable part, and the loss has a finite minimiser. The scale is a power of two.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlapping {
    /// Number of rows, above d.
    pub n: usize,
    /// Number of features, at least 1.
    pub d: usize,
}

impl Default for Overlapping {
    fn default() -> Overlapping {
        Overlapping { n: 100, d: 5 }
    }
}

impl Overlapping {
    /// The generator whose parameters are given as text, by field name; n is 20 d unless given.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Overlapping, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Overlapping::default());
        let d: usize = given.value("d", default.d)?;
        let made = Overlapping { n: given.value("n", d.saturating_mul(20))?, d };
        given.end().map(|()| made)
    }
}

impl Generator for Overlapping {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([("n", self.n.to_string()), ("d", self.d.to_string())])
    }

    fn shape(&self) -> (usize, usize) {
        (self.n, self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        if self.d < 1 {
            return Err(GenerateError::range(NAME, "d", 0, "at least 1"));
        }
        if self.n <= self.d {
            return Err(GenerateError::range(NAME, "n", self.n, format!("more than d = {}", self.d)));
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let rows = closed_rows(self.n, self.d, &mut draws);
        let on_margin = vec![false; self.n];
        let mut draft = Draft { rows, multipliers: None, separable: false, margin: None, on_margin };
        draft.scale_by_power_of_two();
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}

/// Gaussian rows on the grid, more of them than columns: the first d and the last sum exactly to zero.
pub(super) fn closed_rows<R: Rng>(n: usize, d: usize, draws: &mut Draws<R>) -> Vec<Vec<f64>> {
    let on_grid = |g: &f64| (g / GRID).round() * GRID;
    let mut rows: Vec<Vec<f64>> = (1..n).map(|_| draws.gaussians(d).iter().map(on_grid).collect()).collect();
    let closing = (0..d).map(|j| -rows[..d].iter().map(|z| z[j]).sum::<f64>()).collect();
    rows.push(closing);
    rows
}
