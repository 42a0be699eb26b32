//! What is the implicit bias of an optimiser? It is run on data on which norms differ about the max margin, and what it does
//! there is held against the certified answer in each norm.
//!
//! ```
//! use implicit_bias::dynamics::optimizers::{Geometry, Length, Steepest};
//! use implicit_bias::dynamics::{Rule, Schedule};
//! use implicit_bias::profile::{Optimizer, Answer, profile};
//! use std::sync::Arc;
//!
//! let sign = Steepest::new(Geometry::Power { p: f64::INFINITY }, Length::Fixed);
//! let optimizer = Optimizer::new(Rule::Custom(Arc::new(sign)), 0.1, Schedule::InverseSquareRoot);
//! let found = profile(&optimizer, 10_000, 0)?;
//! assert_eq!(found.vectors.approached, Some(Answer::Power(f64::INFINITY)));
//! # Ok::<(), implicit_bias::profile::ProfileError>(())
//! ```

mod answers;
mod dependence;
mod runs;
mod sets;
mod text;

pub use crate::measure::Answer;
pub use answers::{Estimate, Held};
pub use dependence::Dependence;
pub use runs::Ending;
pub use sets::{Kind, Part};

use crate::dynamics::{Rule, Schedule};
use sets::{Set, part};
use std::sync::Arc;
use thiserror::Error;

/// An optimiser with its step, as a profile runs it.
#[derive(Clone)]
pub struct Optimizer {
    rule: Arc<dyn Fn(usize) -> Rule + Send + Sync>,
    /// The step size, of the sum of the losses.
    pub step: f64,
    /// How it falls.
    pub schedule: Schedule,
}

impl Optimizer {
    /// One that takes w for a vector, whatever it is.
    pub fn new(rule: Rule, step: f64, schedule: Schedule) -> Optimizer {
        Optimizer { rule: Arc::new(move |_| rule.clone()), step, schedule }
    }

    /// One that takes w for a matrix, row-major, of so many rows as it is told.
    pub fn of_matrices(
        rule: impl Fn(usize) -> Rule + Send + Sync + 'static,
        step: f64,
        schedule: Schedule,
    ) -> Optimizer {
        Optimizer { rule: Arc::new(rule), step, schedule }
    }

    /// The rule for a w of so many rows.
    fn rule(&self, rows: usize) -> Rule {
        (self.rule)(rows)
    }
}

/// What an optimiser does on generated data.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The rule's key.
    pub optimizer: String,
    /// The step size.
    pub step: f64,
    /// How it falls.
    pub schedule: Schedule,
    /// Steps of each run.
    pub steps: u64,
    /// Seed of the data.
    pub seed: u64,
    /// Classification in two classes: w is a vector.
    pub vectors: Part,
    /// In four classes: W is a matrix.
    pub matrices: Part,
    /// Whether the direction depends on the start.
    pub start: Dependence,
    /// Whether it depends on the step size.
    pub step_size: Dependence,
}

/// Why there is no profile.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ProfileError {
    /// Too few steps to look at a decade of them.
    #[error("found {found} steps, expected at least 1000")]
    Steps {
        /// How many.
        found: u64,
    },
    /// A step size that is none.
    #[error("found a step size of {found}, expected a finite number above 0")]
    Step {
        /// What it was.
        found: f64,
    },
    /// A generated data set without a certified answer.
    #[error("no certified answer on generated data: {why}")]
    Reference {
        /// Why.
        why: String,
    },
    /// It was asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// The fewest steps that are a profile.
const FEWEST: u64 = 1_000;
/// Data sets of each kind.
const SETS: usize = 3;

/// Runs the optimiser for so many steps on three data sets of each kind, and on one of them from another start and with a quarter of
/// the step size, the exponential loss and w_0 = 0 unless said.
///
/// # Errors
/// [`ProfileError`]: steps below 1000, a step size that is none, an interruption. An optimiser that diverges or does not
/// separate the data is no error: the profile says so.
pub fn profile(optimizer: &Optimizer, steps: u64, seed: u64) -> Result<Profile, ProfileError> {
    if steps < FEWEST {
        return Err(ProfileError::Steps { found: steps });
    }
    if !(optimizer.step > 0.0 && optimizer.step.is_finite()) {
        return Err(ProfileError::Step { found: optimizer.step });
    }
    let sets = |kind: Kind| -> Result<Vec<Set>, ProfileError> {
        (0..SETS as u64).map(|index| Set::draw(kind, seed, index)).collect()
    };
    let (vectors, matrices) = (sets(Kind::Vectors)?, sets(Kind::Matrices)?);
    let ran = runs::all(optimizer, steps, &vectors, &matrices)?;
    let (of_vectors, of_matrices) = ran.sets.split_at(SETS);
    Ok(Profile {
        optimizer: optimizer.rule(1).key(),
        step: optimizer.step,
        schedule: optimizer.schedule,
        steps,
        seed,
        vectors: part(Kind::Vectors, &vectors, of_vectors),
        matrices: part(Kind::Matrices, &matrices, of_matrices),
        start: dependence::between(&ran.sets[0], &ran.other_start),
        step_size: dependence::between(&ran.sets[0], &ran.short_step),
    })
}

#[cfg(test)]
mod tests;
