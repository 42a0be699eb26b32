//! Stochastic descent whose steps add up, or come on the mean, to steps of gradient descent, and its flow.

use super::deviation::deviation;
use crate::case::{At, Case, Method, Run, Start, Stopped, Trajectory, Watch};
use crate::claim::linear::{generic, polynomial_tail, sign_descent};
use crate::claim::{
    Claim, Law, Leg, RATES, View, descent_follows_flow, descent_follows_flow_from, flow_reaches, run,
};
use crate::data::{Seed, SignedRows};
use crate::dynamics::{Stochastic, reached};
use crate::measure::{Letters, Observable, dot, far_time, sound_relay_from, sound_relay_of_steps};
use crate::numbers::{Ball, exp, ln};
use crate::papers::soudry::constants::{across, along};
use crate::problem::{Family, FigureOne, Linear, Logistic, OfThreshold, PlantedSets};
use rand::RngExt;
use std::sync::Arc;

/// Of a claim by number of the run.
const BATCHES: [Batch; 2] = [Batch::Of(1), Batch::Quarter];

const ALONG: &str = "L - log t along the flow";
const ACROSS: &str = "P_perp w along the flow";
const LOSS: &str = "eta gamma^2 t L along the flow";

/// How the rows of the steps are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// Each epoch goes through all of them in a fresh random order.
    InEpochs,
    /// Each from all of them, whatever was drawn before.
    Independently,
}

/// The claim that stochastic descent has the constants of gradient descent with step eta, eta the problem's own; `sets` of each
/// population in the quick profile.
pub(super) fn constants_of_descent(id: &str, source: &str, rows: Rows, sets: u64) -> Claim<Linear> {
    let mut legs = Vec::new();
    for (number, batch) in BATCHES.into_iter().enumerate() {
        legs.push(match rows {
            Rows::InEpochs => epochs_follow_flow(number, batch),
            Rows::Independently => draws_follow_flow(number, batch),
        });
        legs.push(flow_reaches(number, Observable::Along, ALONG, along));
        legs.push(flow_reaches(number, Observable::LossConstant, LOSS, |_| Ok(vec![Ball::exact(0.0)])));
        legs.push(flow_reaches(number, Observable::Across, ACROSS, across));
    }
    let replacement = rows == Rows::Independently;
    Claim::new(id, source, Law::Limit(legs))
        .derived()
        .on(EpochSets::Planted(PlantedSets::Spanning), sets, 10 * sets)
        .on(EpochSets::Planted(PlantedSets::Deficient), sets, 10 * sets)
        .in_the_linear_setting()
        .hypothesis(generic())
        .running(move |case| BATCHES.iter().map(|batch| batch.drawn(rows, case)).collect())
        .control_prediction("steps taken for epochs", ALONG, |view| {
            Ok(vec![view.case.c()? - Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_prediction("the step of a row for eta", ALONG, |view| {
            Ok(vec![view.case.c()? + Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_prediction("1/t^2 law", LOSS, |view| Ok(vec![Ball::exact(-far_time(view.case))]))
        .control_prediction("nothing across the max margin", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_dynamics("the step of single rows with batches of a quarter", move |case| {
            let (n, step) = (case.problem.rows.n, case.problem.step);
            let step = Some(step * n as f64);
            let method = Stochastic { replacement, step, ..Stochastic::of(Batch::Quarter.rows(n)) };
            vec![Run::new(Arc::new(method), case.problem.horizon)]
        })
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .control_dynamics("sign descent posing as stochastic descent", sign_descent)
}

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

    /// The same for rows drawn in either way: independent ones make steps of n eta/b, b the rows of a step, whose mean is a step
    /// eta of gradient descent.
    fn drawn(self, rows: Rows, case: &Case<Linear>) -> Run<Linear> {
        match rows {
            Rows::InEpochs => self.run(case),
            Rows::Independently => Run::new(Arc::new(self.independent(&case.problem)), case.problem.horizon),
        }
    }

    /// The dynamics of independent rows.
    pub(super) fn independent(self, problem: &Linear) -> Stochastic {
        let (n, b) = (problem.rows.n, self.rows(problem.rows.n));
        let step = Some(problem.step * n as f64 / b as f64);
        Stochastic { replacement: true, step, ..Stochastic::of(b) }
    }
}

/// Draws that leave out a support vector, the first.
struct NeverDrawn(Stochastic);

impl Method<Linear> for NeverDrawn {
    fn key(&self) -> String {
        format!("{}, a support vector never drawn", self.0.key())
    }

    fn run_many(
        &self,
        begun: &[(&Case<Linear>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Linear>>],
    ) -> Vec<Stopped<Trajectory>> {
        let without = |case: &Case<Linear>| -> Stopped<Case<Linear>> {
            let (rows, missing) = (&case.problem.rows, case.max_margin()?.margin_rows[0]);
            let kept = rows.rows().enumerate().filter(|(i, _)| *i != missing);
            let values = kept.flat_map(|(_, row)| row.iter().copied()).collect();
            let rows = Arc::new(SignedRows { n: rows.n - 1, d: rows.d, values });
            Ok(Case::open(Linear { rows, ..case.problem.clone() }))
        };
        let run = |&(case, start): &(&Case<Linear>, Option<Start>)| {
            let made = self.0.run_many(&[(&without(case)?, start)], until, watches).pop();
            made.expect("one trajectory for one case")
        };
        begun.iter().map(run).collect()
    }
}

/// Single rows of which a support vector is never drawn.
pub(super) fn one_never_drawn(case: &Case<Linear>) -> Vec<Run<Linear>> {
    vec![Run::new(Arc::new(NeverDrawn(Batch::Of(1).independent(&case.problem))), case.problem.horizon)]
}

/// The claim's single rows, and batches of a quarter with half the step.
pub(super) fn half_step(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let whole = Batch::Quarter.independent(&case.problem);
    let half = Stochastic { step: whole.step.map(|step| 0.5 * step), ..whole };
    vec![BATCHES[0].drawn(Rows::Independently, case), Run::new(Arc::new(half), case.problem.horizon)]
}

/// Single rows, drawn independently, with the problem's own step for n of it: on the mean a step of eta/n.
pub(super) fn own_step(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let method = Stochastic { replacement: true, ..Stochastic::of(1) };
    vec![Run::new(Arc::new(method), case.problem.horizon)]
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

/// The flow that independent draws are held against starts at T over this. The budget falls with t0 like its root, the distance
/// to a falsehood like ln(T/t0): ln x/sqrt(x) is greatest at x = e^2, and runs are recorded at powers of ten.
const LEAD: u64 = 10;

/// The leg that the run of this number, of rows drawn independently, keeps to the problem's gradient flow: to within what the
/// draws move it off ([`deviation`]) and the discretisation of steps eta.
fn draws_follow_flow(number: usize, batch: Batch) -> Leg<Linear> {
    Leg {
        remainder: Arc::new(move |view| {
            let run = run(view, number);
            let relay = sound_relay_from(view.case, run, LEAD)?;
            let b = batch.rows(view.case.problem.rows.n);
            // A trial alarms no more often than a test of a probability does.
            let chance = RATES.0 / BATCHES.len() as f64;
            Ok(relay.discretisation() + deviation(view.case, &relay, b, chance)?)
        }),
        ..descent_follows_flow_from(LEAD, number, Observable::Residual)
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
