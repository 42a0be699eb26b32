//! Whole numbers of any size, written in decimal.

use std::fmt;
use std::str::FromStr;

use super::Refused;
use super::integer::scaled_sums;
use dashu_int::IBig;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number of any size; serialised as a decimal string, so that no reader rounds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Whole(pub IBig);

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Whole {
    type Err = String;

    fn from_str(text: &str) -> Result<Whole, String> {
        IBig::from_str(text).map(Whole).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            let more = if shown.len() < text.len() { "..." } else { "" };
            format!("found \"{}{more}\", expected a whole number in decimal", shown.escape_debug())
        })
    }
}

impl From<IBig> for Whole {
    fn from(value: IBig) -> Whole {
        Whole(value)
    }
}

impl From<i64> for Whole {
    fn from(value: i64) -> Whole {
        Whole(IBig::from(value))
    }
}

/// Sums of finite doubles, each taken exactly, over one power of two, which is left out: as whole numbers they have the
/// ratios of the sums, and no common factor two.
///
/// # Errors
/// `NotFinite` with the place in `what`.
pub fn whole_numbers(sums: &[Vec<f64>], what: &'static str) -> Result<Vec<Whole>, Refused> {
    Ok(without_twos(scaled_sums(sums, what)?.values))
}

/// Whole numbers without their common power of two.
pub fn without_twos(values: Vec<IBig>) -> Vec<Whole> {
    let zeros = values.iter().filter_map(IBig::trailing_zeros).min().unwrap_or(0);
    values.into_iter().map(|x| Whole(x >> zeros)).collect()
}

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
