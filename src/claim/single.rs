//! A trial by itself: one arm on one problem, by name and index or on given data.

use super::arm::{Arm, Change};
use super::check::Size;
use super::statement::Claim;
use super::workshop::populations;
use crate::case::Case;
use crate::data::{DataSet, Seed};
use crate::problem::{Family, Problem};
use crate::record::Record;
use std::sync::Arc;

/// The problem of a single trial.
#[derive(Clone, Debug)]
pub enum TrialOn<'a> {
    /// One of the arm's populations.
    Population {
        /// Its key; the arm's first where `None`.
        family: Option<&'a str>,
        /// Index of the problem.
        index: u64,
    },
    /// A data set in place of a drawn problem.
    Given(&'a DataSet),
}

/// Why there is no such trial.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTrial {
    /// The claim has no arm of that name.
    #[error("found arm `{found}`, expected one of: {}", arms.join("; "))]
    Arm {
        /// The name given.
        found: String,
        /// Names of the arms there are.
        arms: Vec<String>,
    },
    /// The arm has no population of that key.
    #[error("found population `{found}`, expected one of: {}", families.join("; "))]
    Family {
        /// The key given.
        found: String,
        /// Keys of the populations there are.
        families: Vec<String>,
    },
    /// The claim has no room for the data set.
    #[error("found a claim that {why}, expected one that can be put to the data")]
    Declined {
        /// What it is instead.
        why: String,
    },
    /// The population ends before that index.
    #[error("found index {found}, expected one below {size}: population `{family}` is no larger")]
    Index {
        /// The index given.
        found: u64,
        /// Key of the population.
        family: String,
        /// Number of its problems.
        size: u64,
    },
}

/// What stands for a population's key where the data are the user's.
pub(super) const GIVEN: &str = "given";

/// The data as a problem of the first population that has room for them, or why none has.
pub(super) fn adopt<P>(claim: &Claim<P>, given: &DataSet) -> Result<P, String> {
    let mut refusal = "has no population".to_string();
    for (family, _) in &claim.families {
        match family.adopt(given) {
            Ok(problem) => return Ok(problem),
            Err(why) => refusal = why,
        }
    }
    Err(refusal)
}

/// The arm of this name, by position.
pub(super) fn position_of<P>(claim: &Claim<P>, arm: &str) -> Result<usize, NoTrial> {
    claim.arms.iter().position(|a| a.name == arm).ok_or_else(|| {
        let arms = claim.arms.iter().map(|a| a.name.clone()).collect();
        NoTrial::Arm { found: arm.to_string(), arms }
    })
}

/// The data as a problem of an arm.
pub(super) fn put<P>(claim: &Claim<P>, arm: &Arm<P>, data: &DataSet) -> Result<P, NoTrial> {
    let own = matches!(arm.change, Change::Population { .. });
    let why = "is about a population of its own in this arm".to_string();
    let problem = if own { Err(why) } else { adopt(claim, data) };
    problem.map_err(|why| NoTrial::Declined { why })
}

/// A trial of one arm on one problem.
pub(super) fn trial_of<P: Problem>(
    claim: &Claim<P>,
    arm: &str,
    on: &TrialOn,
    seed: u64,
) -> Result<Record, NoTrial> {
    let arm = &claim.arms[position_of(claim, arm)?];
    let (family, index) = match *on {
        TrialOn::Population { family, index } => (family, index),
        TrialOn::Given(data) => {
            let problem = put(claim, arm, data)?;
            return Ok(claim.trial(arm, &Case::open(problem), GIVEN, 0));
        }
    };
    let populations = populations(claim, arm, Size::Quick);
    let wanted = |f: &Arc<dyn Family<P>>| family.is_none_or(|key| f.key() == key);
    let Some((family, _)) = populations.iter().find(|(f, _)| wanted(f)) else {
        let families = populations.iter().map(|(f, _)| f.key()).collect();
        return Err(NoTrial::Family { found: family.unwrap_or_default().to_string(), families });
    };
    let key = family.key();
    if let Some(size) = family.size().filter(|&size| index >= size) {
        return Err(NoTrial::Index { found: index, family: key, size });
    }
    let problem = family.draw(Seed::of_problem(seed, &key, index), index);
    Ok(claim.trial(arm, &Case::open(problem), &key, index))
}
