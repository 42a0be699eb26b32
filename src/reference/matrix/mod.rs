//! Max margins of points in several classes, by the norm of the matrix of scores: Frobenius, spectral, nuclear.

mod answer;
mod dense;
mod frobenius;
mod interior;
mod norm_bound;
mod nuclear;
mod pairs;
mod real;
mod spectral;

pub use answer::{MatrixMaxMargin, max_margin_matrix};
pub use frobenius::{FrobeniusMaxMargin, MulticlassSeparability, max_margin_frobenius};
