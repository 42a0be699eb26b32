//! Sums of two doubles: about 32 digits, for residuals.

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
    fn normalised(a: f64, b: f64) -> DoubleDouble {
        let high = a + b;
        DoubleDouble { high, low: b - (high - a) }
    }

    /// self + x (Knuth's exact sum, then one carry).
    pub(super) fn plus(self, x: f64) -> DoubleDouble {
        let sum = self.high + x;
        let part = sum - self.high;
        let error = (self.high - (sum - part)) + (x - part);
        DoubleDouble::normalised(sum, error + self.low)
    }

    /// self + a b, the product exact.
    pub(super) fn plus_product(self, a: f64, b: f64) -> DoubleDouble {
        let product = a * b;
        self.plus(product).plus(a.mul_add(b, -product))
    }

    /// self + a x for a sum x.
    pub(super) fn plus_scaled(self, a: f64, x: DoubleDouble) -> DoubleDouble {
        self.plus_product(a, x.high).plus(a * x.low)
    }

    pub(super) fn negative(self) -> DoubleDouble {
        DoubleDouble { high: -self.high, low: -self.low }
    }

    /// self times other.
    pub(super) fn times(self, other: DoubleDouble) -> DoubleDouble {
        let product = self.high * other.high;
        let error = self.high.mul_add(other.high, -product);
        DoubleDouble::normalised(product, error + (self.high * other.low + self.low * other.high))
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
            value = s.times(value).over(f64::from(i)).plus(1.0);
        }
        for _ in 0..5 {
            value = value.times(value);
        }
        // In two factors, each of which is a double.
        let half = (n / 2.0).floor();
        let (a, b) = (half.exp2(), (n - half).exp2());
        DoubleDouble { high: value.high * a * b, low: value.low * a * b }
    }

    /// self^exponent for self > 0, to about 28 digits as long as |exponent ln self| stays below 700.
    pub(super) fn power(self, exponent: f64) -> DoubleDouble {
        // ln self = y + epsilon with e^y (1 + epsilon) = self: epsilon is so small that its square does not count.
        let y = self.high.ln();
        let near = DoubleDouble::exp(y);
        let epsilon = near.negative().plus(self.high).plus(self.low).high / self.high;
        let argument = DoubleDouble::default().plus_product(exponent, y).plus(exponent * epsilon);
        let value = DoubleDouble::exp(argument.high);
        // Of the second double of the argument the square still counts where the argument is large.
        let low = argument.low;
        value.plus(value.high * (low + 0.5 * low * low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
