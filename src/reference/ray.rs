//! The ray of Ji and Telgarsky: where gradient descent goes on data of any kind.

use super::ReferenceError;
use super::active_set::{ActiveSet, Ending};
use super::exact::{ExactActiveSet, ExactAnswer};
use super::max_margin::{CertificateKind, Cost};
use super::offset::{Offset, RayLoss, axes, offset};
use super::partition::{Partition, partition};
use super::scaled_rows::ScaledRows;
use crate::certificate::{Certificate, PartitionProof, ProjectedMarginProof, Whole, verify_projected_margin};
use crate::data::SignedRows;
use dashu_int::IBig;

/// The structure of signed rows that decides where gradient descent goes (Ji and Telgarsky 2018, arXiv:1803.07300,
/// Theorem 2.1): v-bar in S, the span of the rest, and away from S along u-bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Ray {
    /// The partition and the span of the rest.
    pub partition: Partition,
    /// v-bar, the minimiser over S of the risk of the rest; zero where there is no rest.
    pub offset: Offset,
    /// u-bar and the margin of the separable part across S; `None` where nothing is separable.
    pub across: Option<AcrossMargin>,
    /// The proof of the partition, and of the margin across S.
    pub certificate: Certificate,
}

/// The l2 max margin of the separable part among the w orthogonal to S.
#[derive(Clone, Debug, PartialEq)]
pub struct AcrossMargin {
    /// u-bar, length d, of length one and orthogonal to S.
    pub direction: Vec<f64>,
    /// A bound on the Euclidean error of `direction`.
    pub direction_error: f64,
    /// The margin lies between these.
    pub margin: (f64, f64),
    /// Which kind of proof.
    pub certificate_kind: CertificateKind,
}

/// The ray of the rows for a loss.
///
/// # Errors
/// As [`partition`], and `Undecided` where the margin across S was too dear to be found exactly or the offset could not be
/// bounded.
pub fn ray(rows: &SignedRows, loss: RayLoss) -> Result<Ray, ReferenceError> {
    let mut partition = partition(rows)?;
    let offset = offset(rows, &partition.rest, &partition.basis, loss)?;
    if partition.separable_part.is_empty() {
        let certificate = partition.certificate();
        return Ok(Ray { partition, offset, across: None, certificate });
    }
    let mut exact = ExactActiveSet::new(rows);
    let proposed = propose(rows, &partition);
    let found = match proposed.and_then(|active| prove(rows, &partition, &mut exact, &active)) {
        Some(found) => found,
        None => decide(&partition, &mut exact)
            .and_then(|active| prove(rows, &partition, &mut exact, &active))
            .ok_or_else(|| ReferenceError::Undecided {
                why: "the margin across the span of the rest took too long".to_string(),
            })?,
    };
    let (primal, weights, proof) = found;
    partition.primal.clone_from(&primal);
    let margin = proof.margin;
    let across = AcrossMargin {
        direction: proof.direction,
        direction_error: proof.direction_error,
        margin: (margin.lower, margin.upper),
        certificate_kind: if margin.exact { CertificateKind::Exact } else { CertificateKind::Enclosure },
    };
    let dual = partition.dual.clone();
    let certificate = Certificate::Partition { primal, dual, projected: Some((margin, weights)) };
    Ok(Ray { partition, offset, across: Some(across), certificate })
}

/// The active rows of the margin across S, found in doubles.
fn propose(rows: &SignedRows, partition: &Partition) -> Option<Vec<usize>> {
    let axes = axes(rows, &partition.basis);
    let part: Vec<Vec<f64>> =
        partition.separable_part.iter().map(|&i| axes.split(rows.row(i)).across).collect();
    let scaled = ScaledRows::new(&SignedRows::from_rows(&part)).ok()?;
    let (state, ending) = ActiveSet::run(&scaled);
    (ending == Ending::Converged)
        .then(|| state.active.iter().map(|&at| partition.separable_part[at]).collect())
}

/// The active rows in whole numbers: the rows across S, all times one number.
fn decide(partition: &Partition, exact: &mut ExactActiveSet) -> Option<Vec<usize>> {
    let across = exact.all_across(&partition.basis, &partition.separable_part)?;
    let d = across[0].len();
    let mut whole = ExactActiveSet::of_whole(across, d);
    let steps =
        Cost::of(d, whole.determinant_bits(&(0..d.min(partition.separable_part.len())).collect::<Vec<_>>()));
    match whole.run(&[], steps.affordable_steps())? {
        ExactAnswer::Contradiction(_) => None,
        ExactAnswer::Optimal(alpha) => {
            Some(alpha.weights.iter().map(|w| partition.separable_part[w.0]).collect())
        }
    }
}

type Proof = (Vec<Whole>, Vec<(usize, Whole)>, ProjectedMarginProof);

/// w = sum over active rows of alpha_i z_i + sum over the basis of S of c_b z_b with z_i.w = 1 on the active rows and
/// z_b.w = 0: optimal if no alpha is negative and no other row lies inside the margin.
fn prove(
    rows: &SignedRows,
    partition: &Partition,
    exact: &mut ExactActiveSet,
    active: &[usize],
) -> Option<Proof> {
    let numerators = exact.aside_of(active, &partition.basis)?;
    if numerators[..active.len()].iter().any(|a| *a < IBig::ZERO) {
        return None;
    }
    let named = [active, &partition.basis].concat();
    let primal = exact.combine(&named, &numerators);
    let mut weights: Vec<(usize, Whole)> =
        named.into_iter().zip(numerators).filter(|w| w.1 != IBig::ZERO).map(|(i, a)| (i, Whole(a))).collect();
    weights.sort_by_key(|w| w.0);
    let (separable_part, rest) = (partition.separable_part.clone(), partition.rest.clone());
    let proof = PartitionProof { separable_part, rest };
    let proved = verify_projected_margin(rows, &proof, &primal, &weights).ok()?;
    proved.margin.exact.then_some((primal, weights, proved))
}
