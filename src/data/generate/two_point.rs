//! Two rows on which a large step overshoots.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::error::GenerateError;
use super::generator::{Generator, Given, as_text};
use crate::data::notes::shortest;
use crate::data::{DataSet, Seed};

const NAME: &str = "two-point";

/// The rows (gamma, 0.9) and (gamma, -0.5), 0 < gamma < 0.1 (Wu et al., COLT 2024, PMLR 247, Theorem 3;
/// arXiv 2402.15926): the margin is gamma along the first axis, and a step large enough to be fast along it is
/// unstable across it.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoPoint {
    /// The margin, above 1e-9 and below 0.1.
    pub gamma: f64,
}

impl Default for TwoPoint {
    fn default() -> TwoPoint {
        TwoPoint { gamma: 0.05 }
    }
}

impl TwoPoint {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<TwoPoint, GenerateError> {
        let mut given = Given::new(NAME, given);
        let made = TwoPoint { gamma: given.value("gamma", TwoPoint::default().gamma)? };
        given.end().map(|()| made)
    }
}

impl Generator for TwoPoint {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([("gamma", shortest(self.gamma))])
    }

    fn shape(&self) -> (usize, usize) {
        (2, 2)
    }

    /// The seed changes nothing but the provenance.
    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        if !(self.gamma > 1e-9 && self.gamma < 0.1) {
            return Err(GenerateError::range(
                NAME,
                "gamma",
                shortest(self.gamma),
                "a number above 1e-9 and below 0.1",
            ));
        }
        let draft = Draft {
            rows: vec![vec![self.gamma, 0.9], vec![self.gamma, -0.5]],
            multipliers: Some(vec![0.5 / (0.9 + 0.5), 0.9 / (0.9 + 0.5)]),
            separable: true,
            margin: Some((self.gamma, vec![1.0, 0.0])),
            on_margin: vec![true, true],
        };
        Ok(draft.in_order(&[0, 1], vec![1, 1], NAME, seed, self.parameters()))
    }
}
