//! Exact fractions, and their rounding to doubles in a stated direction.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

/// Where a real number goes that is no double.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toward {
    /// The largest double that is not above it.
    Below,
    /// The least double that is not below it.
    Above,
    /// The nearest double, ties to even.
    Nearest,
}

/// numerator / denominator * 2^exponent, the denominator positive.
#[derive(Clone, Debug)]
pub(super) struct Fraction {
    pub(super) numerator: IBig,
    pub(super) denominator: UBig,
    pub(super) exponent: i64,
}

impl Fraction {
    pub(super) fn new(numerator: IBig, denominator: UBig, exponent: i64) -> Fraction {
        debug_assert!(denominator != UBig::ZERO);
        Fraction { numerator, denominator, exponent }
    }

    pub(super) fn square(&self) -> Fraction {
        Fraction {
            numerator: &self.numerator * &self.numerator,
            denominator: &self.denominator * &self.denominator,
            exponent: 2 * self.exponent,
        }
    }

    /// self / other for a positive other.
    pub(super) fn over(&self, other: &Fraction) -> Fraction {
        debug_assert!(other.numerator > IBig::ZERO);
        Fraction {
            numerator: &self.numerator * IBig::from(other.denominator.clone()),
            denominator: &self.denominator * other.numerator.clone().unsigned_abs(),
            exponent: self.exponent - other.exponent,
        }
    }

    /// 1 - self.
    pub(super) fn one_minus(&self) -> Fraction {
        let one = IBig::from(self.denominator.clone());
        let (numerator, exponent) = if self.exponent >= 0 {
            (one - (&self.numerator << self.exponent as usize), 0)
        } else {
            ((one << (-self.exponent) as usize) - &self.numerator, self.exponent)
        };
        Fraction { numerator, denominator: self.denominator.clone(), exponent }
    }

    /// 1 + self.
    pub(super) fn one_plus(&self) -> Fraction {
        Fraction { numerator: -&self.numerator, ..self.clone() }.one_minus()
    }

    /// self - other.
    pub(super) fn minus(&self, other: &Fraction) -> Fraction {
        self.add(&Fraction { numerator: -&other.numerator, ..other.clone() })
    }

    /// self + other.
    pub(super) fn add(&self, other: &Fraction) -> Fraction {
        let exponent = self.exponent.min(other.exponent);
        let left =
            (&self.numerator * IBig::from(other.denominator.clone())) << (self.exponent - exponent) as usize;
        let right =
            (&other.numerator * IBig::from(self.denominator.clone())) << (other.exponent - exponent) as usize;
        Fraction { numerator: left + right, denominator: &self.denominator * &other.denominator, exponent }
    }

    pub(super) fn compare(&self, other: &Fraction) -> Ordering {
        let mut left = &self.numerator * IBig::from(other.denominator.clone());
        let mut right = &other.numerator * IBig::from(self.denominator.clone());
        let shift = self.exponent - other.exponent;
        if shift >= 0 {
            left <<= shift as usize;
        } else {
            right <<= (-shift) as usize;
        }
        left.cmp(&right)
    }

    /// The double in the stated direction. Beyond the largest double: that one, or infinity.
    pub(super) fn to_double(&self, toward: Toward) -> f64 {
        let (sign, magnitude) = (self.numerator.sign(), self.numerator.clone().unsigned_abs());
        let (quotient, rest, exponent) = leading_bits(magnitude, &self.denominator, self.exponent);
        signed(sign, toward, |toward| assemble(quotient, rest, exponent, toward))
    }

    /// The square root of a non-negative fraction, in the stated direction.
    pub(super) fn root_to_double(&self, toward: Toward) -> f64 {
        debug_assert!(self.numerator >= IBig::ZERO);
        if self.numerator == IBig::ZERO {
            return 0.0;
        }
        let (mut numerator, mut denominator) =
            (self.numerator.clone().unsigned_abs(), self.denominator.clone());
        // floor(sqrt(q)) has at least 66 bits when q = floor(numerator / denominator * 2^shift) has 131 or more.
        let bits = numerator.bit_len() as i64 - denominator.bit_len() as i64;
        let mut shift = 134 - bits;
        if (self.exponent - shift) % 2 != 0 {
            shift += 1;
        }
        if shift >= 0 {
            numerator <<= shift as usize;
        } else {
            denominator <<= (-shift) as usize;
        }
        let quotient = &numerator / &denominator;
        let root = quotient.sqrt();
        let exact = &root * &root == quotient && &quotient * &denominator == numerator;
        let root: u128 = root.try_into().expect("a root of at most 69 bits");
        assemble(root, !exact, (self.exponent - shift) / 2, toward)
    }
}

/// numerator / denominator * 2^exponent as (q + rest) * 2^e: q of 66 to 68 bits, whether 0 < rest < 1, and e.
fn leading_bits(mut numerator: UBig, denominator: &UBig, exponent: i64) -> (u128, bool, i64) {
    if numerator == UBig::ZERO {
        return (0, false, 0);
    }
    let shift = 67 - (numerator.bit_len() as i64 - denominator.bit_len() as i64);
    let divisor = if shift >= 0 {
        numerator <<= shift as usize;
        denominator.clone()
    } else {
        denominator << (-shift) as usize
    };
    let quotient = &numerator / &divisor;
    let rest = &quotient * &divisor != numerator;
    (quotient.try_into().expect("a quotient of at most 68 bits"), rest, exponent - shift)
}

fn signed(sign: Sign, toward: Toward, round: impl Fn(Toward) -> f64) -> f64 {
    match (sign, toward) {
        (Sign::Positive, _) => round(toward),
        (Sign::Negative, Toward::Below) => -round(Toward::Above),
        (Sign::Negative, Toward::Above) => -round(Toward::Below),
        (Sign::Negative, Toward::Nearest) => -round(Toward::Nearest),
    }
}

/// (q + rest) * 2^e with 0 <= rest < 1 known only to be zero or not, rounded to a double. q is zero or has at
/// least 64 bits, so that the bits that decide the rounding are all in q and in whether rest is zero.
fn assemble(q: u128, rest: bool, e: i64, toward: Toward) -> f64 {
    if q == 0 {
        debug_assert!(!rest);
        return 0.0;
    }
    let bits = 128 - i64::from(q.leading_zeros());
    debug_assert!(bits >= 64);
    // The spacing of doubles around the value is 2^quantum.
    let quantum = (bits - 1 + e - 52).max(-1074);
    let drop = quantum - e;
    let (mut mantissa, dropped, half) =
        if drop >= 128 { (0, q, u128::MAX) } else { (q >> drop, q & ((1 << drop) - 1), 1u128 << (drop - 1)) };
    let inexact = dropped != 0 || rest;
    let up = match toward {
        Toward::Below => false,
        Toward::Above => inexact,
        Toward::Nearest => dropped > half || (dropped == half && (rest || mantissa & 1 == 1)),
    };
    mantissa += u128::from(up);
    if quantum > 971 || (quantum == 971 && mantissa == 1 << 53) {
        return if toward == Toward::Below { f64::MAX } else { f64::INFINITY };
    }
    // Both factors and the result are doubles: exact.
    let half_way = quantum / 2;
    mantissa as u64 as f64 * power_of_two(half_way) * power_of_two(quantum - half_way)
}

/// 2^k for -1022 <= k <= 1023.
fn power_of_two(k: i64) -> f64 {
    f64::from_bits(((k + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(n: i64, d: u64) -> Fraction {
        Fraction::new(IBig::from(n), UBig::from(d), 0)
    }

    #[test]
    fn a_third_lies_between_neighbouring_doubles() {
        let (below, above) =
            (fraction(1, 3).to_double(Toward::Below), fraction(1, 3).to_double(Toward::Above));
        assert_eq!(below.to_bits() + 1, above.to_bits());
        assert_eq!(fraction(1, 3).to_double(Toward::Nearest), 1.0 / 3.0);
        assert_eq!(fraction(-1, 3).to_double(Toward::Below), -above);
        assert_eq!(fraction(-1, 3).to_double(Toward::Above), -below);
    }

    #[test]
    fn doubles_come_back_unchanged_in_every_direction() {
        for toward in [Toward::Below, Toward::Above, Toward::Nearest] {
            assert_eq!(fraction(3, 8).to_double(toward), 0.375);
            assert_eq!(fraction(0, 8).to_double(toward), 0.0);
            let tiny = Fraction::new(IBig::from(3), UBig::ONE, -1074);
            assert_eq!(tiny.to_double(toward), 1.5e-323);
            assert_eq!(fraction(9, 4).root_to_double(toward), 1.5);
        }
    }

    #[test]
    fn the_ends_of_the_range_are_directed_too() {
        let below_all = Fraction::new(IBig::from(1), UBig::ONE, -1100);
        assert_eq!(below_all.to_double(Toward::Below), 0.0);
        assert_eq!(below_all.to_double(Toward::Above), 5e-324);
        assert_eq!(below_all.to_double(Toward::Nearest), 0.0);
        let beyond = Fraction::new(IBig::from(1), UBig::ONE, 1024);
        assert_eq!(beyond.to_double(Toward::Below), f64::MAX);
        assert_eq!(beyond.to_double(Toward::Above), f64::INFINITY);
    }

    #[test]
    fn nearest_agrees_with_the_machine_on_quotients_and_roots() {
        for n in 1..60i64 {
            for d in 1..60u64 {
                assert_eq!(fraction(n, d).to_double(Toward::Nearest), n as f64 / d as f64, "{n}/{d}");
            }
            assert_eq!(fraction(n, 1).root_to_double(Toward::Nearest), (n as f64).sqrt(), "sqrt {n}");
            let (b, a) =
                (fraction(n, 7).root_to_double(Toward::Below), fraction(n, 7).root_to_double(Toward::Above));
            assert!(a.to_bits() - b.to_bits() <= 1 && b <= a);
        }
    }

    #[test]
    fn comparison_and_complement_are_exact() {
        let a = Fraction::new(IBig::from(1), UBig::from(3u8), 2);
        let b = Fraction::new(IBig::from(16), UBig::from(3u8), -2);
        assert_eq!(a.compare(&b), Ordering::Equal);
        assert_eq!(fraction(2, 3).one_minus().compare(&fraction(1, 3)), Ordering::Equal);
        assert_eq!(a.one_minus().compare(&fraction(-1, 3)), Ordering::Equal);
        assert_eq!(b.one_minus().compare(&fraction(-1, 3)), Ordering::Equal);
        assert_eq!(a.add(&b).compare(&fraction(8, 3)), Ordering::Equal);
        assert_eq!(a.over(&b).square().compare(&fraction(1, 1)), Ordering::Equal);
    }
}
