//! What the claims about steepest descent on separable data share: the norms, the data, the runs.

use crate::case::{Case, Query, Run, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::NormMargin;
use crate::numbers::{Ball, dual_exponent, exp, ln, norm_of};
use crate::problem::{Linear, UnevenSets};
use std::rc::Rc;
use std::sync::Arc;

/// The exponents p of the norms.
pub(super) const NORMS: [f64; 5] = [1.0, 1.5, 2.0, 3.0, f64::INFINITY];

/// B, the largest ||z_i||_q of the rows in the dual norm.
pub(super) fn longest(problem: &Linear, p: f64) -> f64 {
    problem.rows.rows().map(|row| norm_of(dual_exponent(p), row.iter().copied())).fold(0.0, f64::max)
}

/// The max margin in l_p, certified.
pub(super) fn margin_in(case: &Case<Linear>, p: f64) -> Stopped<Rc<<NormMargin as Query<Linear>>::Answer>> {
    case.ask(&NormMargin(Norm::of(p).expect("one of the norms above")))
}

/// gamma_p.
pub(super) fn gamma_in(case: &Case<Linear>, p: f64) -> Stopped<Ball> {
    let (lower, upper) = margin_in(case, p)?.margin;
    Ok(Ball::new(0.5 * (lower + upper), 0.5 * (upper - lower) + f64::EPSILON * upper))
}

/// On these sets, for the exponential loss from zero.
pub(super) fn on_sets(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on(UnevenSets, quick, 10 * quick)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
}

/// Exponential loss, and nothing at the start.
pub(super) fn exponential_from_zero() -> Hypothesis<Linear> {
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

/// Steepest descent of this geometry with steps of length `SHARE`/(B sqrt(t + 1)), B the longest row in the dual norm.
pub(super) fn falling(geometry: Geometry, longest: f64, until: u64) -> Run<Linear> {
    let rule = Rule::Custom(Arc::new(Steepest::new(geometry, Length::Fixed)));
    let step = Some(SHARE / longest);
    let method = Iteration { step, schedule: Schedule::InverseSquareRoot, ..Iteration::of(rule) };
    Run::new(Arc::new(method), until)
}

/// That for l_p.
pub(super) fn falling_in(problem: &Linear, p: f64, until: u64) -> Run<Linear> {
    falling(Geometry::Power { p }, longest(problem, p), until)
}

/// C(t), at most which gamma times the length of the way exceeds the least margin after t such steps s_k of length eta_k: a step
/// takes L to at most L (1 - eta ||grad ln L||_* + (eta B)^2 e^(eta B) / 2), and ||grad ln L||_* is at least gamma, so that the
/// least margin, at least -ln L, is at least gamma sum eta_k - C, C = ln n + sum (eta_k B)^2 e^(eta_k B) / 2.
pub(super) fn lost(n: usize, t: u64) -> f64 {
    // (eta_k B)^2 = SHARE^2/(k + 1); e^(eta_k B) exactly in the first steps, later by the first of them.
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
