//! What an iterate proves of the margin by itself.

use crate::certificate::{Norm, Refused, Whole, verify_margin, verify_upper, whole_numbers};
use crate::data::SignedRows;
use crate::numbers::exp;

/// gamma_p between what a w reaches and what its own softmax weights allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sandwich {
    /// min_i z_i.w / ||w||_p, rounded down; `None` where w does not separate the rows.
    pub lower: Option<f64>,
    /// ||Z^T a||_q for a = softmax(-Zw), rounded up. For the exponential loss it is ||gradient L||_q / L.
    pub upper: f64,
}

/// The margin sandwich that any run gives for itself, with no program solved: for every w and every a on the simplex
/// min_i z_i.w / ||w||_p <= gamma_p <= ||Z^T a||_q (von Neumann's duality of the matrix game), here with the weights that
/// the exponential loss gives the rows at w. The verifier takes both ends from the doubles as they are: an error of the
/// weights makes the upper end no worse than their error.
///
/// # Errors
/// [`Refused`] for data or a w with entries that are not finite, and for a length that does not fit.
pub fn margin_sandwich(rows: &SignedRows, norm: Norm, w: &[f64]) -> Result<Sandwich, Refused> {
    let primal = whole_numbers(&w.iter().map(|&w| vec![w]).collect::<Vec<_>>(), "the separator")?;
    if w.len() != rows.d {
        return Err(Refused::Length { what: "the separator", found: w.len(), expected: rows.d });
    }
    let margins: Vec<f64> = rows.rows().map(|z| z.iter().zip(w).map(|(z, w)| z * w).sum::<f64>()).collect();
    let least = margins.iter().copied().fold(f64::INFINITY, f64::min);
    let weights: Vec<Vec<f64>> =
        margins.iter().map(|m| vec![if m.is_finite() { exp(least - m) } else { 1.0 }]).collect();
    let weights = whole_numbers(&weights, "the multipliers")?;
    let dual: Vec<(usize, Whole)> = weights.into_iter().enumerate().collect();
    let upper = verify_upper(rows, norm, &dual)?;
    match verify_margin(rows, norm, &primal, &dual) {
        Ok(proof) => Ok(Sandwich { lower: Some(proof.lower), upper }),
        Err(Refused::NotSeparated { .. }) => Ok(Sandwich { lower: None, upper }),
        Err(refused) => Err(refused),
    }
}
