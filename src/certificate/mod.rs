//! What is proved about a margin, a projection or a limit, and the verifier that accepts or refuses the proof.
//!
//! Nothing here solves anything, and nothing here is used by the solvers: the verifier reads the data, a
//! certificate, and does its sums in exact integer arithmetic. A double is an integer times a power of two, so
//! that every comparison below is one between whole numbers; roots, logarithms and powers are enclosed between two.

mod bregman;
mod definite;
mod document;
mod elementary;
mod file;
mod filter;
mod fraction;
mod free_bias;
mod gordan;
mod integer;
mod kkt;
mod l2;
mod margin;
mod matrix_norm;
mod norm;
mod partition;
mod polynomial_tail;
mod potential;
mod power_norm;
mod real;
mod refused;
mod semidefinite;
mod sum_of_products;
mod whole;

pub use crate::numbers::Potential;
pub use bregman::{
    BregmanCertificate, BregmanProblem, BregmanProof, DependentEquation, FEASIBILITY_LIMIT, NoErrorBound,
    SPAN_LIMIT, verify_bregman,
};
pub use document::{Certificate, Proved, verify};
pub use file::{CertificateFile, Ends, Kind, RowsOfFile, VERSION};
pub use free_bias::{FreeBiasEnclosure, verify_margin_free_bias};
pub use gordan::{NotSeparableProof, verify_not_separable};
pub use kkt::{ExactMaxMargin, RationalMultipliers, verify_kkt_l2_exact};
pub use l2::{MarginEnclosure, verify_margin_l2};
pub use margin::{MarginProof, verify_margin, verify_upper};
pub use matrix_norm::{
    MatrixCertificate, MatrixMarginEnclosure, MatrixNorm, NormBound, verify_margin_matrix,
};
pub use norm::Norm;
pub use partition::{PartitionProof, ProjectedMarginProof, verify_partition, verify_projected_margin};
pub use polynomial_tail::{
    PolynomialTailCertificate, PolynomialTailProof, TAIL_LIMIT, verify_polynomial_tail,
};
pub use refused::Refused;
pub use semidefinite::{SemidefiniteCertificate, SemidefiniteEnclosure, verify_semidefinite};
pub use whole::{Whole, whole_numbers, without_twos};

#[cfg(test)]
mod tests;
