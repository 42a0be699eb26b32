//! Wu, Bartlett, Telgarsky, Yu: Large Stepsize Gradient Descent for Logistic Loss, COLT 2024, PMLR 247; arXiv:2402.15926.
//! Wu, Braverman, Lee: Implicit Bias of Gradient Descent for Logistic Regression at the Edge of Stability, NeurIPS 2023;
//! arXiv:2305.11788. The second is known by its abstract: no number of a theorem is given.
//!
//! L is the mean of the losses in both, eta the step on it.

mod bias;
mod cor2_budget;
mod divergence;
mod setting;
mod thm1_average;
mod thm1_stable;
mod thm3_monotone;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of these papers.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(bias::claim()),
        Arc::new(divergence::claim()),
        Arc::new(thm1_average::claim()),
        Arc::new(thm1_stable::claim()),
        Arc::new(cor2_budget::claim()),
        Arc::new(thm3_monotone::claim()),
    ]
}
