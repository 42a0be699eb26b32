//! Serialised types: what a trial writes down and what a verdict says. No code of any claim, no run, no solver.
//!
//! A record file is JSON Lines: one [`Plan`], for every work item its [`Record`]s and an [`End`], and a [`Closing`]. Numbers
//! are written with all their digits and read back to the same bits; a number that is not finite has no place
//! in a record. No time of day, duration or thread stands in one, so that equal runs give equal bytes. [`mod@file`] reads one back.

mod card;
mod comparison;
pub mod file;
mod finding;
mod notes;
mod tally;
mod verdict;

pub use card::{
    ArmCard, Basis, Card, CellCard, ChanceCard, DesignCard, FIVE_BUDGETS, Kind, Must, Quantifier, THEOREM,
};
pub use comparison::{
    Allowed, BoundBudget, Budget, Clock, Comparison, IdentityBudget, LimitBudget, Miss, Sense,
};
pub use finding::{Candidate, Draw, Finding, Residual, Stop};
pub use notes::{Axes, CertificateNote, HypothesisNote, HypothesisState, Picture, Scale, Series};
pub use tally::{ArmTally, SeedTally};
pub use verdict::{
    Confidence, ControlVerdict, Counts, Outcome, Power, TestVerdict, Verdict, VerdictKind, Worst,
};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the record format. Older versions stay readable.
pub const SCHEMA: u32 = 3;

/// The first line of a record file: what was asked for, enough to judge the records without any claim's code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Format version, [`SCHEMA`] when written by this program.
    pub schema: u32,
    /// Version of the program that wrote the records.
    pub version: String,
    /// Seed of the suite.
    pub seed: u64,
    /// Name of the profile: `quick` or `full`.
    pub profile: String,
    /// The data set under test where it is the user's own; `None` for generated populations.
    pub data: Option<String>,
    /// The selected claims.
    pub cards: Vec<Card>,
}

/// What a problem is, for a reader of records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProblemNote {
    /// Number of rows (0 where the problem has no data).
    pub n: usize,
    /// Number of columns (0 where the problem has no data).
    pub d: usize,
    /// SHA-256 of shape and values, or of the problem's name where it has no data.
    pub sha256: String,
    /// One line: generator and seed, or file.
    pub from: String,
}

/// One trial: one claim, one arm, one problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Id of the claim.
    pub claim: String,
    /// Name of the arm: `theorem` or a control's.
    pub arm: String,
    /// Key of the population.
    pub family: String,
    /// Index of the problem in its population.
    pub index: u64,
    /// The problem.
    pub problem: ProblemNote,
    /// Each hypothesis with the number that decided it.
    pub hypotheses: Vec<HypothesisNote>,
    /// What was found.
    pub finding: Finding,
    /// Named numbers that a reader wants beside the finding (lambda*, gamma, eta, ...).
    pub facts: BTreeMap<String, f64>,
    /// Certificates of the exact answers used.
    pub certificates: Vec<CertificateNote>,
    /// Curves, measured beside predicted.
    pub series: Vec<Series>,
    /// The problem in the plane, where it lies in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

impl Record {
    /// What names a trial, and orders the trials of a file: claim, arm, population, index.
    pub fn place(&self) -> (&str, &str, &str, u64) {
        (&self.claim, &self.arm, &self.family, self.index)
    }
}

/// Ends the lines of one work item; resuming cuts a file after the last of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Population and index of the item.
    pub end: (String, u64),
}

/// The machine on which records were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Architecture.
    pub arch: String,
    /// The instruction set of the kernels.
    pub instructions: String,
    /// Its cores.
    pub cores: usize,
}

/// The last line of a record file that is whole. What it says changes no verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Number of trials in the file.
    pub trials: u64,
    /// Where they were made.
    pub machine: Machine,
    /// Claims that could not be put to the given data: id and why.
    pub declined: Vec<(String, String)>,
}
