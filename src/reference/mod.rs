//! Exact answers, each with a certificate that the verifier accepted.

mod active_set;
mod constants;
mod double_double;
mod dual_face;
mod error;
mod exact;
mod linear;
mod max_margin;
mod modular;
mod pending;
pub use pending::*;
mod polish;
mod scaled_rows;

pub use constants::Constants;
pub use dual_face::DualFace;
pub use error::ReferenceError;
pub use max_margin::{
    CertificateKind, MaxMargin, Precision, Separability, Witness, max_margin_l2, max_margin_l2_with,
};

#[cfg(test)]
mod tests;
