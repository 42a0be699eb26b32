//! Data sets with provenance: readers, seeded generators with stated truth, strategies for property tests.

#[cfg(feature = "quickcheck")]
pub mod arbitrary;
pub mod generate;
#[cfg(any(feature = "proptest", feature = "quickcheck"))]
mod ingredients;
mod kesler;
mod multiclass;
mod notes;
mod provenance;
pub mod read;
mod seed;
mod set;
#[cfg(feature = "proptest")]
mod simplifying;
#[cfg(feature = "proptest")]
pub mod strategies;
mod write;

pub use kesler::{KeslerError, KeslerRows};
pub use multiclass::MulticlassSet;
pub use provenance::Provenance;
pub use seed::Seed;
pub use set::{DataSet, SignedRows, Truth};
pub use write::{Existing, WriteError, can_be_new, can_be_written, write_file, write_new};

/// A random unit vector of length d, uniform on the sphere.
pub fn unit_vector(rng: &mut impl rand::Rng, d: usize) -> Vec<f64> {
    generate::unit_vector(rng, d)
}
