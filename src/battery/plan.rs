//! Which claims, on what, how many.

use crate::claim::{Check, Size};
use crate::data::DataSet;
use crate::record::{Plan, SCHEMA};
use std::sync::Arc;

/// An order to the battery.
pub struct Order {
    /// The selected claims.
    pub claims: Vec<Arc<dyn Check>>,
    /// Seed of the suite.
    pub seed: u64,
    /// How many problems.
    pub size: Size,
    /// The user's data in place of drawn problems.
    pub given: Option<DataSet>,
    /// Number of threads; 0 for all cores.
    pub threads: usize,
}

impl Order {
    /// The first line of the record file.
    pub fn plan(&self) -> Plan {
        let profile = match self.size {
            Size::Quick => "quick".to_string(),
            Size::Full => "full".to_string(),
            Size::AtMost(trials) => format!("at most {trials}"),
        };
        Plan {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_string(),
            seed: self.seed,
            profile,
            data: self.given.as_ref().map(|given| given.provenance.to_string()),
            cards: self.claims.iter().map(|claim| claim.card().clone()).collect(),
        }
    }
}

/// The claims that an id or a prefix ending at a dot names: `soudry`, `soudry.thm5`, `soudry.thm5.loss`.
/// With no words, all of them. The word that names nothing is the error.
pub fn selection(all: &[Arc<dyn Check>], words: &[String]) -> Result<Vec<Arc<dyn Check>>, String> {
    let names = |id: &str, word: &str| {
        id == word || (id.starts_with(word) && (word.ends_with('.') || id[word.len()..].starts_with('.')))
    };
    for word in words {
        if !all.iter().any(|claim| names(&claim.card().id, word)) {
            return Err(word.clone());
        }
    }
    Ok(all
        .iter()
        .filter(|claim| words.is_empty() || words.iter().any(|word| names(&claim.card().id, word)))
        .cloned()
        .collect())
}
