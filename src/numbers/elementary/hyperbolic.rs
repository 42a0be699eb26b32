//! Hyperbolic functions.

use super::{exp, exp_m1, ln, ln_1p};

/// Beyond this, e^-2x is lost in the rounding of one.
const FAR: f64 = 22.0;

/// sinh x.
pub fn sinh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size > FAR {
        // Two factors, so that the result overflows no earlier than sinh itself.
        let root = exp(0.5 * size);
        (0.5 * root) * root
    } else {
        let e = exp_m1(size);
        0.5 * (e + e / (e + 1.0))
    };
    value.copysign(x)
}

/// cosh x.
pub fn cosh(x: f64) -> f64 {
    let size = x.abs();
    if size > FAR {
        let root = exp(0.5 * size);
        (0.5 * root) * root
    } else {
        let e = exp(size);
        0.5 * e + 0.5 / e
    }
}

/// tanh x.
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size > FAR {
        1.0
    } else {
        let e = exp_m1(-2.0 * size);
        -e / (2.0 + e)
    };
    if x.is_nan() { x } else { value.copysign(x) }
}

/// The inverse of sinh.
pub fn asinh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size > 1e150 {
        ln(size) + std::f64::consts::LN_2
    } else {
        let square = size * size;
        ln_1p(size + square / (1.0 + (1.0 + square).sqrt()))
    };
    if x.is_nan() { x } else { value.copysign(x) }
}
