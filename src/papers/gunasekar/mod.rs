//! Gunasekar, Lee, Soudry, Srebro: Characterizing Implicit Bias in Terms of Optimization Geometry, ICML 2018, PMLR 80;
//! arXiv:1802.08246. Its abstract and introduction were read, not its theorems: their numbers are names here, and what is
//! tested of them is derived in each card.

pub(in crate::papers) mod adagrad;
mod ex2_momentum;
mod ex3_natural;
mod ex4_steepest;
mod factorization;
pub(in crate::papers) mod setting;
pub(in crate::papers) mod steepest_setting;
mod thm1_affine;
mod thm1_momentum;
mod thm1_projection;
mod thm1_rate;
mod thm1_stochastic;
mod thm5_cap;
mod thm5_decrease;
mod thm5_margin;
mod thm5_tail;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(thm1_projection::claim()),
        Arc::new(thm1_rate::claim()),
        Arc::new(thm1_stochastic::claim()),
        Arc::new(thm1_affine::claim()),
        Arc::new(thm1_momentum::claim()),
        Arc::new(ex2_momentum::claim()),
        Arc::new(ex3_natural::claim()),
        Arc::new(ex4_steepest::claim()),
        Arc::new(thm5_decrease::claim()),
        Arc::new(thm5_margin::claim()),
        Arc::new(thm5_tail::claim()),
        Arc::new(thm5_cap::claim()),
        Arc::new(adagrad::claim()),
        Arc::new(factorization::claim()),
    ]
}
