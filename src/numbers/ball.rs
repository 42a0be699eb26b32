//! A value with a bound on its error.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number known to lie in `[value - radius, value + radius]`.
///
/// Sums, products and quotients carry the radii along and add their own rounding, so that no budget part is
/// typed by hand.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ball {
    /// The centre.
    pub value: f64,
    /// A bound on |true number - value|; non-negative.
    pub radius: f64,
}

impl Ball {
    /// A number that the double gives exactly.
    pub const fn exact(value: f64) -> Ball {
        Ball { value, radius: 0.0 }
    }

    /// A number given with an error bound.
    pub fn new(value: f64, radius: f64) -> Ball {
        debug_assert!(radius.is_nan() || radius >= 0.0, "a radius is not negative: {radius}");
        // An error that is no number is no bound.
        Ball { value, radius: if radius.is_nan() { f64::INFINITY } else { radius } }
    }

    /// A number given to `ulps` units in the last place.
    pub fn rounded(value: f64, ulps: f64) -> Ball {
        Ball { value, radius: ulps * f64::EPSILON * value.abs() }
    }

    /// The square root of a non-negative number (shape: scalar); the radius follows by the mean value theorem.
    pub fn sqrt(self) -> Ball {
        let value = self.value.max(0.0).sqrt();
        let below = (self.value - self.radius).max(0.0).sqrt();
        Ball::with_rounding(value, if value > 0.0 { value - below } else { self.radius.sqrt() })
    }

    /// The natural logarithm of a positive number.
    pub fn ln(self) -> Ball {
        let below = self.value - self.radius;
        let slack = if below > 0.0 { self.radius / below } else { f64::MAX };
        Ball::with_rounding(crate::numbers::ln(self.value), slack)
    }

    fn with_rounding(value: f64, radius: f64) -> Ball {
        Ball { value, radius: radius + f64::EPSILON * value.abs() }
    }
}

impl From<f64> for Ball {
    fn from(value: f64) -> Ball {
        Ball::exact(value)
    }
}

impl Neg for Ball {
    type Output = Ball;
    fn neg(self) -> Ball {
        Ball { value: -self.value, radius: self.radius }
    }
}

impl Add for Ball {
    type Output = Ball;
    fn add(self, other: Ball) -> Ball {
        Ball::with_rounding(self.value + other.value, self.radius + other.radius)
    }
}

impl Sub for Ball {
    type Output = Ball;
    fn sub(self, other: Ball) -> Ball {
        self + -other
    }
}

impl Mul for Ball {
    type Output = Ball;
    fn mul(self, other: Ball) -> Ball {
        let radius = self.radius * (other.value.abs() + other.radius) + self.value.abs() * other.radius;
        Ball::with_rounding(self.value * other.value, radius)
    }
}

impl Div for Ball {
    type Output = Ball;
    fn div(self, other: Ball) -> Ball {
        let value = self.value / other.value;
        let least = other.value.abs() - other.radius;
        let radius = if least > 0.0 { (self.radius + value.abs() * other.radius) / least } else { f64::MAX };
        Ball::with_rounding(value, radius)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_contains_the_quotients_of_its_ends() {
        let (a, b) = (Ball::new(3.0, 0.1), Ball::new(2.0, 0.2));
        let q = a / b;
        for x in [2.9, 3.1] {
            for y in [1.8, 2.2] {
                assert!((x / y - q.value).abs() <= q.radius, "{x}/{y} outside {q:?}");
            }
        }
    }

    #[test]
    fn a_root_contains_the_roots_of_its_ends() {
        let r = Ball::new(4.0, 0.5).sqrt();
        assert!((3.5f64.sqrt() - r.value).abs() <= r.radius && (4.5f64.sqrt() - r.value).abs() <= r.radius);
    }
}
