//! Nacson, Lee, Gunasekar, Savarese, Srebro, Soudry: Convergence of Gradient Descent on Separable Data, AISTATS 2019, PMLR 89;
//! arXiv:1803.01905. Known by its abstract: no number of a theorem is given, and the constants are derived here.

pub(super) mod gap_law;
mod ngd_bound;
mod ngd_gap;
mod ngd_limit;
mod ngd_rate;
mod nonseparable;
mod schedule_slower;
pub(super) mod setting;
pub(super) mod speedup;
mod tail_best_constant;
mod tail_direction;
mod tail_polynomial;
mod tail_rate;
mod tail_setting;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(ngd_bound::claim()),
        Arc::new(ngd_limit::claim()),
        Arc::new(ngd_gap::claim()),
        Arc::new(ngd_rate::claim()),
        Arc::new(speedup::claim()),
        Arc::new(nonseparable::claim()),
        Arc::new(schedule_slower::claim()),
        Arc::new(tail_direction::claim()),
        Arc::new(tail_rate::claim()),
        Arc::new(tail_best_constant::claim()),
        Arc::new(tail_polynomial::claim()),
    ]
}
