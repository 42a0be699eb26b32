//! Sums of two doubles: about 32 digits, for residuals and for systems that doubles cannot solve.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::scaled_rows::times_power_of_two;
use crate::numbers::ln;

/// ln 2 = LN_2 + this, to 32 digits.
const LN_2_LOW: f64 = 2.3190468138462996e-17;

/// high + low, with |low| at most half a unit of high.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DoubleDouble {
    pub(super) high: f64,
    pub(super) low: f64,
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> DoubleDouble {
        DoubleDouble { high, low: 0.0 }
    }
}

impl DoubleDouble {
    #[inline(always)]
    fn normalised(a: f64, b: f64) -> DoubleDouble {
        let high = a + b;
        DoubleDouble { high, low: b - (high - a) }
    }

    /// self + x (Knuth's exact sum, then one carry).
    #[inline(always)]
    pub(super) fn plus(self, x: f64) -> DoubleDouble {
        let sum = self.high + x;
        let part = sum - self.high;
        let error = (self.high - (sum - part)) + (x - part);
        DoubleDouble::normalised(sum, error + self.low)
    }

    /// self + a b, the product exact.
    #[inline(always)]
    pub(super) fn plus_product(self, a: f64, b: f64) -> DoubleDouble {
        let product = a * b;
        self.plus(product).plus(a.mul_add(b, -product))
    }

    /// self + a x for a sum x.
    #[inline(always)]
    pub(super) fn plus_scaled(self, a: f64, x: DoubleDouble) -> DoubleDouble {
        self.plus_product(a, x.high).plus(a * x.low)
    }

    pub(super) fn negative(self) -> DoubleDouble {
        DoubleDouble { high: -self.high, low: -self.low }
    }

    /// self / x.
    pub(super) fn over(self, x: f64) -> DoubleDouble {
        let quotient = self.high / x;
        let rest = quotient.mul_add(-x, self.high) + self.low;
        DoubleDouble::normalised(quotient, rest / x)
    }

    /// e^x to about 30 digits, for |x| up to 700.
    ///
    /// x = n ln 2 + 32 s with |s| < 0.011: 14 terms leave s^14/14! < 1e-38, and five squarings multiply the error by 32.
    fn exp(x: f64) -> DoubleDouble {
        let n = (x / std::f64::consts::LN_2).round();
        let rest = DoubleDouble::from(x).plus_product(-n, std::f64::consts::LN_2).plus(-n * LN_2_LOW);
        let s = DoubleDouble { high: rest.high / 32.0, low: rest.low / 32.0 };
        let mut value = DoubleDouble::from(1.0);
        for i in (1..14).rev() {
            value = (s * value).over(f64::from(i)).plus(1.0);
        }
        for _ in 0..5 {
            value = value * value;
        }
        let scaled = |x: f64| times_power_of_two(x, n as i64);
        DoubleDouble { high: scaled(value.high), low: scaled(value.low) }
    }

    /// self^exponent for self > 0, to about 28 digits as long as |exponent ln self| stays below 700.
    pub(super) fn power(self, exponent: f64) -> DoubleDouble {
        // ln self = y + epsilon with e^y (1 + epsilon) = self: epsilon is so small that its square does not count.
        let y = ln(self.high);
        let near = DoubleDouble::exp(y);
        let epsilon = near.negative().plus(self.high).plus(self.low).high / self.high;
        let argument = DoubleDouble::default().plus_product(exponent, y).plus(exponent * epsilon);
        let value = DoubleDouble::exp(argument.high);
        // Of the second double of the argument the square still counts where the argument is large.
        let low = argument.low;
        value.plus(value.high * (low + 0.5 * low * low))
    }
}

/// a + b and its rounding error, exactly (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

impl Add for DoubleDouble {
    type Output = DoubleDouble;

    /// Relative error at most 2^-104 or so, under cancellation too (Joldes, Muller and Popescu, ACM TOMS 44, 2017,
    /// algorithm 6).
    fn add(self, other: DoubleDouble) -> DoubleDouble {
        let (high, high_error) = two_sum(self.high, other.high);
        let (low, low_error) = two_sum(self.low, other.low);
        let sum = DoubleDouble::normalised(high, high_error + low);
        DoubleDouble::normalised(sum.high, sum.low + low_error)
    }
}

impl Neg for DoubleDouble {
    type Output = DoubleDouble;

    fn neg(self) -> DoubleDouble {
        self.negative()
    }
}

impl Sub for DoubleDouble {
    type Output = DoubleDouble;

    fn sub(self, other: DoubleDouble) -> DoubleDouble {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = DoubleDouble;

    fn mul(self, other: DoubleDouble) -> DoubleDouble {
        let product = self.high * other.high;
        let error = self.high.mul_add(other.high, -product);
        let cross = self.high.mul_add(other.low, self.low * other.high);
        DoubleDouble::normalised(product, error + cross)
    }
}

impl Div for DoubleDouble {
    type Output = DoubleDouble;

    /// Long division with two digits of a double each.
    fn div(self, other: DoubleDouble) -> DoubleDouble {
        let first = self.high / other.high;
        let rest = self - other * DoubleDouble::from(first);
        let second = rest.high / other.high;
        let rest = rest - other * DoubleDouble::from(second);
        DoubleDouble::normalised(first, second).plus(rest.high / other.high)
    }
}

impl DoubleDouble {
    /// The square root of a non-negative number: one step of Newton's method from the root in doubles.
    pub(super) fn square_root(self) -> DoubleDouble {
        if self.high <= 0.0 {
            return DoubleDouble::default();
        }
        let root = DoubleDouble::from(self.high.sqrt());
        root.plus((self - root * root).high / (2.0 * root.high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use rand::RngExt;

    #[test]
    fn sums_products_quotients_and_roots_undo_each_other_to_thirty_digits() {
        let mut rng = Seed(5).rng();
        let mut draw = || {
            let scale = 10f64.powi((rng.random::<f64>() * 30.0) as i32 - 15);
            let high = (rng.random::<f64>() - 0.5) * scale;
            DoubleDouble::normalised(high, high * (rng.random::<f64>() - 0.5) * f64::EPSILON)
        };
        let off = |a: DoubleDouble, b: DoubleDouble| ((a - b).high / b.high).abs();
        for _ in 0..2000 {
            let (a, b) = (draw(), draw());
            assert!(off(a * b / b, a) < 1e-30, "{a:?} {b:?}");
            let size = a.high.abs().max(b.high.abs());
            assert!((((a + b) - b) - a).high.abs() <= 1e-30 * size, "{a:?} {b:?}");
            let square = a * a;
            let root = square.square_root();
            assert!(off(root * root, square) < 1e-30);
            // One minus a third three times: nothing is left of it.
            let third = a / DoubleDouble::from(3.0);
            assert!((a - third - third - third).high.abs() < 1e-30 * a.high.abs());
        }
        // The low half counts: (1 + 2^-60) - 1 = 2^-60.
        let tiny = 1.0 / (1u64 << 60) as f64;
        let one = DoubleDouble::from(1.0);
        assert_eq!((one.plus(tiny) - one).high, tiny);
    }

    // Printed by python3 with mpmath: mp.dps = 60; h = float(x); print(h, float(x - mpf(h))).
    #[test]
    fn powers_agree_with_mpmath_to_28_digits() {
        let close = |found: DoubleDouble, high: f64, low: f64| {
            let off = (found.high - high) + (found.low - low);
            assert!(off.abs() <= 1e-28 * high.abs(), "{found:?} against {high:e} + {low:e}");
        };
        close(DoubleDouble::exp(1.0), std::f64::consts::E, 1.4456468917292502e-16);
        close(DoubleDouble::exp(-37.3), 6.321437159096094e-17, -4.82725866074607e-34);
        let three = DoubleDouble { high: 3.0, low: f64::powi(2.0, -60) };
        close(three.power(-2.7), 0.05149589519688552, -5.992442704333083e-19);
        close(DoubleDouble::from(1e-5).power(-41.0), 9.999999999999967e204, -2.890993421312668e188);
        close(DoubleDouble::from(4.0).power(0.5), 2.0, 0.0);
    }
}
