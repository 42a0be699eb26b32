//! That no w separates the rows: Gordan's alternative.

use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination};
use super::margin::positive_weights;
use super::{Refused, Whole};
use crate::data::SignedRows;

/// What an accepted witness proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSeparableProof {
    /// Rows with a positive weight, ascending: they alone cannot be separated.
    pub rows: Vec<usize>,
}

/// Proves that no w has z_i.w > 0 for every row.
///
/// `weights` are pairs (row, whole weight), non-negative and not all zero, with sum_i k_i z_i = 0 exactly. Were all
/// z_i.w positive, so would be sum_i k_i z_i.w, which is zero (Gordan 1873).
pub fn verify_not_separable(
    rows: &SignedRows,
    weights: &[(usize, Whole)],
) -> Result<NotSeparableProof, Refused> {
    check_rows(rows, weights.iter().map(|w| w.0))?;
    let positive = positive_weights(weights)?;
    cancels(rows, &positive)?;
    let mut rows: Vec<usize> = positive.iter().map(|p| p.0).collect();
    rows.sort_unstable();
    Ok(NotSeparableProof { rows })
}

/// Refuses weighted rows that do not sum to zero exactly.
pub(super) fn cancels(rows: &SignedRows, weights: &[(usize, &IBig)]) -> Result<(), Refused> {
    let sum = combination(rows, weights);
    match sum.values.iter().position(|x| *x != IBig::ZERO) {
        Some(column) => {
            let value = Fraction::new(sum.values[column].clone(), UBig::ONE, sum.exponent);
            Err(Refused::DoesNotCancel { column, value: value.to_double(Toward::Nearest) })
        }
        None => Ok(()),
    }
}
