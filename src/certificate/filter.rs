//! A floating-point filter with a proved bound: spares exact sums on rows that are far from deciding anything.

use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::integer::parts;

/// A separator w and an offset m as pairs of doubles, good to 2^-106 relative.
pub(super) struct Filter {
    pairs: Vec<(f64, f64)>,
    offset: (f64, f64),
    usable: bool,
}

/// A value with a proved bound on its distance from the true number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) bound: f64,
}

impl Estimate {
    /// Whether the true number is certainly above `level`. Never true when anything overflowed.
    pub(super) fn is_above(self, level: f64) -> bool {
        self.bound.is_finite() && self.value - self.bound > level
    }

    /// Whether the true number is certainly positive and known to a relative error of 2^-50.
    pub(super) fn is_sharp(self) -> bool {
        self.bound.is_finite() && self.value > 0.0 && self.bound <= self.value * RELATIVE
    }
}

/// Relative error to which a sharp estimate is known: 2^-50.
pub(super) const RELATIVE: f64 = 1.0 / (1u64 << 50) as f64;

impl Filter {
    /// w_j = `numerators[j]` / `denominator` * 2^`exponent`, and the offset m.
    pub(super) fn new(numerators: &[IBig], denominator: &UBig, exponent: i64, offset: &Fraction) -> Filter {
        let pairs: Vec<_> = numerators.iter().map(|n| pair(n, denominator, exponent)).collect();
        let offset = pair(&offset.numerator, &offset.denominator, offset.exponent);
        let usable = pairs.iter().all(is_good) && is_good(&offset) && pairs.len() < 1 << 20;
        Filter { pairs, offset, usable }
    }

    /// The same w with another offset.
    pub(super) fn with_offset(mut self, offset: &Fraction) -> Filter {
        self.offset = pair(&offset.numerator, &offset.denominator, offset.exponent);
        self.usable = self.usable && is_good(&self.offset);
        self
    }

    /// An estimate of z.w - m.
    ///
    /// Proof of the bound, with u = 2^-53 and n = d + 1 terms (the last one is -1 times m). Each w_j = h_j + l_j +
    /// r_j with |l_j| <= u |h_j| and |r_j| <= u |l_j| <= u^2 |h_j|. `two_product` and `two_sum` are exact up to
    /// underflow, so sum z_j h_j = s + sum (pi_j + sigma_j) with |pi_j| <= u |z_j h_j| and |sigma_j| <= u times a
    /// partial sum, at most u (1 + n u) S, S = sum |z_j h_j|. What is added up in `low` are 3 n numbers whose
    /// absolute values sum to at most (n + 2) u S (1 + n u); adding 3 n numbers in any order costs at most
    /// 3 n u (1 + 3 n u) of that, together 3 n (n + 2) u^2 S (1 + 6 n u). Rounding z_j l_j costs u^2 S, leaving r_j
    /// out u^2 S, the last addition u |value|. With n < 2^20 + 1 all factors in brackets are below 1.01, the
    /// computed S is within 1.01 of S, and 4 (n + 2)^2 u^2 S + 2 u |value| covers the sum. Underflow in a product
    /// costs at most 2^-1074 in each of at most 3 n places.
    pub(super) fn estimate(&self, row: &[f64]) -> Estimate {
        #[cfg(target_arch = "x86_64")]
        {
            // The products are exact either way: in hardware where there is a fused multiply-add, by a slow call if not.
            #[target_feature(enable = "fma")]
            fn with_fma(filter: &Filter, row: &[f64]) -> Estimate {
                filter.sum(row)
            }
            if is_x86_feature_detected!("fma") {
                // SAFETY: the feature was just found to be there.
                return unsafe { with_fma(self, row) };
            }
        }
        self.sum(row)
    }

    #[inline(always)]
    fn sum(&self, row: &[f64]) -> Estimate {
        if !self.usable {
            return Estimate { value: 0.0, bound: f64::INFINITY };
        }
        let (mut high, mut low, mut size) = (-self.offset.0, -self.offset.1, self.offset.0.abs());
        for (&z, &(h, l)) in row.iter().zip(&self.pairs) {
            let (product, pi) = two_product(z, h);
            let (sum, sigma) = two_sum(high, product);
            high = sum;
            low += sigma + pi + z * l;
            size += product.abs();
        }
        let value = high + low;
        let n = (row.len() + 1) as f64;
        let unit = f64::EPSILON / 2.0;
        let bound =
            4.0 * (n + 2.0) * (n + 2.0) * unit * unit * size + 2.0 * unit * value.abs() + 3.0 * n * 5e-324;
        Estimate { value, bound }
    }
}

/// Below 2^-900 the low half of a pair could lose digits to underflow; zero is good, being exactly zero.
fn is_good(pair: &(f64, f64)) -> bool {
    let least = f64::from_bits(((1023 - 900) as u64) << 52);
    pair.0.is_finite() && (pair.0 == 0.0 || pair.0.abs() >= least)
}

/// The nearest double to numerator / denominator * 2^exponent, and the nearest to what is left.
///
/// Zero stands for zero alone: a smaller number than all doubles comes as the least of them, which is not good. Times
/// a large entry it might be the whole of a product.
fn pair(numerator: &IBig, denominator: &UBig, exponent: i64) -> (f64, f64) {
    let whole = Fraction::new(numerator.clone(), denominator.clone(), exponent);
    let high = whole.to_double(Toward::Nearest);
    if high == 0.0 && *numerator != IBig::ZERO {
        return (5e-324, 0.0);
    }
    if !high.is_finite() || high == 0.0 {
        return (high, 0.0);
    }
    let (mantissa, at) = parts(high);
    let common = exponent.min(at);
    let rest = (numerator << (exponent - common) as usize)
        - ((IBig::from(mantissa) * IBig::from(denominator.clone())) << (at - common) as usize);
    (high, Fraction::new(rest, denominator.clone(), common).to_double(Toward::Nearest))
}

#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

#[inline(always)]
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::integer::dot;
    use crate::data::Seed;
    use rand::RngExt;

    #[test]
    fn the_bound_holds_under_heavy_cancellation() {
        let mut rng = Seed(3).rng();
        let mut draw = |scale: usize| (rng.random::<f64>() - 0.5) * [1e-9, 1.0, 1e7][scale % 3];
        for trial in 0..300usize {
            let d = 1 + trial % 9;
            let row: Vec<f64> = (0..d).map(|j| draw(j + trial)).collect();
            let numerators: Vec<IBig> = (0..d)
                .map(|j| IBig::from((draw(j) * 1e18) as i64) * IBig::from(0x1234_5678_9abc_def1_i64))
                .collect();
            let denominator = UBig::from(0xfedc_ba98_7654_3211u64).pow(2);
            let (sum, e) = dot(&row, &numerators);
            // An offset next to z.w, so that nearly all digits cancel.
            let near = Fraction::new(sum.clone(), denominator.clone(), e).to_double(Toward::Nearest);
            let (m, at) = parts(near);
            let offset = Fraction::new(IBig::from(m), UBig::ONE, at);
            let got = Filter::new(&numerators, &denominator, 0, &offset).estimate(&row);
            let common = e.min(at);
            let truth = Fraction::new(
                (sum << (e - common) as usize)
                    - ((IBig::from(m) * IBig::from(denominator.clone())) << (at - common) as usize),
                denominator,
                common,
            );
            let (low, high) = (truth.to_double(Toward::Below), truth.to_double(Toward::Above));
            assert!(got.value - got.bound <= low && high <= got.value + got.bound, "{got:?} misses {low:e}");
            assert!(got.bound <= 1e-24 * (1.0 + near.abs()) * 1e9, "a bound that proves something: {got:?}");
        }
    }

    #[test]
    fn a_coordinate_below_all_doubles_is_not_taken_for_zero() {
        // z.w = 1 * 2^-587 - 2^498 * 2^-1076 is negative.
        let (row, w) = ([f64::powi(2.0, -498), f64::powi(2.0, 498)], [IBig::ONE << 987, -IBig::ONE]);
        let zero = Fraction::new(IBig::ZERO, UBig::ONE, 0);
        let got = Filter::new(&w, &UBig::ONE, -1076, &zero).estimate(&row);
        let (sum, _) = dot(&row, &w);
        assert!(sum < IBig::ZERO && !got.is_above(0.0) && !got.is_sharp(), "{got:?}");
        let offset = Fraction::new(IBig::ONE, UBig::ONE, -1076);
        assert!(Filter::new(&[IBig::ONE], &UBig::ONE, 0, &offset).estimate(&[1.0]).bound.is_infinite());
    }
}
