//! Statistical judgements whose rates of false alarm and of miss are stated.
//!
//! Each test answers three questions, in the manner of TensorFlow Probability's `statistical_testing`: it
//! judges data, and as a [`Design`] it tells the least discrepancy that a number of trials detects and the
//! least number of trials that detects a discrepancy.
//!
//! - [`BinomialTest`]: a probability; [`SignTest`]: a median. Exact.
//! - [`DkwTest`]: a distribution. Whatever the distribution.
//! - [`SequentialTest`]: a probability, by a [`ConfidenceSequence`] that may be looked at after every draw.
//! - [`StudentTest`]: the mean of normal data, at ordinary levels only.
//! - [`MeanEquivalence`], [`ProportionEquivalence`]: that a mean or a probability is within a margin;
//!   [`SteinEquivalence`]: with the number of trials that an unknown standard deviation takes.
//! - [`Plan`]: too few trials are refused before they are made.
//! - [`Price`]: what judgements cost the suite in false alarms.
//! - [`clopper_pearson_interval`]: confidence bounds on a share; [`quantile`]: order statistics.

mod binomial;
mod clopper_pearson;
mod confidence_sequence;
mod deviation;
mod dkw;
mod equivalence;
mod judgement;
mod normal;
mod order;
mod plan;
mod price;
mod refused;
mod sign_test;
mod stein;
mod student;
mod tail;

#[cfg(test)]
mod tests;

pub use binomial::BinomialTest;
pub use clopper_pearson::{clopper_pearson_interval, clopper_pearson_lower, clopper_pearson_upper};
pub use confidence_sequence::{ConfidenceSequence, SequentialTest};
pub use dkw::DkwTest;
pub use equivalence::{Decision, MeanEquivalence, ProportionEquivalence};
pub(crate) use judgement::least_whole;
pub use judgement::{Judgement, Rates, Side};
pub use order::{median, quantile, significant};
pub use plan::{Design, Plan, PlanRefused};
pub use price::{Price, PriceRefused, SUITE_BUDGET};
pub use refused::Refused;
pub use sign_test::SignTest;
pub use stein::SteinEquivalence;
pub use student::{LEAST_NORMAL_RATE, StudentTest, noncentral_at_most, student_tail};
pub use tail::{binomial_at_least, binomial_at_most, binomial_term};
