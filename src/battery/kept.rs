//! Counterexamples that were found once and are kept: `search` begins with them.

use crate::data::DataSet;
use crate::data::read::{ReadOptions, read_bytes};

/// A kept counterexample: a file of `fixtures/counterexamples/`, named after its claim and arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Id of the claim that it violates.
    pub claim: &'static str,
    /// The arm that it violates.
    pub arm: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
}

impl Kept {
    /// The data set.
    ///
    /// # Panics
    /// When the file is no data file; a test reads them all.
    pub fn data(&self) -> DataSet {
        let read = read_bytes(self.file, self.text.as_bytes(), &ReadOptions::default());
        read.unwrap_or_else(|error| panic!("{error}"))
    }
}

macro_rules! kept {
    ($($claim:literal, $arm:literal, $file:literal;)*) => {
        [$(Kept {
            claim: $claim,
            arm: $arm,
            file: $file,
            text: include_str!(concat!("../../fixtures/counterexamples/", $file)),
        }),*]
    };
}

/// All of them.
pub const KEPT: &[Kept] = &kept! {
    "essay.angle-same-rate", "theorem", "essay.angle-same-rate.csv";
    "soudry.thm3.direction", "l1 max margin as the limit",
        "soudry.thm3.direction--l1-max-margin-as-the-limit.csv";
};
