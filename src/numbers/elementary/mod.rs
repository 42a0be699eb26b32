//! Elementary functions that give the same bits on every machine.
//!
//! The platform's libm differs from system to system; these are sums, products and fused multiply-adds in one
//! fixed order. Against 60-digit values `exp`, `ln`, `ln_1p`, `atan2` and `sin_cos_2pi` are within 1 unit in the last
//! place, the hyperbolic functions within 3, all others within 2.

mod exponential;
mod hyperbolic;
mod logarithm;
mod power;
mod slices;
mod trigonometric;
mod weight;

pub use exponential::{exp, exp_m1};
pub use hyperbolic::{asinh, cosh, sinh, tanh};
pub use logarithm::{ln, ln_1p, softplus};
pub use power::pow;
pub use slices::{exp_each, softplus_each};
pub use trigonometric::{acos, atan2, sin_cos_2pi};

pub(crate) use exponential::{exp_lanes, exp_non_positive_lanes};
pub(crate) use logarithm::{ln_1p_lanes, ln_1p_ratio_lanes, ln_normal_lanes};
pub(crate) use weight::weight_lanes;

/// ln 2 = LN_2_HIGH + LN_2_LOW; the first has 41 bits, so that its product with an exponent is exact.
const LN_2_HIGH: f64 = 0.693147180559663;
const LN_2_LOW: f64 = 2.8235290563031577e-13;

/// Scalar functions from generic ones: with hardware fused multiply-add where there is one.
macro_rules! scalar {
    ($($(#[$doc:meta])* $visibility:vis $name:ident($($x:ident),+) = $lanes:path;)+) => {$(
        $(#[$doc])*
        #[inline]
        $visibility fn $name($($x: f64),+) -> f64 {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "fma")]
                fn with_fma($($x: f64),+) -> f64 {
                    $lanes($($x),+)
                }
                if is_x86_feature_detected!("fma") {
                    // SAFETY: the feature was just found to be there.
                    return unsafe { with_fma($($x),+) };
                }
            }
            $lanes($($x),+)
        }
    )+};
}
use scalar;

#[cfg(test)]
mod tests;
