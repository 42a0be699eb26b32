//! Exact answers, each with a certificate that the verifier accepted; what has a bound of its own instead says so.

mod across;
mod active_set;
mod bregman;
mod constants;
mod double_double;
mod dual_face;
mod equations;
mod error;
mod exact;
mod exact_simplex;
mod free_bias;
mod general_position;
mod linear;
mod linear_program;
mod matrix;
mod max_margin;
mod modular;
mod norm_margin;
mod offset;
mod partition;
mod partition_program;
mod perturbed;
mod polish;
mod polyhedral;
mod polynomial_tail;
mod power_margin;
mod projection;
mod ray;
mod refined_solve;
mod sandwich;
mod scaled_rows;
mod second_direction;
mod selected;
mod simplex;
mod singular_values;
mod span;
mod staircase;
mod uniqueness;

pub use across::Across;
pub use bregman::{BregmanProjection, bregman_projection};
pub use constants::Constants;
pub use dual_face::DualFace;
pub use error::ReferenceError;
pub use free_bias::{FreeBiasMargin, max_margin_with_free_bias};
pub use general_position::not_in_general_position;
pub use matrix::{
    FrobeniusMaxMargin, MatrixMaxMargin, MulticlassSeparability, SemidefiniteMargin, max_margin_frobenius,
    max_margin_matrix, max_margin_semidefinite,
};
pub use max_margin::{
    CertificateKind, MaxMargin, Precision, Separability, Witness, max_margin_l2, max_margin_l2_with,
};

pub use norm_margin::{NormMaxMargin, NormSeparability, max_margin_in};
pub use offset::{Offset, RayLoss};
pub use partition::{Partition, partition};
pub use partition_program::separable_part_by_linear_program;
pub use polynomial_tail::{PolynomialTailLimit, polynomial_tail_limit};
pub use ray::{AcrossMargin, Ray, ray};
pub use sandwich::{Sandwich, margin_sandwich};
pub use second_direction::{SecondDirection, across_support, second_direction};
pub use singular_values::right_singular_vectors;

#[cfg(test)]
mod tests;
