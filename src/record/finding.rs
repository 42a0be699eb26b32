//! What a trial found: comparisons with their budgets, or the reason why there are none.

use super::{BoundBudget, Budget, Clock, Comparison, IdentityBudget, LimitBudget, Miss, Sense};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a residual of optimality conditions says of a limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    /// Of which conditions.
    pub name: String,
    /// ln t of the reading; `None` where there is no time.
    pub log_time: Option<f64>,
    /// Which clock it was read on.
    pub clock: Clock,
    /// The residual of the run's last point is at least this (from a dual bound).
    pub lower: f64,
    /// It is at most this (of the multipliers found).
    pub upper: f64,
    /// How much of it the run may still lose, rounding included.
    pub remainder: f64,
    /// Dimensions in which the conditions can fail.
    pub freedom: u64,
    /// Multipliers that are free to make up for it: from as many as there are dimensions on, the conditions say nothing.
    pub active: u64,
    /// A fifth of the residual of the nearest falsehood, where there is one.
    pub resolution: Option<f64>,
}

/// One draw of an experiment with two ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// What is drawn.
    pub name: String,
    /// Whether it was a success.
    pub success: bool,
    /// The probability of success that the arm claims, the same for every draw of a population.
    pub null: f64,
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
    /// The falsehood says the same as the theorem on this problem (a step of one left out of a product, say).
    Coincides {
        /// What the two agree about.
        about: String,
    },
    /// The iterates stopped being finite.
    Diverged {
        /// ln t of the first recorded time that saw it.
        log_time: f64,
    },
    /// The run was interrupted by the user.
    Interrupted,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stop::Outside { hypothesis, found } => write!(f, "{hypothesis}: {found}"),
            Stop::Undecided { why } => write!(f, "{why}"),
            Stop::Coincides { about } => write!(f, "no falsehood here: {about}"),
            Stop::Diverged { log_time } => {
                write!(f, "the run left the finite numbers at log time {log_time}")
            }
            Stop::Interrupted => write!(f, "interrupted"),
        }
    }
}

/// What a trial found: one form for each kind of statement, with what its judgment may use and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// Observables against the constants that they tend to.
    Limit {
        /// In the claim's order.
        legs: Vec<Comparison<LimitBudget>>,
    },
    /// Inequalities, each where it comes closest to failing.
    Bound {
        /// In the claim's order.
        inequalities: Vec<Comparison<BoundBudget>>,
    },
    /// Exponents.
    Rate {
        /// What ties the thing that the exponents are read off to the run.
        grounds: Vec<Comparison<LimitBudget>>,
        /// In the claim's order.
        exponents: Vec<Comparison<LimitBudget>>,
    },
    /// The nearest of several exact answers.
    Selection {
        /// Each candidate with the measured distance to it, and whether the claim names it.
        candidates: Vec<Candidate>,
        /// How far the run may still be from its limit.
        budget: Budget,
    },
    /// Residuals of optimality conditions.
    Stationarity {
        /// In the claim's order.
        residuals: Vec<Residual>,
    },
    /// Equalities up to rounding.
    Identity {
        /// In the claim's order.
        equalities: Vec<Comparison<IdentityBudget>>,
    },
    /// One draw of a distribution. By itself it decides nothing: all draws of a population are judged together.
    Distribution {
        /// The draw.
        draw: Draw,
    },
    /// No comparison.
    Stopped {
        /// Why.
        #[serde(flatten)]
        why: Stop,
    },
}

impl Finding {
    /// The comparisons that have a budget, in order.
    pub fn misses(&self) -> Vec<Miss<'_>> {
        match self {
            Finding::Limit { legs } => legs.iter().map(Comparison::seen).collect(),
            Finding::Bound { inequalities } => inequalities.iter().map(Comparison::seen).collect(),
            Finding::Rate { grounds, exponents } => {
                grounds.iter().chain(exponents).map(Comparison::seen).collect()
            }
            Finding::Identity { equalities } => equalities.iter().map(Comparison::seen).collect(),
            Finding::Selection { candidates, budget } => {
                let claimed = candidates.iter().filter(|c| c.claimed);
                claimed.map(|candidate| candidate.seen(*budget)).collect()
            }
            Finding::Stationarity { residuals } => residuals.iter().map(Residual::seen).collect(),
            Finding::Distribution { .. } | Finding::Stopped { .. } => Vec::new(),
        }
    }
}

impl Candidate {
    fn seen(&self, budget: Budget) -> Miss<'_> {
        Miss {
            name: Cow::Owned(format!("distance to {}", self.name)),
            log_time: None,
            clock: Clock::None,
            sense: Sense::Equals,
            measured: self.distance,
            predicted: 0.0,
            miss: self.distance,
            budget,
            resolution: None,
        }
    }
}

impl Residual {
    /// Whether the conditions cannot fail, whatever the run did.
    pub fn is_vacuous(&self) -> bool {
        self.freedom <= self.active
    }

    fn seen(&self) -> Miss<'_> {
        Miss {
            name: Cow::Borrowed(&self.name),
            log_time: self.log_time,
            clock: self.clock,
            sense: Sense::Equals,
            measured: self.upper,
            predicted: 0.0,
            miss: self.lower,
            budget: Budget { remainder: self.remainder, ..Budget::default() },
            resolution: self.resolution,
        }
    }
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
