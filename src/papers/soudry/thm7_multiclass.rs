//! Several classes under softmax cross-entropy: every class's weights go like its part of the max margin.
//!
//! **Statement.** On almost every separable data set of K classes gradient descent on the cross-entropy has
//! w_k(t) = w^_k log t + rho_k(t) with a bounded residual, W^ = argmin sum ||w_k||^2 subject to (w_y - w_k).x >= 1 for every point
//! (x, y) and every other class k.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** From a random start, dW/dlog t tends to W^; the classes' weights keep the sum that they had; and within the
//! span of the support L - log t tends to c, P_perp W to v of the binary case, on Kesler's rows (e_y - e_k) x: derived, as
//! what the other rivals of a point add to its softmax weighs nothing in the limit.
//! **Controls.** one machine for each class against the rest; the last class without weights; l1 max margin as the limit; the
//! classes' weights cancel; eta left out; sum taken for mean; sign descent posing as gradient descent; unscaled momentum;
//! classes that overlap, gated.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 7; arXiv:1710.10345.

use super::constants::{across, along, falsehood};
use super::thm3_direction::{SLOPE, polyhedral_limit, slope_of_the_flow};
use crate::case::{Case, Run, Start, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::generic;
use crate::claim::{Claim, Course, Law, Leg, Reading, descent_follows_flow, flow_reaches, run};
use crate::data::SignedRows;
use crate::dynamics::{Iteration, Rule, reached, start_vector};
use crate::measure::{Letters, Observable, dot};
use crate::numbers::Ball;
use crate::problem::{ClassSets, Linear};
use crate::record::{Clock, Quantifier, Stop};
use std::sync::Arc;

const START: Start = Start { number: 1 };
const ALONG: &str = "L - log t against c";
const SUM: &str = "sum of the classes' weights";
const ACROSS: &str = "P_perp W against v";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        slope_of_the_flow(),
        sum_of_classes(),
        flow_reaches(0, Observable::Along, ALONG, along),
        flow_reaches(0, Observable::Across, ACROSS, across),
    ]);
    let mut claim = Claim::new("soudry.thm7.multiclass", include_str!("thm7_multiclass.rs"), law)
        .derived()
        .about(Quantifier::AlmostEvery)
        .on(ClassSets::Separable, 20, 300)
        .in_the_linear_setting()
        .hypothesis(generic())
        .running(|case| descent(case, Rule::GradientDescent))
        .control_prediction("one machine for each class against the rest", SLOPE, |view| {
            one_against_the_rest(view.case)
        })
        .control_prediction("the last class without weights", SLOPE, |view| without_the_last(view.case))
        .control_prediction("l1 max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::One)
        });
    claim = claim.control_prediction("the classes' weights cancel", SUM, |view| {
        let d = view.case.problem.rows.d / view.case.problem.classes();
        Ok(vec![Ball::exact(0.0); d])
    });
    for name in ["eta left out", "sum taken for mean"] {
        claim = claim.control_prediction(name, ALONG, |view| {
            let extra = falsehood(view.case, name)?;
            Ok(along(view.case)?.into_iter().map(|c| c + Ball::exact(extra)).collect())
        });
    }
    claim
        .control_dynamics("sign descent posing as gradient descent", |case| descent(case, Rule::SignDescent))
        .control_dynamics("unscaled momentum", |case| descent(case, Rule::HeavyBall { beta: 0.9 }))
        .control_gated("classes that overlap, gated", ClassSets::Overlapping)
}

/// Gradient descent or its impostor from a random start.
pub(super) fn descent(case: &Case<Linear>, rule: Rule) -> Vec<Run<Linear>> {
    vec![Run::new(Arc::new(Iteration::of(rule)), case.problem.horizon).starting_from(START)]
}

/// sum_k w_k, length d.
fn sum_over_classes(problem: &Linear, w: &[f64]) -> Vec<f64> {
    let d = w.len() / problem.classes();
    let mut sum = vec![0.0; d];
    for of_class in w.chunks_exact(d) {
        sum.iter_mut().zip(of_class).for_each(|(sum, w)| *sum += w);
    }
    sum
}

/// sum_k w_k at T against that of the start: each row is (e_y - e_k) x. Every step rounds each w_k once.
fn sum_of_classes() -> Leg<Linear> {
    Leg {
        name: SUM.to_string(),
        observe: Arc::new(|view| {
            let (case, run) = (view.case, run(view, 0));
            let path = case.run(run)?;
            reached(&path)?;
            let last = path.last();
            let size = dot(&last.w, &last.w).sqrt();
            let roundings = f64::EPSILON * case.problem.classes() as f64 * size;
            Ok(Reading {
                value: sum_over_classes(&case.problem, &last.w),
                rounding: roundings * (last.step as f64 + 8.0),
                log_time: Some(last.log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| {
            let problem = &view.case.problem;
            Ok(sum_over_classes(problem, &start_vector(problem, START))
                .into_iter()
                .map(Ball::exact)
                .collect())
        }),
        remainder: Arc::new(|_| Ok(0.0)),
        scale: None,
        course: Course::Steps,
    }
}

/// W scaled to a least margin of one over all pairs, as that of the limit is. No falsehood where it separates none.
fn as_limit(case: &Case<Linear>, w: Vec<f64>) -> Stopped<Vec<Ball>> {
    let least = case.problem.rows.rows().map(|row| dot(row, &w)).fold(f64::INFINITY, f64::min);
    if least <= 0.0 {
        return Err(Stop::Coincides { about: "no separator of all pairs".to_string() });
    }
    Ok(w.into_iter().map(|w| Ball::exact(w / least)).collect())
}

/// W of least norm for other rows than the problem's.
fn separator(problem: &Linear, rows: SignedRows) -> Stopped<Vec<f64>> {
    let start = vec![0.0; rows.d];
    match Case::open(Linear { rows: Arc::new(rows), start, ..problem.clone() }).max_margin() {
        Ok(found) => Ok(found.w_hat.clone()),
        Err(Stop::Outside { .. }) => {
            Err(Stop::Coincides { about: "rows that are not separable".to_string() })
        }
        Err(stop) => Err(stop),
    }
}

/// The points with their classes, from Kesler's rows: the features of a point stand in the columns of its class.
fn points(problem: &Linear) -> Vec<(usize, Vec<f64>)> {
    let d = problem.rows.d / problem.classes();
    let parts = |row: usize| problem.rows.row(row).chunks_exact(d).map(<[f64]>::to_vec).collect::<Vec<_>>();
    (0..problem.rows.n)
        .step_by(problem.loss.rivals())
        .map(|first| {
            // In the first two rows of a point its class is the one that both have in common.
            let (one, other) = (parts(first), parts(first + 1));
            let own = (0..one.len()).find(|&k| one[k] == other[k] && one[k].iter().any(|x| *x != 0.0));
            let own = own.expect("two rivals of one class");
            (own, one[own].clone())
        })
        .collect()
}

fn one_against_the_rest(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let points = points(&case.problem);
    let mut w = Vec::new();
    for class in 0..case.problem.classes() {
        let sign = |own: usize| if own == class { 1.0 } else { -1.0 };
        let rows: Vec<Vec<f64>> =
            points.iter().map(|(own, x)| x.iter().map(|x| sign(*own) * x).collect()).collect();
        w.extend(separator(&case.problem, SignedRows::from_rows(&rows))?);
    }
    as_limit(case, w)
}

fn without_the_last(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let (rows, classes) = (&case.problem.rows, case.problem.classes());
    let kept = rows.d - rows.d / classes;
    let shorter: Vec<&[f64]> = rows.rows().map(|row| &row[..kept]).collect();
    let mut w = separator(&case.problem, SignedRows::from_rows(&shorter))?;
    w.resize(rows.d, 0.0);
    as_limit(case, w)
}
