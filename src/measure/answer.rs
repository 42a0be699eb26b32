//! The max margin in any norm as what an optimiser may approach, and how near a run is to it.

use super::dot;
use crate::case::{Case, Query, Stopped};
use crate::certificate::{MatrixNorm, Norm};
use crate::data::{KeslerRows, SignedRows};
use crate::numbers::{Ball, norm_of};
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{NormSeparability, max_margin_in, max_margin_matrix};
use nalgebra::DMatrix;
use std::fmt;

/// A max margin in a norm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// In l_p, of the entries, p in [1, infinity].
    Power(f64),
    /// In the spectral norm of w as a matrix, row-major.
    Spectral,
}

impl Answer {
    /// The norm of w, with so many rows where it is a matrix.
    pub fn norm(self, w: &[f64], rows: usize) -> f64 {
        match self {
            Answer::Power(p) => norm_of(p, w.iter().copied()),
            Answer::Spectral => DMatrix::from_row_slice(rows, w.len() / rows, w).singular_values().max(),
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

/// min_i z_i.w.
pub fn least_margin(signed: &SignedRows, w: &[f64]) -> f64 {
    signed.rows().map(|row| dot(row, w)).fold(f64::INFINITY, f64::min)
}
