//! Stochastic gradient descent with a fixed step goes to the l2 max margin, with the constants of gradient descent.
//!
//! **Statement.** On a fixed separable set, stochastic gradient descent with a fixed step, on the logistic loss, converges in direction
//! to the l2 max margin like 1/log t, and its loss goes to zero like 1/t; with a step in proportion to the batch the
//! rate, told in epochs, does not depend on the batch.
//! **Hypotheses.** Separable; logistic loss; every support vector has a positive multiplier; without replacement (with it:
//! `nacson-sgd.replacement`).
//! **Prediction.** With batches of b = 1 and of n/4 rows and steps of m eta, m the steps of an epoch: L - log t tends to
//! c = log(eta gamma^2) + H(p), P_perp w to v within the span of the support vectors, and eta gamma^2 t L(w) to 1, the same constants
//! for both batches: an epoch is one step m eta of gradient descent. Derived.
//! **Controls.** steps taken for epochs; the step of a row for eta; 1/t^2 law; nothing across the max margin; the step of
//! single rows with batches of a quarter; polynomial tail posing as an exponential one; sign descent posing as stochastic descent.
//! **Source.** Nacson, Srebro, Soudry, AISTATS 2019, on the rates of the abstract; arXiv:1806.01796.

use super::setting::{Rows, constants_of_descent};
use crate::claim::Claim;
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    constants_of_descent("nacson-sgd.limit", include_str!("limit.rs"), Rows::InEpochs, 12)
}
