//! Zhang, Zou, Cao: The Implicit Bias of Adam on Separable Data, NeurIPS 2024; arXiv:2406.10650. Known by its abstract and
//! introduction: no constant of a theorem is given.

mod margin;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(margin::claim())]
}
