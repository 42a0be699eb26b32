//! e^x and e^x - 1.

use super::super::lanes::{Lanes, ROUNDER};
use super::{LN_2_HIGH, LN_2_LOW, scalar};

/// (e^r - 1 - r) / r^2 for |r| <= ln(2)/2, ascending powers: minimax for the relative error of e^r, 3.7e-18.
const TAIL: [f64; 10] = [
    0.5000000000000011,
    0.16666666666666413,
    0.04166666666653016,
    0.00833333333349446,
    0.0013888888943628895,
    0.00019841269506578848,
    2.4801493100038142e-05,
    2.7557586375500727e-06,
    2.7630248010846225e-07,
    2.500006064923463e-08,
];

/// Above this e^x is infinite; below `LEAST` it rounds to zero.
const GREATEST: f64 = 710.0;
const LEAST: f64 = -746.0;

scalar! {
    /// e^x. Overflows to infinity, underflows gradually to zero.
    pub exp(x) = exp_lanes;
    /// e^x - 1, to full relative accuracy near zero.
    pub exp_m1(x) = exp_m1_lanes;
}

/// (k, r) with x = k ln 2 + r, k whole and |r| <= ln(2)/2, for |x| < 2^40.
#[inline(always)]
fn reduce<L: Lanes>(x: L) -> (L, L) {
    let rounder = L::splat(ROUNDER);
    let k = x.mul_add(L::splat(std::f64::consts::LOG2_E), rounder).sub(rounder);
    (k, k.neg_mul_add(L::splat(LN_2_LOW), k.neg_mul_add(L::splat(LN_2_HIGH), x)))
}

/// e^r - 1 for |r| <= ln(2)/2.
#[inline(always)]
fn reduced<L: Lanes>(r: L) -> L {
    let c = |i: usize| L::splat(TAIL[i]);
    let r2 = r.mul(r);
    let r4 = r2.mul(r2);
    let q01 = r.mul_add(c(1), c(0));
    let q23 = r.mul_add(c(3), c(2));
    let q45 = r.mul_add(c(5), c(4));
    let q67 = r.mul_add(c(7), c(6));
    let q89 = r.mul_add(c(9), c(8));
    let low = r2.mul_add(q23, q01);
    let high = r4.mul_add(q89, r2.mul_add(q67, q45));
    r2.mul_add(r4.mul_add(high, low), r)
}

/// e^x, lane by lane.
#[inline(always)]
pub(crate) fn exp_lanes<L: Lanes>(x: L) -> L {
    exp_non_positive_lanes(L::splat(GREATEST).min(x))
}

/// e^x for x <= [`GREATEST`] (or NaN), lane by lane: one comparison less.
#[inline(always)]
pub(crate) fn exp_non_positive_lanes<L: Lanes>(x: L) -> L {
    let (k, r) = reduce(L::splat(LEAST).max(x));
    L::splat(1.0).add(reduced(r)).scale(k)
}

/// e^(x + tail) for a tail far below x.
#[inline(always)]
pub(super) fn exp_of_sum<L: Lanes>(x: L, tail: L) -> L {
    let bounded = L::splat(LEAST).max(L::splat(GREATEST).min(x));
    let tail = L::select(bounded.equal(x), tail, L::splat(0.0));
    let (k, r) = reduce(bounded);
    L::splat(1.0).add(reduced(r.add(tail))).scale(k)
}

#[inline(always)]
pub(super) fn exp_m1_lanes<L: Lanes>(x: L) -> L {
    let bounded = L::splat(LEAST).max(L::splat(GREATEST).min(x));
    let rounder = L::splat(ROUNDER);
    let k = bounded.mul_add(L::splat(std::f64::consts::LOG2_E), rounder).sub(rounder);
    let high = k.neg_mul_add(L::splat(LN_2_HIGH), bounded);
    let r = k.neg_mul_add(L::splat(LN_2_LOW), high);
    // What the rounding of r left out, times the derivative of e^r - 1.
    let left_out = k.neg_mul_add(L::splat(LN_2_LOW), high.sub(r));
    let p = reduced(r);
    let p = p.add(left_out.mul_add(p, left_out));
    // 2^k (1 + p) - 1 at half scale, so that k = 1024 does not overflow too early.
    let half_power = L::splat(0.5).scale(k);
    let half = half_power.mul_add(p, half_power.sub(L::splat(0.5)));
    let tiny = x.abs().less(L::splat(1e-300));
    L::select(tiny, x, half.add(half))
}
