//! Nacson, Srebro, Soudry: Stochastic Gradient Descent on Separable Data: Exact Convergence with a Fixed Learning Rate,
//! AISTATS 2019, PMLR 89; arXiv:1806.01796. Known by its abstract: no number of a theorem is given, and the constants are derived
//! here.

mod deviation;
mod limit;
mod replacement;
pub(super) mod setting;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(limit::claim()), Arc::new(replacement::claim())]
}
