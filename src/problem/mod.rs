//! What is solved: losses, the linear problem, families of problems.

mod loss;

pub use loss::{Loss, LossKernel, Tail};
