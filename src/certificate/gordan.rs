//! That no w separates the rows: Gordan's alternative.

use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination};
use super::kkt::short;
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
    if let Some((row, weight)) = weights.iter().find(|(_, k)| k.0 < IBig::ZERO) {
        return Err(Refused::NegativeMultiplier { row: *row, value: short(&weight.0) });
    }
    let positive: Vec<(usize, &IBig)> =
        weights.iter().filter(|(_, k)| k.0 > IBig::ZERO).map(|(i, k)| (*i, &k.0)).collect();
    if positive.is_empty() {
        return Err(Refused::NoMultipliers);
    }
    let sum = combination(rows, &positive);
    if let Some((column, value)) = sum.values.iter().enumerate().find(|(_, v)| **v != IBig::ZERO) {
        let value = Fraction::new(value.clone(), UBig::ONE, sum.exponent).to_double(Toward::Nearest);
        return Err(Refused::DoesNotCancel { column, value });
    }
    let mut rows: Vec<usize> = positive.iter().map(|p| p.0).collect();
    rows.sort_unstable();
    Ok(NotSeparableProof { rows })
}
