//! What the claims about tails share: few rows with a wide margin, other tails than the exponential, and their limits.

use crate::case::{Case, Run, Stopped};
use crate::claim::linear::{generic, separable, step_below_threshold, support_vectors_span};
use crate::claim::{AGAINST_LOG_LOG_TIME, Claim, Course, Law, Slot, View, plotted, run};
use crate::data::Seed;
use crate::dynamics::{Iteration, Rule};
use crate::measure::{
    StretchedFar, StretchedPoint, distance, drawn_stretched, linear_facts, reference_certificates,
    stretch_of, stretched_far,
};
use crate::numbers::Ball;
use crate::problem::{
    BallSets, Exponential, Family, Linear, Loss, OfThreshold, PolynomialTail, StretchedExponential,
};
use crate::record::Series;
use std::rc::Rc;
use std::sync::Arc;

/// Steps of a run: its last iterate is where the flow takes over.
const STEPS: u64 = 100_000;
/// Share of the theorem's threshold that the step is.
const FRACTION: f64 = 0.5;

/// Few rows with a wide margin, whose support vectors span, and one of these losses in turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tails {
    /// -l'(u) = e^(-u^nu).
    Stretched(&'static [f64]),
    /// -l'(u) = (1 + u)^-(k+1).
    Polynomial(&'static [f64]),
}

impl Family<Linear> for Tails {
    fn key(&self) -> String {
        let (tail, of) = match self {
            Tails::Stretched(nus) => ("separable with a wide margin, tails e^(-u^nu), nu", nus),
            Tails::Polynomial(ks) => ("separable with a wide margin, tails (1 + u)^-(k+1), k", ks),
        };
        let of: Vec<String> = of.iter().map(f64::to_string).collect();
        format!("{tail} = {}", of.join(", "))
    }

    fn draw(&self, seed: Seed, index: u64) -> Linear {
        let data = BallSets::WideExponential.draw(seed, index).data.as_ref().clone();
        let of = |values: &[f64]| values[index as usize % values.len()];
        let loss: Arc<dyn Loss> = match self {
            Tails::Stretched(nus) => Arc::new(StretchedExponential { nu: of(nus) }),
            Tails::Polynomial(ks) => Arc::new(PolynomialTail { k: of(ks) }),
        };
        let mut problem = Linear::new(data, loss, &OfThreshold { fraction: FRACTION }).expect("a threshold");
        problem.horizon = STEPS;
        problem
    }
}

/// A claim about gradient descent on these tails where the support vectors span, with so many data sets.
pub(super) fn on_tails(id: &str, source: &str, law: Law<Linear>, tails: Tails, quick: u64) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on(tails, quick, 10 * quick)
        .hypothesis(separable())
        .hypothesis(step_below_threshold())
        .hypothesis(generic())
        .hypothesis(support_vectors_span())
        .running(|case| with_loss(case, None))
        .facts(linear_facts)
        .certified(reference_certificates)
}

/// Gradient descent with the problem's step, on another loss or the problem's own.
pub(super) fn with_loss(case: &Case<Linear>, loss: Option<Arc<dyn Loss>>) -> Vec<Run<Linear>> {
    let method = Iteration { loss, ..Iteration::of(Rule::GradientDescent) };
    vec![Run::new(Arc::new(method), case.problem.horizon)]
}

/// The same on the exponential loss.
pub(super) fn exponential(case: &Case<Linear>) -> Vec<Run<Linear>> {
    with_loss(case, Some(Arc::new(Exponential)))
}

/// nu of the problem's loss.
pub(super) fn nu(case: &Case<Linear>) -> Stopped<f64> {
    stretch_of(case.problem.loss.as_ref())
}

/// The flow of the view's first run.
pub(super) fn flow_of(view: &View<Linear>) -> Stopped<Rc<StretchedFar>> {
    stretched_far(view.case, run(view, 0), nu(view.case)?)
}

/// The coordinates of a vector, which share an error in the 2-norm.
pub(super) fn balls(v: &[f64], error: f64) -> Vec<Ball> {
    let each = error / (v.len().max(1) as f64).sqrt();
    v.iter().map(|&x| Ball::new(x, each)).collect()
}

/// How a reading of the flow comes to its limit; what is left falls like 1/L^nu, up to logarithms.
pub(super) fn tail_comes_to(
    read: impl Fn(&View<Linear>, &StretchedPoint) -> Stopped<Vec<f64>> + Send + Sync + 'static,
    limit: Slot<Linear, Vec<Ball>>,
) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let limit: Vec<f64> = limit(view)?.iter().map(|c| c.value).collect();
        let mut readings = Vec::new();
        for at in drawn_stretched(view.case, run(view, 0), nu(view.case)?)?.iter() {
            readings.push((at.log_time, distance(&read(view, at)?, &limit)));
        }
        let series = plotted("distance from the limit", AGAINST_LOG_LOG_TIME, readings.iter().copied());
        let end = readings.last().copied();
        let law = |s: &f64| end.map_or(0.0, |(t, y)| y * t / s);
        Ok(Series { flow_from: Some(0), law: series.log_time.iter().map(law).collect(), ..series })
    }))
}
