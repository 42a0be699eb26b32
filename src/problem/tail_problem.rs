//! A loss and the exponents of its tail: the problem of statements about losses alone.

use super::family::{Family, Problem};
use super::loss::Loss;
use crate::data::{DataSet, Seed};
use crate::record::ProblemNote;
use std::sync::Arc;

/// A loss with the exponents of Definition 2 of Soudry et al. (arXiv:1710.10345) to be tried on it.
#[derive(Clone, Debug)]
pub struct TailProblem {
    /// The loss.
    pub loss: Arc<dyn Loss>,
    /// Exponent of the lower correction; infinite for none.
    pub mu_minus: f64,
    /// Exponent of the upper correction; infinite for none.
    pub mu_plus: f64,
}

impl TailProblem {
    /// A loss with its exponents.
    pub fn new(loss: Arc<dyn Loss>, mu_minus: f64, mu_plus: f64) -> TailProblem {
        TailProblem { loss, mu_minus, mu_plus }
    }
}

impl Problem for TailProblem {
    fn note(&self) -> ProblemNote {
        let from = format!("{} loss, mu_- = {}, mu_+ = {}", self.loss.key(), self.mu_minus, self.mu_plus);
        ProblemNote { n: 0, d: 0, sha256: crate::data::read::sha256(from.as_bytes()), from }
    }
}

/// A finite set of losses.
#[derive(Clone, Debug)]
pub struct TailSet {
    name: String,
    members: Vec<TailProblem>,
}

impl TailSet {
    /// A set by its name.
    pub fn of(name: &str, members: Vec<TailProblem>) -> TailSet {
        TailSet { name: name.to_string(), members }
    }
}

impl Family<TailProblem> for TailSet {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn draw(&self, _seed: Seed, index: u64) -> TailProblem {
        self.members[index as usize].clone()
    }

    fn size(&self) -> Option<u64> {
        Some(self.members.len() as u64)
    }

    fn adopt(&self, _: &DataSet) -> Result<TailProblem, String> {
        Err("is about losses, not data".to_string())
    }
}
