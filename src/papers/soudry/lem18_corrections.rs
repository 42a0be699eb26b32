//! On degenerate data the correction w-check / log t exists and is unique in the span of the support.
//!
//! **Statement.** In w(t) = w^ log t + w^_2 log log t + w~ + w-check / log t + ..., one w-check in the span of the support has
//! sum alpha_i (z_i.w-check) z_i, over the support, equal to what lies in that span of sum beta_i z_i, over the rows that support
//! w^_2; beta their multipliers there.
//! **Hypotheses.** Separable; some margin row has no multiplier; every row that supports w^_2 has a positive one.
//! **Prediction.** Gradient descent on the strictly convex 1/2 sum alpha_i (z_i.w)^2 - sum beta_i z_i.w within the span reaches, from
//! ten starts, the solution of the linear equations; these are derived, from the flow at order 1/log t.
//! **Controls.** alpha left out; beta left out; the second support's pull left out; half of it.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 18 for k = 1, m = 2; arXiv:1710.10345.

use super::thm13_degenerate::degenerate;
use crate::case::{Case, Start, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Equality, Hypothesis, Law};
use crate::dynamics::start_vector;
use crate::measure::{correction, correction_equations, dot, linear_facts, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{DegenerateSets, Linear, SeveralDegenerateSets};
use std::sync::Arc;

const STARTS: u64 = 10;

/// Excess below which a row counts as one of the second margin: the second rows are projected in doubles.
const NEAR: f64 = 1e-9;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity((0..STARTS).map(from_start).collect());
    Claim::new("soudry.lem18.corrections", include_str!("lem18_corrections.rs"), law)
        .derived()
        .on(DegenerateSets, 30, 300)
        .on(SeveralDegenerateSets, 60, 600)
        .hypothesis(separable())
        .hypothesis(degenerate())
        .hypothesis(second_generic())
        .outside_at_most(0.1)
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("alpha left out", &name(0), |view| {
            let equations = correction_equations(view.case)?;
            let weights = vec![Ball::exact(1.0); equations.alpha.len()];
            equations.solution(&weights, &equations.beta)
        })
        .control_prediction("beta left out", &name(0), |view| {
            let equations = correction_equations(view.case)?;
            let pulls = vec![Ball::exact(1.0); equations.beta.len()];
            equations.solution(&equations.alpha, &pulls)
        })
        .control_prediction("the second support's pull left out", &name(0), |view| times(view.case, 0.0))
        .control_prediction("half of it", &name(0), |view| times(view.case, 0.5))
}

fn name(number: u64) -> String {
    format!("w-check by gradient descent from start {number}")
}

/// Every row that supports w^_2 has a positive multiplier there, and no other comes near.
pub(super) fn second_generic() -> Hypothesis<Linear> {
    const NAME: &str = "every second support vector has a positive multiplier";
    Hypothesis::new(NAME, |case: &Case<Linear>| {
        let second = correction_equations(case)?;
        let found = format!("{} of {} rows, the next {:e} off", second.beta.len(), second.rows, second.next);
        Ok(Checked { met: second.next > NEAR, found })
    })
}

/// So many times w-check.
pub(super) fn times(case: &Case<Linear>, times: f64) -> Stopped<Vec<Ball>> {
    Ok(correction(case)?.into_iter().map(|x| Ball::exact(times) * x).collect())
}

fn from_start(number: u64) -> Equality<Linear> {
    Equality {
        name: name(number),
        left: Arc::new(move |view| {
            let start = start_vector(&view.case.problem, Start { number });
            let length = dot(&start, &start).sqrt();
            let scaled: Vec<f64> = start.iter().map(|x| x / length * number as f64).collect();
            correction_equations(view.case)?.descended(&scaled)
        }),
        right: Arc::new(move |view| correction(view.case)),
    }
}
