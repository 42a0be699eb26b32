//! One task under way: what was recorded so far.

use super::descent::{Descent, Ended, Iterate, Task};
use super::rule::{Divisor, Rule};
use super::weigh::Evaluated;
use crate::case::{Lane, StepSeen};
use crate::numbers::{exp, ln, log_sum_exp};
use crate::problem::log_values;

/// One evaluation as the kernels have it.
pub(crate) struct Shown<'a> {
    pub(crate) t: u64,
    pub(crate) evaluated: Evaluated,
    /// That of the shifted direction.
    pub(crate) norm_squared: f64,
    pub(crate) w: Lane<'a>,
    pub(crate) margins: Lane<'a>,
    /// With the factor e^shift.
    pub(crate) direction: Lane<'a>,
}

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
    pub(crate) fn show(&mut self, rule: &Rule, shown: &Shown<'_>) {
        if !self.is_alive() {
            return;
        }
        let Shown { t, evaluated, norm_squared, w, margins, direction } = *shown;
        let nominal_step = self.task.step * self.task.schedule.at(t);
        let loss = evaluated.plain_loss();
        let log_loss = if evaluated.loss.is_normal() {
            ln(evaluated.loss) - evaluated.shift
        } else {
            log_sum_exp(&log_values(self.task.loss, &margins.iter().collect::<Vec<_>>()))
        };
        let gradient_norm_squared = evaluated.plain_norm_squared(norm_squared);
        let log_norm = if norm_squared.is_normal() { 0.5 * ln(norm_squared) } else { log_norm(direction) };
        let log_gradient_norm = log_norm - evaluated.shift;
        let log_divisor = match rule.divisor() {
            Divisor::One => 0.0,
            Divisor::Loss => log_loss,
            Divisor::GradientNorm => log_gradient_norm,
        };
        let moves = log_divisor > f64::NEG_INFINITY;
        let log_step = if moves { ln(nominal_step) - log_divisor } else { f64::NEG_INFINITY };
        let step = match rule.divisor() {
            Divisor::One => nominal_step,
            Divisor::Loss if loss.is_normal() => nominal_step / loss,
            Divisor::GradientNorm if gradient_norm_squared.is_normal() => {
                nominal_step / gradient_norm_squared.sqrt()
            }
            _ => exp(log_step),
        };
        let seen = StepSeen {
            t,
            w,
            margins,
            direction,
            log_scale: evaluated.shift,
            loss,
            log_loss,
            gradient_norm_squared,
            log_gradient_norm,
            nominal_step,
            step,
            log_step,
        };
        self.task.monitors.iter_mut().for_each(|monitor| monitor.step(&seen));
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

/// ln ||v||, for entries of any size.
fn log_norm(v: Lane<'_>) -> f64 {
    let greatest = v.iter().fold(0.0, |a: f64, x| a.max(x.abs()));
    if greatest > 0.0 {
        ln(greatest) + 0.5 * ln(v.iter().map(|x| (x / greatest) * (x / greatest)).sum())
    } else {
        f64::NEG_INFINITY
    }
}
