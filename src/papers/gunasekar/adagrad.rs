//! AdaGrad's direction depends on its step, its start and its accumulator.
//!
//! **Statement.** On one point x, for the exponential loss, AdaGrad w += eta g/sqrt G, G += g^2 from G_0, goes in the direction of G^-1/2 x
//! with G = G_0 + x^2 S, S = the sum of all squared losses, which depends on eta, w_0 and G_0; for G_0 = 0 it is that of the signs of
//! x whatever the others are.
//! **Hypotheses.** One row; exponential loss.
//! **Prediction.** Derived, as all gradients are multiples of x. For G_0 = 0, 1 and 100, eta = 0.1 and 1 from zero,
//! and for G_0 = 1, eta = 0.1 from another start: the direction in which w
//! moved over the last decade of 10^6 steps against that of G^-1/2 x, S added up over the run. What S grew over that decade bounds what is
//! missing.
//! **Controls.** the signs of x whatever the accumulator; x itself; the S of another step; the S of another
//! start; gradient descent posing as AdaGrad.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on AdaGrad; arXiv:1802.08246.

use crate::case::{Case, Run, Start, StepSeen, Stopped, Watch};
use crate::claim::{Checked, Claim, Hypothesis, Law, Leg, Reading, View, direction_comes_to, run};
use crate::data::{DataSet, Provenance, Seed, SignedRows};
use crate::dynamics::optimizers::AdaGrad;
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{distance, largest_over_steps, unit};
use crate::numbers::{Ball, exp};
use crate::problem::{Exponential, Family, Fixed, Linear};
use crate::record::{Clock, Stop};
use rand::RngExt;
use std::sync::Arc;

const STEPS: u64 = 1_000_000;
/// G_0 and eta, by number of the run; the last from another start.
const SETTINGS: [(f64, f64); 7] =
    [(0.0, 0.1), (0.0, 1.0), (1.0, 0.1), (1.0, 1.0), (100.0, 0.1), (100.0, 1.0), (1.0, 0.1)];
const ANOTHER_START: usize = 6;

pub(super) fn claim() -> Claim<Linear> {
    let legs = (0..SETTINGS.len()).map(|number| direction(number, own)).collect();
    Claim::new("gunasekar.adagrad", include_str!("adagrad.rs"), Law::Limit(legs))
        .derived()
        .on(OnePoint, 6, 60)
        .hypothesis(one_row())
        .running(|_| runs())
        .control_prediction("the signs of x whatever the accumulator", &name_of(2), |view| {
            Ok(balls(&unit(&signs(view.case))))
        })
        .control_prediction("x itself", &name_of(4), |view| Ok(balls(&unit(view.case.problem.rows.row(0)))))
        .control_prediction("the S of another step", &name_of(3), |view| {
            Ok(balls(&predicted(view.case, 1.0, sums(view, 2)?.1)))
        })
        .control_prediction("the S of another start", &name_of(ANOTHER_START), |view| {
            Ok(balls(&predicted(view.case, 1.0, sums(view, 2)?.1)))
        })
        .control_dynamics("gradient descent posing as AdaGrad", |_| {
            each(|_, eta| Iteration { step: Some(0.1 * eta), ..Iteration::of(Rule::GradientDescent) })
        })
}

/// The runs of all settings.
pub(in crate::papers) fn runs() -> Vec<Run<Linear>> {
    each(|accumulator, eta| {
        let rule = AdaGrad::new(accumulator).expect("an accumulator of at least zero");
        Iteration { step: Some(eta), ..Iteration::of(Rule::Custom(Arc::new(rule))) }
    })
}

/// A run for each setting, watched.
fn each(method: impl Fn(f64, f64) -> Iteration) -> Vec<Run<Linear>> {
    let run = |(number, (accumulator, eta)): (usize, (f64, f64))| {
        let run = Run::new(Arc::new(method(accumulator, eta)), STEPS);
        let start = (number == ANOTHER_START).then_some(Start { number: 1 });
        Run { start, watches: vec![squared_losses()], ..run }
    };
    SETTINGS.into_iter().enumerate().map(run).collect()
}

/// One point of three coordinates in [1/2, 2], of either sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::papers) struct OnePoint;

impl Family<Linear> for OnePoint {
    fn key(&self) -> String {
        "one point in three dimensions".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("one point").rng();
        let x: Vec<f64> = (0..3)
            .map(|_| {
                let size = 0.5 + 1.5 * rng.random::<f64>();
                if rng.random::<bool>() { size } else { -size }
            })
            .collect();
        let name = format!("{}, seed {}", self.key(), seed.0);
        let data = DataSet::from_signed_rows(SignedRows::from_rows(&[x]), Provenance::Given { name });
        Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
    }
}

pub(in crate::papers) fn one_row() -> Hypothesis<Linear> {
    Hypothesis::new("one row, exponential loss", |case: &Case<Linear>| {
        let (n, loss) = (case.problem.rows.n, case.problem.loss.key());
        Ok(Checked { met: n == 1 && loss == "exponential", found: format!("{n} rows, {loss} loss") })
    })
}

/// The sum of L(w_t)^2 over the steps so far.
fn squared_losses() -> Arc<dyn Watch<Linear>> {
    largest_over_steps("sum of squared losses", |_| {
        let mut sum = 0.0;
        Box::new(move |seen: &StepSeen<'_>| {
            sum += exp(2.0 * seen.log_loss);
            sum
        })
    })
}

/// S at a tenth of the steps and at the end.
fn sums(view: &View<Linear>, number: usize) -> Stopped<(f64, f64)> {
    let run = run(view, number);
    let path = view.case.run(run)?;
    let series = path.monitored.get(&run.watches[0].key());
    let at =
        |step: u64| series.and_then(|series| series.iter().find(|(t, _)| *t == step)).map(|(_, sum)| *sum);
    let missing = || Stop::Undecided { why: "nothing added up the losses".to_string() };
    at(STEPS / 10).zip(at(STEPS)).ok_or_else(missing)
}

/// The direction of G^-1/2 x.
fn predicted(case: &Case<Linear>, accumulator: f64, sum: f64) -> Vec<f64> {
    let each = |x: &f64| x / x.mul_add(x * sum, accumulator).sqrt();
    unit(&case.problem.rows.row(0).iter().map(each).collect::<Vec<f64>>())
}

pub(in crate::papers) fn own(view: &View<Linear>, number: usize) -> Stopped<Vec<f64>> {
    Ok(predicted(view.case, SETTINGS[number].0, sums(view, number)?.1))
}

pub(in crate::papers) fn signs(case: &Case<Linear>) -> Vec<f64> {
    case.problem.rows.row(0).iter().map(|x| 1f64.copysign(*x)).collect()
}

pub(in crate::papers) fn balls(v: &[f64]) -> Vec<Ball> {
    v.iter().map(|x| Ball::rounded(*x, 16.0)).collect()
}

pub(in crate::papers) fn name_of(number: usize) -> String {
    let (accumulator, eta) = SETTINGS[number];
    let start = if number == ANOTHER_START { ", another start" } else { "" };
    format!("direction, G_0 = {accumulator}, eta = {eta}{start}")
}

/// The direction of the last decade's move of the run of a number.
pub(in crate::papers) fn moved(view: &View<Linear>, number: usize) -> Stopped<Vec<f64>> {
    let path = view.case.run(run(view, number))?;
    reached(&path)?;
    let (from, to) = (&path.recorded(STEPS / 10)?.w, &path.last().w);
    Ok(unit(&to.iter().zip(from).map(|(b, a)| b - a).collect::<Vec<f64>>()))
}

/// What S grew over the last decade leaves in the direction of the move, which is a mean of those at all S between.
pub(in crate::papers) fn remainder(view: &View<Linear>, number: usize) -> Stopped<f64> {
    let (before, last) = sums(view, number)?;
    let at = |sum: f64| predicted(view.case, SETTINGS[number].0, sum);
    Ok(distance(&at(before), &at(last)))
}

/// The direction of the move of a run against one that is predicted for it.
pub(in crate::papers) fn direction(
    number: usize,
    predict: fn(&View<Linear>, usize) -> Stopped<Vec<f64>>,
) -> Leg<Linear> {
    Leg {
        name: name_of(number),
        observe: Arc::new(move |view| {
            // A unit of |w|, about 20, in each step; the move is of about 2.
            let rounding = 64.0 * STEPS as f64 * f64::EPSILON;
            Ok(Reading {
                value: moved(view, number)?,
                rounding,
                log_time: Some(crate::numbers::ln(STEPS as f64)),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| Ok(balls(&predict(view, number)?))),
        remainder: Arc::new(move |view| remainder(view, number)),
        scale: None,
        course: direction_comes_to(number, move |view| Ok(balls(&predict(view, number)?))),
    }
}
