//! One number held against another, and how far apart the two may be.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which clock a number was read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Steps of the real iteration.
    Descent,
    /// Gradient flow in log time, continued from an iterate of the descent.
    Flow,
    /// The regularisation path: log time is minus the logarithm of the regulariser's weight.
    Path,
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

/// What a limit or an exponent may miss by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitBudget {
    /// The three parts.
    pub budget: Budget,
    /// The largest sum of the parts that still says something: a fifth of the distance to the nearest false prediction.
    /// `None` where there is none beside it.
    pub resolution: Option<f64>,
}

/// What an equality may miss by. Nothing is missing at finite time: it has no remainder.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityBudget {
    /// Error of the certified reference.
    pub reference: f64,
    /// Rounding in the run and in the measurement.
    pub rounding: f64,
    /// As for a limit.
    pub resolution: Option<f64>,
}

/// What an inequality may fail by. It has no remainder, and nothing to be told apart from: it is kept or not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundBudget {
    /// Error of the bound.
    pub reference: f64,
    /// Rounding in the run and in the measurement.
    pub rounding: f64,
}

/// One number held against another, with what it may miss by: a [`LimitBudget`], [`IdentityBudget`] or [`BoundBudget`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison<B> {
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
    pub allowed: B,
}

/// A comparison of any deterministic kind, as a report or a rule about budgets looks at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss<'a> {
    /// What is compared.
    pub name: Cow<'a, str>,
    /// ln t of the reading; `None` where there is no time.
    pub log_time: Option<f64>,
    /// Which clock it was read on.
    pub clock: Clock,
    /// How the two are held against each other.
    pub sense: Sense,
    /// The measured number.
    pub measured: f64,
    /// The predicted number.
    pub predicted: f64,
    /// By how much they miss each other.
    pub miss: f64,
    /// How large the miss may be.
    pub budget: Budget,
    /// The largest budget that still says something.
    pub resolution: Option<f64>,
}

/// A budget of one kind of comparison.
pub trait Allowed {
    /// Its parts, zero where the kind has no such part.
    fn budget(&self) -> Budget;
    /// The largest sum that still says something.
    fn resolution(&self) -> Option<f64>;
}

impl Allowed for LimitBudget {
    fn budget(&self) -> Budget {
        self.budget
    }
    fn resolution(&self) -> Option<f64> {
        self.resolution
    }
}

impl Allowed for IdentityBudget {
    fn budget(&self) -> Budget {
        Budget { remainder: 0.0, reference: self.reference, rounding: self.rounding }
    }
    fn resolution(&self) -> Option<f64> {
        self.resolution
    }
}

impl Allowed for BoundBudget {
    fn budget(&self) -> Budget {
        Budget { remainder: 0.0, reference: self.reference, rounding: self.rounding }
    }
    fn resolution(&self) -> Option<f64> {
        None
    }
}

impl<B: Allowed> Comparison<B> {
    /// Without its kind.
    pub fn seen(&self) -> Miss<'_> {
        Miss {
            name: Cow::Borrowed(&self.name),
            log_time: self.log_time,
            clock: self.clock,
            sense: self.sense,
            measured: self.measured,
            predicted: self.predicted,
            miss: self.miss,
            budget: self.allowed.budget(),
            resolution: self.allowed.resolution(),
        }
    }
}

impl Miss<'_> {
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
