//! Where the loss falls in every step it falls no faster than 1/t: the square needs an unstable phase.
//!
//! **Statement.** On the rows (gamma, 0.9) and (gamma, -0.5), 0 < gamma < 0.1, with logistic loss from zero: if the loss falls in every
//! step, L(w_t) >= c_0 / t for every t, with a c_0 > 0 that does not depend on t.
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero; the loss falls in every step.
//! **Prediction.** t L(w_t) >= 1/(2^kappa/log 2 + (e - 1) kappa) at every recorded time, kappa = eta R^2, R the longest row: as no
//! step changes log L by more than kappa L. At T = 10^4 T L(w_T) is at least half of (0.1 - gamma^2) / (4 gamma^2 log 2), whatever
//! the step was: gamma^2 eta t L -> 1, and L(w_1) <= L(w_0) bounds eta by 4 log 2 / (0.1 - gamma^2). Both constants are derived.
//! **Controls.** the loss falling like 1/t^2 on the last decade; steps of 1000, gated; steps of 1000, gate open.
//! **Source.** Wu, Bartlett, Telgarsky, Yu, COLT 2024, PMLR 247, Theorem 3; arXiv:2402.15926.

use super::setting::{LargeSteps, STEPS, descent, eta, on_large_steps, relative_rounding};
use crate::case::{At, Case, Run, Stopped, Watch};
use crate::claim::{Checked, Claim, Hypothesis, Inequality, Law, Sided, View};
use crate::dynamics::reached;
use crate::measure::{Letters, dot, largest_over_steps, log_loss_at};
use crate::numbers::{Ball, exp, ln};
use crate::problem::Linear;
use crate::record::Stop;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![
        Inequality::on_descent("t L(w_t)", at_least_c0),
        Inequality::on_descent("T L(w_T)", at_the_end),
    ]);
    let faster = Law::Bound(vec![Inequality::on_descent("L(w_T) over L(w_{T/10})", as_a_square)]);
    on_large_steps("wu.thm3.monotone", include_str!("thm3_monotone.rs"), law, &[(LargeSteps::Monotone, 24)])
        .derived()
        .hypothesis(falls_in_every_step())
        .running(|_| vec![run()])
        .control_law("the loss falling like 1/t^2 on the last decade", faster)
        .control_without("the loss falls in every step", "steps of 1000", LargeSteps::Thousand)
}

fn run() -> Run<Linear> {
    Run { watches: vec![rise()], ..Run::new(descent(), STEPS) }
}

/// The largest of L(w_{t+1})/L(w_t) - 1.
fn rise() -> Arc<dyn Watch<Linear>> {
    largest_over_steps("L(w_{t+1})/L(w_t) - 1", |_: &Case<Linear>| {
        let mut before: Option<f64> = None;
        Box::new(move |seen| {
            before.replace(seen.log_loss).map_or(f64::MIN, |log| exp(seen.log_loss - log) - 1.0)
        })
    })
}

/// Looked at in the run itself.
fn falls_in_every_step() -> Hypothesis<Linear> {
    Hypothesis::new("the loss falls in every step", |case: &Case<Linear>| {
        let path = case.run(&run())?;
        reached(&path)?;
        let series = path.monitored.get(&rise().key()).and_then(|series| series.last());
        let (_, worst) = *series.ok_or_else(|| Stop::Undecided { why: "no step was seen".to_string() })?;
        let found = format!("eta = {}, largest L(w_(t+1))/L(w_t) - 1 = {worst:.2e}", eta(case));
        Ok(Checked { met: worst <= 0.0, found })
    })
}

/// L(w) with its rounding.
fn risk(case: &Case<Linear>, at: &At) -> Ball {
    let length = dot(&at.w, &at.w).sqrt();
    let value = exp(log_loss_at(&case.problem, &at.w) - ln(case.problem.rows.n as f64));
    Ball::new(value, value * relative_rounding(case, at.step, length))
}

fn at_least_c0(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let (case, path) = (view.case, view.path()?);
    reached(&path)?;
    let radius = case.problem.radius();
    let kappa = eta(case) * radius * radius;
    let c0 = 1.0 / (exp(kappa * ln(2.0)) / ln(2.0) + (exp(1.0) - 1.0) * kappa);
    let pair = |at: &At| {
        let scaled = risk(case, at) * Ball::exact(at.step as f64);
        Sided::at_least(at.log_time, scaled, Ball::rounded(c0, 64.0 + 4.0 * kappa))
    };
    Ok(path.points.iter().filter(|at| at.step >= 1).map(pair).collect())
}

fn at_the_end(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let (case, path) = (view.case, view.path()?);
    reached(&path)?;
    let last = path.last();
    let squared = case.gamma()? * case.gamma()?;
    let bound = Ball::rounded(1.0 / (8.0 * ln(2.0)), 4.0) * (Ball::rounded(0.1, 1.0) - squared) / squared;
    Ok(vec![Sided::at_least(last.log_time, risk(case, last) * Ball::exact(last.step as f64), bound)])
}

/// L(w_T) <= L(w_{T/10}) / 100.
fn as_a_square(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let (case, path) = (view.case, view.path()?);
    reached(&path)?;
    let (last, before) = (path.last(), path.at_step(STEPS / 10));
    let before =
        before.ok_or_else(|| Stop::Undecided { why: "no tenth of the steps was recorded".to_string() })?;
    Ok(vec![Sided::at_most(last.log_time, risk(case, last) / risk(case, before), Ball::rounded(0.01, 1.0))])
}
