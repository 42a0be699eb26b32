//! What the claims about steepest descent on separable data share: the norms, the data, the runs.

use crate::case::{Case, Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{AGAINST_LOG_TIME, Checked, Claim, Course, Hypothesis, Law, View, plotted, run};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule, reached};
use crate::measure::{Answer, AnswerQuery, least_margin};
use crate::numbers::{Ball, dual_exponent, exp, ln, norm_of};
use crate::problem::{Linear, Loss, UnevenSets};
use crate::record::{Sense, Series};
use std::sync::Arc;

/// The exponents p of the norms.
pub(super) const NORMS: [f64; 5] = [1.0, 1.5, 2.0, 3.0, f64::INFINITY];

/// min_i z_i.w and ||w||_p after t steps of the run of a number.
pub(super) fn margin_and_norm(view: &View<Linear>, number: usize, p: f64, t: u64) -> Stopped<(f64, f64)> {
    let path = view.case.run(run(view, number))?;
    reached(&path)?;
    let w = &path.recorded(t)?.w;
    Ok((least_margin(&view.case.problem.rows, w), norm_of(p, w.iter().copied())))
}

/// How the least margin over the l_p norm of the run of a number comes to gamma_p, with what a comparison there would allow for what is missing.
pub(super) fn margin_comes_to(
    number: usize,
    p: f64,
    allowed: fn(&Linear, f64, u64) -> Option<f64>,
) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let (gamma, path) = (gamma_in(view.case, p)?.value, view.case.run(run(view, number))?);
        let mut readings = Vec::new();
        for at in path.points.iter().filter(|at| at.step > 1) {
            let (margin, norm) = margin_and_norm(view, number, p, at.step)?;
            readings.push((at.log_time, (gamma - margin / norm).abs()));
        }
        let recorded = path.points.iter().filter(|at| at.step > 1);
        let each = recorded.map(|at| allowed(&view.case.problem, p, at.step));
        let predicted = each.collect::<Option<Vec<f64>>>().unwrap_or_default();
        let quantity = "distance of the least margin over the norm from gamma";
        let series = plotted(quantity, AGAINST_LOG_TIME, readings);
        let sense = if predicted.is_empty() { Sense::Equals } else { Sense::AtMost };
        let judged_from = series.log_time.len().saturating_sub(1);
        Ok(Series { sense, judged_from, predicted, ..series })
    }))
}

/// B, the largest ||z_i||_q of the rows in the dual norm.
pub(in crate::papers) fn longest(problem: &Linear, p: f64) -> f64 {
    problem.rows.rows().map(|row| norm_of(dual_exponent(p), row.iter().copied())).fold(0.0, f64::max)
}

/// gamma_p.
pub(super) fn gamma_in(case: &Case<Linear>, p: f64) -> Stopped<Ball> {
    Ok(case.ask(&AnswerQuery { answer: Answer::Power(p), rows: 1 })?.margin)
}

/// On these sets, for the exponential loss from zero.
pub(in crate::papers) fn on_sets(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on(UnevenSets, quick, 10 * quick)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
}

/// Exponential loss, and nothing at the start.
pub(in crate::papers) fn exponential_from_zero() -> Hypothesis<Linear> {
    Hypothesis::new("exponential loss from zero", |case: &Case<Linear>| {
        let loss = case.problem.loss.key();
        let met = loss == "exponential" && case.problem.start.iter().all(|w| *w == 0.0);
        Ok(Checked { met, found: format!("{loss} loss") })
    })
}

/// Steps of a run.
pub(super) const STEPS: u64 = 1_000_000;
/// The first step over 1/B.
const SHARE: f64 = 0.45;

/// Steepest descent in l_p with steps of length `SHARE`/(B sqrt(t + 1)), B the longest row in the dual norm.
pub(in crate::papers) fn falling_in(problem: &Linear, p: f64, until: u64) -> Run<Linear> {
    falling_on(problem, p, None, until)
}

/// The same on another loss than the problem's, where one is given.
pub(super) fn falling_on(problem: &Linear, p: f64, loss: Option<Arc<dyn Loss>>, until: u64) -> Run<Linear> {
    let rule = Rule::Custom(Arc::new(Steepest::new(Geometry::Power { p }, Length::Fixed)));
    let step = Some(SHARE / longest(problem, p));
    let method = Iteration { step, loss, schedule: Schedule::InverseSquareRoot, ..Iteration::of(rule) };
    Run::new(Arc::new(method), until)
}

/// C, at most which gamma times the way of normalised steepest descent exceeds its least margin after t steps of length eta_k, eta_k B
/// = `SHARE`/sqrt(k + 1), B the longest of n rows in the dual norm, on the exponential loss from zero.
///
/// A step takes L to at most L (1 - eta ||h||_* + (eta B)^2 e^(eta B) / 2), h = -grad ln L, and ||h||_* >= gamma: the least
/// margin, at least -ln L, is at least gamma sum eta_k - C with C = ln n + sum (eta_k B)^2 e^(eta_k B) / 2.
pub(super) fn lost(n: usize, t: u64) -> f64 {
    // e^(eta B) exactly in the first steps, later by the first of them.
    let first = t.min(100);
    let term = |k: u64| exp(SHARE * Schedule::InverseSquareRoot.at(k));
    let early: f64 = (0..first).map(|k| Schedule::Inverse.at(k) * term(k)).sum();
    let late = (Schedule::Inverse.sum(t) - Schedule::Inverse.sum(first)) * term(first);
    ln(n as f64) + 0.5 * SHARE * SHARE * (early + late)
}

/// The length of the way after t steps, at least ||w_t||.
pub(super) fn way(longest: f64, t: u64) -> f64 {
    SHARE / longest * Schedule::InverseSquareRoot.sum(t)
}
