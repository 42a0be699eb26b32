//! The norm of a separator.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The norm of the separator: gamma_p = max over ||w||_p <= 1 of min_i z_i.w.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Norm {
    /// Sum of absolute values.
    One,
    /// Euclidean length.
    Two,
    /// Largest absolute value.
    Inf,
    /// (sum |w_j|^p)^(1/p) for another p in (1, infinity).
    Power(Exponent),
}

/// An exponent p in (1, infinity) other than 2.
#[derive(Clone, Copy, Debug)]
pub struct Exponent(f64);

impl Exponent {
    /// p.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl PartialEq for Exponent {
    fn eq(&self, other: &Exponent) -> bool {
        self.0.total_cmp(&other.0).is_eq()
    }
}

impl Eq for Exponent {}

impl PartialOrd for Exponent {
    fn partial_cmp(&self, other: &Exponent) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exponent {
    fn cmp(&self, other: &Exponent) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl std::hash::Hash for Exponent {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Norm {
    /// The norm of exponent p; `None` for p below 1 and for what is no number.
    pub fn of(p: f64) -> Option<Norm> {
        if p == 1.0 {
            Some(Norm::One)
        } else if p == 2.0 {
            Some(Norm::Two)
        } else if p == f64::INFINITY {
            Some(Norm::Inf)
        } else {
            (p > 1.0).then_some(Norm::Power(Exponent(p)))
        }
    }

    /// The exponent; infinite for the norm infinity.
    pub fn exponent(self) -> f64 {
        match self {
            Norm::One => 1.0,
            Norm::Two => 2.0,
            Norm::Inf => f64::INFINITY,
            Norm::Power(p) => p.0,
        }
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Norm::Inf => f.write_str("inf"),
            other => write!(f, "{}", other.exponent()),
        }
    }
}

impl FromStr for Norm {
    type Err = String;

    fn from_str(text: &str) -> Result<Norm, String> {
        let p = text.parse().ok().and_then(Norm::of);
        p.ok_or_else(|| format!("found {text:?}, expected 1, 2, inf or a number above 1"))
    }
}

impl Serialize for Norm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Norm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Norm, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_the_norms_they_name() {
        for (text, norm) in [("1", Norm::One), ("2", Norm::Two), ("inf", Norm::Inf), ("2.0", Norm::Two)] {
            assert_eq!(text.parse(), Ok(norm));
        }
        for p in [1.5, 3.0, 1.0 + f64::EPSILON, 1e300] {
            let norm = Norm::of(p).unwrap();
            assert_eq!((norm.to_string().parse(), norm.exponent()), (Ok(norm), p));
        }
        for text in ["0.5", "-1", "nan", "-inf", "0", "two", ""] {
            assert!(text.parse::<Norm>().is_err(), "{text}");
        }
    }
}
