//! x^y by a logarithm in double-double.

use super::super::lanes::Lanes;
use super::exponential::exp_of_sum;
use super::logarithm::split_any;
use super::{LN_2_HIGH, LN_2_LOW, scalar};

/// 2 atanh(s) = s (2 + z (2/3 + z (TAIL_0 + z (TAIL_1 + ...)))) with z = s^2.
const TAIL: [f64; 11] = [
    2.0 / 5.0,
    2.0 / 7.0,
    2.0 / 9.0,
    2.0 / 11.0,
    2.0 / 13.0,
    2.0 / 15.0,
    2.0 / 17.0,
    2.0 / 19.0,
    2.0 / 21.0,
    2.0 / 23.0,
    2.0 / 25.0,
];
/// 2/3 = TWO_THIRDS + TWO_THIRDS_LOW.
const TWO_THIRDS: f64 = 2.0 / 3.0;
const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;

scalar! {
    positive(x, y) = pow_lanes;
}

/// x^y with the conventions of IEEE 754 `pow`: 1 for y = 0 or x = 1, the sign of x for odd whole y, NaN for
/// negative x and y not whole.
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let whole = y.trunc() == y;
    let odd = whole && y.abs() < 9_007_199_254_740_992.0 && (y.abs() as u64) % 2 == 1;
    let magnitude = x.abs();
    let size = if y.is_infinite() {
        match (magnitude == 1.0, (magnitude > 1.0) == (y > 0.0)) {
            (true, _) => 1.0,
            (_, true) => f64::INFINITY,
            _ => 0.0,
        }
    } else if magnitude == 0.0 || magnitude.is_infinite() {
        if (magnitude == 0.0) == (y < 0.0) { f64::INFINITY } else { 0.0 }
    } else if x < 0.0 && !whole {
        return f64::NAN;
    } else {
        positive(magnitude, y)
    };
    if x.is_sign_negative() && odd { -size } else { size }
}

/// a + b and what its rounding left out, for |a| >= |b| or a = 0.
#[inline(always)]
fn fast_two_sum<L: Lanes>(a: L, b: L) -> (L, L) {
    let sum = a.add(b);
    (sum, b.sub(sum.sub(a)))
}

/// a b and what its rounding left out.
#[inline(always)]
fn two_product<L: Lanes>(a: L, b: L) -> (L, L) {
    let product = a.mul(b);
    (product, a.mul_add(b, product.neg()))
}

/// (a_0 + a_1) (b_0 + b_1) as a double-double, relative error about 2^-104.
#[inline(always)]
fn multiply<L: Lanes>(a: (L, L), b: (L, L)) -> (L, L) {
    let (high, low) = two_product(a.0, b.0);
    (high, a.1.mul_add(b.0, a.0.mul_add(b.1, low)))
}

/// ln x as a double-double, relative error about 2^-64, for positive finite x.
#[inline(always)]
fn ln_double<L: Lanes>(x: L) -> (L, L) {
    let one = L::splat(1.0);
    let (m, e) = split_any(x);
    let f = m.sub(one);
    let denominator = m.add(one);
    let virtual_one = denominator.sub(m);
    let denominator_low = m.sub(denominator.sub(virtual_one)).add(one.sub(virtual_one));
    let s_high = f.div(denominator);
    let residual = s_high.neg_mul_add(denominator_low, s_high.neg_mul_add(denominator, f));
    let s = (s_high, residual.div(denominator));
    let z = multiply(s, s);
    let mut tail = L::splat(TAIL[10]);
    let mut i = 10;
    while i > 0 {
        i -= 1;
        tail = tail.mul_add(z.0, L::splat(TAIL[i]));
    }
    let inner = fast_two_sum(L::splat(TWO_THIRDS), tail.mul(z.0));
    let product = multiply(z, (inner.0, inner.1.add(L::splat(TWO_THIRDS_LOW))));
    let factor = fast_two_sum(L::splat(2.0), product.0);
    let ln_m = multiply(s, (factor.0, factor.1.add(product.1)));
    let sum = fast_two_sum(e.mul(L::splat(LN_2_HIGH)), ln_m.0);
    fast_two_sum(sum.0, sum.1.add(e.mul_add(L::splat(LN_2_LOW), ln_m.1)))
}

/// x^y for positive finite x and finite y, lane by lane.
#[inline(always)]
pub(super) fn pow_lanes<L: Lanes>(x: L, y: L) -> L {
    let (high, low) = ln_double(x);
    let (exponent, rest) = two_product(high, y);
    exp_of_sum(exponent, low.mul_add(y, rest))
}
