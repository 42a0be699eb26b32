//! Without a bound on the step coordinate descent need not reach the l1 margin.
//!
//! **Statement.** False: that with eta_t = 1/(B^2 L(w_t)), which lowers the loss in every step as the theorem's step does but has no
//! bound, steepest descent still goes to the max margin. The theorem asks for eta_t <= min(eta_+, 1/(B^2 L)), eta_+ finite.
//! **Hypotheses.** Separable; exponential loss from zero; the 9 x 10 matrix of signs, B = 1 in the norm dual to l_1.
//! **Prediction.** The slope of the least margin against ||w||_1 over the last half decade of 10^6 steps against the certified gamma_1.
//! What the slope may still move, derived from what a cycle leaves in it: twice its change from the half decade before. It is
//! 11/12 of gamma instead, on a limit cycle.
//! **Controls.** nine tenths of the margin; a cap of one on the step; steps over the root of their number; eleven twelfths of
//! the margin without a cap.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 5; arXiv:1802.08246.

use super::steepest_setting::{exponential_from_zero, gamma_in, margin_and_norm, margin_comes_to};
use crate::case::{Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Claim, Law, Leg, Reading, View};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{linear_facts, reference_certificates};
use crate::numbers::{Ball, ln};
use crate::problem::{Linear, SignMatrix};
use crate::record::{Clock, VerdictKind};
use std::sync::Arc;

const STEPS: u64 = 1_000_000;
const SLOPE: &str = "slope of the least margin against the l_1 norm";

/// By number of the run.
const RUNS: [(Length, Schedule); 3] = [
    (Length::OverLoss { cap: f64::INFINITY }, Schedule::Constant),
    (Length::OverLoss { cap: 1.0 }, Schedule::Constant),
    (Length::Fixed, Schedule::InverseSquareRoot),
];

pub(super) fn claim() -> Claim<Linear> {
    Claim::new("gunasekar.thm5.cap", include_str!("thm5_cap.rs"), law(0))
        .derived()
        .expect(VerdictKind::Violated)
        .on(SignMatrix::NineByTen, 1, 1)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
        .running(|_| RUNS.map(descent).to_vec())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("nine tenths of the margin", SLOPE, |view| {
            Ok(vec![gamma_in(view.case, 1.0)? * Ball::rounded(0.9, 1.0)])
        })
        .but_true_as("a cap of one on the step", law(1))
        .but_true_as("steps over the root of their number", law(2))
        .but_true_as("eleven twelfths of the margin without a cap", Law::Limit(vec![slope(0, 11.0 / 12.0)]))
}

fn descent((length, schedule): (Length, Schedule)) -> Run<Linear> {
    let rule = Rule::Custom(Arc::new(Steepest::new(Geometry::Power { p: 1.0 }, length)));
    Run::new(Arc::new(Iteration { step: Some(1.0), schedule, ..Iteration::of(rule) }), STEPS)
}

fn law(number: usize) -> Law<Linear> {
    Law::Limit(vec![slope(number, 1.0)])
}

/// The slope of the run of a number, against a share of gamma.
fn slope(number: usize, share: f64) -> Leg<Linear> {
    Leg {
        name: SLOPE.to_string(),
        observe: Arc::new(move |view| {
            let value = vec![slopes(view, number)?.1];
            let rounding = 4.0 * STEPS as f64 * f64::EPSILON;
            Ok(Reading { value, rounding, log_time: Some(ln(STEPS as f64)), clock: Clock::Descent })
        }),
        predict: Arc::new(move |view| Ok(vec![gamma_in(view.case, 1.0)? * Ball::rounded(share, 1.0)])),
        remainder: Arc::new(move |view| {
            let (before, last) = slopes(view, number)?;
            Ok(2.0 * (last - before).abs())
        }),
        scale: None,
        course: margin_comes_to(number, 1.0, |_, _, _| None),
    }
}

/// The slopes over the two last halves of a decade.
fn slopes(view: &View<Linear>, number: usize) -> Stopped<(f64, f64)> {
    let at = |t: u64| margin_and_norm(view, number, 1.0, t);
    let points = [at(STEPS / 10)?, at(316_228)?, at(STEPS)?];
    let between = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0) / (b.1 - a.1);
    Ok((between(points[0], points[1]), between(points[1], points[2])))
}
