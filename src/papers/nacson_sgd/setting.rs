//! Stochastic descent whose epochs are steps of gradient descent, and its flow.

use crate::case::{At, Case, Run, Stopped};
use crate::claim::{Leg, View, descent_follows_flow, run};
use crate::data::Seed;
use crate::dynamics::{Stochastic, reached};
use crate::measure::{Observable, dot, sound_relay_of_steps};
use crate::numbers::exp;
use crate::problem::{Family, FigureOne, Linear, Logistic, OfThreshold, PlantedSets};
use rand::RngExt;
use std::sync::Arc;

/// Rows a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::papers) enum Batch {
    /// This many.
    Of(usize),
    /// A quarter of all, rounded up.
    Quarter,
}

impl Batch {
    fn rows(self, n: usize) -> usize {
        match self {
            Batch::Of(rows) => rows.min(n),
            Batch::Quarter => n.div_ceil(4),
        }
    }

    /// m, the steps of an epoch.
    pub(in crate::papers) fn epoch(self, n: usize) -> usize {
        n.div_ceil(self.rows(n))
    }

    /// Stochastic descent without replacement with steps of m eta, eta the problem's own: m of them go as far as m steps of gradient
    /// descent.
    pub(in crate::papers) fn run(self, case: &Case<Linear>) -> Run<Linear> {
        let (n, step) = (case.problem.rows.n, case.problem.step);
        let step = Some(step * self.epoch(n) as f64);
        Run::new(Arc::new(Stochastic { step, ..Stochastic::of(self.rows(n)) }), case.problem.horizon)
    }
}

/// Logistic problems whose epoch, one step for each batch, stays below the threshold of gradient descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::papers) enum EpochSets {
    /// Planted data, steps of .1 to .9 of the threshold a row.
    Planted(PlantedSets),
    /// The data of Figure 1 with batches of four, and the figure's step a batch.
    FigureFour,
}

impl Family<Linear> for EpochSets {
    fn key(&self) -> String {
        match self {
            EpochSets::Planted(sets) => format!("{}, logistic loss, steps a row", sets.key()),
            EpochSets::FigureFour => "figure 1, batches of four".to_string(),
        }
    }

    fn draw(&self, seed: Seed, index: u64) -> Linear {
        match self {
            EpochSets::Planted(sets) => {
                let data = sets.draw(seed, index).data.as_ref().clone();
                let fraction = 0.1 + 0.8 * seed.stream("step a row").rng().random::<f64>();
                let whole = Linear::new(data, Arc::new(Logistic), &OfThreshold { fraction })
                    .expect("the threshold of generated data is positive");
                Linear { step: whole.step / whole.rows.n as f64, ..whole }
            }
            EpochSets::FigureFour => {
                let whole = FigureOne.draw(seed, index);
                let epoch = Batch::Of(4).epoch(whole.rows.n);
                Linear { step: whole.step / epoch as f64, ..whole }
            }
        }
    }

    fn size(&self) -> Option<u64> {
        match self {
            EpochSets::Planted(_) => None,
            EpochSets::FigureFour => Some(1),
        }
    }
}

/// The leg that the run of this number keeps to the problem's gradient flow.
///
/// An epoch without replacement is one step m eta of gradient descent but that rows see what those before them have moved: row i
/// after row j has its slope changed by a share of about m eta (-l'_j) |z_i.z_j|, |l''| being at most |l'|. Steps of gradient
/// descent on a convex loss part no two iterates, so these errors add up at most; beside them there is the
/// discretisation of steps m eta, m times that of eta, and the movement of one epoch at either end, where it may be under way.
pub(in crate::papers) fn epochs_follow_flow(number: usize, batch: Batch) -> Leg<Linear> {
    Leg {
        remainder: Arc::new(move |view| {
            let m = batch.epoch(view.case.problem.rows.n) as f64;
            let relay = sound_relay_of_steps(view.case, run(view, number), m)?;
            Ok((m + 1.0) * relay.discretisation() + in_epochs(view, number, m)?)
        }),
        ..descent_follows_flow(number, Observable::Residual)
    }
}

/// What the order of the rows within the epochs from T/100 on can have moved, and the epochs under way. Intervals between recorded
/// steps take the larger of the values at their ends, with the change of the slopes within an epoch.
fn in_epochs(view: &View<Linear>, number: usize, m: f64) -> Stopped<f64> {
    let run = run(view, number);
    let path = view.case.run(run)?;
    reached(&path)?;
    let problem = &view.case.problem;
    let step = m * problem.step;
    let late: Vec<(u64, Epoch)> = path
        .points
        .iter()
        .filter(|at| at.step >= run.until / 100)
        .map(|at| (at.step, Epoch::at(problem, at, step)))
        .collect();
    let order = late.windows(2).map(|pair| {
        let epochs = (pair[1].0 - pair[0].0) as f64 / m;
        epochs * pair[0].1.order.max(pair[1].1.order)
    });
    let ends =
        late.first().map_or(0.0, |first| first.1.length) + late.last().map_or(0.0, |last| last.1.length);
    Ok(order.sum::<f64>() + ends)
}

/// Bounds for one epoch.
struct Epoch {
    /// The distance moved.
    length: f64,
    /// What the order of its rows can change of that.
    order: f64,
}

impl Epoch {
    fn at(problem: &Linear, at: &At, step: f64) -> Epoch {
        let rows: Vec<&[f64]> = problem.rows.rows().collect();
        let moves: Vec<f64> =
            rows.iter().map(|row| step * exp(problem.loss.log_slope(dot(row, &at.w)))).collect();
        let lengths: Vec<f64> = rows.iter().map(|row| dot(row, row).sqrt()).collect();
        let length: f64 = moves.iter().zip(&lengths).map(|(a, b)| a * b).sum();
        let mut order = 0.0;
        for i in 0..rows.len() {
            for j in 0..i {
                order += moves[i] * moves[j] * dot(rows[i], rows[j]).abs() * lengths[i].max(lengths[j]);
            }
        }
        // A margin moves by no more than this in an epoch, and a slope by its exponential.
        let grown = exp(3.0 * length * problem.radius());
        Epoch { length: length * grown, order: order * grown }
    }
}
