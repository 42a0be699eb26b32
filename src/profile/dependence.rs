//! Whether the direction depends on something.

use super::runs::{Ending, Ran, moved};
use crate::measure::to_come;

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
    let [first, before, last] = ran.moves().map(|(from, to)| unit(from, to));
    let (turned, turns) = (moved(&first, &before), moved(&before, &last));
    let size = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let along: f64 = turned.iter().zip(&turns).map(|(a, b)| a * b).sum();
    let turn = to_come(size(&turned), size(&turns).copysign(along));
    (last, turn)
}

fn unit(from: &[f64], to: &[f64]) -> Vec<f64> {
    let moved = moved(from, to);
    let length = moved.iter().map(|x| x * x).sum::<f64>().sqrt();
    moved.iter().map(|x| x / length).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}
