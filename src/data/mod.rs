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
