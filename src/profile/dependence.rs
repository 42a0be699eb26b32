//! Whether the direction depends on something.

use super::answers::to_come;
use super::runs::{Ending, Ran, moved};
use crate::measure::{distance, dot, length, unit};

/// The angle between the directions in which two runs move over their last half decade, with what either may still turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Dependence {
    /// Both were seen.
    Seen {
        /// The distance of the unit vectors.
        apart: f64,
        /// What both may still turn, by how they turned over the half decades before.
        error: f64,
    },
    /// One of the runs did not get there.
    NotSeen(Ending),
}

impl Dependence {
    /// Yes: apart by more than twice the error and one part in a hundred. No: within the error, where that is below a tenth or they
    /// are within one part in a hundred. Else not told.
    pub fn depends(&self) -> Option<bool> {
        match self {
            Dependence::Seen { apart, error }
                if *apart <= f64::max(*error, 1e-6) && (*error < 0.1 || *apart < 0.01) =>
            {
                Some(false)
            }
            Dependence::Seen { apart, error } if *apart > 2.0 * error + 0.01 => Some(true),
            _ => None,
        }
    }
}

pub(super) fn between(one: &Result<Ran, Ending>, other: &Result<Ran, Ending>) -> Dependence {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            let ((a, turned_a), (b, turned_b)) = (direction(one), direction(other));
            Dependence::Seen { apart: distance(&a, &b), error: turned_a + turned_b }
        }
        (Err(ending), _) | (_, Err(ending)) => Dependence::NotSeen(ending.clone()),
    }
}

/// The direction of the last half decade, and how far it may still turn.
fn direction(ran: &Ran) -> (Vec<f64>, f64) {
    let [first, before, last] = ran.moves().map(|(from, to)| unit(&moved(from, to)));
    let (turned, turns) = (moved(&first, &before), moved(&before, &last));
    let turn = to_come(length(&turned), length(&turns).copysign(dot(&turned, &turns)));
    (last, turn)
}
