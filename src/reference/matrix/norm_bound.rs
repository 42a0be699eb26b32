//! Bounds of spectral and nuclear norms, proposed to the verifier, which checks them.

use crate::certificate::{MatrixNorm, NormBound};
use crate::reference::singular_values::right_singular_vectors;

/// How far above the computed largest singular value the bound is put, relative: its rounding errors are a few units.
const ABOVE: f64 = 1.0 / (1u64 << 48) as f64;

/// Singular values below this, relative to the largest, are taken for this: the factor must be definite, and each costs
/// the bound no more than half of it.
const LEAST: f64 = 1.0 / (1u64 << 47) as f64;

/// A bound of the norm of a matrix (row-major, with `columns` columns), tight to about 1e-14; `None` for the zero matrix.
pub(super) fn norm_bound(norm: MatrixNorm, values: &[f64], columns: usize) -> Option<NormBound> {
    // The vectors along the smaller side: M = U S V^T with M M^T or M^T M of that size.
    let across: Vec<Vec<f64>> = if values.len() / columns <= columns {
        values.chunks_exact(columns).map(<[f64]>::to_vec).collect()
    } else {
        (0..columns).map(|j| values.iter().skip(j).step_by(columns).copied().collect()).collect()
    };
    let size = across.len();
    let (sizes, vectors) = right_singular_vectors(across);
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    if !(largest.is_finite() && largest > 0.0) {
        return None;
    }
    Some(match norm {
        MatrixNorm::Spectral => NormBound::Spectral { below: largest * (1.0 + ABOVE) },
        MatrixNorm::Nuclear => {
            // The scale of P is free: about one.
            let lengths: Vec<f64> =
                sizes.iter().map(|s| ((s / largest).powi(2) + LEAST * LEAST).sqrt()).collect();
            let entry = |i: usize, j: usize| {
                vectors.iter().zip(&lengths).fold(0.0, |sum, (u, length)| sum + u[i] * u[j] * length)
            };
            let factor = (0..size * size).map(|at| entry(at / size, at % size));
            NormBound::Nuclear { factor: factor.collect() }
        }
    })
}
