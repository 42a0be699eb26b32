//! Data sets with provenance: readers, seeded generators with stated truth, strategies for property tests.

pub mod generate;
mod notes;
mod provenance;
pub mod read;
mod seed;
mod set;

pub use provenance::Provenance;
pub use seed::Seed;
pub use set::{DataSet, SignedRows, Truth};

/// A random unit vector of length d, uniform on the sphere.
pub fn unit_vector(rng: &mut impl rand::Rng, d: usize) -> Vec<f64> {
    generate::unit_vector(rng, d)
}
