//! Max margins of matrices: of points in several classes by the norm of the matrix of scores (Frobenius, spectral, nuclear), and of
//! measurements of positive semidefinite matrices by the trace.

mod answer;
mod dense;
mod frobenius;
mod interior;
mod norm_bound;
mod nuclear;
mod pairs;
mod real;
mod semidefinite;
mod spectral;

pub use answer::{MatrixMaxMargin, max_margin_matrix};
pub use frobenius::{FrobeniusMaxMargin, MulticlassSeparability, max_margin_frobenius};
pub use semidefinite::{SemidefiniteMargin, max_margin_semidefinite};
