//! What is solved: losses, the linear problem, families of problems.

mod family;
mod loss;

pub use family::{Family, Problem};
pub use loss::{Loss, LossKernel, Tail};
