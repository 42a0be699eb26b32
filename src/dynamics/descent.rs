//! Runs: tasks in, recorded iterates out.

use super::bundle::{self, Bundle};
use super::grid::recording_grid;
use super::progress::Progress;
use super::rows::RowRun;
use super::rule::Rule;
use super::schedule::Schedule;
use crate::case::Monitor;
use crate::data::SignedRows;
use crate::numbers::Isa;
use crate::problem::Loss;

/// One problem to run on.
pub struct Task<'a> {
    /// The signed rows z_i, n x d.
    pub rows: &'a SignedRows,
    /// The loss l of L(w) = sum_i l(z_i.w).
    pub loss: &'a dyn Loss,
    /// The step size eta, for the sum and not the mean of the losses.
    pub step: f64,
    /// How the step falls.
    pub schedule: Schedule,
    /// w_0, length d.
    pub start: &'a [f64],
    /// What watches every step. Watching changes no bit of the iterates.
    pub monitors: Vec<Box<dyn Monitor>>,
}

impl<'a> Task<'a> {
    /// A constant step, and nothing that watches.
    pub fn new(rows: &'a SignedRows, loss: &'a dyn Loss, step: f64, start: &'a [f64]) -> Task<'a> {
        Task { rows, loss, step, schedule: Schedule::Constant, start, monitors: Vec::new() }
    }
}

/// A recorded iterate.
#[derive(Clone, Debug, PartialEq)]
pub struct Iterate {
    /// Number of updates made.
    pub t: u64,
    /// w_t, length d.
    pub w: Vec<f64>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// At the step asked for.
    Reached,
    /// w_t was not finite at recorded step `at`, the first where that was seen.
    Diverged {
        /// The recorded step.
        at: u64,
    },
    /// It was asked to stop and did so at recorded step `at`.
    Interrupted {
        /// The recorded step.
        at: u64,
    },
}

/// What a run recorded. All of it up to step t is what the run to t records.
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    /// The iterates at the steps of [`recording_grid`], as far as they are finite.
    pub points: Vec<Iterate>,
    /// For each monitor its number at each recorded step.
    pub monitored: Vec<Vec<(u64, f64)>>,
    /// How it ended.
    pub ended: Ended,
}

/// Runs every task for `until` steps of one rule, on the fastest instruction set there is. Results come in the
/// order of the tasks, and each is, bit for bit, what the task alone would give.
///
/// # Panics
/// When a start has not as many entries as its rows have columns.
pub fn run_many(tasks: Vec<Task<'_>>, rule: &Rule, until: u64) -> Vec<Descent> {
    run_many_on(Isa::detect(), tasks, rule, until)
}

/// [`run_many`] on a chosen instruction set; all of them give the same bits.
///
/// # Panics
/// As `run_many`, and when the machine does not have the instruction set.
pub fn run_many_on(isa: Isa, tasks: Vec<Task<'_>>, rule: &Rule, until: u64) -> Vec<Descent> {
    let grid = recording_grid(until);
    let mut all: Vec<Progress<'_>> = tasks
        .into_iter()
        .map(|task| {
            let (d, length) = (task.rows.d, task.start.len());
            assert!(d == length, "a start of length {length} for rows of length {d}");
            Progress::new(task, &grid)
        })
        .collect();
    let (mut bundled, single): (Vec<_>, Vec<_>) =
        all.iter_mut().enumerate().partition(|(_, progress)| bundle::takes(&progress.task, rule));
    for (_, progress) in single {
        isa.dispatch(RowRun { progress, rule, grid: &grid });
    }
    bundled.sort_by_key(|(index, progress)| {
        let task = &progress.task;
        (bundle::company(task), task.rows.d, task.rows.n, *index)
    });
    let mut rest = bundled.as_mut_slice();
    while let Some((_, first)) = rest.first() {
        let company = bundle::company(&first.task);
        let alike = rest.iter().take(8).take_while(|(_, p)| bundle::company(&p.task) == company).count();
        let (now, later) = rest.split_at_mut(alike);
        isa.dispatch(Bundle { members: now.iter_mut().map(|(_, p)| &mut **p).collect(), rule, grid: &grid });
        rest = later;
    }
    all.into_iter().map(|progress| progress.result).collect()
}
