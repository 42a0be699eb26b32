//! A certificate as a whole: what is claimed, and the whole numbers that prove it.

use super::margin::rounded;
use super::{
    MarginProof, Norm, NotSeparableProof, PartitionProof, ProjectedMarginProof, Refused, Whole,
    verify_margin, verify_not_separable, verify_partition, verify_projected_margin, whole_numbers,
};
use crate::data::SignedRows;

/// A proof about signed rows, complete but for the data.
#[derive(Clone, Debug, PartialEq)]
pub enum Certificate {
    /// gamma_p lies between two doubles, or is known exactly.
    Margin {
        /// The norm p of the separator.
        norm: Norm,
        /// What is claimed.
        claim: MarginProof,
        /// w up to scale, length d.
        primal: Vec<Whole>,
        /// Row and a_i >= 0, up to scale.
        dual: Vec<(usize, Whole)>,
    },
    /// No w has z_i.w > 0 for every row.
    NotSeparable {
        /// Row and weight: the weighted rows cancel.
        weights: Vec<(usize, Whole)>,
    },
    /// The maximal separable part and the rest.
    Partition {
        /// Zero on the rest, positive on all other rows; length d.
        primal: Vec<Whole>,
        /// The rows of the rest, each with a positive weight: the weighted rows cancel.
        dual: Vec<(usize, Whole)>,
        /// What is claimed of the margin across the span of the rest, and the weights that prove its upper end.
        projected: Option<(MarginProof, Vec<(usize, Whole)>)>,
    },
}

/// What an accepted certificate proves.
#[derive(Clone, Debug, PartialEq)]
pub enum Proved {
    /// The margin, between two doubles or exactly.
    Margin(MarginProof),
    /// No w separates the rows.
    NotSeparable(NotSeparableProof),
    /// The partition, and the margin across the span of the rest where that was claimed.
    Partition(PartitionProof, Option<ProjectedMarginProof>),
}

impl Certificate {
    /// A margin from sums of doubles: for each coordinate doubles that sum to w_j, for each row named doubles that sum
    /// to a_i.
    ///
    /// # Errors
    /// [`Refused`] where one of the numbers is not finite, or where they prove nothing about these rows.
    pub fn of_doubles(
        rows: &SignedRows,
        norm: Norm,
        separator: &[Vec<f64>],
        multipliers: &[(usize, Vec<f64>)],
    ) -> Result<Certificate, Refused> {
        let sums: Vec<Vec<f64>> = multipliers.iter().map(|m| m.1.clone()).collect();
        let weights = whole_numbers(&sums, "the multipliers")?;
        let primal = whole_numbers(separator, "the separator")?;
        Certificate::of_whole(rows, norm, primal, multipliers.iter().map(|m| m.0).zip(weights).collect())
    }

    /// A margin from whole numbers.
    ///
    /// # Errors
    /// [`Refused`] where they prove nothing about these rows.
    pub fn of_whole(
        rows: &SignedRows,
        norm: Norm,
        primal: Vec<Whole>,
        dual: Vec<(usize, Whole)>,
    ) -> Result<Certificate, Refused> {
        let claim = verify_margin(rows, norm, &primal, &dual)?;
        Ok(Certificate::Margin { norm, claim, primal, dual })
    }

    /// w / ||w||_p of length d, and a_i / sum a for the rows named, each to the nearest double for p = 1, 2 and infinity;
    /// a certificate without a margin has neither.
    pub fn in_doubles(&self) -> (Vec<f64>, Vec<(usize, f64)>) {
        match self {
            Certificate::Margin { norm, primal, dual, .. } => rounded(*norm, primal, dual),
            _ => (Vec::new(), Vec::new()),
        }
    }
}

impl std::fmt::Display for Certificate {
    /// The kind of proof in a few words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Certificate::Margin { claim, dual, .. } => {
                let kind = if claim.exact { "exact" } else { "enclosure" };
                write!(f, "{kind}, {} multipliers", dual.len())
            }
            Certificate::NotSeparable { weights } => write!(f, "witness of {} rows", weights.len()),
            Certificate::Partition { dual, .. } => write!(f, "partition, {} rows in the rest", dual.len()),
        }
    }
}

/// Accepts a certificate for these rows, and says what it proves, or refuses it, and says why.
///
/// # Errors
/// [`Refused`], also where the proof is sound but proves less than the certificate claims.
pub fn verify(rows: &SignedRows, certificate: &Certificate) -> Result<Proved, Refused> {
    match certificate {
        Certificate::Margin { norm, claim, primal, dual } => {
            let proved = verify_margin(rows, *norm, primal, dual)?;
            reaches(&proved, claim)?;
            Ok(Proved::Margin(proved))
        }
        Certificate::NotSeparable { weights } => {
            Ok(Proved::NotSeparable(verify_not_separable(rows, weights)?))
        }
        Certificate::Partition { primal, dual, projected } => {
            let partition = verify_partition(rows, primal, dual)?;
            let margin = match projected {
                None => None,
                Some((claim, weights)) => {
                    let proved = verify_projected_margin(rows, &partition, primal, weights)?;
                    reaches(&proved.margin, claim)?;
                    Some(proved)
                }
            };
            Ok(Proved::Partition(partition, margin))
        }
    }
}

/// Refuses a proof of less than is claimed.
fn reaches(proved: &MarginProof, claim: &MarginProof) -> Result<(), Refused> {
    if proved.lower < claim.lower || claim.lower.is_nan() {
        let (proved, claimed) = (proved.lower, claim.lower);
        return Err(Refused::ProvesLess { what: "the lower end of the margin", proved, claimed });
    }
    if proved.upper > claim.upper || claim.upper.is_nan() {
        let (proved, claimed) = (proved.upper, claim.upper);
        return Err(Refused::ProvesLess { what: "the upper end of the margin", proved, claimed });
    }
    if claim.exact && !proved.exact {
        return Err(Refused::NotExact { lower: proved.lower, upper: proved.upper });
    }
    Ok(())
}
