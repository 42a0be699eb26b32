//! What is solved: losses, the linear problem, families of problems.

mod family;
mod linear;
mod loss;
mod population;
mod step;

pub use family::{Family, Problem};
pub use linear::{HORIZON, Linear};
pub use loss::{
    Exponential, Logistic, Loss, LossError, LossKernel, PolynomialTail, Side, StretchedExponential, Tail,
    TailCheck, loss_from_key, tight_exponential_tail,
};
pub use population::{
    DegenerateSets, FigureOne, GaussianSets, OffsetSets, OverlappingSets, PlantedLogistic, PlantedSets, SizeGrid,
    StepTooLarge, SymmetricSets,
};
pub use step::{Fixed, OfThreshold, StepError, StepRule, threshold};
