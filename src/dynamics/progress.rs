//! One task under way: what was recorded so far.

use super::descent::{Descent, Ended, Iterate, Task};
use crate::case::StepSeen;

/// A task and its result as far as it goes.
pub(crate) struct Progress<'a> {
    pub(crate) task: Task<'a>,
    pub(crate) result: Descent,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(task: Task<'a>, grid: &[u64]) -> Progress<'a> {
        let monitored = task.monitors.iter().map(|_| Vec::with_capacity(grid.len())).collect();
        let result = Descent { points: Vec::with_capacity(grid.len()), monitored, ended: Ended::Reached };
        Progress { task, result }
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.result.ended == Ended::Reached
    }

    pub(crate) fn is_watched(&self) -> bool {
        !self.task.monitors.is_empty()
    }

    /// Shows a step to the monitors.
    pub(crate) fn show(&mut self, t: u64, loss: f64, gradient_norm_squared: f64) {
        if self.is_alive() {
            let seen = StepSeen { t, loss, gradient_norm_squared, step: self.task.step };
            self.task.monitors.iter_mut().for_each(|monitor| monitor.step(&seen));
        }
    }

    /// Stores w_t and what the monitors have folded, or that the run has diverged.
    pub(crate) fn record(&mut self, t: u64, w: impl Iterator<Item = f64>) {
        if !self.is_alive() {
            return;
        }
        let w: Vec<f64> = w.collect();
        if w.iter().all(|x| x.is_finite()) {
            self.result.points.push(Iterate { t, w });
            for (monitor, series) in self.task.monitors.iter().zip(&mut self.result.monitored) {
                series.push((t, monitor.worst()));
            }
        } else {
            self.result.ended = Ended::Diverged { at: t };
        }
    }

    /// Ends a run that was asked to stop.
    pub(crate) fn interrupt(&mut self, at: u64) {
        if self.is_alive() {
            self.result.ended = Ended::Interrupted { at };
        }
    }
}
