//! A case: one problem, opened, with everything that was ever asked of it.

use super::{Memo, Monitor, Trajectory};
use crate::record::Stop;
use std::rc::Rc;
use std::sync::Arc;

/// Why there is no answer. An alias, so that slots of a claim can use `?`.
pub type Stopped<T> = Result<T, Stop>;

/// An exact answer that can be asked of a problem.
pub trait Query<P> {
    /// The answer.
    type Answer: 'static;
    /// Unique name with all parameters; answers are kept by it.
    fn key(&self) -> String;
    /// Computes the answer.
    fn answer(&self, case: &Case<P>) -> Stopped<Self::Answer>;
}

/// Dynamics that can be run on a problem. Open: implement it in your own crate to test your own optimiser.
pub trait Method<P>: Send + Sync {
    /// Unique name with all parameters; runs are kept by it.
    fn key(&self) -> String;
    /// ln of the time at step t >= 1, in units of the problem's own step: the sum of the steps so far over it. ln t for
    /// constant steps.
    fn log_time(&self, step: u64) -> f64 {
        super::log_of_step(step)
    }
    /// The step at a log time, in units of the problem's own; one for constant steps.
    fn step_by_log_time(&self) -> fn(f64) -> f64 {
        |_| 1.0
    }
    /// Runs each case from its start up to step `until`, recording on the common grid and folding each watch over
    /// every step. Several at once so that they may share the lanes of one vector unit; the bits of one do not
    /// depend on its company.
    fn run_many(
        &self,
        begun: &[(&Case<P>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<P>>],
    ) -> Vec<Stopped<Trajectory>>;
}

/// A start that is not the problem's own, by number: what the number stands for is the method's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The number of the start.
    pub number: u64,
}

/// What must be seen at every step: a fold declared on a run. It only reads, so it changes no iterate.
pub trait Watch<P>: Send + Sync {
    /// Unique name with all parameters.
    fn key(&self) -> String;
    /// The fold for one case.
    fn monitor(&self, case: &Case<P>) -> Box<dyn Monitor>;
}

/// A run that a claim asks for: a method, a start, a horizon in steps, and what to watch at every step.
pub struct Run<P> {
    /// The dynamics.
    pub method: Arc<dyn Method<P>>,
    /// Another start than the problem's, by number.
    pub start: Option<Start>,
    /// The last step.
    pub until: u64,
    /// Folds over every step.
    pub watches: Vec<Arc<dyn Watch<P>>>,
}

impl<P> Clone for Run<P> {
    fn clone(&self) -> Self {
        Run {
            method: self.method.clone(),
            start: self.start,
            until: self.until,
            watches: self.watches.clone(),
        }
    }
}

impl<P: 'static> Run<P> {
    /// A run from the problem's own start, without watches.
    pub fn new(method: Arc<dyn Method<P>>, until: u64) -> Run<P> {
        Run { method, start: None, until, watches: Vec::new() }
    }

    /// The same run from another start.
    pub fn starting_from(self, start: Start) -> Run<P> {
        Run { start: Some(start), ..self }
    }

    /// The method and the start: what decides the iterates.
    pub fn path_key(&self) -> String {
        match self.start {
            Some(start) => format!("{}, start {}", self.method.key(), start.number),
            None => self.method.key(),
        }
    }

    /// The method and the watches: runs of one such key and one horizon can be made side by side.
    pub fn company_key(&self) -> String {
        self.watched(self.method.key())
    }

    /// The method, the start and the watches; runs of one key differ in their horizon alone.
    pub fn key(&self) -> String {
        self.watched(self.path_key())
    }

    fn watched(&self, key: String) -> String {
        let watched: Vec<String> = self.watches.iter().map(|watch| watch.key()).collect();
        if watched.is_empty() { key } else { format!("{key} watching {watched:?}") }
    }
}

struct KeptRun<P> {
    run: Run<P>,
    made: Stopped<Trajectory>,
}

/// One problem with its memoised answers and runs.
pub struct Case<P> {
    /// The problem.
    pub problem: P,
    memo: Memo,
}

impl<P: 'static> Case<P> {
    /// Opens a case.
    pub fn open(problem: P) -> Case<P> {
        Case { problem, memo: Memo::default() }
    }

    /// The answer to a query, computed once.
    pub fn ask<Q: Query<P>>(&self, query: &Q) -> Stopped<Rc<Q::Answer>> {
        let key = format!("query {}", query.key());
        self.once(&key, || query.answer(self))
    }

    /// Something derived from the problem and its runs, computed once under `key`.
    pub fn once<T: 'static>(&self, key: &str, make: impl FnOnce() -> Stopped<T>) -> Stopped<Rc<T>> {
        let kept: Rc<Stopped<Rc<T>>> = self.memo.get_or(key, || make().map(Rc::new));
        kept.as_ref().clone()
    }

    /// The trajectory of a run, cut at the horizon asked for. A longer run already made serves a shorter one
    /// ([`Case::holds`]).
    pub fn run(&self, run: &Run<P>) -> Stopped<Rc<Trajectory>> {
        let key = run_key(run);
        if !self.holds(run) {
            let made = run.method.run_many(&[(self, run.start)], run.until, &run.watches).pop();
            self.keep_run(run, made.expect("one trajectory for one case"));
        }
        let kept = self.memo.peek::<KeptRun<P>>(&key).expect("held by now");
        let cut_key = format!("{key} cut {}", run.until);
        self.once(&cut_key, || kept.made.clone().map(|trajectory| trajectory.cut(run.until)))
    }

    /// Whether this run or a longer one that serves it is there already: a hypothesis that looks at a run has it made before
    /// the others. A longer one serves where it recorded this one's last step, which the common grid need not have.
    pub fn holds(&self, run: &Run<P>) -> bool {
        let kept = self.memo.peek::<KeptRun<P>>(&run_key(run));
        let serves = |made: &Stopped<Trajectory>| match made {
            Ok(longer) => longer.last().step < run.until || longer.at_step(run.until).is_some(),
            Err(_) => true,
        };
        kept.is_some_and(|kept| {
            kept.run.until == run.until || kept.run.until > run.until && serves(&kept.made)
        })
    }

    /// Keeps a trajectory that was made in company.
    pub fn keep_run(&self, run: &Run<P>, made: Stopped<Trajectory>) {
        self.memo.keep(&run_key(run), KeptRun { run: run.clone(), made });
    }
}

/// Watched runs are kept apart from unwatched ones: a watch costs at every step, and the runs it does not concern
/// are longer.
fn run_key<P: 'static>(run: &Run<P>) -> String {
    format!("run {}", run.key())
}
