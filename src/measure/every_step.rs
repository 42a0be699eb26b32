//! Numbers that are looked at in every step of a run, of which the largest so far is kept.

use crate::case::{Case, Monitor, StepSeen, Watch};
use std::sync::Arc;

/// What gives a number at each step of one run. It may keep what it has seen.
pub type EachStep = Box<dyn FnMut(&StepSeen<'_>) -> f64 + Send>;

type Maker<P> = Box<dyn Fn(&Case<P>) -> EachStep + Send + Sync>;

/// The largest over the steps of a number; a number that is none counts as the largest.
struct Largest<P> {
    name: String,
    make: Maker<P>,
}

struct Fold {
    each: EachStep,
    worst: f64,
}

impl<P> Watch<P> for Largest<P> {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn monitor(&self, case: &Case<P>) -> Box<dyn Monitor> {
        Box::new(Fold { each: (self.make)(case), worst: f64::MIN })
    }
}

impl Monitor for Fold {
    fn step(&mut self, seen: &StepSeen<'_>) {
        let number = (self.each)(seen);
        self.worst = if number.is_nan() { f64::MAX } else { self.worst.max(number) };
    }

    fn worst(&self) -> f64 {
        self.worst
    }
}

/// A watch that keeps the largest over the steps of what `make` gives for a case; `name` is its key.
pub fn largest_over_steps<P: 'static>(
    name: &str,
    make: impl Fn(&Case<P>) -> EachStep + Send + Sync + 'static,
) -> Arc<dyn Watch<P>> {
    Arc::new(Largest { name: name.to_string(), make: Box::new(make) })
}
