//! ln x, ln(1 + x) and what is built on them.

use super::super::lanes::Lanes;
use super::exponential::exp_non_positive_lanes;
use super::{LN_2_HIGH, LN_2_LOW, scalar};

/// 2 (atanh(s)/s - 1) / z with z = s^2, for m = (1 + s)/(1 - s) in [sqrt(1/2), sqrt(2)]: minimax, 1.3e-18.
const SERIES: [f64; 7] = [
    0.6666666666666734,
    0.3999999999941432,
    0.28571428742475297,
    0.22222198563456952,
    0.1818356486759394,
    0.15314035822831082,
    0.14796105476567706,
];

/// (atanh(s)/s - 1) / z with z = s^2 <= 1/9: minimax for the relative error of atanh(s)/s, 2.5e-18.
const RATIO_SERIES: [f64; 10] = [
    0.33333333333333154,
    0.2000000000007756,
    0.14285714274058522,
    0.11111111976850573,
    0.090908722386668,
    0.07693274213095747,
    0.06650560489276044,
    0.060524739092085084,
    0.04172479829150128,
    0.08504888627042431,
];

/// 2^54: brings subnormal numbers into the normal range.
pub(super) const LIFT: f64 = 18_014_398_509_481_984.0;

scalar! {
    /// The natural logarithm. Minus infinity at zero, NaN below.
    pub ln(x) = ln_lanes;
    /// ln(1 + x), to full relative accuracy near zero.
    pub ln_1p(x) = ln_1p_lanes;
    /// ln(1 + e^u), for every u without overflow or cancellation.
    pub softplus(u) = softplus_lanes;
}

/// (m, e) with x = m 2^e, for positive finite x, subnormal ones included.
#[inline(always)]
pub(super) fn split_any<L: Lanes>(x: L) -> (L, L) {
    let subnormal = x.less(L::splat(f64::MIN_POSITIVE));
    let (m, e) = L::select(subnormal, x.mul(L::splat(LIFT)), x).split();
    (m, e.sub(L::select(subnormal, L::splat(54.0), L::splat(0.0))))
}

/// ln((1 + f) 2^e) + small, with 1 + f in [sqrt(1/2), sqrt(2)].
#[inline(always)]
fn assemble<L: Lanes>(f: L, e: L, small: L) -> L {
    let c = |i: usize| L::splat(SERIES[i]);
    let s = f.div(L::splat(2.0).add(f));
    let z = s.mul(s);
    let z2 = z.mul(z);
    let low = z2.mul_add(z.mul_add(c(3), c(2)), z.mul_add(c(1), c(0)));
    let high = z2.mul_add(c(6), z.mul_add(c(5), c(4)));
    let series = z.mul(z2.mul(z2).mul_add(high, low));
    let half_square = f.mul(f).mul(L::splat(0.5));
    let inner = s.mul_add(half_square.add(series), e.mul_add(L::splat(LN_2_LOW), small));
    e.mul_add(L::splat(LN_2_HIGH), f.sub(half_square.sub(inner)))
}

/// The values at the ends: minus infinity at zero, NaN below, x itself at infinity and NaN.
#[inline(always)]
fn with_ends<L: Lanes>(x: L, inside: L) -> L {
    let zero = L::splat(0.0);
    let at_zero = L::select(x.equal(zero), L::splat(f64::NEG_INFINITY), L::splat(f64::NAN));
    let inside = L::select(zero.less(x), inside, at_zero);
    L::select(x.less(L::splat(f64::INFINITY)), inside, x)
}

#[inline(always)]
pub(super) fn ln_lanes<L: Lanes>(x: L) -> L {
    let (m, e) = split_any(x);
    with_ends(x, assemble(m.sub(L::splat(1.0)), e, L::splat(0.0)))
}

/// ln x for positive normal x only, lane by lane.
#[inline(always)]
pub(crate) fn ln_normal_lanes<L: Lanes>(x: L) -> L {
    let (m, e) = x.split();
    assemble(m.sub(L::splat(1.0)), e, L::splat(0.0))
}

#[inline(always)]
pub(crate) fn ln_1p_lanes<L: Lanes>(x: L) -> L {
    let one = L::splat(1.0);
    let sum = one.add(x);
    // What the rounding of 1 + x left out, relative to the sum.
    let left_out = L::select(one.less(x), one.sub(sum.sub(x)), x.sub(sum.sub(one))).div(sum);
    let (m, e) = split_any(sum);
    let direct = x.abs().less(L::splat(0.29));
    let f = L::select(direct, x, m.sub(one));
    let e = L::select(direct, L::splat(0.0), e);
    let small = L::select(direct, L::splat(0.0), left_out);
    let inside = L::select(x.abs().less(L::splat(1e-20)), x, assemble(f, e, small));
    with_ends(sum, inside)
}

/// ln(1 + y) / y for 0 <= y <= 1, lane by lane; 1 at zero.
///
/// ln(1 + y) = 2 atanh(s) with s = y / (2 + y), so that y itself is never divided by.
#[inline(always)]
pub(crate) fn ln_1p_ratio_lanes<L: Lanes>(y: L) -> L {
    let c = |i: usize| L::splat(RATIO_SERIES[i]);
    let inverse = L::splat(1.0).div(L::splat(2.0).add(y));
    let s = y.mul(inverse);
    let z = s.mul(s);
    let z2 = z.mul(z);
    let z4 = z2.mul(z2);
    let low = z2.mul_add(z.mul_add(c(3), c(2)), z.mul_add(c(1), c(0)));
    let middle = z2.mul_add(z.mul_add(c(7), c(6)), z.mul_add(c(5), c(4)));
    let series = z4.mul_add(z4.mul_add(z.mul_add(c(9), c(8)), middle), low);
    let twice = inverse.add(inverse);
    twice.mul_add(z.mul(series), twice)
}

#[inline(always)]
pub(super) fn softplus_lanes<L: Lanes>(u: L) -> L {
    let positive_part = L::splat(0.0).max(u);
    positive_part.add(ln_1p_lanes(exp_non_positive_lanes(u.abs().neg())))
}
