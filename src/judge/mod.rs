//! Records to verdicts. Knows no claim's code: only cards, findings and the rules below.
//!
//! One trial over its budget violates a theorem. A falsehood counts as rejected when at least 95 % of its decided
//! trials are over the theorem arm's budget. A probability is tested on all draws of a population at once, at a price
//! fixed on the card. Nothing passes by vacuity: shares of undecided trials and of trials outside the hypotheses are
//! capped by the card.

mod calibration;
mod control;
mod distribution;
mod duty;
mod judged;
mod outcome;
mod power;
mod summary;
mod verdict;

pub use calibration::{ArmCalibration, Calibration, ErrorRate, TestPlan, calibrate, tally, trials_for_rate};
pub use control::is_rejected;
pub use duty::{Duty, duty_of_claim, duty_of_control};
pub use judged::Judged;
pub use outcome::outcome_of;
pub use power::separation_of;
pub use summary::{Summary, summarise};
pub use verdict::judge;

#[cfg(test)]
mod tests;
