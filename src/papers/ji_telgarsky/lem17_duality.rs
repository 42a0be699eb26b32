//! Margin and dual value agree, and every dual optimum gives the same direction.
//!
//! **Statement.** Across S, gamma = max over |u| <= 1 of min_i x_i.u = min over the simplex of |sum q_i x_i| > 0; u-bar is unique, and
//! sum q_i x_i = gamma u-bar for every dual optimum q.
//! **Hypotheses.** Has a separable part.
//! **Prediction.** The least margin of u-bar, and |sum q_i x_i|, are gamma; two dual optima, a vertex and the one of largest
//! entropy, give one u-bar. On repeated rows the two differ.
//! **Controls.** the direction of the mean row; gamma^2 for gamma; a dual optimum's largest weight for all of it.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 17; arXiv:1803.07300.

use super::setting::{equality, has_separable_part};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Law};
use crate::measure::{RayLetters, dot, linear_facts, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{BallSets, DuplicatedSets, Linear};

const MARGIN: &str = "least margin of u-bar across S";
const VERTEX: &str = "u-bar from a vertex of the dual optima";
const INTERIOR: &str = "u-bar from the dual optimum of largest entropy";
const VALUE: &str = "dual value";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity(vec![
        equality(MARGIN, |case| Ok(vec![least_margin(case)?]), gamma),
        equality(VALUE, |case| Ok(vec![length(&combination(case, &vertex(case)?)?)]), gamma),
        equality(VERTEX, |case| unit(combination(case, &vertex(case)?)?), direction),
        equality(INTERIOR, |case| unit(combination(case, &interior(case)?)?), direction),
    ]);
    Claim::new("ji-telgarsky.lem17.duality", include_str!("lem17_duality.rs"), law)
        .on(BallSets::Mixed, 40, 400)
        .on(BallSets::Separable, 40, 400)
        .on(DuplicatedSets, 40, 400)
        .hypothesis(has_separable_part())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("the direction of the mean row", VERTEX, |view| {
            let even = Ball::exact(1.0);
            unit(combination(view.case, &vec![even; view.case.across()?.part.len()])?)
        })
        .control_prediction("gamma^2 for gamma", MARGIN, |view| {
            let gamma = view.case.across()?.margin.gamma_ball();
            Ok(vec![gamma * gamma])
        })
        .control_prediction("a dual optimum's largest weight for all of it", INTERIOR, |view| {
            let interior = interior(view.case)?;
            let largest = interior.iter().map(|q| q.value).fold(0.0, f64::max);
            let alone = interior
                .iter()
                .map(|q| if q.value < largest { Ball::exact(0.0) } else { *q })
                .collect::<Vec<_>>();
            unit(combination(view.case, &alone)?)
        })
}

fn gamma(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    Ok(vec![case.across()?.margin.gamma_ball()])
}

fn direction(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let margin = &case.across()?.margin;
    Ok(margin.direction.iter().map(|&u| Ball::new(u, margin.direction_error)).collect())
}

fn least_margin(case: &Case<Linear>) -> Stopped<Ball> {
    let across = case.across()?;
    let u = &across.margin.direction;
    let least = across.rows.rows().map(|row| dot(row, u)).fold(f64::INFINITY, f64::min);
    let radius = case.problem.radius();
    let error = radius * (across.margin.direction_error + (u.len() + 2) as f64 * f64::EPSILON);
    Ok(Ball::new(least, error))
}

/// Dual multipliers as the reference's vertex has them, on the simplex.
fn vertex(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let margin = &case.across()?.margin;
    let squared = margin.gamma_ball() * margin.gamma_ball();
    let pairs = margin.multipliers.iter().zip(&margin.multipliers_error);
    Ok(pairs.map(|(&alpha, &error)| Ball::new(alpha, error) * squared).collect())
}

/// The multipliers that descent selects, of which every one is positive that is so in some dual optimum.
fn interior(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let across = case.across()?;
    let mut all = vec![Ball::exact(0.0); across.part.len()];
    let constants = &across.constants;
    constants.support.iter().zip(&constants.simplex_multipliers).for_each(|(&at, &p)| all[at] = p);
    Ok(all)
}

/// sum q_i x_i across S.
fn combination(case: &Case<Linear>, q: &[Ball]) -> Stopped<Vec<Ball>> {
    let across = case.across()?;
    let mut sum = vec![Ball::exact(0.0); across.rows.d];
    for (row, &q) in across.rows.rows().zip(q).filter(|(_, q)| q.value != 0.0) {
        sum.iter_mut().zip(row).for_each(|(sum, &x)| *sum = *sum + q * Ball::exact(x));
    }
    Ok(sum)
}

fn length(v: &[Ball]) -> Ball {
    v.iter().fold(Ball::exact(0.0), |sum, &x| sum + x * x).sqrt()
}

fn unit(v: Vec<Ball>) -> Stopped<Vec<Ball>> {
    let length = length(&v);
    Ok(v.into_iter().map(|x| x / length).collect())
}
