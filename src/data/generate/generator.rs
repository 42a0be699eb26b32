//! Generators by name, with their parameters as text.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::error::GenerateError;
use super::{Degenerate, Mixed, Offset, Overlapping, Planted, SeparatedGaussian, Symmetric, TwoPoint};
use crate::data::{DataSet, Seed};

/// A family of data sets with its parameters fixed.
pub trait Generator {
    /// The name under which [`named`] knows it.
    fn name(&self) -> &'static str;

    /// Its parameters as text; [`named`] with them gives the same generator back.
    fn parameters(&self) -> BTreeMap<String, String>;

    /// The data set of a seed, with provenance and stated truth.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] where a parameter is outside its range.
    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError>;
}

/// The names that [`named`] takes, each with a line that says what the family is.
pub const NAMES: [(&str, &str); 8] = [
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
    ("offset", "two clusters off the origin and a constant feature, for the penalised bias"),
];

/// A generator by name, with some of its parameters given as text and the rest at their defaults.
///
/// # Errors
/// [`GenerateError`] for a name or parameter that does not exist, and for a value that cannot be read.
pub fn named(name: &str, given: &BTreeMap<String, String>) -> Result<Box<dyn Generator>, GenerateError> {
    fn boxed<G: Generator + 'static>(
        made: Result<G, GenerateError>,
    ) -> Result<Box<dyn Generator>, GenerateError> {
        made.map(|generator| Box::new(generator) as Box<dyn Generator>)
    }
    match name {
        "planted" => boxed(Planted::from_parameters(given)),
        "separated-gaussian" => boxed(SeparatedGaussian::from_parameters(given)),
        "degenerate" => boxed(Degenerate::from_parameters(given)),
        "symmetric" => boxed(Symmetric::from_parameters(given)),
        "overlapping" => boxed(Overlapping::from_parameters(given)),
        "mixed" => boxed(Mixed::from_parameters(given)),
        "two-point" => boxed(TwoPoint::from_parameters(given)),
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
    /// Whole-numbered parameters with their values.
    whole: Vec<(&'static str, u128)>,
}

/// Most numbers in a generated data set, as in one that is read.
const MOST: u128 = 1 << 27;

impl<'a> Given<'a> {
    pub(super) fn new(generator: &'static str, values: &'a BTreeMap<String, String>) -> Given<'a> {
        Given { generator, values, known: Vec::new(), whole: Vec::new() }
    }

    /// The value of a parameter, or its default.
    pub(super) fn value<T: FromStr>(&mut self, name: &'static str, default: T) -> Result<T, GenerateError> {
        self.known.push(name);
        if let Some(whole) = self.values.get(name).and_then(|text| text.parse().ok()) {
            self.whole.push((name, whole));
        }
        match self.values.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| {
                GenerateError::range(self.generator, name, format!("\"{text}\""), readable::<T>())
            }),
        }
    }

    /// Refuses a name that was not asked for, and a size that no memory holds.
    pub(super) fn end(mut self) -> Result<(), GenerateError> {
        self.whole.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
        if let Some(&(name, value)) = self.whole.first() {
            // The rows are as many as one of them, the columns as another.
            let other = self.whole.get(1).map_or(1, |(_, other)| *other).max(64);
            if value.saturating_mul(other) > MOST {
                let expected = format!("at most {MOST} numbers in a data set, which is fewer");
                return Err(GenerateError::range(self.generator, name, value, expected));
            }
        }
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

fn readable<T>() -> &'static str {
    match std::any::type_name::<T>() {
        "usize" | "u32" => "a whole number",
        "f64" => "a number",
        _ => "a value as the documentation writes it",
    }
}

/// Parameters as text, from pairs.
pub(super) fn as_text<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
