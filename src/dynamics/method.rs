//! Gradient descent and its relatives as methods of the linear problem.

use super::{Descent, Iterate, Rule, Schedule, Task, run_many};
use crate::case::{At, Case, Ended, Method, Start, Stopped, Trajectory, Watch, log_of_step};
use crate::problem::{Linear, Loss, Problem};
use crate::record::Stop;
use std::sync::Arc;

/// An iteration on the linear problem: the problem's own loss and step unless one of them is replaced.
#[derive(Clone)]
pub struct Iteration {
    /// The update rule.
    pub rule: Rule,
    /// Another loss than the problem's.
    pub loss: Option<Arc<dyn Loss>>,
    /// Another step than the problem's.
    pub step: Option<f64>,
    /// How the step falls.
    pub schedule: Schedule,
}

/// The start of this number: a random vector as long as one over the longest row, so that no margin is beyond one; the
/// same for a problem whatever else is run on it.
pub fn start_vector(problem: &Linear, start: Start) -> Vec<f64> {
    numbered_start(problem, start, problem.rows.d, 1.0 / problem.radius().max(f64::MIN_POSITIVE))
}

/// The random vector of this number and this length in R^d.
pub(super) fn numbered_start(problem: &impl Problem, start: Start, d: usize, length: f64) -> Vec<f64> {
    let seed = crate::data::Seed::of_problem(start.number, &problem.note().sha256, 0).stream("start");
    crate::data::unit_vector(&mut seed.rng(), d).iter().map(|x| length * x).collect()
}

impl Iteration {
    /// A rule on the problem as it is.
    pub fn of(rule: Rule) -> Iteration {
        Iteration { rule, loss: None, step: None, schedule: Schedule::Constant }
    }
}

/// What a key says of steps that are not the problem's own or fall.
pub(super) fn steps_key(step: Option<f64>, schedule: Schedule) -> String {
    let size = step.map(|step| format!(", step {step:e}")).unwrap_or_default();
    match schedule {
        Schedule::Constant => size,
        falling => format!("{size}, {} steps", falling.key()),
    }
}

impl Method<Linear> for Iteration {
    fn key(&self) -> String {
        let loss = self.loss.as_ref().map(|loss| format!(", {} loss", loss.key())).unwrap_or_default();
        format!("{}{loss}{}", self.rule.key(), steps_key(self.step, self.schedule))
    }

    fn log_time(&self, step: u64) -> f64 {
        match self.schedule {
            Schedule::Constant => log_of_step(step),
            falling => crate::numbers::ln(falling.sum(step)),
        }
    }

    fn step_by_log_time(&self) -> fn(f64) -> f64 {
        self.schedule.by_log_time()
    }

    fn run_many(
        &self,
        begun: &[(&Case<Linear>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Linear>>],
    ) -> Vec<Stopped<Trajectory>> {
        trajectories(begun, watches, |tasks| {
            let changed = tasks.into_iter().map(|task| Task {
                loss: self.loss.as_deref().unwrap_or(task.loss),
                step: self.step.unwrap_or(task.step),
                schedule: self.schedule,
                ..task
            });
            run_many(changed.collect(), &self.rule, until)
        })
    }
}

/// What `run` makes of the tasks of all cases: each the problem's own, from its own start or the one of that number,
/// under all watches.
pub(super) fn trajectories(
    begun: &[(&Case<Linear>, Option<Start>)],
    watches: &[Arc<dyn Watch<Linear>>],
    run: impl FnOnce(Vec<Task<'_>>) -> Vec<Descent>,
) -> Vec<Stopped<Trajectory>> {
    let starts: Vec<Vec<f64>> = begun
        .iter()
        .map(|(case, start)| {
            start.map_or_else(|| case.problem.start.clone(), |start| start_vector(&case.problem, start))
        })
        .collect();
    let tasks = begun.iter().zip(&starts).map(|((case, _), start)| {
        let Linear { rows, loss, step, .. } = &case.problem;
        let monitors = watches.iter().map(|watch| watch.monitor(case)).collect();
        Task { monitors, ..Task::new(rows, loss.as_ref(), *step, start) }
    });
    run(tasks.collect())
        .into_iter()
        .map(|run| {
            let names = watches.iter().map(|watch| watch.key());
            let ended = match run.ended {
                super::Ended::Reached => Ended::Reached,
                super::Ended::Diverged { at } => Ended::Diverged { step: at },
                super::Ended::Interrupted { .. } => return Err(Stop::Interrupted),
            };
            let at = |i: Iterate| At { step: i.t, log_time: log_of_step(i.t), w: i.w };
            Ok(Trajectory {
                points: run.points.into_iter().map(at).collect(),
                monitored: names.zip(run.monitored).collect(),
                ended,
            })
        })
        .collect()
}

/// Used where a run must have reached its horizon.
pub fn reached(trajectory: &Trajectory) -> Stopped<()> {
    match trajectory.ended {
        Ended::Reached => Ok(()),
        Ended::Diverged { step } => Err(Stop::Diverged { log_time: log_of_step(step.max(1)) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataSet, Provenance, SignedRows};
    use crate::problem::{Exponential, Logistic, OfThreshold, PolynomialTail};
    use std::collections::BTreeSet;

    #[test]
    fn an_iteration_with_its_own_loss_and_step_runs_as_on_the_problem_that_has_them() {
        let rows = SignedRows::from_rows(&[[1.0, 0.5], [0.5, -1.0], [2.0, 0.25]]);
        let data = DataSet::from_signed_rows(rows, Provenance::Given { name: "three rows".to_string() });
        let problem = |loss: Arc<dyn Loss>, share: f64| {
            Case::open(Linear::new(data.clone(), loss, &OfThreshold { fraction: share }).expect("a step"))
        };
        let run = |case: &Case<Linear>, loss: Option<Arc<dyn Loss>>, step: Option<f64>| {
            let method = Iteration { loss, step, ..Iteration::of(Rule::GradientDescent) };
            method.run_many(&[(case, None)], 100, &[]).remove(0).expect("a run").points
        };
        let plain = problem(Arc::new(Logistic), 0.5);
        let own: [Arc<dyn Loss>; 2] =
            [Arc::new(PolynomialTail { k: 2.0 }), Arc::new(PolynomialTail { k: 1.0 })];
        for loss in own {
            let other = problem(loss.clone(), 0.25);
            let step = other.problem.step;
            let replaced = run(&plain, Some(loss), Some(step));
            assert_eq!(replaced, run(&other, None, None));
            assert_ne!(replaced, run(&plain, None, Some(step)));
        }
        assert_eq!(run(&plain, None, None), run(&plain, Some(Arc::new(Logistic)), Some(plain.problem.step)));
    }

    #[test]
    fn a_run_that_ends_between_recorded_steps_is_the_same_after_a_longer_one() {
        let rows = SignedRows::from_rows(&[[1.0, 0.5], [0.5, -1.0], [2.0, 0.25]]);
        let data = DataSet::from_signed_rows(rows, Provenance::Given { name: "three rows".to_string() });
        let open = || {
            let half = OfThreshold { fraction: 0.5 };
            Case::open(Linear::new(data.clone(), Arc::new(Logistic), &half).expect("a step"))
        };
        let run = |until| crate::case::Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), until);
        let (fresh, used) = (open(), open());
        used.run(&run(1000)).expect("a run");
        // 500 is none of the steps of the grid, 562 is.
        for until in [500, 562, 1000] {
            let (alone, after) =
                (fresh.run(&run(until)).expect("a run"), used.run(&run(until)).expect("a run"));
            assert_eq!(after.last().step, until);
            assert_eq!(alone, after, "until {until}");
        }
    }

    #[test]
    fn iterations_that_differ_in_rule_loss_step_or_schedule_have_keys_that_differ() {
        let losses: [Option<Arc<dyn Loss>>; 4] = [
            None,
            Some(Arc::new(Exponential)),
            Some(Arc::new(PolynomialTail { k: 1.0 })),
            Some(Arc::new(PolynomialTail { k: 2.0 })),
        ];
        let adam = |beta2: f64| Rule::Adam { beta1: 0.9, beta2, epsilon: 0.0 };
        let rules = [
            Rule::GradientDescent,
            Rule::SignDescent,
            Rule::CoordinateDescent,
            Rule::HeavyBall { beta: 0.9 },
            Rule::HeavyBall { beta: 0.5 },
            adam(0.999),
            adam(0.99),
        ];
        let schedules = [Schedule::Constant, Schedule::InverseSquareRoot, Schedule::Inverse];
        let mut keys = BTreeSet::new();
        for rule in &rules {
            for loss in &losses {
                for step in [None, Some(0.1), Some(0.1f64.next_up())] {
                    for schedule in schedules {
                        let (rule, loss) = (rule.clone(), loss.clone());
                        keys.insert(Iteration { rule, loss, step, schedule }.key());
                    }
                }
            }
        }
        // A run is looked up by its key: two under one would be one run.
        assert_eq!(keys.len(), rules.len() * losses.len() * 3 * 3);
        assert_eq!(Iteration::of(Rule::GradientDescent).key(), "gradient-descent");
    }
}
