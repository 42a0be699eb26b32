//! All dual optima at once: which rows have a positive multiplier in some of them.

use super::exact::{ExactActiveSet, ExactAnswer};
use super::max_margin::CertificateKind;
use super::{MaxMargin, ReferenceError};
use crate::data::SignedRows;

/// The face of dual optima: { alpha >= 0 : Z^T alpha = w^ }.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DualFace {
    /// S_1: rows with a positive multiplier in some dual optimum, ascending.
    pub support: Vec<usize>,
    /// Independent rows among them that span them all.
    pub basis: Vec<usize>,
    /// Whether there is one dual optimum only.
    pub is_unique: bool,
    /// Whether some margin row has multiplier zero in every dual optimum.
    pub degenerate: bool,
}

impl DualFace {
    /// The face of dual optima, decided in exact arithmetic.
    ///
    /// From an optimum alpha with support S: a margin row outside S can be given weight exactly when rows outside S
    /// have a non-negative combination, not all zero, in span(S) (whose elements a small change of alpha on S makes
    /// up for). That is, when the margin rows outside S, projected across span(S), cannot be separated; the rows of
    /// the witness join S, and the question is asked again. A separator of those left over ends it: by Gordan's
    /// alternative none of them ever gets weight.
    ///
    /// # Errors
    /// `Undecided` when the margin is known by an enclosure only and more rows may lie on the margin than have a
    /// multiplier, or when the exact method was too dear.
    pub fn of(rows: &SignedRows, found: &MaxMargin) -> Result<DualFace, ReferenceError> {
        let mut support = found.support.clone();
        let mut basis = support.clone();
        if support.len() == found.margin_rows.len() {
            return Ok(DualFace { support, basis, is_unique: true, degenerate: false });
        }
        if found.certificate_kind != CertificateKind::Exact {
            let why = format!(
                "{} rows may lie on the margin but {} have a multiplier, and the margin is not known exactly",
                found.margin_rows.len(),
                support.len()
            );
            return Err(ReferenceError::Undecided { why });
        }
        let undecided =
            || ReferenceError::Undecided { why: "the face of dual optima took too long".to_string() };
        let mut exact = ExactActiveSet::new(rows);
        let mut outside: Vec<usize> =
            found.margin_rows.iter().copied().filter(|i| !support.contains(i)).collect();
        while !outside.is_empty() {
            let projected: Option<Vec<_>> = outside.iter().map(|&q| exact.across(&basis, q)).collect();
            let mut quotient = ExactActiveSet::of_whole(projected.ok_or_else(undecided)?, rows.d);
            let joined: Vec<usize> = match quotient.run(&[], 20 * (rows.d + 5)).ok_or_else(undecided)? {
                ExactAnswer::Optimal(_) => break,
                ExactAnswer::Contradiction(weights) => weights.iter().map(|w| outside[w.0]).collect(),
            };
            for &i in &joined {
                let across = exact.across(&basis, i).ok_or_else(undecided)?;
                if across.iter().any(|x| *x != dashu_int::IBig::ZERO) {
                    basis.push(i);
                }
            }
            outside.retain(|i| !joined.contains(i));
            support.extend(joined);
        }
        support.sort_unstable();
        let is_unique = support.len() == found.support.len();
        Ok(DualFace { support, basis, is_unique, degenerate: !outside.is_empty() })
    }
}
