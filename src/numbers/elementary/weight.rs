//! e^-u as a weight: the innermost loop of every run.

use super::super::lanes::{Lanes, ROUNDER};

/// (e^-r - 1)/r for |r| <= ln(2)/16, ascending powers: minimax for the relative error of e^-r, 2.8e-18.
const SLOPES: [f64; 7] = [
    -1.0,
    0.5000000000000301,
    -0.16666666666660893,
    0.04166666656937388,
    -0.008333333391164379,
    0.0013889783117954,
    -0.00019840113122592183,
];
/// 8 / ln 2 and ln 2 / 8.
const EIGHTHS: f64 = 11.541560327111707;
const EIGHTH: f64 = 0.08664339756999316;

/// Below this e^-u is not representable, above `GREATEST` it is no normal number.
const LEAST: f64 = -710.0;
const GREATEST: f64 = 708.0;

/// e^-u for a margin u: exactly zero for u > 708 (where it is far below the rounding of anything it is added to),
/// not finite where it overflows.
///
/// The relative error is at most 2.4e-16 + 4e-17 |u|: the second part stays below what the rounding of u itself
/// does. Half as long as [`exp`](super::exp), which is why it is there.
#[inline(always)]
pub(crate) fn weight_lanes<L: Lanes>(u: L) -> L {
    let rounder = L::splat(ROUNDER);
    let bounded = L::splat(LEAST).max(u);
    let rounded = bounded.neg_mul_add(L::splat(EIGHTHS), rounder);
    let r = rounded.sub(rounder).mul_add(L::splat(EIGHTH), bounded);
    let power = rounded.power_of_two_in_eighths();
    let mut slope = L::splat(SLOPES[6]);
    let mut i = 6;
    while i > 0 {
        i -= 1;
        slope = slope.mul_add(r, L::splat(SLOPES[i]));
    }
    let value = power.mul(r).mul_add(slope, power);
    L::select(L::splat(GREATEST).less(u), L::splat(0.0), value)
}
