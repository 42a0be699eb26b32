//! Hypotheses: conditions of a theorem that are checked on each problem, never assumed.

use crate::case::{Case, Stopped};
use std::sync::Arc;

/// The answer to a hypothesis, with the number that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Whether it is met.
    pub met: bool,
    /// The number that decided it, in words.
    pub found: String,
}

/// A condition of a theorem.
pub struct Hypothesis<P> {
    /// Its name.
    pub name: String,
    /// The check.
    pub check: Arc<dyn Fn(&Case<P>) -> Stopped<Checked> + Send + Sync>,
}

impl<P> Clone for Hypothesis<P> {
    fn clone(&self) -> Self {
        Hypothesis { name: self.name.clone(), check: self.check.clone() }
    }
}

impl<P> Hypothesis<P> {
    /// A hypothesis by its name and its check.
    pub fn new(
        name: &str,
        check: impl Fn(&Case<P>) -> Stopped<Checked> + Send + Sync + 'static,
    ) -> Hypothesis<P> {
        Hypothesis { name: name.to_string(), check: Arc::new(check) }
    }
}
