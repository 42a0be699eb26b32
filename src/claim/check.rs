//! A claim without its type, so that claims about different kinds of problem stand in one list.

use super::statement::Claim;
use super::workshop::{Bench, Workshop};
use crate::problem::Problem;
use crate::record::Card;
use std::any::Any;

/// How many problems to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The claim's own number for `check`.
    Quick,
    /// The claim's own number for `check --profile full`.
    Full,
    /// At most this many of each population.
    AtMost(u64),
}

/// A claim of any problem type.
pub trait Check: Send + Sync {
    /// What it says of itself.
    fn card(&self) -> &Card;
    /// The claim itself, for the workshop that knows its type.
    fn as_any(&self) -> &dyn Any;
    /// An empty workshop for claims about this type of problem.
    fn workshop(&self) -> Box<dyn Workshop>;
}

impl<P: Problem> Check for Claim<P> {
    fn card(&self) -> &Card {
        &self.card
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn workshop(&self) -> Box<dyn Workshop> {
        Box::new(Bench::<P>::new())
    }
}
