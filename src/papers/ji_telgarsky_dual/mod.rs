//! Ji and Telgarsky: Characterizing the implicit bias via a primal-dual analysis, ALT 2021, PMLR 132; arXiv:1906.04540.
//! Numbers of results are those of the ALT version. In the paper's order.
//!
//! Every step of descent is a step of mirror descent on the dual variable q_t = grad psi(Z w_t), psi = ln sum exp: the weights
//! of the rows over their sum.

pub(super) mod polynomial;
pub(super) mod setting;
mod thm10_lower;
mod thm1_dual;
mod thm5_direction;
mod thm5_duality;
pub(super) mod thm5_polynomial;
mod thm7_margin;
mod thm8_direction;
mod thm9_offset;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(thm1_dual::claim()),
        Arc::new(thm5_direction::claim()),
        Arc::new(thm5_duality::claim()),
        Arc::new(thm5_polynomial::claim()),
        Arc::new(thm7_margin::claim()),
        Arc::new(thm8_direction::claim()),
        Arc::new(thm9_offset::claim()),
        Arc::new(thm10_lower::claim()),
    ]
}
