//! The three norms whose margins are certified in exact arithmetic.

use serde::{Deserialize, Serialize};

/// The norm of the separator: gamma_p = max over ||w||_p <= 1 of min_i z_i.w.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Norm {
    /// Sum of absolute values.
    #[serde(rename = "1")]
    One,
    /// Euclidean length.
    #[serde(rename = "2")]
    Two,
    /// Largest absolute value.
    #[serde(rename = "inf")]
    Inf,
}

impl Norm {
    /// The norm that measures ||Z^T a|| when this one measures w.
    pub fn dual(self) -> Norm {
        match self {
            Norm::One => Norm::Inf,
            Norm::Two => Norm::Two,
            Norm::Inf => Norm::One,
        }
    }
}

impl std::fmt::Display for Norm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Norm::One => "1",
            Norm::Two => "2",
            Norm::Inf => "inf",
        })
    }
}
