//! Normalised steps reach a margin gap exponentially sooner than gradient descent, not by a power of its time.
//!
//! **Statement.** Steps that compensate for the vanishing gradients improve the rate of the margin from 1/log t to a power of t.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier; support vectors span.
//! **Prediction.** The time from which on the gap is below epsilon: for gradient descent log t = gamma K/epsilon + (gamma
//! A_perp)^2/(2 K) - c + o(1), K = H(p) + ln max p_i and c = log(eta gamma^2) + H(p), compared with its flow at s = 10^3 in the
//! closed form of which this is the beginning; (K/(2 gamma epsilon))^2 and (K/(2 epsilon))^2 for normalised steps 1/sqrt(t + 1)
//! over the loss and over the norm of the gradient, K/(gamma epsilon) for constant steps over the loss, compared by their
//! logarithms with the measured times to a gap that each reaches after about a third of its steps' sum. Derived.
//! **Controls.** a power of gradient descent's time; gamma left out of gradient descent's time; ln n + 1 for K, as in the bound;
//! gamma left out of the normalised time; gradient descent posing as normalised descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the rate of the abstract; arXiv:1803.01905.

use super::setting::{WAYS, Way, descent, on_the_ball};
use crate::case::{Case, Monitor, Run, StepSeen, Stopped, Watch};
use crate::claim::linear::support_vectors_span;
use crate::claim::{Claim, Course, Law, Leg, Reading, View, descent_follows_flow, gap_falls_like_log, run};
use crate::dynamics::{Schedule, reached};
use crate::measure::{Letters, Observable, decay, distance, far, margin_gap_on_flow, settling};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop};
use std::sync::Arc;

/// Name of the leg that [`time_of_descent`] builds.
pub(in crate::papers) const DESCENT: &str = "ln t at which gradient descent has the gap of its flow's end";
const NORMALISED: &str = "ln t from which on the gap is below that of a third of the steps' sum";

pub(super) fn claim() -> Claim<Linear> {
    on_the_ball("nacson.speedup", include_str!("speedup.rs"), law(), &[(BallSets::WideExponential, 48)])
        .derived()
        .hypothesis(support_vectors_span())
        .running(runs_of_all)
        .control_prediction("a power of gradient descent's time", DESCENT, power_of_time)
        .control_prediction("gamma left out of gradient descent's time", DESCENT, |view| {
            let gap = margin_gap_on_flow(view.case, &far(view.case, run(view, 0))?.end)?.gap;
            Ok(vec![view.case.constants()?.k / Ball::exact(gap) - view.case.c()?])
        })
        .control_prediction("ln n + 1 for K, as in the bound", &Way::Constant.of(NORMALISED), |view| {
            let bound = Ball::rounded(ln(view.case.problem.rows.n as f64) + 1.0, 4.0);
            Ok(vec![log_time(view.case, Way::Constant, bound / view.case.gamma()?)?])
        })
        .control_prediction("gamma left out of the normalised time", &Way::Loss.of(NORMALISED), |view| {
            Ok(vec![log_time(view.case, Way::Loss, view.case.constants()?.k)?])
        })
        .control_dynamics("gradient descent posing as normalised descent", |case| {
            runs(case, |_| descent(Schedule::Constant))
        })
}

/// The times of gradient descent and of each of the ways, to a gap.
pub(in crate::papers) fn law() -> Law<Linear> {
    let first = [time_of_descent(), descent_follows_flow(0, Observable::Residual)];
    Law::Limit(first.into_iter().chain(WAYS.iter().map(|&way| time_of(way))).collect())
}

/// ln t linear in ln(1/epsilon), as (K/(2 gamma epsilon))^2 to a power is, through the two points before.
pub(in crate::papers) fn power_of_time(view: &View<Linear>) -> Stopped<Vec<Ball>> {
    let far = far(view.case, run(view, 0))?;
    let gap = |at| -> Stopped<f64> { Ok(margin_gap_on_flow(view.case, at)?.gap) };
    let (quarter, half, end) = (gap(&far.quarter)?, gap(&far.half)?, gap(&far.end)?);
    let power = (far.half.s - far.quarter.s) / ln(quarter / half);
    Ok(vec![Ball::exact(far.half.s + power * ln(half / end))])
}

/// Gradient descent, and each of the ways.
pub(in crate::papers) fn runs_of_all(case: &Case<Linear>) -> Vec<Run<Linear>> {
    runs(case, |way| way.run(case).method)
}

/// Gradient descent, and each of the ways, or what stands for it, watched.
fn runs(
    case: &Case<Linear>,
    method: impl Fn(Way) -> Arc<dyn crate::case::Method<Linear>>,
) -> Vec<Run<Linear>> {
    let plain = Run::new(descent(Schedule::Constant), case.problem.horizon);
    let watched = WAYS.iter().map(|&way| {
        let watches: Vec<Arc<dyn Watch<Linear>>> = vec![Arc::new(LastAbove(way))];
        // Over the norm of the gradient L grows by gamma, and not gamma^2, times the sum of the steps.
        let fewer = if way == Way::Gradient { 10 } else { 1 };
        Run { watches, ..Run::new(method(way), way.run(case).until / fewer) }
    });
    std::iter::once(plain).chain(watched).collect()
}

fn number(way: Way) -> usize {
    way.number() + 1
}

/// The log time at which gradient descent has a gap, with w = w^ (log t + c) + v: with x = ||w|| and L = log t + c,
/// (gamma - gap) x = L - K and (gamma x)^2 = L^2 + (gamma A_perp)^2.
pub(in crate::papers) fn log_time_of_descent(case: &Case<Linear>, gap: Ball) -> Stopped<Ball> {
    let (constants, gamma) = (case.constants()?, case.gamma()?);
    let (k, across) = (constants.k, gamma * constants.a_perp);
    let square = gap * (gamma + gamma - gap);
    let half = k * (gamma - gap);
    let x = (half + (half * half + square * (k * k + across * across)).sqrt()) / square;
    Ok(k + (gamma - gap) * x - case.c()?)
}

/// The leg of gradient descent's time to the gap at the end of its flow.
pub(in crate::papers) fn time_of_descent() -> Leg<Linear> {
    // By how much the log time at the flow's end follows K_t and L.
    let follows = |view: &View<Linear>| -> Stopped<f64> {
        let (case, end) = (view.case, &far(view.case, run(view, 0))?.end);
        let found = margin_gap_on_flow(case, end)?;
        Ok(2.0 * case.problem.radius() * found.along / found.k + case.gamma()?.value)
    };
    Leg {
        name: DESCENT.to_string(),
        observe: Arc::new(move |view| {
            let end = &far(view.case, run(view, 0))?.end;
            let error = margin_gap_on_flow(view.case, end)?.rounding + 8.0 * f64::EPSILON;
            Ok(Reading {
                value: vec![end.s],
                rounding: follows(view)? * error,
                log_time: Some(end.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(|view| {
            let gap = margin_gap_on_flow(view.case, &far(view.case, run(view, 0))?.end)?.gap;
            Ok(vec![log_time_of_descent(view.case, Ball::rounded(gap, 8.0))?])
        }),
        remainder: Arc::new(move |view| {
            let far = far(view.case, run(view, 0))?;
            let q = decay(view.case, &far)?;
            Ok(follows(view)? * 2.0 * q / (1.0 - q) * distance(&far.half.z, &far.end.z))
        }),
        scale: None,
        course: gap_falls_like_log(0),
    }
}

/// The gap that a way is to have after a third of its steps' sum.
fn level(case: &Case<Linear>, way: Way) -> Stopped<f64> {
    let run = &runs_of_all(case)[number(way)];
    let sum = crate::numbers::exp(run.method.log_time(run.until)) / 3.0;
    Ok(case.constants()?.k.value / (way.growth(case)?.value * sum))
}

/// ln t at which the gap is at its level, by gap = `over`/(the steps' sum).
fn log_time(case: &Case<Linear>, way: Way, over: Ball) -> Stopped<Ball> {
    let sum = over / Ball::rounded(level(case, way)?, 4.0);
    Ok((sum / way.sum_factor()).ln() / Ball::exact(way.exponent()))
}

/// The leg that a way's gap stays below its level from the predicted time on.
///
/// With ||w|| = g tau + b from T/10 on, and K_t there still as far from K as P moves after T/10: the time is off by b/(g tau) and
/// by the change of K_t in relation to it, times 2 for 1/sqrt steps. g and b are read off the run.
fn time_of(way: Way) -> Leg<Linear> {
    Leg {
        name: way.of(NORMALISED),
        observe: Arc::new(move |view| {
            let path = view.case.run(run(view, number(way)))?;
            reached(&path)?;
            let seen = path.monitored.get(&LastAbove(way).key()).and_then(|series| series.last());
            let (_, last) = *seen.ok_or_else(|| Stop::Undecided { why: "no step was seen".to_string() })?;
            // The last step above; the next one is below, if it was made.
            let log_time = Some(ln(path.last().step as f64));
            Ok(Reading { value: vec![ln(last + 1.0)], rounding: 1e-9, log_time, clock: Clock::Descent })
        }),
        predict: Arc::new(move |view| {
            let over = view.case.constants()?.k / way.growth(view.case)?;
            Ok(vec![log_time(view.case, way, over)?])
        }),
        remainder: Arc::new(move |view| {
            let (case, run) = (view.case, run(view, number(way)));
            let found = settling(case, run)?;
            let sum = |step| crate::numbers::exp(run.method.log_time(step));
            let (first, all) = (sum(run.until / 10), sum(run.until));
            let slope = (found.last.norm - found.before.norm) / (all - first);
            let behind = (found.last.norm / slope - all).abs() + 2.0;
            let moved = 2.0 * case.problem.radius() * distance(&found.before.across, &found.last.across);
            let relative = 3.0 * behind / all + (moved + found.before.longer) / found.last.k;
            Ok(relative / way.exponent())
        }),
        scale: None,
        course: Course::Nothing,
    }
}

/// The last step at which the gap is not below the way's level.
struct LastAbove(Way);

struct LastAboveFold {
    gamma: f64,
    level: f64,
    last: u64,
}

impl Watch<Linear> for LastAbove {
    fn key(&self) -> String {
        self.0.of("last step with a gap above that of a third of the steps' sum")
    }

    fn monitor(&self, case: &Case<Linear>) -> Box<dyn Monitor> {
        let level = level(case, self.0).unwrap_or(f64::NAN);
        Box::new(LastAboveFold { gamma: case.gamma().map_or(f64::NAN, |gamma| gamma.value), level, last: 0 })
    }
}

impl Monitor for LastAboveFold {
    fn step(&mut self, seen: &StepSeen<'_>) {
        let squared = seen.w.iter().fold(0.0, |sum: f64, w| w.mul_add(w, sum));
        let least = seen.margins.iter().fold(f64::INFINITY, f64::min);
        // Not below: also where w is zero.
        let below = self.gamma - least / squared.sqrt() < self.level;
        if !below {
            self.last = seen.t;
        }
    }

    fn worst(&self) -> f64 {
        self.last as f64
    }
}
