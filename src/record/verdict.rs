//! Outcomes of trials and verdicts of claims.

use super::{Budget, Kind, Must, Sense};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Outcome of one trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Within every budget.
    Held,
    /// Over some budget.
    Violated,
    /// The budget is larger than the resolution.
    Undecided,
    /// A hypothesis is not met.
    Outside,
}

/// Verdict on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// No decided trial was over its budget.
    Holds,
    /// Some trial was over its budget.
    Violated,
    /// Too many trials could not be decided.
    Inconclusive,
    /// Too many trials were outside the hypotheses.
    OutsideHypotheses,
}

impl std::fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            VerdictKind::Holds => "holds",
            VerdictKind::Violated => "violated",
            VerdictKind::Inconclusive => "inconclusive",
            VerdictKind::OutsideHypotheses => "outside-hypotheses",
        })
    }
}

/// How many trials ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Held.
    pub passed: u64,
    /// Violated.
    pub violated: u64,
    /// Undecided.
    pub inconclusive: u64,
    /// Outside the hypotheses.
    pub outside: u64,
}

impl Counts {
    /// Trials that said yes or no.
    pub fn decided(&self) -> u64 {
        self.passed + self.violated
    }

    /// All trials.
    pub fn total(&self) -> u64 {
        self.decided() + self.inconclusive + self.outside
    }

    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Held => self.passed += 1,
            Outcome::Violated => self.violated += 1,
            Outcome::Undecided => self.inconclusive += 1,
            Outcome::Outside => self.outside += 1,
        }
    }
}

/// Confidence over data sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// `Clopper-Pearson`, one-sided, exact.
    pub method: String,
    /// The level, 0.95.
    pub level: f64,
    /// At least this share of the population's decided draws pass.
    pub share_at_least: f64,
}

/// The comparison that came closest to its budget, over all trials of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    /// Population and index of the trial.
    pub at: (String, u64),
    /// How the two are held against each other.
    pub sense: Sense,
    /// The measured number.
    pub measured: f64,
    /// The predicted number.
    pub predicted: f64,
    /// The miss.
    pub miss: f64,
    /// The budget.
    pub budget: Budget,
}

/// What became of one control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlVerdict {
    /// Its name.
    pub name: String,
    /// What it had to do.
    pub must: Must,
    /// Whether it did: a falsehood rejected, a mended sentence held, a gate shut.
    pub rejected: bool,
    /// Its own verdict.
    pub verdict: VerdictKind,
    /// Its trials.
    pub trials: Counts,
    /// The 5 % quantile over its decided trials of the largest miss in units of the theorem arm's budget;
    /// `None` where it makes no comparison.
    pub separation: Option<f64>,
    /// Whether it says anything at all: on a single data set a falsehood may not differ from the truth.
    pub powerless: bool,
}

/// The verdict on one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Id of the claim.
    pub id: String,
    /// Key of the paper.
    pub paper: String,
    /// What sort of statement.
    pub kind: Kind,
    /// The verdict that a sound harness reaches.
    pub expected: VerdictKind,
    /// The verdict.
    pub verdict: VerdictKind,
    /// Whether the two agree.
    pub as_expected: bool,
    /// Why, in one line, where the verdict is not `holds`.
    pub why: Option<String>,
    /// The theorem arm's trials.
    pub trials: Counts,
    /// Confidence over data sets, where any trial was decided.
    pub confidence: Option<Confidence>,
    /// By comparison: the trial that came closest to its budget.
    pub worst: BTreeMap<String, Worst>,
    /// The controls, in the claim's order.
    pub controls: Vec<ControlVerdict>,
}
