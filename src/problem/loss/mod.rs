//! Losses of the margin u, in the log domain.
//!
//! A loss l is positive, decreasing and tends to zero at infinity. Its value and slope are given by their
//! logarithms, so that a loss of e^-100000 is an ordinary number.
//!
//! The built-in losses are right to a few units of 2^-52 max(1, |value|), times the condition number where
//! the function itself magnifies the rounding of its argument: their tests compare them with golden values of
//! 80 digits.

mod cross_entropy;
mod exponential;
mod logistic;
mod name;
mod polynomial;
mod stretched;
mod tail_check;
#[cfg(test)]
mod tests;

pub use cross_entropy::CrossEntropy;
pub use exponential::Exponential;
pub use logistic::Logistic;
pub use name::{LossError, loss_from_key};
pub use polynomial::PolynomialTail;
pub use stretched::StretchedExponential;
pub use tail_check::{Side, TailCheck, tight_exponential_tail};

use crate::numbers::log_sum_exp_of;

/// How fast -l'(u) falls for large u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tail {
    /// c (1 - e^(-mu_minus u)) e^(-u) <= -l'(u) <= c (1 + e^(-mu_plus u)) e^(-u) with a = c = 1
    /// (Soudry et al. 2018, Definition 2). An infinite mu means that the factor is exactly 1.
    TightExponential {
        /// Exponent of the lower correction.
        mu_minus: f64,
        /// Exponent of the upper correction.
        mu_plus: f64,
    },
    /// -l'(u) ~ u^-(k+1).
    Polynomial {
        /// The power of the loss itself, l(u) ~ u^-k / k.
        k: f64,
    },
    /// -l'(u) = e^(-u^nu).
    StretchedExponential {
        /// The power of u in the exponent.
        nu: f64,
    },
    /// Anything else.
    Other,
}

/// Which inner loop evaluates -l'(u): the built-in losses have vectorised ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LossKernel {
    /// -l'(u) = e^-u.
    Exponential,
    /// -l'(u) = 1 / (1 + e^u).
    Logistic,
    /// -l'(u) = (1 + u)^-(k+1) for u >= 0 and 2 - (1 - u)^-(k+1) for u < 0.
    Polynomial {
        /// The power of the loss itself.
        k: f64,
    },
    /// e^`log_slope(u)`, one call an evaluation.
    Generic,
}

/// A loss of the margin, decreasing to zero. Open: implement it in your own crate.
pub trait Loss: Send + Sync + std::fmt::Debug {
    /// A short name with its parameters, unique: runs and reports are keyed by it.
    fn key(&self) -> String;
    /// Rows that make up a point, one after the other; its margin is their [`soft_min`]. One, save for several classes.
    fn rivals(&self) -> usize {
        1
    }
    /// ln l(u).
    fn log_value(&self, u: f64) -> f64;
    /// ln(-l'(u)).
    fn log_slope(&self, u: f64) -> f64;
    /// d/du ln(-l'(u)), which is l''(u)/l'(u) and negative.
    fn log_slope_derivative(&self, u: f64) -> f64;
    /// ln(-l'(u)) + u: what is left beside e^-u; tends to zero on a tight exponential tail. Losses with such a
    /// tail override this where the sum would cancel.
    fn log_slope_excess(&self, u: f64) -> f64 {
        self.log_slope(u) + u
    }
    /// Replaces each u by [`log_slope_excess`](Loss::log_slope_excess) of it.
    fn log_slope_excess_each(&self, margins: &mut [f64]) {
        margins.iter_mut().for_each(|u| *u = self.log_slope_excess(*u));
    }
    /// ln l(u) + u, likewise.
    fn log_value_excess(&self, u: f64) -> f64 {
        self.log_value(u) + u
    }
    /// The least beta with |l''| <= beta everywhere; `None` where there is none.
    fn smoothness(&self) -> Option<f64>;
    /// The tail, as far as it is of a known kind.
    fn tail(&self) -> Tail;
    /// Which inner loop to use.
    fn kernel(&self) -> LossKernel {
        LossKernel::Generic
    }
}

/// -ln sum e^-u: the margin of a point whose rows have the margins u. Of one row it is the row's own, to the bit.
pub fn soft_min(margins: impl Iterator<Item = f64> + Clone) -> f64 {
    -log_sum_exp_of(margins.map(|u| -u))
}

/// ln l of each point, from the margins of all rows.
pub fn log_values(loss: &dyn Loss, margins: &[f64]) -> Vec<f64> {
    let points = margins.chunks(loss.rivals());
    points.map(|of_point| loss.log_value(soft_min(of_point.iter().copied()))).collect()
}
