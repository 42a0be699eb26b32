//! What is solved: losses, the linear problem, its steps, families of problems.

mod classes;
mod dichotomy;
mod family;
mod linear;
mod loss;
mod one_layer;
mod one_layer_sets;
mod population;
mod quoted;
mod regression;
mod sign_matrix;
mod spectral;
mod step;
mod tail_problem;
mod uneven;
mod unit_ball;

pub use classes::ClassSets;
pub use dichotomy::{Dichotomy, RandomLabels, Twist};
pub use family::{Family, Problem};
pub use linear::{HORIZON, LANE, Linear};
pub use loss::{
    CrossEntropy, Exponential, Logistic, Loss, LossError, LossKernel, PolynomialTail, Side,
    StretchedExponential, Tail, TailCheck, log_values, loss_from_key, soft_min, tight_exponential_tail,
};
pub use one_layer::OneLayer;
pub use one_layer_sets::OneLayerSets;
pub use population::{
    DegenerateSets, DuplicatedSets, FigureOne, GaussianSets, NearlyDegenerateSets, OffsetSets,
    OverlappingSets, PlantedSets, SeveralDegenerateSets, SizeGrid, StepTooLarge, SymmetricSets,
};
pub use quoted::Quoted;
pub use regression::{
    MomentumExample, Regression, RegressionFromMinimiser, RegressionSets, SimplexSets, SteepestExample,
};
pub use sign_matrix::SignMatrix;
pub use spectral::squared_spectral_norm;
pub use step::{
    Fixed, OfThreshold, OnTheMean, StepError, StepRule, local_smoothness, step_from_text, threshold,
};
pub use tail_problem::{TailProblem, TailSet};
pub use uneven::{CrowdedSets, UnevenClasses, UnevenMatrices, UnevenSets};
pub use unit_ball::BallSets;
