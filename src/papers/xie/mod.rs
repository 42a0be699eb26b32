//! Xie, Li: Implicit Bias of AdamW: l_inf-Norm Constrained Optimization, ICML 2024; arXiv:2404.04454. Known by its abstract: no
//! constant of a theorem is given, and the ones used are derived here.

mod decay;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(decay::claim())]
}
