//! Values with their error radius, positive numbers by their logarithm, elementary functions that give the same bits on every machine, and the vectors
//! they are computed in.

mod ball;
mod elementary;
pub(crate) mod lanes;
mod log;
mod norm;
mod potential;
mod words;

pub use ball::Ball;
pub use elementary::{
    acos, asinh, atan2, cosh, exp, exp_each, exp_m1, ln, ln_1p, pow, sin_cos_2pi, sinh, softplus,
    softplus_each, tanh,
};
pub use lanes::Isa;
pub use log::{Log, NotALogarithm, log_sum_exp, log_sum_exp_of};
pub use norm::{dot, dual_exponent, norm_of};
pub use potential::Potential;
pub use words::counted;

pub(crate) use elementary::{
    exp_lanes, exp_non_positive_lanes, ln_1p_lanes, ln_1p_ratio_lanes, ln_normal_lanes, weight_lanes,
};
