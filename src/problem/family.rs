//! Problems and the populations they are drawn from.

use crate::data::{DataSet, Seed};
use crate::record::ProblemNote;

/// What a claim is about: a data set with a loss and a step, or a loss alone, or whatever a paper studies.
pub trait Problem: Clone + Send + Sync + 'static {
    /// What it is, for a reader of records.
    fn note(&self) -> ProblemNote;
    /// Problems with neighbouring keys run well side by side; it has no influence on any result.
    fn shape(&self) -> Vec<u64> {
        Vec::new()
    }
    /// Whether methods may run several such problems side by side; it has no influence on any result.
    fn side_by_side(&self) -> bool {
        true
    }
    /// How many numbers a step reads: the costliest problems are begun first, and no result depends on it.
    fn size(&self) -> u64 {
        1
    }
}

/// A population of problems. Open: draw your own.
pub trait Family<P>: Send + Sync {
    /// Unique name with all parameters. Seeds are derived from it, so two claims that name the same family see
    /// the same problems.
    fn key(&self) -> String;
    /// Draws the problem of this index. The seed is that of (suite seed, key, index).
    fn draw(&self, seed: Seed, index: u64) -> P;
    /// How many problems there are; `None` for no end.
    fn size(&self) -> Option<u64> {
        None
    }
    /// The user's data in place of a drawn problem, or one line saying why this family has no room for them.
    fn adopt(&self, given: &DataSet) -> Result<P, String> {
        let _ = given;
        Err(format!("is about a population of its own, {}", self.key()))
    }
}
