//! Separable data with margin rows whose multiplier is zero.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::generator::{Generator, Given, as_text};
use super::rotation::DyadicRotation;
use crate::data::{DataSet, Provenance, Seed, SignedRows, Truth};

const NAME: &str = "degenerate";

/// The rows (1, 0) and (1, 1): w^ = (1, 0), and the second row lies on the margin with multiplier zero
/// (Soudry et al., JMLR 19(70), 2018, Theorem 13).
pub fn degenerate_pair() -> DataSet {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [1.0, 1.0]]);
    let mut data = DataSet::from_signed_rows(rows, Provenance::Given { name: "degenerate pair".to_owned() });
    data.truth = Truth {
        separable: Some(true),
        margin: Some(1.0),
        direction: Some(vec![1.0, 0.0]),
        simplex_multipliers: Some(vec![1.0, 0.0]),
        support: Some(vec![0]),
        theta: None,
    };
    data
}

/// The degenerate pair in more dimensions, with interior rows, under an exact dyadic rotation and scale.
///
/// Before that the margin is 1 along the first axis. In two dimensions the one support vector is (1, 0); in more
/// there are two, (1, 0, a, ...) and (1, 0, -3a, ...) with multipliers 3/4 and 1/4. Rows with a zero multiplier are
/// (1, b, ...) with b > 0: no margin row has b < 0, so none of them can take part in sum p_i z_i = gamma u.
/// Every entry is a small multiple of a power of two, and all that the truth states holds exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Degenerate {
    /// Number of features, at least 2.
    pub d: usize,
    /// Number of margin rows whose multiplier is zero, at least 1.
    pub zero_multipliers: usize,
    /// Number of rows off the margin.
    pub others: usize,
}

impl Default for Degenerate {
    fn default() -> Degenerate {
        Degenerate { d: 4, zero_multipliers: 1, others: 10 }
    }
}

impl Degenerate {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Degenerate, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Degenerate::default());
        let made = Degenerate {
            d: given.value("d", default.d)?,
            zero_multipliers: given.value("zero_multipliers", default.zero_multipliers)?,
            others: given.value("others", default.others)?,
        };
        given.end().map(|()| made)
    }
}

impl Generator for Degenerate {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([
            ("d", self.d.to_string()),
            ("zero_multipliers", self.zero_multipliers.to_string()),
            ("others", self.others.to_string()),
        ])
    }

    fn shape(&self) -> (usize, usize) {
        let support = if self.d == 2 { 1 } else { 2 };
        (self.zero_multipliers.saturating_add(self.others).saturating_add(support), self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        if self.d < 2 {
            return Err(GenerateError::range(NAME, "d", self.d, "at least 2"));
        }
        if self.zero_multipliers < 1 {
            return Err(GenerateError::range(NAME, "zero_multipliers", 0, "at least 1"));
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let row = |first: f64| {
            let mut row = vec![0.0; self.d];
            row[0] = first;
            row
        };
        let (mut rows, mut multipliers) = (Vec::new(), Vec::new());
        if self.d == 2 {
            rows.push(row(1.0));
            multipliers.push(1.0);
        } else {
            let a = draws.eighths(1, 4);
            for (height, multiplier) in [(a, 0.75), (-3.0 * a, 0.25)] {
                let mut support = row(1.0);
                support[2] = height;
                rows.push(support);
                multipliers.push(multiplier);
            }
        }
        for _ in 0..self.zero_multipliers {
            let mut margin_row = row(1.0);
            margin_row[1] = draws.eighths(4, 12);
            margin_row[2..].iter_mut().for_each(|v| *v = draws.eighths(-8, 8));
            rows.push(margin_row);
        }
        let on_the_margin = rows.len();
        for _ in 0..self.others {
            let mut other = row(draws.eighths(12, 24));
            other[1..].iter_mut().for_each(|v| *v = draws.eighths(-12, 12));
            rows.push(other);
        }
        multipliers.resize(rows.len(), 0.0);
        let on_margin = (0..rows.len()).map(|i| i < on_the_margin).collect();
        let rotation = DyadicRotation::drawn(self.d, 2, &mut draws);
        let direction = rotation.apply(&row(1.0));
        let rows = rows.iter().map(|z| rotation.apply(z)).collect();
        let mut draft = Draft {
            rows,
            multipliers: Some(multipliers),
            separable: true,
            margin: Some((1.0, direction)),
            on_margin,
        };
        draft.scale_by_power_of_two();
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}
