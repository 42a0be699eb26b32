//! Stochastic gradient descent on a fixed set: a few rows a step.

use super::aligned::Aligned;
use super::draws::Draws;
use super::grid::recording_grid;
use super::interrupt::stop_requested;
use super::method::{steps_key, trajectories};
use super::progress::{Progress, Shown};
use super::rows::Layout;
use super::update::norm_squared;
use super::weigh::{Asked, Weigher};
use super::weight::logistic_weight;
use super::{Descent, Rule, Schedule, Task};
use crate::case::{Case, Lane, Method, Start, Stopped, Trajectory, Watch};
use crate::data::{Seed, SignedRows};
use crate::numbers::lanes::{Kernel, Wide};
use crate::numbers::{Isa, exp, weight_lanes};
use crate::problem::{Linear, LossKernel, Problem};
use std::sync::Arc;

/// Gradient descent on a random batch B of the rows at each step: w += eta_t sum_{i in B} (-l'(z_i.w)) z_i.
///
/// The sum over the batch, not its mean: a batch of all rows is gradient descent with the same eta, and a step on the
/// mean of b rows is b times as large. Nacson, Srebro and Soudry, arXiv:1806.01796.
#[derive(Clone, Debug, PartialEq)]
pub struct Stochastic {
    /// Rows a step, at least one.
    pub batch: usize,
    /// Whether a step draws its rows from all of them. Else each epoch goes through all rows in a fresh random order,
    /// and its last batch is shorter where `batch` does not divide n.
    pub replacement: bool,
    /// Another step than the problem's.
    pub step: Option<f64>,
    /// How the step falls.
    pub schedule: Schedule,
    /// The number of the draws. They depend on it and on the problem alone.
    pub number: u64,
}

impl Stochastic {
    /// Batches of this many rows without replacement, the problem's own step, draws number 0.
    pub fn of(batch: usize) -> Stochastic {
        Stochastic { batch, replacement: false, step: None, schedule: Schedule::Constant, number: 0 }
    }
}

impl Method<Linear> for Stochastic {
    fn key(&self) -> String {
        let Stochastic { batch, replacement, number, .. } = self;
        let steps = steps_key(self.step, self.schedule);
        format!("stochastic(batch={batch},replacement={replacement},number={number}){steps}")
    }

    fn run_many(
        &self,
        begun: &[(&Case<Linear>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Linear>>],
    ) -> Vec<Stopped<Trajectory>> {
        let seed = |case: &Case<Linear>| {
            Seed::of_problem(self.number, &case.problem.note().sha256, 0).stream("batch")
        };
        // A batch draws rows, not points.
        let refused = |(case, _): &(&Case<Linear>, _)| case.problem.of_single_rows().err();
        let taken: Vec<_> = begun.iter().copied().filter(|of| refused(of).is_none()).collect();
        let seeds = taken.iter().map(|(case, _)| seed(case));
        let mut run = trajectories(&taken, watches, |tasks| {
            let changed = tasks.into_iter().map(|task| {
                let step = self.step.unwrap_or(task.step);
                Task { step, schedule: self.schedule, ..task }
            });
            self.run_on(Isa::detect(), changed.zip(seeds).collect(), until)
        })
        .into_iter();
        let trajectory = |of| refused(of).map_or_else(|| run.next().expect("one for each taken"), Err);
        begun.iter().map(trajectory).collect()
    }
}

impl Stochastic {
    /// Runs each task on the draws of its seed. All instruction sets give the same bits.
    pub(super) fn run_on(&self, isa: Isa, tasks: Vec<(Task<'_>, Seed)>, until: u64) -> Vec<Descent> {
        let grid = recording_grid(until);
        let begun = |(task, seed): (_, Seed)| (Progress::new(task, &grid), seed);
        let mut all: Vec<(Progress<'_>, Seed)> = tasks.into_iter().map(begun).collect();
        for some in all.chunks_mut(SIDE_BY_SIDE) {
            let members = some.iter_mut().map(|(progress, seed)| {
                let draws = Draws::new(*seed, progress.task.rows.n, self.batch.max(1), self.replacement);
                Member::new(progress, draws)
            });
            isa.dispatch(StochasticRun { members: members.collect(), grid: &grid });
        }
        all.into_iter().map(|(progress, _)| progress.result).collect()
    }
}

/// A step waits for the one before it: so many runs fill the time between.
const SIDE_BY_SIDE: usize = 4;

/// The rows, each filled up with zeros to whole vectors.
struct PaddedRows {
    z: Aligned,
    vectors: usize,
}

impl PaddedRows {
    fn new(rows: &SignedRows) -> PaddedRows {
        let vectors = rows.d.div_ceil(8);
        let mut z = Aligned::zeros(8 * rows.n * vectors);
        for (slot, row) in z.chunks_exact_mut(8 * vectors).zip(rows.rows()) {
            slot[..rows.d].copy_from_slice(row);
        }
        PaddedRows { z, vectors }
    }

    #[inline(always)]
    fn row(&self, i: usize) -> &[[f64; 8]] {
        &self.z.as_chunks::<8>().0[i * self.vectors..][..self.vectors]
    }
}

/// One run under way.
struct Member<'r, 'a> {
    progress: &'r mut Progress<'a>,
    draws: Draws,
    weigher: Weigher<'a>,
    z: PaddedRows,
    w: Aligned,
    g: Aligned,
    /// What evaluates the whole set for monitors.
    whole: Option<Layout>,
}

/// What monitors see of the whole set.
const WHOLE: Asked = Asked { shifted: false, loss: true, margins: true, whole: false };

impl<'r, 'a> Member<'r, 'a> {
    fn new(progress: &'r mut Progress<'a>, draws: Draws) -> Member<'r, 'a> {
        let Task { rows, loss, start, .. } = progress.task;
        let (mut w, g) = (Aligned::zeros(rows.d), Aligned::zeros(rows.d));
        for (w, start) in w.iter_mut().zip(start) {
            *w = start + 0.0;
        }
        let whole = progress.is_watched().then(|| Layout::new(rows, WHOLE));
        Member { progress, draws, weigher: Weigher::new(loss), z: PaddedRows::new(rows), w, g, whole }
    }

    #[inline(always)]
    fn show<V: Wide>(&mut self, t: u64) {
        let Some(layout) = &mut self.whole else { return };
        let d = self.progress.task.rows.d;
        let evaluated = layout.evaluate::<V>(&self.weigher, &self.w, &mut self.g, WHOLE);
        let shown = Shown {
            t,
            evaluated,
            norm_squared: norm_squared(&self.g[..d]),
            w: Lane::of(&self.w[..d]),
            margins: Lane::of(layout.margins()),
            direction: Lane::of(&self.g[..d]),
        };
        self.progress.show(&Rule::GradientDescent, &shown);
    }

    #[inline(always)]
    fn step<V: Wide>(&mut self, t: u64) {
        let Task { step, schedule, .. } = self.progress.task;
        let (step, zero) = (V::splat(step * schedule.at(t)), V::splat(0.0));
        let (w, g) = (self.w.as_chunks_mut::<8>().0, self.g.as_chunks_mut::<8>().0);
        let rows = self.draws.of_step();
        if rows == 1 {
            let z = self.z.row(self.draws.row());
            let weight = weight::<V>(&self.weigher, z, w);
            for (z, w) in z.iter().zip(w) {
                step.mul_add(weight.mul_add(V::load(z), zero), V::load(w)).store(w);
            }
            return;
        }
        g.fill([0.0; 8]);
        for _ in 0..rows {
            let z = self.z.row(self.draws.row());
            let weight = weight::<V>(&self.weigher, z, w);
            for (z, g) in z.iter().zip(g.iter_mut()) {
                weight.mul_add(V::load(z), V::load(g)).store(g);
            }
        }
        for (w, g) in w.iter_mut().zip(g) {
            step.mul_add(V::load(g), V::load(w)).store(w);
        }
    }
}

/// Runs side by side, each by itself.
struct StochasticRun<'r, 'a> {
    members: Vec<Member<'r, 'a>>,
    grid: &'r [u64],
}

impl Kernel for StochasticRun<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let StochasticRun { mut members, grid } = self;
        let watched = members.iter().any(|member| member.whole.is_some());
        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            if watched {
                for member in &mut members {
                    member.show::<V>(t);
                }
            }
            if t == grid[due] {
                for member in &mut members {
                    let d = member.progress.task.rows.d;
                    member.progress.record(t, member.w[..d].iter().copied());
                }
                due += 1;
                if due == grid.len() || members.iter().all(|member| !member.progress.is_alive()) {
                    return;
                }
                if stop_requested() {
                    members.iter_mut().for_each(|member| member.progress.interrupt(t));
                    return;
                }
            }
            for member in &mut members {
                member.step::<V>(t);
            }
        }
    }
}

/// -l'(z.w) in all lanes.
#[inline(always)]
fn weight<V: Wide>(weigher: &Weigher<'_>, z: &[[f64; 8]], w: &[[f64; 8]]) -> V {
    let mut sum = V::splat(0.0);
    for (z, w) in z.iter().zip(w) {
        sum = V::load(z).mul_add(V::load(w), sum);
    }
    let margin = sum.sum();
    V::splat(match weigher.kernel {
        LossKernel::Exponential => weight_lanes(margin),
        LossKernel::Logistic => logistic_weight(margin),
        _ => exp(weigher.loss.log_slope(margin)),
    })
}
