//! Why a statistical question is refused before it is answered.

/// A question that has no answer: what was found, and what was expected.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// A rate that is no probability strictly between 0 and 1.
    #[error("found a rate of {what} of {found}, expected a number strictly between 0 and 1")]
    Rate {
        /// Of false alarm or of miss.
        what: &'static str,
        /// The number.
        found: f64,
    },
    /// Rates so large that tossing a coin, whatever the data say, would have them.
    #[error("found rates of false alarm {false_alarm} and of miss {miss}, expected a sum below 1")]
    Coin {
        /// The rate of false alarm.
        false_alarm: f64,
        /// The rate of miss.
        miss: f64,
    },
    /// A level at which the test is not to be trusted.
    #[error(
        "found a rate of {what} of {found} for a test that assumes normal data, expected one from {least:e} to below \
         {below}: prefer exact and distribution-free tests"
    )]
    Level {
        /// Of false alarm or of miss.
        what: &'static str,
        /// The rate.
        found: f64,
        /// The least rate that is taken.
        least: f64,
        /// The rate from which on none is taken.
        below: f64,
    },
    /// No probability strictly between 0 and 1.
    #[error("found {found} as {what}, expected a number strictly between 0 and 1")]
    Probability {
        /// What the number was to be.
        what: &'static str,
        /// The number.
        found: f64,
    },
    /// More passed than were tried.
    #[error("found {passed} passed of {trials} trials, expected no more than were tried")]
    Passed {
        /// How many passed.
        passed: u64,
        /// How many were tried.
        trials: u64,
    },
    /// A discrepancy that no true value has.
    #[error("found a discrepancy of {found}, expected one above 0 and at most {greatest}")]
    Discrepancy {
        /// The discrepancy.
        found: f64,
        /// The greatest that a true value can have.
        greatest: f64,
    },
    /// So few trials that not even the greatest discrepancy is detected.
    #[error("with {trials} trials no discrepancy is detected at these rates, expected more trials")]
    Undetectable {
        /// The number of trials.
        trials: u64,
    },
    /// More trials than are computed with.
    #[error(
        "a discrepancy of {discrepancy} takes more than {most} trials at these rates, expected one that takes fewer"
    )]
    TooMany {
        /// The discrepancy.
        discrepancy: f64,
        /// The greatest number of trials that is looked at.
        most: u64,
    },
    /// More trials than a walk of that length is followed.
    #[error("found {trials} trials, expected at most {most}")]
    TooManyTrials {
        /// The number of trials.
        trials: u64,
        /// The greatest number that is looked at.
        most: u64,
    },
    /// A sample too small for the question.
    #[error("found {found} values, expected at least {least}")]
    TooFew {
        /// How many values there are.
        found: u64,
        /// How many are needed.
        least: u64,
    },
    /// A standard deviation that is no positive finite number: the values are too large, or lie too near to one another.
    #[error("found values of standard deviation {found}, expected a positive finite one")]
    Deviation {
        /// The deviation.
        found: f64,
    },
    /// A number that is infinite or not a number.
    #[error("found {found} as value {index}, expected a finite number")]
    NotFinite {
        /// Its place in the sample, from 0.
        index: usize,
        /// The number.
        found: f64,
    },
    /// A number that is to be positive and finite and is not.
    #[error("found {found} as {what}, expected a positive finite number")]
    NotPositive {
        /// What the number was to be.
        what: &'static str,
        /// The number.
        found: f64,
    },
    /// A sample whose values are all the same, from which no standard deviation is estimated.
    #[error("found {value} as every value of the sample, expected values that differ")]
    Constant {
        /// The value.
        value: f64,
    },
    /// A distribution function that leaves [0, 1] or falls.
    #[error("found {found} as distribution function after {before}, expected no less and at most 1")]
    NotADistribution {
        /// Its value at an observation.
        found: f64,
        /// Its value just before: at the observation's left, or at a smaller one.
        before: f64,
    },
}
