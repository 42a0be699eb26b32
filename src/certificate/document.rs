//! A certificate as a document: what `margin --json` writes and `verify` reads.

use serde::{Deserialize, Serialize};

use super::{
    ExactMaxMargin, MarginEnclosure, Norm, NotSeparableProof, RationalMultipliers, Refused, Whole,
    verify_kkt_l2_exact, verify_margin_l2, verify_margin_polyhedral, verify_not_separable,
};
use crate::data::SignedRows;

/// A proof about the margin of signed rows, complete but for the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Certificate {
    /// The l2 max margin exactly: rational multipliers that satisfy the optimality conditions.
    Exact {
        /// The multipliers alpha.
        alpha: RationalMultipliers,
    },
    /// The margin in one of three norms between two doubles: a separator and dual multipliers.
    Enclosure {
        /// The norm of the separator.
        norm: Norm,
        /// For each coordinate doubles whose sum is w_j; d entries.
        separator: Vec<Vec<f64>>,
        /// Row and doubles whose sum is a_i >= 0.
        multipliers: Vec<(usize, Vec<f64>)>,
    },
    /// No separator: non-negative whole weights whose combination of the rows is zero.
    NotSeparable {
        /// Row and weight.
        weights: Vec<(usize, Whole)>,
    },
}

impl std::fmt::Display for Certificate {
    /// The kind of proof in a few words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Certificate::Exact { alpha } => write!(f, "exact, {} rational multipliers", alpha.weights.len()),
            Certificate::Enclosure { multipliers, .. } => {
                write!(f, "enclosure, {} multipliers", multipliers.len())
            }
            Certificate::NotSeparable { weights } => write!(f, "witness of {} rows", weights.len()),
        }
    }
}

/// What an accepted certificate proves.
#[derive(Clone, Debug, PartialEq)]
pub enum Proved {
    /// The l2 max margin exactly.
    Exact(Box<ExactMaxMargin>),
    /// The l2 max margin between two doubles.
    Enclosure(Box<MarginEnclosure>),
    /// The margin in the norm 1 or infinity between two doubles.
    Polyhedral {
        /// The norm.
        norm: Norm,
        /// The margin is at least this.
        lower: f64,
        /// The margin is at most this.
        upper: f64,
    },
    /// No w separates the rows.
    NotSeparable(NotSeparableProof),
}

/// Accepts a certificate for these rows, and says what it proves, or refuses it, and says why.
pub fn verify(rows: &SignedRows, certificate: &Certificate) -> Result<Proved, Refused> {
    match certificate {
        Certificate::Exact { alpha } => Ok(Proved::Exact(Box::new(verify_kkt_l2_exact(rows, alpha)?))),
        Certificate::Enclosure { norm: Norm::Two, separator, multipliers } => {
            Ok(Proved::Enclosure(Box::new(verify_margin_l2(rows, separator, multipliers)?)))
        }
        Certificate::Enclosure { norm, separator, multipliers } => {
            let (lower, upper) = verify_margin_polyhedral(rows, *norm, separator, multipliers)?;
            Ok(Proved::Polyhedral { norm: *norm, lower, upper })
        }
        Certificate::NotSeparable { weights } => {
            Ok(Proved::NotSeparable(verify_not_separable(rows, weights)?))
        }
    }
}
