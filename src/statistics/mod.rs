//! Exact confidence bounds on shares, and order statistics.
//!
//! These judge records and never enter one: the tail of the binomial distribution comes from `statrs`, which
//! uses the platform's elementary functions, so that the last digits of a bound may differ between machines.
//! Print bounds with at most nine digits ([`significant`]): these are right for up to 100000 trials, whatever
//! the machine.

mod binomial;
mod order;

pub use binomial::{clopper_pearson_interval, clopper_pearson_lower, clopper_pearson_upper};
pub use order::{median, quantile, significant};
