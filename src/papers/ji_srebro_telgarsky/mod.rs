//! Ji, Srebro, Telgarsky: Fast Margin Maximization via Dual Acceleration, ICML 2021, PMLR 139; arXiv:2107.00595. Known by its
//! abstract: no number of a theorem is given, and the constants are derived here.

mod bound;
mod gap;
mod order;
mod rate;
mod setting;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(bound::claim()), Arc::new(gap::claim()), Arc::new(rate::claim()), Arc::new(order::claim())]
}
