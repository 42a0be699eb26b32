//! Seeded generators of data sets that state what they know of themselves: margin, direction, multipliers,
//! separability. The same seed gives the same bits on every machine.

mod circles;
mod classes;
mod degenerate;
mod draft;
mod draws;
mod error;
mod frame;
mod generator;
mod margin;
mod mixed;
mod offset;
mod overlapping;
mod planted;
mod rotation;
mod symmetric;
mod two_point;
mod validation;

pub use circles::Circles;
pub use classes::Classes;
pub use degenerate::{Degenerate, degenerate_pair};
pub use error::GenerateError;
pub use generator::{Generator, NAMES, named};
pub use margin::SeparatedGaussian;
pub use mixed::{Mixed, MixedData};
pub use offset::{Offset, OffsetData};
pub use overlapping::Overlapping;
pub use planted::Planted;
pub use symmetric::{Arrangement, Symmetric, figure_one};
pub use two_point::TwoPoint;
pub use validation::validation_split;

pub(super) fn unit_vector(rng: &mut impl rand::Rng, d: usize) -> Vec<f64> {
    let gaussians = draws::Draws::new(rng).gaussians(d);
    let norm = gaussians.iter().fold(0.0, |sum: f64, g| g.mul_add(*g, sum)).sqrt();
    gaussians.into_iter().map(|g| g / norm).collect()
}
