//! Generators by name, with their parameters as text.

use std::collections::BTreeMap;

use super::error::GenerateError;
use super::{
    Circles, Degenerate, Mixed, Offset, Overlapping, Planted, SeparatedGaussian, Symmetric, TwoPoint,
};
use crate::data::read::MOST_VALUES;
use crate::data::{DataSet, Seed};

/// A family of data sets with its parameters fixed.
pub trait Generator {
    /// The name under which [`named`] knows it.
    fn name(&self) -> &'static str;

    /// Its parameters as text; [`named`] with them gives the same generator back.
    fn parameters(&self) -> BTreeMap<String, String>;

    /// Rows and columns of its data sets.
    fn shape(&self) -> (usize, usize);

    /// The data set of a seed, with provenance and stated truth.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] where a parameter is outside its range.
    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError>;
}

/// The names that [`named`] takes, each with a line that says what the family is.
pub const NAMES: [(&str, &str); 9] = [
    ("planted", "separable, with margin, direction and multipliers known by construction"),
    (
        "separated-gaussian",
        "gaussian rows with a margin around a random direction; the max margin is not known",
    ),
    ("degenerate", "separable, with margin rows whose multiplier is zero"),
    ("symmetric", "separable, with equal multipliers by symmetry"),
    ("overlapping", "not separable: some rows sum to zero"),
    ("mixed", "a separable part beside rows of a subspace that are not separable"),
    ("two-point", "two rows (gamma, 0.9) and (gamma, -0.5)"),
    ("circles", "rows on a circle beside, around or through the origin: the figures of Ji and Telgarsky"),
    ("offset", "two clusters off the origin and a constant feature, for the penalised bias"),
];

/// A generator by name, with some of its parameters given as text and the rest at their defaults.
///
/// # Errors
/// [`GenerateError`] for a name or parameter that does not exist, for a value that cannot be read, and for data sets
/// of more than [`MOST_VALUES`] values.
pub fn named(name: &str, given: &BTreeMap<String, String>) -> Result<Box<dyn Generator>, GenerateError> {
    fn boxed<G: Generator + 'static>(
        made: Result<G, GenerateError>,
    ) -> Result<Box<dyn Generator>, GenerateError> {
        let generator = made?;
        let (rows, columns) = generator.shape();
        match rows.checked_mul(columns) {
            Some(values) if values <= MOST_VALUES => Ok(Box::new(generator)),
            _ => Err(GenerateError::TooLarge { generator: generator.name(), rows, columns }),
        }
    }
    match name {
        "planted" => boxed(Planted::from_parameters(given)),
        "separated-gaussian" => boxed(SeparatedGaussian::from_parameters(given)),
        "degenerate" => boxed(Degenerate::from_parameters(given)),
        "symmetric" => boxed(Symmetric::from_parameters(given)),
        "overlapping" => boxed(Overlapping::from_parameters(given)),
        "mixed" => boxed(Mixed::from_parameters(given)),
        "two-point" => boxed(TwoPoint::from_parameters(given)),
        "circles" => boxed(Circles::from_parameters(given)),
        "offset" => boxed(Offset::from_parameters(given)),
        _ => Err(GenerateError::UnknownGenerator {
            found: name.to_owned(),
            expected: NAMES.map(|(name, _)| name).join(", "),
        }),
    }
}

/// Parameters given as text, each read once; what is left over is unknown.
pub(super) struct Given<'a> {
    generator: &'static str,
    values: &'a BTreeMap<String, String>,
    known: Vec<&'static str>,
}

/// A value that a parameter can have.
pub(super) trait Parameter: std::str::FromStr {
    /// What its text has to be.
    const EXPECTED: &'static str;
}

impl Parameter for usize {
    const EXPECTED: &'static str = "a whole number";
}

impl Parameter for u32 {
    const EXPECTED: &'static str = "a whole number";
}

impl Parameter for bool {
    const EXPECTED: &'static str = "true or false";
}

impl Parameter for f64 {
    const EXPECTED: &'static str = "a number";
}

impl<'a> Given<'a> {
    pub(super) fn new(generator: &'static str, values: &'a BTreeMap<String, String>) -> Given<'a> {
        Given { generator, values, known: Vec::new() }
    }

    /// The value of a parameter, or its default.
    pub(super) fn value<T: Parameter>(&mut self, name: &'static str, default: T) -> Result<T, GenerateError> {
        self.known.push(name);
        match self.values.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map_err(|_| GenerateError::range(self.generator, name, format!("\"{text}\""), T::EXPECTED)),
        }
    }

    /// Refuses a name that was not asked for.
    pub(super) fn end(self) -> Result<(), GenerateError> {
        match self.values.keys().find(|name| !self.known.contains(&name.as_str())) {
            None => Ok(()),
            Some(found) => Err(GenerateError::UnknownParameter {
                generator: self.generator,
                found: found.clone(),
                expected: self.known.join(", "),
            }),
        }
    }
}

/// Parameters as text, from pairs.
pub(super) fn as_text<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
