//! What one suite seed says of every arm: the unit from which rates over many seeds are taken, and in which they are kept.

use super::{Counts, Must};
use serde::{Deserialize, Serialize};

/// One arm of one claim under one suite seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmTally {
    /// Id of the claim.
    pub claim: String,
    /// Name of the arm.
    pub arm: String,
    /// What it has to do.
    pub must: Must,
    /// Its trials; its tests where it is about a probability.
    pub trials: Counts,
    /// Whether the arm as a whole did what it has to.
    pub done: bool,
    /// The miss in units of the theorem arm's budget, by problem, ascending; of an inequality that is kept, zero.
    pub misses: Vec<f64>,
    /// The p-values of its tests, ascending.
    pub p_values: Vec<f64>,
}

/// All arms under one suite seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeedTally {
    /// The suite seed.
    pub seed: u64,
    /// In the order of the cards.
    pub arms: Vec<ArmTally>,
}
