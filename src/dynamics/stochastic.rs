//! Stochastic gradient descent on a fixed set: a few rows a step.

use super::aligned::Aligned;
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
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::Rng;
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
        let seeds = begun.iter().map(|(case, _)| seed(case));
        trajectories(begun, watches, |tasks| {
            let seeded = tasks.into_iter().zip(seeds);
            let run = seeded.map(|(task, seed)| {
                let step = self.step.unwrap_or(task.step);
                self.run_on(Isa::detect(), Task { step, schedule: self.schedule, ..task }, seed, until)
            });
            run.collect()
        })
    }
}

impl Stochastic {
    /// One run. All instruction sets give the same bits.
    pub(super) fn run_on(&self, isa: Isa, task: Task<'_>, seed: Seed, until: u64) -> Descent {
        let grid = recording_grid(until);
        let mut progress = Progress::new(task, &grid);
        let draws = Draws::new(seed, progress.task.rows.n, self.batch.max(1), self.replacement);
        isa.dispatch(StochasticRun { progress: &mut progress, draws, grid: &grid });
        progress.result
    }
}

/// Which rows each step takes.
pub(super) struct Draws {
    rng: ChaCha12Rng,
    batch: usize,
    replacement: bool,
    /// The order of the epoch: the rows before `taken` are decided.
    order: Vec<u32>,
    taken: usize,
}

impl Draws {
    pub(super) fn new(seed: Seed, n: usize, batch: usize, replacement: bool) -> Draws {
        let n = u32::try_from(n).expect("fewer rows than 2^32");
        Draws { rng: seed.rng(), batch, replacement, order: (0..n).collect(), taken: 0 }
    }

    /// How many rows the next step takes.
    #[inline(always)]
    pub(super) fn of_step(&self) -> usize {
        if self.replacement { self.batch } else { self.batch.min(self.order.len() - self.taken) }
    }

    /// The next row.
    #[inline(always)]
    pub(super) fn row(&mut self) -> usize {
        if self.replacement {
            return below(&mut self.rng, self.order.len() as u32) as usize;
        }
        let left = (self.order.len() - self.taken) as u32;
        self.order.swap(self.taken, self.taken + below(&mut self.rng, left) as usize);
        let row = self.order[self.taken];
        self.taken = if left == 1 { 0 } else { self.taken + 1 };
        row as usize
    }
}

/// A number below `bound`, each as likely as the others (Lemire, arXiv:1805.10941).
#[inline(always)]
fn below(rng: &mut ChaCha12Rng, bound: u32) -> u32 {
    let mut product = u64::from(rng.next_u32()) * u64::from(bound);
    if (product as u32) < bound {
        let least = bound.wrapping_neg() % bound;
        while (product as u32) < least {
            product = u64::from(rng.next_u32()) * u64::from(bound);
        }
    }
    (product >> 32) as u32
}

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

/// A task to run alone.
struct StochasticRun<'r, 'a> {
    progress: &'r mut Progress<'a>,
    draws: Draws,
    grid: &'r [u64],
}

impl Kernel for StochasticRun<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let StochasticRun { progress, mut draws, grid } = self;
        let (rows, loss) = (progress.task.rows, progress.task.loss);
        let (step, schedule) = (progress.task.step, progress.task.schedule);
        let (d, z) = (rows.d, PaddedRows::new(rows));
        let weigher = Weigher::new(loss);
        let (mut w, mut g) = (Aligned::zeros(d), Aligned::zeros(d));
        for (w, &start) in w.iter_mut().zip(progress.task.start) {
            *w = start + 0.0;
        }
        let asked = Asked { shifted: false, loss: true, margins: true };
        let mut watched = progress.is_watched().then(|| Layout::new(rows, asked));

        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            if let Some(layout) = &mut watched {
                let evaluated = layout.evaluate::<V>(&weigher, &w, &mut g, asked);
                let shown = Shown {
                    t,
                    evaluated,
                    norm_squared: norm_squared(&g[..d]),
                    w: Lane::of(&w[..d]),
                    margins: Lane::of(layout.margins()),
                    direction: Lane::of(&g[..d]),
                };
                progress.show(&Rule::GradientDescent, &shown);
            }
            if t == grid[due] {
                progress.record(t, w[..d].iter().copied());
                due += 1;
                if due == grid.len() || !progress.is_alive() {
                    return;
                }
                if stop_requested() {
                    progress.interrupt(t);
                    return;
                }
            }
            let (step, zero) = (V::splat(step * schedule.at(t)), V::splat(0.0));
            let (w, g) = (w.as_chunks_mut::<8>().0, g.as_chunks_mut::<8>().0);
            let taken = draws.of_step();
            if taken == 1 {
                let z = z.row(draws.row());
                let weight = weight::<V>(&weigher, z, w);
                for (z, w) in z.iter().zip(w) {
                    step.mul_add(weight.mul_add(V::load(z), zero), V::load(w)).store(w);
                }
                continue;
            }
            g.fill([0.0; 8]);
            for _ in 0..taken {
                let z = z.row(draws.row());
                let weight = weight::<V>(&weigher, z, w);
                for (z, g) in z.iter().zip(g.iter_mut()) {
                    weight.mul_add(V::load(z), V::load(g)).store(g);
                }
            }
            for (w, g) in w.iter_mut().zip(g) {
                step.mul_add(V::load(g), V::load(w)).store(w);
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
