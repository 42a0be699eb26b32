//! What a trial found: comparisons with their budgets, or the reason why there are none.

use serde::{Deserialize, Serialize};

/// Which clock a number was read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Steps of the real iteration.
    Descent,
    /// Gradient flow in log time, continued from an iterate of the descent.
    Flow,
    /// No time at all: a property of the data or of the loss.
    None,
}

/// How measured and predicted are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// They are equal.
    Equals,
    /// Measured is at most predicted.
    AtMost,
    /// Measured is at least predicted.
    AtLeast,
}

/// The error budget in its three parts, each computed before the measurement is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// What is still missing at finite time, and the discretisation.
    pub remainder: f64,
    /// Error of the certified reference.
    pub reference: f64,
    /// Rounding in the run and in the measurement.
    pub rounding: f64,
}

impl Budget {
    /// The sum of the parts.
    pub fn total(&self) -> f64 {
        self.remainder + self.reference + self.rounding
    }
}

/// One number held against another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared.
    pub name: String,
    /// ln t of the reading; `None` where there is no time.
    pub log_time: Option<f64>,
    /// Which clock it was read on.
    pub clock: Clock,
    /// How the two are held against each other.
    pub sense: Sense,
    /// The measured number; the norm where the observable is a vector.
    pub measured: f64,
    /// The predicted number; the norm where the prediction is a vector.
    pub predicted: f64,
    /// |measured - predicted| (of the vectors), or by how much the inequality fails (negative: the slack).
    pub miss: f64,
    /// How large the miss may be.
    pub budget: Budget,
    /// The largest budget with which this comparison still says something: a fifth of the distance to the
    /// nearest false prediction. `None`: the budget is rounding alone.
    pub resolution: Option<f64>,
}

impl Comparison {
    /// Whether the budget is small enough for the comparison to say anything.
    pub fn decided(&self) -> bool {
        self.budget.total().is_finite() && self.resolution.is_none_or(|r| self.budget.total() <= r)
    }

    /// Whether the miss is over the budget. A miss that is no number is.
    pub fn over_budget(&self) -> bool {
        self.miss.is_nan() || self.miss > self.budget.total()
    }

    /// The miss in units of the budget.
    pub fn separation(&self) -> f64 {
        let budget = self.budget.total();
        if budget > 0.0 {
            (self.miss / budget).min(f64::MAX)
        } else if self.miss > 0.0 {
            f64::MAX
        } else {
            0.0
        }
    }
}

/// Why a trial ended without a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "stop")]
pub enum Stop {
    /// A hypothesis of the theorem is not met.
    Outside {
        /// Its name.
        hypothesis: String,
        /// The number that decided it, in words.
        found: String,
    },
    /// The run cannot show what the claim says.
    Undecided {
        /// Why.
        why: String,
    },
    /// The iterates stopped being finite.
    Diverged {
        /// ln t of the first recorded time that saw it.
        log_time: f64,
    },
    /// The run was interrupted by the user.
    Interrupted,
}

/// What a trial found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// Numbers held against each other.
    Compared {
        /// The comparisons, in the claim's order.
        comparisons: Vec<Comparison>,
    },
    /// The nearest of several exact answers.
    Chose {
        /// Each candidate with the measured distance to it, and whether the claim names it.
        candidates: Vec<Candidate>,
        /// How far the run may still be from its limit.
        budget: Budget,
    },
    /// No comparison.
    Stopped {
        /// Why.
        #[serde(flatten)]
        why: Stop,
    },
}

/// One of several exact answers that a run may reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Measured distance to it.
    pub distance: f64,
    /// Whether the claim says that this one is reached.
    pub claimed: bool,
}

/// State of a hypothesis on a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HypothesisState {
    /// It is met.
    Met,
    /// It is not.
    Broken,
}

/// A hypothesis with the number that decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HypothesisNote {
    /// Its name.
    pub name: String,
    /// The number that decided it, in words.
    pub found: String,
    /// Whether it is met.
    pub state: HypothesisState,
    /// Whether the arm looks past it.
    pub waived: bool,
}

/// The certificate behind an exact answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateNote {
    /// Of what.
    pub of: String,
    /// `exact` or `enclosure`.
    pub method: String,
    /// Relative width of the enclosure.
    pub width: f64,
}

/// A measured curve with what was predicted for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What is drawn.
    pub name: String,
    /// ln t.
    pub log_time: Vec<f64>,
    /// The measured values.
    pub measured: Vec<f64>,
    /// The predicted limit or law at the same times.
    pub predicted: Vec<f64>,
}
