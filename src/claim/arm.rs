//! Arms: the theorem itself, and false (or mended) versions of it, each one slot replaced.

use super::law::{Law, Slot};
use crate::case::{Case, Run};
use crate::numbers::Ball;
use crate::problem::Family;
use crate::record::Must;
use std::sync::Arc;

/// The one slot that an arm replaces.
pub enum Change<P> {
    /// None: the theorem.
    Nothing,
    /// The prediction of one leg, by the leg's name.
    Prediction {
        /// Name of the leg, exponent or equality.
        of: String,
        /// The false (or mended) prediction.
        wrong: Slot<P, Vec<Ball>>,
    },
    /// The whole law.
    Law(Law<P>),
    /// The probability of success: a false one.
    Probability(Arc<dyn Fn(&P) -> f64 + Send + Sync>),
    /// The dynamics: an impostor.
    Dynamics(Arc<dyn Fn(&Case<P>) -> Vec<Run<P>> + Send + Sync>),
    /// The population, with hypotheses that the arm looks past.
    Population {
        /// The families drawn from, with the share of the claim's trials that each gets.
        families: Vec<Arc<dyn Family<P>>>,
        /// Names of the waived hypotheses; empty for an arm that is to be gated.
        waived: Vec<String>,
    },
}

/// One version of a claim.
pub struct Arm<P> {
    /// Name, unique in the claim.
    pub name: String,
    /// What it has to do.
    pub must: Must,
    /// What it changes.
    pub change: Change<P>,
}
