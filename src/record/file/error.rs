//! What a reader of records refuses.

use crate::record::SCHEMA;
use std::fmt::{Display, Formatter, Result};
use thiserror::Error;

/// A place in a record file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line, from 1; `None` for the file as a whole.
    pub line: Option<u64>,
    /// The column, in bytes from 1; `None` for the line as a whole.
    pub column: Option<usize>,
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ", line {line}"))?;
        self.column.map_or(Ok(()), |column| write!(f, ", column {column}"))
    }
}

/// How much of a file could be read before the place where it was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// Items that have their end.
    pub items: u64,
    /// Trials of these items.
    pub trials: u64,
}

/// Why a record file was refused: one line that names the place, what was found, what was expected, and how much could be
/// read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{at}: {fault} (whole before it: {} items, {} trials)", whole.items, whole.trials)]
pub struct RecordsError {
    /// Where.
    pub at: Place,
    /// What is wrong there.
    pub fault: Box<Fault>,
    /// What could be read.
    pub whole: Whole,
}

/// What is wrong with a record file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The system gave an error in the middle of the file.
    #[error("found {0}, expected a file that can be read to its end")]
    Unreadable(String),
    /// There is nothing in it.
    #[error("found an empty file, expected records that check --records wrote")]
    Empty,
    /// The last line has no end.
    #[error("found a line that is cut off, expected a whole one")]
    CutOff,
    /// A line that is no JSON object.
    #[error("found {0}, expected a line of JSON")]
    NotJson(String),
    /// A JSON object that is none of the four lines.
    #[error(
        "found an object that begins with {0:?}, expected a plan, a record, the end of an item, or a closing line"
    )]
    Unknown(String),
    /// A line of which a part is missing or of another type.
    #[error("found {found} in {line}, expected one that check wrote")]
    Malformed {
        /// What sort of line.
        line: &'static str,
        /// What is wrong with it.
        found: String,
    },
    /// The first line is no plan.
    #[error("found {0}, expected the plan first")]
    NoPlan(&'static str),
    /// A plan that is not the first line.
    #[error("found a second plan, expected one: records of two runs are two files")]
    TwoPlans,
    /// A format that this program does not know.
    #[error("found records of schema {0}, expected 1 to {SCHEMA}, which this version of the program reads")]
    Schema(u64),
    /// A plan with the same claim twice.
    #[error("found the claim {0} twice in the plan, expected it once")]
    CardTwice(String),
    /// A plan with a claim without its own arm.
    #[error("found the claim {0} without an arm `theorem` in the plan, expected it as the first")]
    NoTheorem(String),
    /// A trial of a claim that the plan does not have.
    #[error("found a trial of the claim {0}, expected one of those in the plan")]
    ForeignClaim(String),
    /// A trial of an arm that the plan does not have.
    #[error("found a trial of {claim} under the arm `{arm}`, expected an arm that the plan has")]
    ForeignArm {
        /// The claim.
        claim: String,
        /// The arm.
        arm: String,
    },
    /// The same trial a second time.
    #[error("found the trial {claim}, arm `{arm}`, {family} #{index} a second time, expected it once")]
    Twice {
        /// The claim.
        claim: String,
        /// The arm.
        arm: String,
        /// The population.
        family: String,
        /// The index in it.
        index: u64,
    },
    /// An item ends that is not that of the trials before it.
    #[error("found the end of {} #{}, expected that of {} #{}", end.0, end.1, trial.0, trial.1)]
    OtherEnd {
        /// Population and index of the end.
        end: (String, u64),
        /// Those of a trial before it.
        trial: (String, u64),
    },
    /// Trials that no end follows.
    #[error("found an item without its end (trials: {0}), expected it whole")]
    OpenItem(u64),
    /// A file that stops between two items.
    #[error("found no closing line, expected one last: the run was interrupted, or the file is cut off")]
    NotClosed,
    /// Something below the closing line.
    #[error("found {0} below the closing line, expected nothing")]
    AfterClosing(&'static str),
    /// A closing line that counts other trials than there are.
    #[error("found {found} trials in the file, expected {said}, as the closing line says")]
    Count {
        /// Trials in the file.
        found: u64,
        /// Trials that the closing line counts.
        said: u64,
    },
}
