//! Points on circles in the plane: the four pictures of Ji and Telgarsky.

use std::collections::BTreeMap;

use rand::Rng;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::generator::{Generator, Given, as_text};
use crate::data::{DataSet, Seed};

const NAME: &str = "circles";

/// Signed rows on a circle in the plane, as in the figures of Ji and Telgarsky (COLT 2019, PMLR 99; arXiv 1803.07300):
/// 1, the circle leaves the origin out: separable; 2, it goes around the origin: not separable; 3, it goes through the
/// origin, where one of the rows is: the rest is that row; 4, such a circle without that row, beside rows on the second
/// axis on both sides of the origin: the rest lies on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Circles {
    /// Which figure, 1 to 4.
    pub figure: usize,
    /// Number of rows on the circle, at least 4.
    pub n: usize,
}

impl Default for Circles {
    fn default() -> Circles {
        Circles { figure: 1, n: 16 }
    }
}

impl Circles {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Circles, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Circles::default());
        let made =
            Circles { figure: given.value("figure", default.figure)?, n: given.value("n", default.n)? };
        given.end().map(|()| made)
    }

    fn rows<R: Rng>(&self, draws: &mut Draws<R>) -> Vec<Vec<f64>> {
        let (centre, radius) = match self.figure {
            1 => ([0.5, 0.25], 0.4),
            2 => ([0.125, 0.0625], 0.625),
            _ => ([0.4375, 0.0], 0.4375),
        };
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(self.n + 8);
        while rows.len() < self.n {
            let [x, y] = direction(draws);
            // On figures 3 and 4 no other row comes near the origin.
            if self.figure < 3 || x > -0.75 {
                rows.push(vec![centre[0] + radius * x, centre[1] + radius * y]);
                if self.figure == 2 && rows.len() < self.n {
                    rows.push(vec![centre[0] - radius * x, centre[1] - radius * y]);
                }
            }
        }
        match self.figure {
            3 => rows.push(vec![0.0, 0.0]),
            4 => {
                for k in 0..8 {
                    let side = if k % 2 == 0 { 1.0 } else { -1.0 };
                    rows.push(vec![0.0, side * draws.eighths(1, 6)]);
                }
            }
            _ => {}
        }
        rows
    }
}

/// A random direction of the plane.
fn direction<R: Rng>(draws: &mut Draws<R>) -> [f64; 2] {
    let (x, y) = (draws.gaussian(), draws.gaussian());
    let length = (x * x + y * y).sqrt();
    [x / length, y / length]
}

impl Generator for Circles {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([("figure", self.figure.to_string()), ("n", self.n.to_string())])
    }

    fn shape(&self) -> (usize, usize) {
        (self.n.saturating_add(8), 2)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        if !(1..=4).contains(&self.figure) {
            return Err(GenerateError::range(NAME, "figure", self.figure, "1 to 4"));
        }
        if self.n < 4 {
            return Err(GenerateError::range(NAME, "n", self.n, "at least 4"));
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let rows = self.rows(&mut draws);
        let on_margin = vec![false; rows.len()];
        let draft = Draft { rows, multipliers: None, separable: self.figure == 1, margin: None, on_margin };
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}
