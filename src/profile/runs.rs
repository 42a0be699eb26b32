//! The runs of a profile, side by side.

use super::sets::Set;
use super::{Optimizer, ProfileError};
use crate::data::{Seed, unit_vector};
use crate::dynamics::{Ended, Task, run_many};
use crate::measure::{distance, length};
use crate::problem::Exponential;
use rayon::prelude::*;

/// The iterates of a run that are looked at: its last, and those half a decade, one and one and a half before.
#[derive(Clone, Debug)]
pub(super) struct Ran([Vec<f64>; 4]);

impl Ran {
    pub(super) fn last(&self) -> &[f64] {
        &self.0[3]
    }

    /// At a tenth of the steps.
    pub(super) fn tenth(&self) -> &[f64] {
        &self.0[1]
    }

    /// From where to where, half a decade of steps each.
    pub(super) fn moves(&self) -> [(&[f64], &[f64]); 3] {
        [0, 1, 2].map(|k| (self.0[k].as_slice(), self.0[k + 1].as_slice()))
    }
}

/// From one iterate to another.
pub(super) fn moved(from: &[f64], to: &[f64]) -> Vec<f64> {
    to.iter().zip(from).map(|(b, a)| b - a).collect()
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// At its last step.
    Reached,
    /// w was not finite at this recorded step.
    Diverged {
        /// The step.
        at: u64,
    },
    /// At the end w does not separate the data of this number.
    NotSeparating {
        /// Which.
        set: usize,
    },
    /// Over a half decade of the last one w moved by less than one part in a million of itself: nothing is seen of where it goes.
    AtRest,
}

/// All runs.
pub(super) struct All {
    /// On the vectors, then on the matrices.
    pub(super) sets: Vec<Result<Ran, Ending>>,
    pub(super) other_start: Result<Ran, Ending>,
    pub(super) short_step: Result<Ran, Ending>,
}

pub(super) fn all(
    optimizer: &Optimizer,
    steps: u64,
    vectors: &[Set],
    matrices: &[Set],
) -> Result<All, ProfileError> {
    let d = vectors[0].rows.d;
    let longest = vectors[0].rows.rows().map(length).fold(0.0, f64::max);
    let away: Vec<f64> = unit_vector(&mut Seed(0).stream("profile, start").rng(), d)
        .iter()
        .map(|x| 3.0 / longest * x)
        .collect();
    let zeros = |set: &Set| vec![0.0; set.rows.d];
    let mut jobs: Vec<(&Set, Vec<f64>, f64)> =
        vectors.iter().chain(matrices).map(|set| (set, zeros(set), 1.0)).collect();
    jobs.push((&vectors[0], away, 1.0));
    jobs.push((&vectors[0], zeros(&vectors[0]), 0.25));
    let mut ran = jobs
        .into_par_iter()
        .map(|(set, start, share)| one(optimizer, steps, set, &start, share))
        .collect::<Result<Vec<_>, ProfileError>>()?;
    let short_step = ran.pop().expect("the last job");
    let other_start = ran.pop().expect("the last but one");
    Ok(All { sets: ran, other_start, short_step })
}

fn one(
    optimizer: &Optimizer,
    steps: u64,
    set: &Set,
    start: &[f64],
    share: f64,
) -> Result<Result<Ran, Ending>, ProfileError> {
    let task = Task {
        schedule: optimizer.schedule,
        ..Task::new(&set.rows, &Exponential, share * optimizer.step, start)
    };
    let mut ran = run_many(vec![task], &optimizer.rule(set.matrix_rows), steps).remove(0);
    match ran.ended {
        Ended::Interrupted { .. } => return Err(ProfileError::Interrupted),
        Ended::Diverged { at } => return Ok(Err(Ending::Diverged { at })),
        Ended::Reached => {}
    }
    let last = ran.points.pop().expect("a run records its last step").w;
    // The recorded steps are eighths of a decade apart.
    let back = |at: f64| {
        let aim = steps as f64 / at;
        let apart = |t: u64| ((t as f64).max(1.0) / aim).ln().abs();
        let near = ran.points.iter().min_by(|a, b| apart(a.t).total_cmp(&apart(b.t)));
        near.expect("a run records its start").w.clone()
    };
    let ran = Ran([back(10.0 * 10f64.sqrt()), back(10.0), back(10f64.sqrt()), last]);
    let at_rest = ran.moves().iter().any(|(from, to)| distance(from, to) <= 1e-6 * length(to));
    Ok(if at_rest { Err(Ending::AtRest) } else { Ok(ran) })
}
