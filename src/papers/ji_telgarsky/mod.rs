//! Ji and Telgarsky: The implicit bias of gradient descent on nonseparable data, COLT 2019, PMLR 99; arXiv:1803.07300.
//! Numbers of results are those of the COLT version. In the paper's order.

mod fig1_separable;
mod fig2_overlapping;
mod fig3_touching;
mod fig4_general;
mod lem10_across;
mod lem12_loss;
mod lem14_angle;
mod lem15_contraction;
mod lem17_duality;
mod lem19_descent;
mod lem4_regret;
mod lem5_comparator;
mod lem6_contraction;
mod lem6_gamma;
mod lem8_offset;
mod lem9_norm;
mod limit_coordinate;
mod limit_offset;
mod limit_risk;
mod prop11_direction;
mod ray_distance;
pub(super) mod setting;
mod theta_one;
mod thm2_structure;
mod thm3_risk;
mod thm7_direction;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(fig1_separable::claim()),
        Arc::new(fig2_overlapping::claim()),
        Arc::new(fig3_touching::claim()),
        Arc::new(fig4_general::claim()),
        Arc::new(thm2_structure::claim()),
        Arc::new(thm3_risk::claim()),
        Arc::new(limit_risk::claim()),
        Arc::new(lem4_regret::claim()),
        Arc::new(lem5_comparator::claim()),
        Arc::new(lem6_contraction::claim()),
        Arc::new(lem6_gamma::claim()),
        Arc::new(lem8_offset::claim()),
        Arc::new(limit_offset::claim()),
        Arc::new(lem9_norm::claim()),
        Arc::new(limit_coordinate::claim()),
        Arc::new(lem10_across::claim()),
        Arc::new(prop11_direction::claim()),
        Arc::new(thm7_direction::claim()),
        Arc::new(theta_one::claim()),
        Arc::new(ray_distance::claim()),
        Arc::new(lem12_loss::claim()),
        Arc::new(lem14_angle::claim()),
        Arc::new(lem15_contraction::claim()),
        Arc::new(lem17_duality::claim()),
        Arc::new(lem19_descent::claim()),
    ]
}
