//! What is solved: losses, the linear problem, families of problems.

mod loss;

pub use loss::{
    Exponential, Logistic, Loss, LossError, LossKernel, PolynomialTail, Side, StretchedExponential, Tail,
    TailCheck, loss_from_key, tight_exponential_tail,
};
