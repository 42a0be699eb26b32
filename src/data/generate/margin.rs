//! Gaussian data kept away from a random hyperplane: separable, with a max margin that nobody states.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::frame::{dot, orthonormal};
use super::generator::{Generator, Given, as_text};
use crate::data::notes::shortest;
use crate::data::{DataSet, Seed};

const NAME: &str = "separated-gaussian";

/// Gaussian rows x with |x.w*| >= margin for a random unit w*, signed so that x.w* > 0, then scaled so that the
/// longest has length 1. Such data are unconditioned: good for inequalities, too slow for asymptotic constants.
#[derive(Clone, Debug, PartialEq)]
pub struct SeparatedGaussian {
    /// Number of rows, at least 1.
    pub n: usize,
    /// Number of features, at least 1.
    pub d: usize,
    /// Least distance to the hyperplane before scaling, from 0 to 3 standard deviations.
    pub margin: f64,
}

impl Default for SeparatedGaussian {
    fn default() -> SeparatedGaussian {
        SeparatedGaussian { n: 20, d: 5, margin: 0.1 }
    }
}

impl SeparatedGaussian {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<SeparatedGaussian, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), SeparatedGaussian::default());
        let made = SeparatedGaussian {
            n: given.value("n", default.n)?,
            d: given.value("d", default.d)?,
            margin: given.value("margin", default.margin)?,
        };
        given.end().map(|()| made)
    }
}

impl Generator for SeparatedGaussian {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([("n", self.n.to_string()), ("d", self.d.to_string()), ("margin", shortest(self.margin))])
    }

    fn shape(&self) -> (usize, usize) {
        (self.n, self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        let refuse = |name, found: String, expected| Err(GenerateError::range(NAME, name, found, expected));
        match self {
            _ if self.n < 1 => return refuse("n", "0".to_owned(), "at least 1"),
            _ if self.d < 1 => return refuse("d", "0".to_owned(), "at least 1"),
            // Beyond three standard deviations rejection takes more than 400 draws a row.
            _ if !(0.0..=3.0).contains(&self.margin) => {
                return refuse("margin", shortest(self.margin), "a number from 0 to 3");
            }
            _ => {}
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let normal = orthonormal(self.d, 1, &mut draws).remove(0);
        let mut rows = Vec::with_capacity(self.n);
        while rows.len() < self.n {
            let mut row = draws.gaussians(self.d);
            let along = dot(&row, &normal);
            if along.abs() < self.margin || along == 0.0 {
                continue;
            }
            if along < 0.0 {
                row.iter_mut().for_each(|v| *v = -*v);
            }
            rows.push(row);
        }
        let on_margin = vec![false; self.n];
        let mut draft = Draft { rows, multipliers: None, separable: true, margin: None, on_margin };
        draft.scale_to_one();
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}
