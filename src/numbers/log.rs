//! Positive numbers by their natural logarithm, and sums in the log domain.

use std::fmt;
use std::ops::{Add, Div, Mul};

use super::{exp, ln_1p};

/// A positive number x held as ln x, so that e^-100000 is an ordinary number; multiplying adds, adding is
/// log-sum-exp.
///
/// Finite by construction: neither zero nor infinity nor NaN can be held. Serialised as the plain number ln x.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Log(f64);

/// What was offered as a logarithm is infinite or not a number.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("found {0} as the logarithm of a positive number, expected a finite number")]
pub struct NotALogarithm(pub f64);

impl Log {
    /// The number 1.
    pub const ONE: Log = Log(0.0);

    /// The number e^`ln`.
    ///
    /// # Errors
    /// When `ln` is infinite or NaN: the number would be zero, infinite or none.
    pub fn from_ln(ln: f64) -> Result<Log, NotALogarithm> {
        if ln.is_finite() { Ok(Log(ln)) } else { Err(NotALogarithm(ln)) }
    }

    /// The number `value`.
    ///
    /// # Errors
    /// When `value` is not positive and finite.
    pub fn of(value: f64) -> Result<Log, NotALogarithm> {
        Log::from_ln(if value > 0.0 { super::ln(value) } else { f64::NAN })
    }

    /// ln x.
    pub fn ln(self) -> f64 {
        self.0
    }

    /// x as a double: 0 below and infinity above the range of doubles.
    pub fn value(self) -> f64 {
        exp(self.0)
    }

    /// A logarithm computed from finite ones leaves the range of doubles only beyond 1.8e308: held at the end.
    fn clamped(ln: f64) -> Log {
        Log(ln.clamp(f64::MIN, f64::MAX))
    }
}

impl TryFrom<f64> for Log {
    type Error = NotALogarithm;
    fn try_from(ln: f64) -> Result<Log, NotALogarithm> {
        Log::from_ln(ln)
    }
}

impl From<Log> for f64 {
    fn from(log: Log) -> f64 {
        log.0
    }
}

impl Mul for Log {
    type Output = Log;
    #[expect(clippy::suspicious_arithmetic_impl, reason = "a product is the sum of the logarithms")]
    fn mul(self, other: Log) -> Log {
        Log::clamped(self.0 + other.0)
    }
}

impl Div for Log {
    type Output = Log;
    #[expect(clippy::suspicious_arithmetic_impl, reason = "a quotient is the difference of the logarithms")]
    fn div(self, other: Log) -> Log {
        Log::clamped(self.0 - other.0)
    }
}

impl Add for Log {
    type Output = Log;
    fn add(self, other: Log) -> Log {
        let (high, low) = (self.0.max(other.0), self.0.min(other.0));
        Log::clamped(high + ln_1p(exp(low - high)))
    }
}

impl fmt::Display for Log {
    /// The number in scientific notation with five digits (`1.2340e-43429`), whatever its size. Digits that the
    /// logarithm no longer carries are shown all the same: an error of e in ln x is one of 100 e percent in x.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.abs() > 1e15 {
            return write!(f, "e^{:.5e}", self.0);
        }
        let decimal = self.0 * std::f64::consts::LOG10_E;
        let mut exponent = decimal.floor();
        let mut mantissa = exp((decimal - exponent) * std::f64::consts::LN_10);
        if mantissa >= 9.99995 {
            (mantissa, exponent) = (1.0, exponent + 1.0);
        }
        write!(f, "{mantissa:.4}e{exponent}")
    }
}

/// ln(sum of e^x) over the values, in their order; -infinity for no values.
///
/// The greatest term is taken out and the rest enter through ln(1 + rest), so that a sum with one dominant term
/// keeps its small corrections; the rest is summed with compensation (Neumaier), so that its error does not
/// grow with the number of terms. Values of -infinity count as nothing; a NaN gives NaN.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    log_sum_exp_of(values.iter().copied())
}

/// The same of values that are computed twice and not kept.
pub fn log_sum_exp_of(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let mut greatest = f64::NEG_INFINITY;
    let mut place = 0;
    for (i, x) in values.clone().enumerate() {
        if x.is_nan() {
            return f64::NAN;
        }
        if x > greatest {
            (greatest, place) = (x, i);
        }
    }
    if greatest.is_infinite() {
        return greatest;
    }
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for (i, x) in values.enumerate() {
        if i == place {
            continue;
        }
        let term = exp(x - greatest);
        let next = sum + term;
        lost += if sum >= term { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    greatest + ln_1p(sum + lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(ln: f64) -> Log {
        Log::from_ln(ln).expect("finite")
    }

    #[test]
    fn products_and_sums_of_numbers_below_the_range_of_doubles() {
        let tiny = log(-1e5);
        assert_eq!((tiny * tiny).ln(), -2e5);
        assert_eq!((tiny / tiny), Log::ONE);
        // x + x = 2 x: one rounding of the sum, one of ln 2 below it.
        let double = (tiny + tiny).ln() - -1e5;
        assert!((double - std::f64::consts::LN_2).abs() <= 1e5 * f64::EPSILON, "{double}");
        assert_eq!(tiny.value(), 0.0);
    }

    #[test]
    fn only_finite_logarithms_are_held() {
        for bad in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert!(Log::from_ln(bad).is_err());
        }
        for bad in [0.0, -1.0, f64::INFINITY, f64::NAN] {
            assert!(Log::of(bad).is_err(), "{bad}");
        }
        let error = Log::from_ln(f64::INFINITY).expect_err("infinite").to_string();
        assert_eq!(error, "found inf as the logarithm of a positive number, expected a finite number");
        assert_eq!((log(f64::MAX) * log(f64::MAX)).ln(), f64::MAX);
    }

    #[test]
    fn it_is_stored_as_the_plain_logarithm() {
        assert_eq!(serde_json::to_string(&log(-123456.5)).expect("a number"), "-123456.5");
        assert_eq!(serde_json::from_str::<Log>("-123456.5").expect("a number"), log(-123456.5));
        assert!(serde_json::from_str::<Log>("null").is_err());
    }

    #[test]
    fn it_is_shown_in_scientific_notation() {
        assert_eq!(log(-1e5).to_string(), "3.5629e-43430");
        assert_eq!(Log::ONE.to_string(), "1.0000e0");
        assert_eq!(Log::of(9.9999999).expect("positive").to_string(), "1.0000e1");
        assert_eq!(Log::of(0.002).expect("positive").to_string(), "2.0000e-3");
        assert_eq!(log(-1e18).to_string(), "e^-1.00000e18");
    }

    #[test]
    fn a_sum_in_the_log_domain_keeps_small_terms() {
        assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
        assert_eq!(log_sum_exp(&[f64::NEG_INFINITY, -7.0]), -7.0);
        assert!(log_sum_exp(&[0.0, f64::NAN]).is_nan());
        // ln(1 + e^-60) is e^-60 to 27 digits: not 0, as ln of a rounded sum would be.
        assert_eq!(log_sum_exp(&[-60.0, 0.0]), exp(-60.0));
        // A million terms of e^-40 beside 1: the compensated sum errs by one rounding, not by a million.
        let mut values = vec![-40.0; 1_000_000];
        values.push(0.0);
        let want = ln_1p(1e6 * exp(-40.0));
        assert!((log_sum_exp(&values) - want).abs() <= 4.0 * f64::EPSILON * want);
    }
}
