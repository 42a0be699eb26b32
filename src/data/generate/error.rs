//! What a generator refuses.

use thiserror::Error;

use crate::data::read::MOST_VALUES;
use crate::numbers::counted;

/// Why a generator made nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GenerateError {
    /// No generator of that name.
    #[error("found the generator name \"{found}\", expected one of {expected}")]
    UnknownGenerator {
        /// The name given.
        found: String,
        /// The names there are.
        expected: String,
    },
    /// A parameter that the generator does not have.
    #[error("{generator}: found the parameter \"{found}\", expected one of {expected}")]
    UnknownParameter {
        /// The generator.
        generator: &'static str,
        /// The name given.
        found: String,
        /// The names there are.
        expected: String,
    },
    /// A parameter outside its range, or one that cannot be read.
    #[error("{generator}: found {name} = {found}, expected {expected}")]
    Parameter {
        /// The generator.
        generator: &'static str,
        /// The parameter.
        name: &'static str,
        /// Its value.
        found: String,
        /// The values it may have.
        expected: String,
    },
    /// More values than are held in memory.
    #[error(
        "{generator}: found {} of {}, expected at most {MOST_VALUES} values in all",
        counted(*rows, "row"),
        counted(*columns, "column")
    )]
    TooLarge {
        /// The generator.
        generator: &'static str,
        /// Rows, n.
        rows: usize,
        /// Columns, d.
        columns: usize,
    },
    /// A data set that does not state its margin and direction, of which a validation split is asked.
    #[error(
        "found a data set that states no margin and direction, expected one that does, such as a planted one"
    )]
    NoStatedDirection,
}

impl GenerateError {
    /// A parameter outside its range.
    pub(super) fn range(
        generator: &'static str,
        name: &'static str,
        found: impl ToString,
        expected: impl ToString,
    ) -> GenerateError {
        GenerateError::Parameter { generator, name, found: found.to_string(), expected: expected.to_string() }
    }
}
