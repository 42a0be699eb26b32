//! What every format is read into before labels are chosen.

use super::error::ReadError;
use super::labels::Classes;
use super::number::Fault;
use super::place::Place;
use crate::data::notes::Notes;

/// The largest number of values, n times d, that is held in memory: 2^27, a gibibyte.
pub const MOST_VALUES: usize = 1 << 27;

/// Rows of features with a class each, and the comments above them.
pub(super) struct Table {
    /// Row-major, n x d.
    pub(super) features: Vec<f64>,
    /// Names of the features, length d.
    pub(super) names: Vec<String>,
    /// Class of each row, as an index into `classes`, length n.
    pub(super) rows: Vec<usize>,
    /// The label values.
    pub(super) classes: Classes,
    /// The label column's name, where it has one.
    pub(super) label_name: Option<String>,
    /// The comments above the data.
    pub(super) notes: Notes,
}

/// The refusal of a cell.
pub(super) fn refuse(fault: Fault, place: Place, text: &str) -> ReadError {
    let found = text.trim().to_owned();
    match fault {
        Fault::Missing => ReadError::MissingCell { place, expected: "a number" },
        Fault::NotANumber => ReadError::NotANumber { place, found },
        Fault::NotFinite => ReadError::NotFinite { place, found },
        Fault::OutOfRange => ReadError::OutOfRange { place, found },
    }
}

/// Refuses a table that would not fit.
pub(super) fn fits(place: Place, rows: usize, columns: usize) -> Result<(), ReadError> {
    match rows.checked_mul(columns) {
        Some(values) if values <= MOST_VALUES => Ok(()),
        _ => Err(ReadError::TooLarge { place, rows, columns }),
    }
}
