//! Stochastic gradient descent with replacement and a fixed step has the constants of gradient descent.
//!
//! **Statement.** On a fixed separable set, stochastic gradient descent whose rows are drawn uniformly and independently at each
//! step, with a fixed step on the logistic loss, converges in direction to the l2 max margin like 1/log t, and its loss goes to
//! zero like 1/t.
//! **Hypotheses.** Separable; logistic loss; every support vector has a positive multiplier; with replacement.
//! **Prediction.** With b = 1 row and b = n/4 rows a step and steps of n eta/b, whose mean is a step eta of gradient descent:
//! L - log t tends to c = log(eta gamma^2) + H(p), P_perp w to v within the span of the support vectors, and eta gamma^2 t L(w)
//! to 1. Derived. What the draws leave at T is random: the run is held against the flow from its own iterate at T/10 within a
//! bound that follows from that iterate and the flow, and that a trial of a true claim exceeds with a probability of at most
//! 1e-9.
//! **Controls.** steps taken for epochs; the step of a row for eta; 1/t^2 law; nothing across the max margin; the step of
//! single rows with batches of a quarter; polynomial tail posing as an exponential one; sign descent posing as stochastic
//! descent; eta for the step of a row; half the step with batches of a quarter; a support vector that is never drawn.
//! **Source.** Nacson, Srebro, Soudry, AISTATS 2019, on the rates of the abstract; arXiv:1806.01796.

use super::setting::{Rows, constants_of_descent, half_step, one_never_drawn, own_step};
use crate::claim::Claim;
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    constants_of_descent("nacson-sgd.replacement", include_str!("replacement.rs"), Rows::Independently, 6)
        .but_for_chance()
        .control_dynamics("eta for the step of a row", own_step)
        .control_dynamics("half the step with batches of a quarter", half_step)
        .control_dynamics("a support vector that is never drawn", one_never_drawn)
}
