//! Telgarsky: Margins, Shrinkage, and Boosting, ICML 2013, PMLR 28(2); arXiv:1303.4172. Known by its abstract: no number of a
//! theorem is given, and the constants are derived here.

mod shrinkage;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(shrinkage::claim())]
}
