//! Plans that are refused before they start.

use super::{Rates, Refused};

/// What the numbers of trials, the discrepancies and the error rates of a test have to do with one another.
///
/// Beside these two questions each test judges data. The three are the manner of TensorFlow Probability's
/// `statistical_testing` (Dillon et al. 2017, arXiv:1711.10604): judge at a stated rate of false alarm, the
/// least discrepancy that a number of trials detects, the least number of trials that detects a discrepancy.
pub trait Design {
    /// The rates of false alarm and of miss.
    fn rates(&self) -> Rates;

    /// The least discrepancy that `trials` trials detect: it and every greater one goes unseen with at most the
    /// rate of miss.
    ///
    /// # Errors
    /// When none is detected.
    fn least_detectable(&self, trials: u64) -> Result<f64, Refused>;

    /// Whether `trials` trials detect the discrepancy. This is what a plan is checked with.
    ///
    /// # Errors
    /// When no true value has the discrepancy.
    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused>;

    /// The least number of trials, `from` or more, that detects the discrepancy.
    ///
    /// # Errors
    /// When no true value has the discrepancy, or more trials are needed than are computed with.
    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused>;

    /// The least number of trials that detects the discrepancy. With discrete data a few more trials may detect
    /// it with a little less power: check a plan by [`Design::is_enough`].
    ///
    /// # Errors
    /// As [`Design::least_trials_from`].
    fn least_trials(&self, discrepancy: f64) -> Result<u64, Refused> {
        self.least_trials_from(1, discrepancy)
    }
}

/// A number of trials that detects a discrepancy at stated rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    trials: u64,
    discrepancy: f64,
    rates: Rates,
}

impl Plan {
    /// The plan to test with so many trials, if they detect the discrepancy.
    ///
    /// # Errors
    /// When there are too few trials, with the number that is enough; when the question has no answer.
    pub fn new(design: &impl Design, trials: u64, discrepancy: f64) -> Result<Plan, PlanRefused> {
        let rates = design.rates();
        if design.is_enough(trials, discrepancy)? {
            return Ok(Plan { trials, discrepancy, rates });
        }
        let enough = design.least_trials_from(trials.max(1), discrepancy)?;
        Err(PlanRefused::TooFewTrials { trials, discrepancy, rates, enough })
    }

    /// The number of trials.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// The discrepancy that they detect.
    pub fn discrepancy(&self) -> f64 {
        self.discrepancy
    }

    /// The rates at which they do.
    pub fn rates(&self) -> Rates {
        self.rates
    }
}

/// Why a plan is refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PlanRefused {
    /// The trials would not detect the discrepancy.
    #[error(
        "found {trials} trials, expected {enough} to detect a discrepancy of {discrepancy} with rates of false alarm \
         {:e} and of miss {:e}",
        rates.false_alarm(), rates.miss()
    )]
    TooFewTrials {
        /// The planned number of trials.
        trials: u64,
        /// The discrepancy to be detected.
        discrepancy: f64,
        /// The rates.
        rates: Rates,
        /// The least greater number of trials that is enough.
        enough: u64,
    },
    /// No number of trials answers the question.
    #[error(transparent)]
    Refused(#[from] Refused),
}
