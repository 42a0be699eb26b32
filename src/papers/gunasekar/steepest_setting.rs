//! What the claims about steepest descent on separable data share: the norms, the data, the runs.

use crate::case::{Case, Run, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::data::{DataSet, Provenance, Seed, SignedRows};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::NormMargin;
use crate::numbers::{Ball, exp, ln, pow};
use crate::problem::{Exponential, Family, Fixed, Linear};
use crate::reference::NormMaxMargin;
use rand::RngExt;
use std::rc::Rc;
use std::sync::Arc;

/// The exponents p of the norms.
pub(super) const NORMS: [f64; 5] = [1.0, 1.5, 2.0, 3.0, f64::INFINITY];

/// The exponent of the dual norm.
pub(super) fn dual(p: f64) -> f64 {
    match p {
        1.0 => f64::INFINITY,
        f64::INFINITY => 1.0,
        _ => p / (p - 1.0),
    }
}

/// ||v||_p, relative to the greatest entry.
pub(super) fn norm(p: f64, v: impl Iterator<Item = f64> + Clone) -> f64 {
    let greatest = v.clone().fold(0.0, |most: f64, x| most.max(x.abs()));
    if greatest == 0.0 || p == f64::INFINITY {
        return greatest;
    }
    let share = |x: f64| match p {
        1.0 => x.abs() / greatest,
        2.0 => (x / greatest) * (x / greatest),
        _ if x == 0.0 => 0.0,
        _ => pow(x.abs() / greatest, p),
    };
    let sum: f64 = v.map(share).sum();
    greatest * if p == 1.0 { sum } else { pow(sum, 1.0 / p) }
}

/// B, the largest ||z_i||_q of the rows in the dual norm.
pub(super) fn longest(problem: &Linear, p: f64) -> f64 {
    problem.rows.rows().map(|row| norm(dual(p), row.iter().copied())).fold(0.0, f64::max)
}

/// The max margin in l_p, certified.
pub(super) fn margin_in(case: &Case<Linear>, p: f64) -> Stopped<Rc<NormMaxMargin>> {
    case.ask(&NormMargin(Norm::of(p).expect("one of the norms above")))
}

/// gamma_p.
pub(super) fn gamma_in(case: &Case<Linear>, p: f64) -> Stopped<Ball> {
    let (lower, upper) = margin_in(case, p)?.margin;
    Ok(Ball::new(0.5 * (lower + upper), 0.5 * (upper - lower) + f64::EPSILON * upper))
}

/// Rows about one direction with coordinates of very different size, so that norms differ about the margin: coordinate j of a row
/// is 0.65^j, of a random sign and in a random order, times a number in [0.85, 1.15] of its own. 15 x 8, exponential loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnevenSets;

impl Family<Linear> for UnevenSets {
    fn key(&self) -> String {
        "rows about an uneven direction, 15 x 8".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("uneven rows").rng();
        let mut centre = [1.0f64; 8];
        (1..8).for_each(|j| centre[j] = 0.65 * centre[j - 1]);
        for j in (1..8).rev() {
            centre.swap(j, rng.random_range(0..=j));
        }
        for x in &mut centre {
            *x = if rng.random::<bool>() { *x } else { -*x };
        }
        let rows: Vec<[f64; 8]> =
            (0..15).map(|_| centre.map(|x| x * (0.85 + 0.3 * rng.random::<f64>()))).collect();
        let data = DataSet::from_signed_rows(
            SignedRows::from_rows(&rows),
            Provenance::Given { name: format!("{}, seed {}", self.key(), seed.0) },
        );
        Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
    }
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
