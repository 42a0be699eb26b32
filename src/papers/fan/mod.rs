//! Fan, Schmidt, Thrampoulidis: Implicit Bias of Spectral Descent and Muon on Multiclass Separable Data, 2025; arXiv:2502.04664.
//! Known by its abstract and introduction: no constant of a theorem is given, and the ones used are derived here.

mod spectral;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(spectral::claim())]
}
