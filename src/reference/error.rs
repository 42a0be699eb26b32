//! Why a reference could not be given.

/// Why a reference could not be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReferenceError {
    /// No rows or no columns.
    #[error("the data have {n} rows and {d} columns, expected at least one of each")]
    Empty {
        /// Number of rows.
        n: usize,
        /// Number of columns.
        d: usize,
    },
    /// An entry that is not a finite number.
    #[error("row {row}, column {column} holds {value}, expected a finite number")]
    NotFinite {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// What is there.
        value: f64,
    },
    /// No answer was found that the verifier accepted.
    #[error("no certified answer: {why}")]
    Undecided {
        /// What was tried, and where it ended.
        why: String,
    },
    /// The margin was enclosed, but too widely to be called an answer.
    #[error(
        "no certified answer within the width that is promised: the margin lies in [{lower:?}, {upper:?}]"
    )]
    Wide {
        /// The margin is at least this.
        lower: f64,
        /// The margin is at most this.
        upper: f64,
    },
    /// The rows cannot be separated, and the question presupposes that they can.
    #[error("the rows cannot be separated: row {row} is part of a vanishing non-negative combination")]
    NotSeparable {
        /// One row of the witness.
        row: usize,
    },
    /// Linear equations without a solution.
    #[error(
        "the equations contradict each other: row {row} is a combination of others, and its target is not theirs"
    )]
    Inconsistent {
        /// The row.
        row: usize,
    },
    /// A number outside what the question allows.
    #[error("{what} is {value} at entry {index}, expected {expected}")]
    Outside {
        /// Which part of the question.
        what: &'static str,
        /// Where in it.
        index: usize,
        /// What is there.
        value: f64,
        /// What is allowed.
        expected: &'static str,
    },
    /// A list whose length does not fit the rows.
    #[error("{what} has {found} entries, expected {expected}")]
    Length {
        /// Which part of the question.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that the rows ask for.
        expected: usize,
    },
}
