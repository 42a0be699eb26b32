//! Soudry, Hoffer, Nacson, Gunasekar, Srebro: The Implicit Bias of Gradient Descent on Separable Data,
//! JMLR 19(70), 2018; arXiv:1710.10345. In the paper's order.

mod bias_remark;
pub(super) mod constants;
mod cor6_validation;
mod cor8_onelayer;
mod def2_tail;
mod fig1_angle;
mod fig1_loss;
mod fig1_norm;
mod fig3_adam;
mod fig4_stochastic;
mod figure;
mod lem10_descent;
mod lem11_increment;
mod lem12_generic;
mod lem17_offset;
mod lem18_corrections;
mod lem19_divergence;
pub(super) mod lem1_divergence;
mod lem20_increment;
mod regpath_remark;
mod tab1_norm;
mod thm13_correction;
mod thm13_degenerate;
pub(super) mod thm3_direction;
mod thm3_start;
mod thm4_exponent;
mod thm4_offset;
mod thm5_angle;
mod thm5_appendix;
mod thm5_cosine;
mod thm5_loss;
mod thm5_margin;
mod thm7_multiclass;
mod thm9_residual;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(lem1_divergence::claim()),
        Arc::new(def2_tail::claim()),
        Arc::new(thm3_direction::claim()),
        Arc::new(thm3_start::claim()),
        Arc::new(bias_remark::claim()),
        Arc::new(thm4_offset::claim()),
        Arc::new(thm4_exponent::claim()),
        Arc::new(thm5_angle::claim()),
        Arc::new(thm5_cosine::claim()),
        Arc::new(thm5_appendix::claim()),
        Arc::new(thm5_margin::claim()),
        Arc::new(thm5_loss::claim()),
        Arc::new(cor6_validation::claim()),
        Arc::new(fig1_norm::claim()),
        Arc::new(fig1_loss::claim()),
        Arc::new(fig1_angle::claim()),
        Arc::new(fig3_adam::claim()),
        Arc::new(fig4_stochastic::claim()),
        Arc::new(tab1_norm::claim()),
        Arc::new(thm7_multiclass::claim()),
        Arc::new(cor8_onelayer::claim()),
        Arc::new(thm9_residual::claim()),
        Arc::new(lem10_descent::claim()),
        Arc::new(lem11_increment::claim()),
        Arc::new(lem12_generic::claim()),
        Arc::new(thm13_degenerate::claim()),
        Arc::new(thm13_correction::claim()),
        Arc::new(lem17_offset::claim()),
        Arc::new(lem18_corrections::claim()),
        Arc::new(lem19_divergence::claim()),
        Arc::new(lem20_increment::claim()),
        Arc::new(regpath_remark::claim()),
    ]
}
