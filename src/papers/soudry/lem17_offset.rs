//! The offset w~ exists and is unique in the span of the support.
//!
//! **Statement.** There is one w~ in the span of the support with eta sum over the support of exp(-z_i.w~) z_i = w^, up to what the
//! support leaves free none.
//! **Hypotheses.** Separable; every support vector has a positive multiplier.
//! **Prediction.** Newton's method on the strictly convex eta sum exp(-z_i.w) + w^.w reaches, from ten starts, the w~ of the
//! reference, also where the dual has many optima.
//! **Controls.** the multipliers of one dual vertex; eta left out; half of v.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 17; arXiv:1710.10345.

use crate::case::{Case, Start, Stopped};
use crate::claim::linear::{generic, separable};
use crate::claim::{Claim, Equality, Law};
use crate::dynamics::start_vector;
use crate::measure::{Letters, dot, linear_facts, offset_by_newton, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{DuplicatedSets, Linear, PlantedSets};
use std::sync::Arc;

const STARTS: u64 = 10;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity((0..STARTS).map(from_start).collect());
    Claim::new("soudry.lem17.offset", include_str!("lem17_offset.rs"), law)
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .on(DuplicatedSets, 30, 300)
        .hypothesis(separable())
        .hypothesis(generic())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("the multipliers of one dual vertex", &name(0), |view| {
            let (found, constants) = (view.case.max_margin()?, view.case.constants()?);
            let squared = found.gamma_ball() * found.gamma_ball();
            let entropy = found.multipliers.iter().filter(|alpha| **alpha > 0.0).fold(
                Ball::exact(0.0),
                |sum, &alpha| {
                    let p = squared * Ball::exact(alpha);
                    sum - p * p.ln()
                },
            );
            let shift = entropy - constants.entropy;
            shifted(view.case, shift.value)
        })
        .control_prediction("eta left out", &name(0), |view| shifted(view.case, -view.case.log_eta()))
        .control_prediction("half of v", &name(0), |view| {
            let v = &view.case.constants()?.v;
            Ok(offset(view.case)?.into_iter().zip(v).map(|(w, v)| w - Ball::exact(0.5 * v)).collect())
        })
}

fn name(number: u64) -> String {
    format!("w~ by Newton's method from start {number}")
}

/// w~ of the reference.
fn offset(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let (found, constants) = (case.max_margin()?, case.constants()?);
    let (point, error) = constants
        .offset(&found, Ball::rounded(case.log_eta(), 1.0))
        .expect("the data are not degenerate: a hypothesis");
    Ok(point.into_iter().map(|x| Ball::new(x, error)).collect())
}

/// w~ moved along w^.
fn shifted(case: &Case<Linear>, by: f64) -> Stopped<Vec<Ball>> {
    let w = &case.max_margin()?.w_hat;
    Ok(offset(case)?.into_iter().zip(w).map(|(x, w)| x + Ball::exact(by * w)).collect())
}

fn from_start(number: u64) -> Equality<Linear> {
    Equality {
        name: name(number),
        left: Arc::new(move |view| {
            let case = view.case;
            let start = start_vector(&case.problem, Start { number });
            let length = dot(&start, &start).sqrt();
            let scaled: Vec<f64> = start.iter().map(|x| x / length * number as f64).collect();
            offset_by_newton(case, &scaled)
        }),
        right: Arc::new(move |view| offset(view.case)),
    }
}
