//! Sums of two doubles: about 32 digits, for residuals.

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
