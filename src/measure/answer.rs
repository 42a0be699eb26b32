//! The max margin in any norm as what an optimiser may approach, and how near a run is to it.

use super::dot;
use crate::case::{Case, Query, Stopped};
use crate::certificate::{MatrixNorm, Norm};
use crate::data::{KeslerRows, SignedRows};
use crate::numbers::{Ball, norm_of};
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{NormSeparability, max_margin_in, max_margin_matrix, max_margin_semidefinite};
use nalgebra::{DMatrix, DVector};
use std::fmt;

/// A max margin in a norm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// In l_p, of the entries, p in [1, infinity].
    Power(f64),
    /// In the spectral norm of w as a matrix, row-major.
    Spectral,
    /// In the nuclear norm of w as a symmetric matrix, row-major.
    Nuclear,
    /// In the nuclear norm of w as a positive semidefinite matrix, row-major: its trace.
    Semidefinite,
}

impl Answer {
    /// The norm of w, with so many rows where it is a matrix.
    pub fn norm(self, w: &[f64], rows: usize) -> f64 {
        match self {
            Answer::Power(p) => norm_of(p, w.iter().copied()),
            Answer::Spectral => singular_values(w, rows).max(),
            Answer::Nuclear | Answer::Semidefinite => singular_values(w, rows).sum(),
        }
    }

    /// Least margin over norm.
    pub fn ratio(self, signed: &SignedRows, w: &[f64], rows: usize) -> f64 {
        least_margin(signed, w) / self.norm(w, rows)
    }

    /// The certified answer on signed rows; with their classes for a norm of matrices.
    ///
    /// # Errors
    /// In words: what is no norm, rows that cannot be separated, no certificate.
    pub fn certified(self, signed: &SignedRows, kesler: Option<&KeslerRows>) -> Result<Certified, String> {
        let ((lower, upper), direction) = match (self, kesler) {
            (Answer::Power(p), _) => {
                let norm = Norm::of(p).ok_or_else(|| format!("no norm l_{p}"))?;
                match max_margin_in(signed, norm).map_err(|error| error.to_string())? {
                    NormSeparability::Separable(found) => (found.margin, found.direction),
                    NormSeparability::NotSeparable(_) => {
                        return Err("the rows cannot be separated".to_string());
                    }
                }
            }
            (Answer::Spectral, Some(kesler)) => {
                let found =
                    max_margin_matrix(kesler, MatrixNorm::Spectral).map_err(|error| error.to_string())?;
                (found.margin, found.direction)
            }
            (Answer::Semidefinite, _) => {
                let found = max_margin_semidefinite(signed).map_err(|error| error.to_string())?;
                (found.margin, found.direction)
            }
            (Answer::Nuclear, _) => nuclear(signed)?,
            (Answer::Spectral, None) => return Err("found a vector, expected a matrix".to_string()),
        };
        let margin = Ball::new(0.5 * (lower + upper), 0.5 * (upper - lower) + f64::EPSILON * upper);
        Ok(Certified { margin, direction })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Power(p) => write!(f, "l_{p}"),
            Answer::Spectral => f.write_str("spectral"),
            Answer::Nuclear => f.write_str("nuclear"),
            Answer::Semidefinite => f.write_str("nuclear, semidefinite"),
        }
    }
}

/// A max margin with what reaches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Certified {
    /// max of min_i z_i.w over ||w|| <= 1.
    pub margin: Ball,
    /// A w that reaches it.
    pub direction: Vec<f64>,
}

/// The answer for a case, whose w is a matrix of so many rows (one for a vector).
pub struct AnswerQuery {
    /// In which norm.
    pub answer: Answer,
    /// Rows of w, the number of classes.
    pub rows: usize,
}

impl Query<Linear> for AnswerQuery {
    type Answer = Certified;

    fn key(&self) -> String {
        format!("{} max margin, {} rows", self.answer, self.rows)
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<Certified> {
        let undecided = |why: String| Stop::Undecided { why };
        let kesler = if self.answer == Answer::Spectral && self.rows > 1 {
            let found = KeslerRows::of_rows(&case.problem.rows, self.rows);
            Some(found.ok_or_else(|| undecided("rows that are not of pairs of classes".to_string()))?)
        } else {
            None
        };
        self.answer.certified(&case.problem.rows, kesler.as_ref()).map_err(undecided)
    }
}

/// The max margin of symmetric matrices in the nuclear norm, with a matrix that reaches it. W = P - N with P and N semidefinite has the
/// nuclear norm tr P + tr N at least, and some such parts reach it: the semidefinite margin of the matrices diag(A_i, -A_i).
fn nuclear(signed: &SignedRows) -> Result<((f64, f64), Vec<f64>), String> {
    let size = signed.d.isqrt();
    let transposed = |at: usize| at % size * size + at / size;
    let symmetric = |row: &[f64]| (0..signed.d).all(|at| row[at] == row[transposed(at)]);
    if size * size != signed.d || !signed.rows().all(symmetric) {
        return Err("found rows that are no symmetric matrices".to_string());
    }
    let doubled = |row: &[f64]| {
        let mut both = vec![0.0; 4 * signed.d];
        for (i, j) in (0..size).flat_map(|i| (0..size).map(move |j| (i, j))) {
            both[2 * size * i + j] = row[size * i + j];
            both[2 * size * (size + i) + size + j] = -row[size * i + j];
        }
        both
    };
    let rows: Vec<Vec<f64>> = signed.rows().map(doubled).collect();
    let found = max_margin_semidefinite(&SignedRows::from_rows(&rows)).map_err(|error| error.to_string())?;
    let entry = |at: usize| {
        let (i, j) = (at / size, at % size);
        found.direction[2 * size * i + j] - found.direction[2 * size * (size + i) + size + j]
    };
    Ok((found.margin, (0..signed.d).map(entry).collect()))
}

/// The singular values of w as a matrix of so many rows, row-major.
fn singular_values(w: &[f64], rows: usize) -> DVector<f64> {
    DMatrix::from_row_slice(rows, w.len() / rows, w).singular_values()
}

/// min_i z_i.w.
pub fn least_margin(signed: &SignedRows, w: &[f64]) -> f64 {
    signed.rows().map(|row| dot(row, w)).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_eigenvalue_serves_symmetric_matrices_and_not_semidefinite_ones() {
        let rows = SignedRows::from_rows(&[[1.0, 0.0, 0.0, -2.0]]);
        let of = |answer: Answer| answer.certified(&rows, None).unwrap();
        let (nuclear, semidefinite) = (of(Answer::Nuclear), of(Answer::Semidefinite));
        assert!(
            (nuclear.margin.value - 2.0).abs() < 1e-14 && (semidefinite.margin.value - 1.0).abs() < 1e-14
        );
        for (found, answer) in [(nuclear, Answer::Nuclear), (semidefinite, Answer::Semidefinite)] {
            let ratio = answer.ratio(&rows, &found.direction, 2);
            assert!((ratio - found.margin.value).abs() < 1e-12, "{answer}: {ratio} {found:?}");
        }
        let skew = SignedRows::from_rows(&[[1.0, 1.0, 0.0, 1.0]]);
        let why = Answer::Nuclear.certified(&skew, None).unwrap_err();
        assert_eq!(why, "found rows that are no symmetric matrices");
    }
}
