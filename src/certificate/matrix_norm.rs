//! Margins of matrices W in the spectral and the nuclear norm, enclosed in exact integer arithmetic.

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};
use serde::{Deserialize, Serialize};

use super::Refused;
use super::definite::trace_of_quotient;
use super::fraction::{Fraction, Toward};
use super::integer::{Scaled, check_rows, scaled, scaled_sums};
use super::margin::{least_margin, weighted_by_sums};
use crate::data::SignedRows;

/// The norm of the matrix W: gamma = max over ||W|| <= 1 of min_i <A_i, W>. (In the Frobenius norm this is the l2
/// margin of the rows.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixNorm {
    /// The largest singular value.
    Spectral,
    /// The sum of the singular values.
    Nuclear,
}

impl MatrixNorm {
    /// The norm that measures sum a_i A_i when this one measures W.
    pub fn dual(self) -> MatrixNorm {
        match self {
            MatrixNorm::Spectral => MatrixNorm::Nuclear,
            MatrixNorm::Nuclear => MatrixNorm::Spectral,
        }
    }
}

impl std::fmt::Display for MatrixNorm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            MatrixNorm::Spectral => "spectral",
            MatrixNorm::Nuclear => "nuclear",
        })
    }
}

/// A claimed upper bound of a norm of a matrix M, given so that it can be checked without finding a singular value.
///
/// With G = M M^T (or M^T M where that is smaller: M^T has the norms of M):
///
/// - ||M||_2 < s exactly when s^2 I - G is positive definite: its eigenvalues are s^2 - sigma_i^2.
/// - ||M||_* <= sqrt(tr P tr(P^-1 G)) for every symmetric positive definite P. Proof: ||M||_* is the largest <Y, M>
///   over ||Y||_2 <= 1, and <Y, M> = <P^(1/2) Y, P^(-1/2) M> <= ||P^(1/2) Y||_F ||P^(-1/2) M||_F, where the squares
///   are tr(P Y Y^T) <= tr P, since Y Y^T is at most the identity, and tr(P^-1 M M^T). Equality holds for P = (M
///   M^T)^(1/2), and as P is the minimum, an error of P shows in the bound as its square. The scale of P is free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NormBound {
    /// ||M||_2 is below this.
    Spectral {
        /// The bound s.
        below: f64,
    },
    /// P, about (M M^T)^(1/2) or (M^T M)^(1/2).
    Nuclear {
        /// Row-major, s x s, where s is the smaller side of M.
        factor: Vec<f64>,
    },
}

/// A proof about the margin of signed rows that are matrices, complete but for the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatrixCertificate {
    /// The norm of W.
    pub norm: MatrixNorm,
    /// For each entry of W, row-major, doubles whose sum it is.
    pub separator: Vec<Vec<f64>>,
    /// Row and doubles whose sum is a_i >= 0.
    pub multipliers: Vec<(usize, Vec<f64>)>,
    /// A bound of ||W||.
    pub separator_bound: NormBound,
    /// A bound of ||sum a_i A_i|| in the dual norm.
    pub dual_bound: NormBound,
}

/// What an accepted matrix certificate proves: the margin lies between two doubles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatrixMarginEnclosure {
    /// The norm of W.
    pub norm: MatrixNorm,
    /// gamma is at least this.
    pub lower: f64,
    /// gamma is at most this.
    pub upper: f64,
}

/// Proves an enclosure of the spectral or nuclear max margin of signed rows, row i being the matrix A_i with `columns`
/// columns, row-major.
///
/// For every W and every a >= 0 with positive sum,
///
/// min_i <A_i, W> / ||W|| <= gamma <= ||sum a_i A_i||_dual / sum a,
///
/// because min_i <A_i, W> sum a <= <sum a_i A_i, W> <= ||sum a_i A_i||_dual ||W||. Products and sums are whole
/// numbers; both ends are compared as squares and rounded outwards. The claimed bounds of the norms are checked, not
/// trusted: see [`NormBound`].
pub fn verify_margin_matrix(
    rows: &SignedRows,
    columns: usize,
    certificate: &MatrixCertificate,
) -> Result<MatrixMarginEnclosure, Refused> {
    let MatrixCertificate { norm, separator, multipliers, separator_bound, dual_bound } = certificate;
    check_rows(rows, multipliers.iter().map(|m| m.0))?;
    if columns == 0 || !rows.d.is_multiple_of(columns) {
        return Err(Refused::Length { what: "a row of the matrices", found: columns, expected: rows.d });
    }
    if separator.len() != rows.d {
        return Err(Refused::Length { what: "the separator", found: separator.len(), expected: rows.d });
    }
    let w = scaled_sums(separator, "the separator")?;
    let least = least_margin(rows, &w)?.value;
    let length_squared = norm_squared(&w, columns, *norm, separator_bound, "the separator")?;
    let lower_squared = least.square().over(&length_squared);

    let (combined, sum) = weighted_by_sums(rows, multipliers)?;
    let dual_squared = norm_squared(&combined, columns, norm.dual(), dual_bound, "the dual combination")?;
    let upper_squared = dual_squared.over(&sum.square());
    debug_assert!(lower_squared.compare(&upper_squared) != Ordering::Greater, "weak duality");
    Ok(MatrixMarginEnclosure {
        norm: *norm,
        lower: lower_squared.root_to_double(Toward::Below),
        upper: upper_squared.root_to_double(Toward::Above),
    })
}

/// An upper bound of the square of a norm of the matrix, from a claimed one.
fn norm_squared(
    matrix: &Scaled,
    columns: usize,
    norm: MatrixNorm,
    claimed: &NormBound,
    what: &'static str,
) -> Result<Fraction, Refused> {
    let (size, gram) = gram(&matrix.values, columns);
    let exponent = 2 * matrix.exponent;
    match (norm, claimed) {
        (MatrixNorm::Spectral, &NormBound::Spectral { below }) => {
            if !below.is_finite() {
                return Err(Refused::NotFinite { what: "the bound of a norm", index: 0 });
            }
            if below <= 0.0 {
                return Err(Refused::NormNotBelow { what, norm, claimed: below });
            }
            let bound = scaled(&[below]);
            let square = &bound.values[0] * &bound.values[0];
            // s^2 I - G over the lower of the two powers of two.
            let common = exponent.min(2 * bound.exponent);
            let level = &square << (2 * bound.exponent - common) as usize;
            let mut difference: Vec<IBig> =
                gram.iter().map(|g| -(g << (exponent - common) as usize)).collect();
            (0..size).for_each(|i| difference[i * size + i] += &level);
            match trace_of_quotient(size, &difference, None) {
                Some(_) => Ok(Fraction::new(square, UBig::ONE, 2 * bound.exponent)),
                None => Err(Refused::NormNotBelow { what, norm, claimed: below }),
            }
        }
        (MatrixNorm::Nuclear, NormBound::Nuclear { factor }) => {
            if factor.len() != size * size {
                return Err(Refused::Length {
                    what: "the factor of a nuclear norm",
                    found: factor.len(),
                    expected: size * size,
                });
            }
            if let Some(index) = factor.iter().position(|x| !x.is_finite()) {
                return Err(Refused::NotFinite { what: "the factor of a nuclear norm", index });
            }
            let asymmetric = (0..size * size).find(|at| factor[*at] != factor[at % size * size + at / size]);
            if asymmetric.is_some() {
                return Err(Refused::FactorNotDefinite { what });
            }
            // The powers of two of P cancel.
            let p = scaled(factor);
            let trace = (0..size).fold(IBig::ZERO, |sum, i| sum + &p.values[i * size + i]);
            let quotient = trace_of_quotient(size, &p.values, Some(&gram));
            let quotient = quotient.ok_or(Refused::FactorNotDefinite { what })?;
            Ok(Fraction::new(quotient.numerator * trace, quotient.denominator, exponent))
        }
        _ => Err(Refused::WrongNormBound { what, norm }),
    }
}

/// M M^T for a matrix of whole numbers, or M^T M where that is smaller: its size and entries.
fn gram(values: &[IBig], columns: usize) -> (usize, Vec<IBig>) {
    let rows = values.len() / columns;
    let (size, depth, stride, step) =
        if rows <= columns { (rows, columns, columns, 1) } else { (columns, rows, 1, columns) };
    let entry = |i: usize, j: usize| {
        (0..depth)
            .fold(IBig::ZERO, |s, k| s + &values[i * stride + k * step] * &values[j * stride + k * step])
    };
    let mut gram = vec![IBig::ZERO; size * size];
    for i in 0..size {
        for j in 0..=i {
            gram[i * size + j] = entry(i, j);
            gram[j * size + i] = gram[i * size + j].clone();
        }
    }
    (size, gram)
}
