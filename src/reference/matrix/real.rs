//! The numbers that the interior method computes in: doubles first, sums of two doubles to the end.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::reference::double_double::DoubleDouble;

/// A floating-point number.
pub(super) trait Real:
    Copy
    + From<f64>
    + Into<DoubleDouble>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The nearest double.
    fn nearest(self) -> f64;

    /// The square root of a non-negative number.
    fn root(self) -> Self;

    /// Zero.
    fn zero() -> Self {
        Self::from(0.0)
    }
}

impl Real for f64 {
    fn nearest(self) -> f64 {
        self
    }

    fn root(self) -> f64 {
        self.sqrt()
    }
}

impl Real for DoubleDouble {
    fn nearest(self) -> f64 {
        self.high
    }

    fn root(self) -> DoubleDouble {
        self.square_root()
    }
}

/// The sum of products, in order.
pub(super) fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |s, (&x, &y)| s + x * y)
}
