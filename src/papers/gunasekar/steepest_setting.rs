//! What the claims about steepest descent on separable data share: the norms, the data, the runs.

use crate::case::{Case, Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{Answer, AnswerQuery};
use crate::numbers::{Ball, dual_exponent, norm_of};
use crate::papers::cross_norm::normalised_lost;
use crate::problem::{Linear, UnevenSets};
use std::sync::Arc;

/// The exponents p of the norms.
pub(in crate::papers) const NORMS: [f64; 5] = [1.0, 1.5, 2.0, 3.0, f64::INFINITY];

/// B, the largest ||z_i||_q of the rows in the dual norm.
pub(in crate::papers) fn longest(problem: &Linear, p: f64) -> f64 {
    problem.rows.rows().map(|row| norm_of(dual_exponent(p), row.iter().copied())).fold(0.0, f64::max)
}

/// gamma_p.
pub(in crate::papers) fn gamma_in(case: &Case<Linear>, p: f64) -> Stopped<Ball> {
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
pub(in crate::papers) const STEPS: u64 = 1_000_000;
/// The first step over 1/B.
const SHARE: f64 = 0.45;

/// Steepest descent of this geometry with steps of length `SHARE`/(B sqrt(t + 1)), B the longest row in the dual norm.
pub(in crate::papers) fn falling(geometry: Geometry, longest: f64, until: u64) -> Run<Linear> {
    let rule = Rule::Custom(Arc::new(Steepest::new(geometry, Length::Fixed)));
    let step = Some(SHARE / longest);
    let method = Iteration { step, schedule: Schedule::InverseSquareRoot, ..Iteration::of(rule) };
    Run::new(Arc::new(method), until)
}

/// That for l_p.
pub(in crate::papers) fn falling_in(problem: &Linear, p: f64, until: u64) -> Run<Linear> {
    falling(Geometry::Power { p }, longest(problem, p), until)
}

/// What [`normalised_lost`] gives for these steps.
pub(in crate::papers) fn lost(n: usize, t: u64) -> f64 {
    normalised_lost(n, SHARE, t)
}

/// The length of the way after t steps, at least ||w_t||.
pub(in crate::papers) fn way(longest: f64, t: u64) -> f64 {
    SHARE / longest * Schedule::InverseSquareRoot.sum(t)
}
