//! What is solved: losses, the linear problem, its steps, families of problems.

mod loss;
mod spectral;
mod step;

pub use loss::{
    Exponential, Logistic, Loss, LossError, LossKernel, PolynomialTail, Side, StretchedExponential, Tail,
    TailCheck, loss_from_key, tight_exponential_tail,
};
pub use spectral::squared_spectral_norm;
pub use step::{Fixed, OfThreshold, StepError, StepRule, local_smoothness, step_from_text, threshold};
