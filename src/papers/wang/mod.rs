//! Wang, Meng, Zhang, Sun, Chen, Ma: Does Momentum Change the Implicit Regularization on Separable Data? NeurIPS 2022;
//! arXiv:2110.03891. Known by its abstract: no number of a theorem is given, and the constants are derived here.

mod adam_l2;
mod heavy_ball;
mod setting;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(heavy_ball::claim()), Arc::new(adam_l2::claim())]
}
