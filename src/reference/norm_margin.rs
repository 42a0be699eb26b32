//! The max margin in any norm p in [1, infinity].

use super::max_margin::{CertificateKind, Witness, check};
use super::polyhedral::polyhedral;
use super::power_margin::power_margin;
use super::{ReferenceError, Separability, max_margin_l2};
use crate::certificate::{Certificate, MarginProof, Norm, Whole, verify_not_separable};
use crate::data::SignedRows;

/// The max margin of signed rows in a norm.
#[derive(Clone, Debug, PartialEq)]
pub struct NormMaxMargin {
    /// The norm p of the separator.
    pub norm: Norm,
    /// A separator of least norm, scaled so that min_i z_i.w = 1 (up to rounding), length d.
    pub w: Vec<f64>,
    /// w / ||w||_p.
    pub direction: Vec<f64>,
    /// A bound on the Euclidean error of `direction`, where the answer is exact and the direction the only best one: the
    /// rounding of its coordinates.
    pub direction_error: Option<f64>,
    /// Whether that direction is the only best one, where this is known. Where it is not, the value of the margin and that
    /// this direction reaches it are all that is promised.
    pub unique: Option<bool>,
    /// gamma_p = max over ||w||_p <= 1 of min_i z_i.w lies between these: adjacent doubles for an exact certificate.
    pub margin: (f64, f64),
    /// Rows with a positive multiplier in the proof, ascending.
    pub support: Vec<usize>,
    /// Dual multipliers, length n, scaled to the sum ||w||_p = 1/gamma_p (up to rounding): then ||Z^T a||_q = 1 for the
    /// dual norm q, as strong duality has it.
    pub multipliers: Vec<f64>,
    /// Which kind of proof.
    pub certificate_kind: CertificateKind,
    /// The proof.
    pub certificate: Certificate,
}

/// Whether some w has z_i.w > 0 for every row, with the max margin in a norm: proved either way.
#[derive(Clone, Debug, PartialEq)]
pub enum NormSeparability {
    /// Yes.
    Separable(Box<NormMaxMargin>),
    /// No, with the proof.
    NotSeparable(Witness),
}

/// An enclosure wider than this, relative, is no answer.
pub(super) const WIDEST: f64 = 1e-10;

/// The max margin in a norm, or the witness that there is none; the verifier of [`crate::certificate`] accepted either.
///
/// For p = 1 and infinity by linear programming, for p = 2 as [`max_margin_l2`], for other p by Newton's method on the
/// active set from the answer of p = 2.
///
/// # Errors
/// Empty data, entries that are not finite; `Undecided` and `Wide` where no certificate of a relative width of at most
/// 1e-10 was found.
pub fn max_margin_in(rows: &SignedRows, norm: Norm) -> Result<NormSeparability, ReferenceError> {
    check(rows)?;
    if let Some(zero) = rows.rows().position(|z| z.iter().all(|x| *x == 0.0)) {
        return witness(rows, vec![(zero, Whole::from(1))]);
    }
    match norm {
        Norm::One | Norm::Inf => polyhedral(rows, norm),
        Norm::Two | Norm::Power(_) => match max_margin_l2(rows)? {
            Separability::NotSeparable(witness) => Ok(NormSeparability::NotSeparable(witness)),
            Separability::Separable(found) => {
                let answer = match norm {
                    Norm::Power(p) => power_margin(rows, p.value(), &found)?,
                    _ => assemble(rows, norm, found.certificate, Some(true)),
                };
                Ok(NormSeparability::Separable(Box::new(answer)))
            }
        },
    }
}

pub(super) fn witness(
    rows: &SignedRows,
    weights: Vec<(usize, Whole)>,
) -> Result<NormSeparability, ReferenceError> {
    match verify_not_separable(rows, &weights) {
        Ok(_) => Ok(NormSeparability::NotSeparable(Witness { weights })),
        Err(refused) => Err(ReferenceError::Undecided { why: refused.to_string() }),
    }
}

pub(super) fn width(found: &NormMaxMargin) -> f64 {
    (found.margin.1 - found.margin.0) / found.margin.0
}

pub(super) fn assemble(
    rows: &SignedRows,
    norm: Norm,
    certificate: Certificate,
    unique: Option<bool>,
) -> NormMaxMargin {
    let Certificate::Margin { claim: MarginProof { lower, upper, exact }, .. } = certificate else {
        unreachable!("the certificate of a margin")
    };
    let (direction, dual) = certificate.in_doubles();
    // ||w||_p = 1/gamma when the least margin is 1, and sum a = 1/gamma too.
    let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
    let rounding = f64::EPSILON / 2.0 * (1.0 + 1e-9) * length + rows.d as f64 * 5e-324;
    let mut multipliers = vec![0.0; rows.n];
    dual.iter().for_each(|&(i, share)| multipliers[i] = share / lower);
    NormMaxMargin {
        norm,
        w: direction.iter().map(|x| x / lower).collect(),
        direction,
        direction_error: (exact && unique == Some(true)).then_some(rounding),
        unique,
        margin: (lower, upper),
        support: dual.iter().map(|m| m.0).collect(),
        multipliers,
        certificate_kind: if exact { CertificateKind::Exact } else { CertificateKind::Enclosure },
        certificate,
    }
}
