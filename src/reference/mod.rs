//! Exact answers, each with a certificate that the verifier accepted.

mod active_set;
mod constants;
mod double_double;
mod dual_face;
mod error;
mod exact;
mod free_bias;
mod linear;
mod linear_program;
mod matrix;
mod max_margin;
mod modular;
mod polish;
mod polyhedral;
mod refined_solve;
mod scaled_rows;
mod selected;
mod singular_values;
mod span;

pub use constants::Constants;
pub use dual_face::DualFace;
pub use error::ReferenceError;
pub use free_bias::{FreeBiasMargin, max_margin_with_free_bias};
pub use matrix::{
    FrobeniusMaxMargin, MatrixMaxMargin, MulticlassSeparability, max_margin_frobenius, max_margin_matrix,
};
pub use max_margin::{
    CertificateKind, MaxMargin, Precision, Separability, Witness, max_margin_l2, max_margin_l2_with,
};

pub use polyhedral::{PolyhedralMaxMargin, max_margin_lp};

#[cfg(test)]
mod tests;
