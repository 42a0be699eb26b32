//! Sums of two doubles: about 32 digits, for residuals and for systems that doubles cannot solve.

use std::ops::{Add, Div, Mul, Neg, Sub};

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
}
