//! Real numbers enclosed between two dyadic fractions, every operation rounded outwards.
//!
//! What the verifier cannot do in whole numbers (roots, logarithms, powers) it does with these: whatever is said of an
//! enclosure holds of every number in it, so that no digit that was not computed is ever claimed.

use std::cmp::Ordering;

use dashu_int::IBig;
use dashu_int::ops::{BitTest, DivEuclid, SquareRoot, UnsignedAbs};

use super::fraction::{Fraction, Toward};
use super::integer::parts;

/// Bits that the larger end keeps: 57 decimal digits.
pub(super) const BITS: usize = 192;

/// All x with low 2^exponent <= x <= high 2^exponent.
///
/// Neither end has more than [`BITS`] bits. Exponents are 64-bit and unchecked: `exp` and what is built on it leave
/// none above 2^41, which millions of products cannot bring near the limit.
#[derive(Clone, Debug)]
pub(super) struct Real {
    low: IBig,
    high: IBig,
    exponent: i64,
}

/// floor(x / 2^shift).
fn floor_shift(x: &IBig, shift: usize) -> IBig {
    x >> shift
}

/// ceil(x / 2^shift).
fn ceil_shift(x: &IBig, shift: usize) -> IBig {
    -((-x) >> shift)
}

/// floor(x / by) for a divisor of either sign.
fn floor_quotient(x: IBig, by: &IBig) -> IBig {
    if *by < IBig::ZERO { (-x).div_euclid(-by) } else { x.div_euclid(by) }
}

/// ceil(x / by) for a divisor of either sign.
fn ceil_quotient(x: IBig, by: &IBig) -> IBig {
    -floor_quotient(-x, by)
}

fn bits(x: &IBig) -> usize {
    x.clone().unsigned_abs().bit_len()
}

impl Real {
    /// The interval between two whole numbers times 2^exponent, low <= high, its ends rounded outwards to [`BITS`].
    pub(super) fn between(low: IBig, high: IBig, exponent: i64) -> Real {
        debug_assert!(low <= high);
        let excess = bits(&low).max(bits(&high)).saturating_sub(BITS);
        if excess == 0 {
            return Real { low, high, exponent };
        }
        Real {
            low: floor_shift(&low, excess),
            high: ceil_shift(&high, excess),
            exponent: exponent + excess as i64,
        }
    }

    /// mantissa * 2^exponent, exactly up to [`BITS`] bits.
    pub(super) fn dyadic(mantissa: IBig, exponent: i64) -> Real {
        Real::between(mantissa.clone(), mantissa, exponent)
    }

    /// A whole number.
    pub(super) fn whole(value: i64) -> Real {
        Real::dyadic(IBig::from(value), 0)
    }

    /// A double, exactly.
    ///
    /// # Panics
    /// When it is infinite or not a number: nothing can be proved of such data, and the caller looks first.
    pub(super) fn double(value: f64) -> Real {
        assert!(value.is_finite(), "found {value}, expected a finite number");
        let (mantissa, exponent) = parts(value);
        Real::dyadic(IBig::from(mantissa), exponent)
    }

    /// A fraction.
    pub(super) fn fraction(value: &Fraction) -> Real {
        let numerator = Real::dyadic(value.numerator.clone(), value.exponent);
        if value.denominator.is_one() {
            return numerator;
        }
        let denominator = Real::dyadic(IBig::from(value.denominator.clone()), 0);
        numerator.over(&denominator).expect("denominators are positive")
    }

    /// The least and the greatest number of the interval.
    pub(super) fn ends(&self) -> (Fraction, Fraction) {
        let end = |x: &IBig| Fraction::new(x.clone(), 1u8.into(), self.exponent);
        (end(&self.low), end(&self.high))
    }

    /// The lower end alone.
    pub(super) fn lower(&self) -> Real {
        Real { low: self.low.clone(), high: self.low.clone(), exponent: self.exponent }
    }

    /// The upper end alone.
    pub(super) fn upper(&self) -> Real {
        Real { low: self.high.clone(), high: self.high.clone(), exponent: self.exponent }
    }

    /// The mantissas of both ends, and the power of two that they share.
    pub(super) fn mantissas(&self) -> (&IBig, &IBig, i64) {
        (&self.low, &self.high, self.exponent)
    }

    /// The least interval that holds both.
    pub(super) fn hull(&self, other: &Real) -> Real {
        let (low, high) = (self.lower(), self.upper());
        let low = if low.compare(&other.lower()) == Some(Ordering::Greater) { other.lower() } else { low };
        let high = if high.compare(&other.upper()) == Some(Ordering::Less) { other.upper() } else { high };
        let common = low.common_exponent(&high);
        Real::between(low.at(common).0, high.at(common).1, common)
    }

    /// The largest double that is not above any number of the interval.
    pub(super) fn below(&self) -> f64 {
        self.ends().0.to_double(Toward::Below)
    }

    /// The least double that is not below any number of the interval.
    pub(super) fn above(&self) -> f64 {
        self.ends().1.to_double(Toward::Above)
    }

    /// How all numbers of one interval stand to all numbers of the other; `None` when that is not decided. Equal only
    /// when both are the same single number.
    pub(super) fn compare(&self, other: &Real) -> Option<Ordering> {
        let ordered = |a: &IBig, e: i64, b: &IBig, f: i64| compare_dyadic(a, e, b, f);
        let (e, f) = (self.exponent, other.exponent);
        let (up, down) = (ordered(&self.high, e, &other.low, f), ordered(&self.low, e, &other.high, f));
        match (up, down) {
            (Ordering::Less, _) => Some(Ordering::Less),
            (_, Ordering::Greater) => Some(Ordering::Greater),
            (Ordering::Equal, Ordering::Equal) => Some(Ordering::Equal),
            _ => None,
        }
    }

    /// Whether every number of the interval is above zero.
    pub(super) fn is_positive(&self) -> bool {
        self.low > IBig::ZERO
    }

    /// Whether every number of the interval is below zero.
    pub(super) fn is_negative(&self) -> bool {
        self.high < IBig::ZERO
    }

    /// Whether the interval is zero alone.
    pub(super) fn is_zero(&self) -> bool {
        self.low == IBig::ZERO && self.high == IBig::ZERO
    }

    pub(super) fn negate(&self) -> Real {
        Real { low: -&self.high, high: -&self.low, exponent: self.exponent }
    }

    /// |x| for all x of the interval.
    pub(super) fn abs(&self) -> Real {
        if self.low >= IBig::ZERO {
            self.clone()
        } else if self.high <= IBig::ZERO {
            self.negate()
        } else {
            let high = (-&self.low).max(self.high.clone());
            Real { low: IBig::ZERO, high, exponent: self.exponent }
        }
    }

    /// 2^power x.
    pub(super) fn times_power_of_two(&self, power: i64) -> Real {
        Real { exponent: self.exponent + power, ..self.clone() }
    }

    /// An exponent at which both can be written without long shifts: that of the finer one, or, where that lies far
    /// below the last bit of the coarser one, one that costs it no more than 2^-64 of that bit.
    fn common_exponent(&self, other: &Real) -> i64 {
        let lesser = self.exponent.min(other.exponent);
        if self.is_zero() {
            other.exponent
        } else if other.is_zero() {
            self.exponent
        } else {
            lesser.max(self.exponent.max(other.exponent) - (BITS + 64) as i64)
        }
    }

    /// Both ends at another exponent, rounded outwards.
    fn at(&self, exponent: i64) -> (IBig, IBig) {
        let shift = self.exponent - exponent;
        if self.is_zero() {
            (IBig::ZERO, IBig::ZERO)
        } else if shift >= 0 {
            (&self.low << shift as usize, &self.high << shift as usize)
        } else {
            let shift = (-shift) as usize;
            (floor_shift(&self.low, shift), ceil_shift(&self.high, shift))
        }
    }

    pub(super) fn plus(&self, other: &Real) -> Real {
        let common = self.common_exponent(other);
        let ((a, b), (c, d)) = (self.at(common), other.at(common));
        Real::between(a + c, b + d, common)
    }

    pub(super) fn minus(&self, other: &Real) -> Real {
        self.plus(&other.negate())
    }

    pub(super) fn times(&self, other: &Real) -> Real {
        let exponent = self.exponent + other.exponent;
        let (low, high) = if self.low >= IBig::ZERO && other.low >= IBig::ZERO {
            (&self.low * &other.low, &self.high * &other.high)
        } else {
            let products = [
                &self.low * &other.low,
                &self.low * &other.high,
                &self.high * &other.low,
                &self.high * &other.high,
            ];
            let low = products.iter().min().expect("four products").clone();
            (low, products.into_iter().max().expect("four products"))
        };
        Real::between(low, high, exponent)
    }

    /// x^2 for all x of the interval: never below zero.
    pub(super) fn square(&self) -> Real {
        let size = self.abs();
        size.times(&size)
    }

    /// The quotient; `None` when the divisor holds zero.
    pub(super) fn over(&self, divisor: &Real) -> Option<Real> {
        if !divisor.is_positive() && !divisor.is_negative() {
            return None;
        }
        // Then every quotient that is not below one half of the largest has BITS + 1 bits or more.
        let shift = (BITS + 2 + bits(&divisor.low).max(bits(&divisor.high)))
            .saturating_sub(bits(&self.low).max(bits(&self.high)));
        let (low, high) = (&self.low << shift, &self.high << shift);
        let ends = [&divisor.low, &divisor.high];
        let least =
            ends.iter().map(|by| floor_quotient(low.clone(), by).min(floor_quotient(high.clone(), by)));
        let most = ends.iter().map(|by| ceil_quotient(low.clone(), by).max(ceil_quotient(high.clone(), by)));
        let (least, most) = (least.min().expect("two ends"), most.max().expect("two ends"));
        Some(Real::between(least, most, self.exponent - divisor.exponent - shift as i64))
    }

    /// The square root; `None` when the interval holds a negative number.
    pub(super) fn root(&self) -> Option<Real> {
        if self.low < IBig::ZERO {
            return None;
        }
        let mut shift = (2 * BITS + 2).saturating_sub(bits(&self.high));
        if (self.exponent - shift as i64) % 2 != 0 {
            shift += 1;
        }
        let below = (&self.low << shift).unsigned_abs().sqrt();
        let square = (&self.high << shift).unsigned_abs();
        let mut above = square.sqrt();
        if &above * &above < square {
            above += 1u8;
        }
        Some(Real::between(below.into(), above.into(), (self.exponent - shift as i64) / 2))
    }
}

/// The Euclidean norm of a vector.
pub(super) fn norm(x: &[Real]) -> Real {
    let squares = x.iter().fold(Real::whole(0), |sum, x| sum.plus(&x.square()));
    squares.root().expect("a sum of squares is not negative")
}

/// a 2^e against b 2^f, without shifting by more than their bits.
fn compare_dyadic(a: &IBig, e: i64, b: &IBig, f: i64) -> Ordering {
    let signs = a.signum().cmp(&b.signum());
    if signs != Ordering::Equal || *a == IBig::ZERO {
        return signs;
    }
    let tops = (bits(a) as i64 + e).cmp(&(bits(b) as i64 + f));
    if tops != Ordering::Equal {
        return if *a > IBig::ZERO { tops } else { tops.reverse() };
    }
    let common = e.min(f);
    (a << (e - common) as usize).cmp(&(b << (f - common) as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(n: i64, d: i64) -> Real {
        Real::whole(n).over(&Real::whole(d)).unwrap()
    }

    #[test]
    fn operations_on_whole_numbers_hold_the_truth_whatever_the_signs() {
        for n in -30..=30i64 {
            for d in (-30..=30i64).filter(|d| *d != 0) {
                let quotient = ratio(n, d);
                // d (n / d) = n, and nothing else within 2^-180.
                let error = quotient.times(&Real::whole(d)).minus(&Real::whole(n));
                assert!(error.below() <= 0.0 && error.above() >= 0.0, "{n}/{d}");
                assert!(error.above() - error.below() < 1e-54, "{n}/{d}: {error:?}");
                assert_eq!(
                    Real::whole(n).times(&Real::whole(d)).compare(&Real::whole(n * d)),
                    Some(Ordering::Equal)
                );
                assert_eq!(
                    Real::whole(n).plus(&Real::whole(d)).compare(&Real::whole(n + d)),
                    Some(Ordering::Equal)
                );
                assert_eq!(Real::whole(n).compare(&Real::whole(d)), Some(n.cmp(&d)));
            }
            let (root, square) = (Real::whole(n).square().root().unwrap(), Real::whole(n).square());
            assert_eq!(root.compare(&Real::whole(n.abs())), Some(Ordering::Equal));
            assert_eq!(square.compare(&Real::whole(n * n)), Some(Ordering::Equal));
        }
    }

    #[test]
    fn rounding_is_outwards_on_both_sides_of_zero() {
        let wide = (IBig::ONE << 300) + IBig::ONE;
        for x in [Real::dyadic(wide.clone(), -300), Real::dyadic(-&wide, -300)] {
            let past = x.abs().minus(&Real::whole(1));
            assert!(past.below() <= 0.0 && past.above() >= f64::powi(2.0, -300), "{x:?}");
            assert!(past.above() < f64::powi(2.0, -190));
        }
        let third = ratio(-1, 3);
        assert_eq!((third.below(), third.above()), ((-1.0f64 / 3.0).next_down(), -1.0 / 3.0));
    }

    #[test]
    fn intervals_with_zero_inside_multiply_and_divide_to_intervals_that_hold_all() {
        let around = Real::between(IBig::from(-3), IBig::from(2), 0);
        let product = around.times(&around);
        assert_eq!((product.below(), product.above()), (-6.0, 9.0));
        assert_eq!((around.square().below(), around.square().above()), (0.0, 9.0));
        assert_eq!((around.abs().below(), around.abs().above()), (0.0, 3.0));
        assert!(Real::whole(1).over(&around).is_none());
        assert!(around.root().is_none());
        let negative = Real::between(IBig::from(-4), IBig::from(-2), 0);
        let quotient = around.over(&negative).unwrap();
        assert_eq!((quotient.below(), quotient.above()), (-1.0, 1.5));
        assert_eq!(around.compare(&Real::whole(0)), None);
        assert_eq!(negative.compare(&around), None);
        assert_eq!(negative.compare(&Real::whole(-1)), Some(Ordering::Less));
        let hull = negative.hull(&Real::whole(7));
        assert_eq!((hull.below(), hull.above()), (-4.0, 7.0));
    }

    #[test]
    fn far_apart_magnitudes_cost_no_long_shifts() {
        let (huge, tiny) = (Real::dyadic(IBig::ONE, 1 << 40), Real::dyadic(IBig::from(-1), -(1 << 40)));
        let sum = huge.plus(&tiny);
        assert_eq!(sum.compare(&huge), None, "{sum:?}");
        assert_eq!(sum.upper().compare(&huge), Some(Ordering::Equal));
        assert_eq!(tiny.compare(&huge), Some(Ordering::Less));
        assert_eq!(huge.compare(&huge.times_power_of_two(-1)), Some(Ordering::Greater));
        assert_eq!(tiny.plus(&Real::whole(0)).compare(&tiny), Some(Ordering::Equal));
        assert_eq!(huge.times(&tiny).compare(&Real::whole(-1)), Some(Ordering::Equal));
        assert_eq!((huge.above(), tiny.below()), (f64::INFINITY, -5e-324));
    }

    #[test]
    fn cancellation_widens_what_is_left_and_never_loses_it() {
        // (1/3 + 2^-150) - 1/3 = 2^-150 to the 40 bits that 192 leave of it.
        let small = Real::dyadic(IBig::ONE, -150);
        let left = ratio(1, 3).plus(&small).minus(&ratio(1, 3));
        let relative = left.over(&small).unwrap();
        assert!(relative.below() < 1.0 && relative.above() > 1.0);
        assert!(relative.above() - relative.below() < 1e-11, "{relative:?}");
    }

    #[test]
    fn fractions_and_doubles_come_in_exactly() {
        let value = Fraction::new(IBig::from(-21), 8u8.into(), -3);
        assert_eq!(Real::fraction(&value).compare(&Real::double(-0.328125)), Some(Ordering::Equal));
        assert_eq!((Real::double(5e-324).below(), Real::double(f64::MAX).above()), (5e-324, f64::MAX));
        assert!(Real::double(-0.0).is_zero());
        assert!(std::panic::catch_unwind(|| Real::double(f64::NAN)).is_err());
    }
}
