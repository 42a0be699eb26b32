//! What an iterate proves of the margin by itself.

use crate::certificate::{Norm, Refused, Whole, verify_margin, verify_upper, whole_numbers};
use crate::data::SignedRows;
use crate::numbers::exp;

/// gamma_p between what a w reaches and what its own softmax weights allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sandwich {
    /// min_i z_i.w / ||w||_p, rounded down; `None` where w does not separate the rows.
    pub lower: Option<f64>,
    /// ||Z^T a||_q for a = softmax(-Zw) as doubles give it, rounded up. For the exponential loss and exact weights it is
    /// ||gradient L||_q / L.
    pub upper: f64,
}

/// The margin sandwich that any run gives for itself, with no program solved: for every w and every a on the simplex
/// min_i z_i.w / ||w||_p <= gamma_p <= ||Z^T a||_q (von Neumann's duality of the matrix game), here with the weights that
/// the exponential loss gives the rows at w. The verifier takes both ends from the doubles as they are: whatever rounding
/// does to the weights, they are weights, and the upper end holds.
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
    // Beyond doubles a margin above the least has no weight; one that cannot be told from the least has as much.
    let weight = |m: &f64| if (least - m).is_nan() { 1.0 } else { exp(least - m) };
    let weights: Vec<Vec<f64>> = margins.iter().map(|m| vec![weight(m)]).collect();
    let weights = whole_numbers(&weights, "the multipliers")?;
    let dual: Vec<(usize, Whole)> = weights.into_iter().enumerate().collect();
    let upper = verify_upper(rows, norm, &dual)?;
    match verify_margin(rows, norm, &primal, &dual) {
        Ok(proof) => Ok(Sandwich { lower: Some(proof.lower), upper }),
        Err(Refused::NotSeparated { .. }) => Ok(Sandwich { lower: None, upper }),
        Err(refused) => Err(refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_beyond_doubles_has_no_weight_unless_all_are_so() {
        let sandwich = |rows: &[[f64; 2]], w: [f64; 2]| {
            margin_sandwich(&SignedRows::from_rows(rows), Norm::Two, &w).unwrap()
        };
        // z.w is 1e400 for the first row and 1 for the second: softmax(-Zw) = (0, 1).
        assert_eq!(sandwich(&[[1e200, 0.0], [0.0, 1.0]], [1e200, 1.0]).upper, 1.0);
        let both = sandwich(&[[1e200, 0.0], [1e200, 0.0]], [1e200, 0.0]);
        assert_eq!((both.lower, both.upper), (Some(1e200), 1e200));
        let neither = sandwich(&[[-1e200, 0.0], [0.0, 1.0]], [1e200, 1.0]);
        assert_eq!((neither.lower, neither.upper), (None, 1e200));
    }
}
