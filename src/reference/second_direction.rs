//! The direction in which the iterates grow like log log t on degenerate data.

use super::linear::{add_scaled, dot};
use super::{Constants, MaxMargin, ReferenceError, Separability, max_margin_l2};
use crate::data::SignedRows;

/// w^_2 of Theorem 13 of Soudry et al. 2018 (arXiv:1710.10345): the separator of least norm of the margin rows without a
/// multiplier, seen across the span of the support.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondDirection {
    /// The rows it separates.
    pub rows: Vec<usize>,
    /// w^_2, length d, at right angles to the support.
    pub w_hat: Vec<f64>,
    /// A bound on its Euclidean error: of the certified answer for the rows in coordinates, and of these.
    pub w_hat_error: f64,
}

/// Rows in the coordinates across the span of the support: those of the data's row space.
pub fn across_support(rows: &SignedRows, of: &[usize], constants: &Constants) -> SignedRows {
    let axes = &constants.complement_basis;
    let values = of.iter().flat_map(|&i| axes.iter().map(move |axis| dot(axis, rows.row(i))));
    SignedRows { n: of.len(), d: axes.len(), values: values.collect() }
}

/// w^_2 for the rows `without` a multiplier. The rows are projected in doubles, and their max margin is certified as
/// projected.
///
/// # Errors
/// As [`max_margin_l2`], and `Undecided` where the projected rows cannot be separated.
pub fn second_direction(
    rows: &SignedRows,
    without: &[usize],
    constants: &Constants,
) -> Result<SecondDirection, ReferenceError> {
    let axes = &constants.complement_basis;
    let undecided = |why: &str| ReferenceError::Undecided { why: why.to_string() };
    if without.is_empty() || axes.is_empty() {
        return Err(undecided("no margin row lies across the span of the support"));
    }
    let across = across_support(rows, without, constants);
    let Separability::Separable(found) = max_margin_l2(&across)? else {
        return Err(undecided("the margin rows without a multiplier cannot be separated across the support"));
    };
    let MaxMargin { w_hat: found_w, w_hat_error, gamma, .. } = *found;
    let mut w_hat = vec![0.0; rows.d];
    axes.iter().zip(&found_w).for_each(|(axis, &x)| add_scaled(&mut w_hat, x, axis));
    // An error e of the rows moves w^ by about e / gamma^2.
    let size = across.rows().map(|row| dot(row, row).sqrt()).fold(0.0, f64::max);
    let rounding = 8.0 * (rows.d + 2) as f64 * f64::EPSILON * size / (gamma.0 * gamma.0);
    Ok(SecondDirection { rows: without.to_vec(), w_hat, w_hat_error: w_hat_error + rounding })
}
