//! Values with their error radius, elementary functions that give the same bits on every machine, and the vectors
//! they are computed in.

mod ball;
mod elementary;
pub(crate) mod lanes;

pub use ball::Ball;
pub use elementary::{
    acos, asinh, atan2, cosh, exp, exp_m1, ln, ln_1p, log_sum_exp, pow, sin_cos_2pi, sinh, softplus, tanh,
};
pub use lanes::Isa;

pub(crate) use elementary::{exp_lanes, exp_non_positive_lanes, ln_1p_lanes, ln_normal_lanes, weight_lanes};
