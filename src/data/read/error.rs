//! What a reader refuses.

use thiserror::Error;

use super::number::{LARGEST, SMALLEST};
use super::place::{Place, printable};
use super::table::MOST_VALUES;
use crate::numbers::counted;

/// Why a file was refused: shown as one line that names the place, what was found there and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// No such file, a directory, or a file that may not be read.
    #[error("{place}: found {found}, expected a readable data file")]
    Unreadable {
        /// The file.
        place: Place,
        /// What the operating system said, in lower case.
        found: String,
    },
    /// A file without anything in it but blank lines and comments.
    #[error("{place}: found an empty file, expected rows of data")]
    Empty {
        /// The file.
        place: Place,
    },
    /// A header and nothing below it.
    #[error("{place}: found a header without rows, expected at least one row of data")]
    HeaderOnly {
        /// The header's line.
        place: Place,
    },
    /// Numbers where a CSV file has the names of its columns.
    #[error(
        "{place}: found numbers in the header (\"{}\", ...), expected the names of the columns",
        printable(found)
    )]
    NoHeader {
        /// The first line.
        place: Place,
        /// Its first field.
        found: String,
    },
    /// Labels and nothing else.
    #[error("{place}: found no feature, expected at least one beside the label")]
    NoFeatures {
        /// The header, or the file.
        place: Place,
    },
    /// Bytes that are no text.
    #[error("{place}: found bytes that are not valid UTF-8, expected text")]
    NotText {
        /// The field.
        place: Place,
    },
    /// An empty cell.
    #[error("{place}: found an empty cell, expected {expected}")]
    MissingCell {
        /// The cell.
        place: Place,
        /// `a number` or `a label`.
        expected: &'static str,
    },
    /// Text where a number belongs.
    #[error("{place}: found \"{}\", expected a number", printable(found))]
    NotANumber {
        /// The cell.
        place: Place,
        /// Its text.
        found: String,
    },
    /// NaN or an infinity.
    #[error("{place}: found \"{}\", expected a finite number", printable(found))]
    NotFinite {
        /// The cell.
        place: Place,
        /// Its text.
        found: String,
    },
    /// A number whose square or product with another overflows or vanishes.
    #[error(
        "{place}: found {}, expected zero or a magnitude from {SMALLEST:e} to {LARGEST:e}, whose products are numbers",
        printable(found)
    )]
    OutOfRange {
        /// The cell.
        place: Place,
        /// Its text.
        found: String,
    },
    /// A row that is not as wide as the header; the column is the first one missing or too many.
    #[error("{place}: found a row of {}, expected {expected} as in the header", counted(*found, "field"))]
    Width {
        /// The first field that is missing or too many.
        place: Place,
        /// Fields of this row.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// A quote that opens and does not close, or a field that goes on behind it.
    #[error("{place}: found {found}, expected {expected}")]
    Quote {
        /// The field.
        place: Place,
        /// What is wrong.
        found: &'static str,
        /// What it had to be.
        expected: &'static str,
    },
    /// The label column asked for is not there.
    #[error("{place}: found the columns {found}, expected one named \"{}\"", printable(expected))]
    NoLabelColumn {
        /// The header.
        place: Place,
        /// The names that are there.
        found: String,
        /// The name asked for.
        expected: String,
    },
    /// Two columns bear the name of the label.
    #[error("{place}: found a second column named \"{}\", expected one label column", printable(found))]
    SecondLabelColumn {
        /// The second such column.
        place: Place,
        /// The name.
        found: String,
    },
    /// The rows carry a single label that is neither 1 nor -1.
    #[error(
        "{place}: found only the label {found}, expected two label values (one is enough where it is 1 or -1)"
    )]
    OneLabel {
        /// The first label.
        place: Place,
        /// The label.
        found: String,
    },
    /// The rows carry a single label where classes are to be told apart.
    #[error("{place}: found only the label {found}, expected two classes or more")]
    OneClass {
        /// The first label.
        place: Place,
        /// The label.
        found: String,
    },
    /// More than two label values and no choice among them.
    #[error(
        "{place}: found a third label value beside {found}, expected two, or a choice by --classes A,B or --positive V"
    )]
    ManyLabels {
        /// The first row with a third value.
        place: Place,
        /// The first two values, and the third after `and then`.
        found: String,
    },
    /// A class chosen by the caller that no row bears.
    #[error(
        "{place}: found the labels {found}, expected \"{}\" from {option} among them",
        printable(expected)
    )]
    NoSuchLabel {
        /// The label column.
        place: Place,
        /// `--classes` or `--positive`.
        option: &'static str,
        /// Labels that are there.
        found: String,
        /// The label asked for.
        expected: String,
    },
    /// An svmlight index of zero, out of order or repeated, or one that is no whole number.
    #[error("{place}: found index {}, expected {expected}", printable(found))]
    Index {
        /// The pair.
        place: Place,
        /// The index as written.
        found: String,
        /// What it had to be.
        expected: String,
    },
    /// An svmlight field that is no pair.
    #[error("{place}: found \"{}\", expected a pair index:value", printable(found))]
    NotAPair {
        /// The field.
        place: Place,
        /// Its text.
        found: String,
    },
    /// An archive without the arrays X (n x d numbers) and y (n labels), or a broken one.
    #[error("{place}: found {found}, expected {expected}")]
    Archive {
        /// The archive or the array.
        place: Place,
        /// What is there.
        found: String,
        /// What it had to be.
        expected: &'static str,
    },
    /// More values than are held in memory.
    #[error(
        "{place}: found {} of {}, expected at most {MOST_VALUES} values in all",
        counted(*rows, "row"),
        counted(*columns, "column")
    )]
    TooLarge {
        /// The file, or the index that makes it so wide.
        place: Place,
        /// Rows, n.
        rows: usize,
        /// Columns, d.
        columns: usize,
    },
    /// An option that does not fit the file's format or another option.
    #[error("{place}: found {found}, expected {expected}")]
    Options {
        /// The file.
        place: Place,
        /// The option and what it does not fit.
        found: &'static str,
        /// What would fit.
        expected: &'static str,
    },
}

impl ReadError {
    /// Where it was found.
    pub fn place(&self) -> &Place {
        use ReadError::*;
        match self {
            Unreadable { place, .. }
            | Empty { place }
            | HeaderOnly { place }
            | NoHeader { place, .. }
            | NoFeatures { place }
            | NotText { place }
            | MissingCell { place, .. }
            | NotANumber { place, .. }
            | NotFinite { place, .. }
            | OutOfRange { place, .. }
            | Width { place, .. }
            | Quote { place, .. }
            | NoLabelColumn { place, .. }
            | SecondLabelColumn { place, .. }
            | OneLabel { place, .. }
            | OneClass { place, .. }
            | ManyLabels { place, .. }
            | NoSuchLabel { place, .. }
            | Index { place, .. }
            | NotAPair { place, .. }
            | Archive { place, .. }
            | TooLarge { place, .. }
            | Options { place, .. } => place,
        }
    }
}
