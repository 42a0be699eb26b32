//! What a run records: iterates at log-spaced times, and monitors folded over every step.

use std::collections::BTreeMap;

/// An iterate at a recorded time.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    /// Number of steps.
    pub step: u64,
    /// ln of the number of steps; minus infinity at the start, so compare with care.
    pub log_time: f64,
    /// The parameter vector.
    pub w: Vec<f64>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ended {
    /// At its horizon.
    Reached,
    /// An iterate stopped being finite; seen at this step.
    Diverged {
        /// The first recorded step that saw it.
        step: u64,
    },
}

/// What a run recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Iterates on the recording grid, the start first.
    pub points: Vec<At>,
    /// Monitors by name: the fold over all steps before each recorded step, at that step.
    pub monitored: BTreeMap<String, Vec<(u64, f64)>>,
    /// How it ended.
    pub ended: Ended,
}

impl Trajectory {
    /// The iterate after exactly `step` steps, if that time was recorded.
    pub fn at_step(&self, step: u64) -> Option<&At> {
        self.points.binary_search_by_key(&step, |at| at.step).ok().map(|i| &self.points[i])
    }

    /// The same, where a run has to have recorded it.
    pub fn recorded(&self, step: u64) -> super::Stopped<&At> {
        let why = || format!("step {step} was not recorded");
        self.at_step(step).ok_or_else(|| crate::record::Stop::Undecided { why: why() })
    }

    /// The last recorded iterate.
    pub fn last(&self) -> &At {
        self.points.last().expect("a trajectory records its start")
    }

    /// The same run, had it been asked to end at `until`.
    pub fn cut(mut self, until: u64) -> Trajectory {
        self.points.retain(|at| at.step <= until);
        for series in self.monitored.values_mut() {
            series.retain(|(step, _)| *step <= until);
        }
        if matches!(self.ended, Ended::Diverged { step } if step > until) {
            self.ended = Ended::Reached;
        }
        self
    }
}

/// ln of a number of steps, by the crate's own logarithm; minus infinity for the start.
pub fn log_of_step(step: u64) -> f64 {
    if step == 0 { f64::NEG_INFINITY } else { crate::numbers::ln(step as f64) }
}
