//! What a max margin tells of rows that are known but for an error.

use super::linear::{Factor, dot};
use super::{MaxMargin, ReferenceError};
use crate::data::SignedRows;

impl MaxMargin {
    /// What is known of the max margin of rows within `errors`, length n, of these, of which it is the margin: the same numbers
    /// with wider bounds.
    ///
    /// With Z the independent rows of the support, w^ = Z^+ 1 and alpha = (Z Z^T)^-1 1. Where they move by E, |E| <= epsilon,
    /// to first order w^ moves by at most epsilon (|w^|/sigma + |alpha|) and alpha by at most epsilon (|w^|/sigma^2 +
    /// |alpha|/sigma), sigma the least singular value of Z; the margin by no more than a row does. One part in a hundred
    /// is added for what is of second order, and epsilon/sigma <= 1e-3 is asked.
    ///
    /// # Errors
    /// `Undecided` where other rows than these could become the support: a multiplier or an excess lies within its bound, or
    /// rows on the margin differ from those of the support.
    pub fn for_rows_within(mut self, rows: &SignedRows, errors: &[f64]) -> Result<MaxMargin, ReferenceError> {
        if errors.iter().all(|&error| error == 0.0) {
            return Ok(self);
        }
        let undecided = |why: String| Err(ReferenceError::Undecided { why });
        let is_copy = |&&i: &&usize| !self.support.iter().any(|&s| rows.row(s) == rows.row(i));
        if let Some(i) = self.margin_rows.iter().find(is_copy) {
            return undecided(format!(
                "row {i} lies on the margin, and rounding of the rows could take it off"
            ));
        }
        let mut factor = Factor::default();
        for &i in &self.support {
            let split = factor.split(rows.row(i));
            let length = dot(&split.across, &split.across).sqrt();
            factor.push(split, length);
        }
        let inverse = 1.01 * factor.inverse_norm();
        let epsilon = self.support.iter().fold(0.0, |s, &i| s + errors[i] * errors[i]).sqrt();
        if epsilon.is_nan() || epsilon * inverse > 1e-3 {
            return undecided(format!(
                "rows known to {epsilon:e} do not fix their margin: |Z^+| = {inverse:e}"
            ));
        }
        let norm = dot(&self.w_hat, &self.w_hat).sqrt();
        let alpha = dot(&self.multipliers, &self.multipliers).sqrt();
        let moved = 1.01 * epsilon * (norm * inverse + alpha);
        self.w_hat_error += moved;
        self.direction_error += 1.01 * moved / norm;
        let most = errors.iter().copied().fold(0.0, f64::max);
        self.gamma = ((self.gamma.0 - most).next_down(), (self.gamma.1 + most).next_up());
        for &i in &self.support {
            self.multipliers_error[i] += moved * inverse;
            if self.multipliers[i] <= self.multipliers_error[i] {
                return undecided(format!("rounding of the rows could take row {i} off the support"));
            }
        }
        for i in (0..self.n).filter(|i| !self.margin_rows.contains(i)) {
            self.excess_error[i] += errors[i] * norm + dot(rows.row(i), rows.row(i)).sqrt() * moved;
            if self.excess[i] <= self.excess_error[i] {
                return undecided(format!("rounding of the rows could bring row {i} onto the margin"));
            }
        }
        Ok(self)
    }
}
