//! The max margin in the Frobenius norm: the l2 max margin of Kesler's rows.

use crate::certificate::Whole;
use crate::data::KeslerRows;
use crate::reference::{MaxMargin, ReferenceError, Separability, max_margin_l2};

/// Whether some W puts every point in its class, with positive margin: proved either way.
#[derive(Clone, Debug, PartialEq)]
pub enum MulticlassSeparability {
    /// Yes, with the max margin.
    Separable(Box<FrobeniusMaxMargin>),
    /// No, with the proof: point, rival class and a positive whole weight, such that the weighted rows of Kesler's
    /// construction sum to zero exactly.
    NotSeparable(Vec<(usize, usize, Whole)>),
}

/// The Frobenius max margin gamma_F = max over ||W||_F <= 1 of min over points n and rivals k of (W_{y_n} - W_k) . x_n.
///
/// The maximiser is unique, and its rows over classes sum to zero.
#[derive(Clone, Debug, PartialEq)]
pub struct FrobeniusMaxMargin {
    /// Number of classes, K.
    pub classes: usize,
    /// Number of features, d.
    pub d: usize,
    /// W of least Frobenius norm with (W_{y_n} - W_k) . x_n >= 1 for all pairs; K x d, row-major.
    pub w: Vec<f64>,
    /// W / ||W||_F, K x d, row-major.
    pub direction: Vec<f64>,
    /// gamma_F lies between these.
    pub margin: (f64, f64),
    /// Pairs (point, rival class) with a positive multiplier.
    pub support: Vec<(usize, usize)>,
    /// The answer for the rows, with all errors and the certificate.
    pub rows: MaxMargin,
}

/// The Frobenius max margin of points in several classes, doubles as they are, or a proof that no W separates them.
///
/// # Errors
/// As [`max_margin_l2`], which is asked.
pub fn max_margin_frobenius(kesler: &KeslerRows) -> Result<MulticlassSeparability, ReferenceError> {
    Ok(match max_margin_l2(&kesler.rows)? {
        Separability::Separable(found) => MulticlassSeparability::Separable(Box::new(FrobeniusMaxMargin {
            classes: kesler.classes,
            d: kesler.d,
            w: found.w_hat.clone(),
            direction: found.direction.clone(),
            margin: found.gamma,
            support: found.support.iter().map(|&row| kesler.pair(row)).collect(),
            rows: *found,
        })),
        Separability::NotSeparable(witness) => MulticlassSeparability::NotSeparable(
            witness
                .weights
                .into_iter()
                .map(|(row, weight)| {
                    let (point, rival) = kesler.pair(row);
                    (point, rival, weight)
                })
                .collect(),
        ),
    })
}
