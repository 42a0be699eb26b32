//! Exact answers, each with a certificate that the verifier accepted.

mod active_set;
mod bregman;
mod constants;
mod double_double;
mod dual_face;
mod equations;
mod error;
mod exact;
mod free_bias;
mod linear;
mod linear_program;
mod max_margin;
mod mirror;
mod modular;
mod polish;
mod polyhedral;
mod polynomial_tail;
mod projection;
mod refined_solve;
mod scaled_rows;
mod selected;
mod singular_values;
mod span;

pub use bregman::{BregmanProjection, bregman_projection};
pub use constants::Constants;
pub use dual_face::DualFace;
pub use error::ReferenceError;
pub use free_bias::{FreeBiasMargin, max_margin_with_free_bias};
pub use max_margin::{
    CertificateKind, MaxMargin, Precision, Separability, Witness, max_margin_l2, max_margin_l2_with,
};

pub use polyhedral::{PolyhedralMaxMargin, max_margin_lp};
pub use polynomial_tail::{PolynomialTailLimit, polynomial_tail_limit};

#[cfg(test)]
mod tests;
