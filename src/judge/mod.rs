//! Records to verdicts. Knows no claim's code: only cards, findings and the rules below.
//!
//! One trial over its budget violates a theorem. A falsehood counts as rejected when at least 95 % of its decided
//! trials are over the theorem arm's budget. Nothing passes by vacuity: shares of undecided trials and of trials
//! outside the hypotheses are capped by the card.

mod control;
mod outcome;
mod verdict;

pub use outcome::{outcome_of, separation_of};
pub use verdict::{Summary, judge, summarise};
