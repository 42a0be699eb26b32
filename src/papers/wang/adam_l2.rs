//! Adam with a positive epsilon goes to the l2 max margin in the end.
//!
//! **Statement.** On separable data, deterministic Adam on a loss with an exponential tail converges in direction to the l2 max margin.
//! **Hypotheses.** Separable; exponential tail; every support vector has a positive multiplier; epsilon positive, and the run so
//! long that the root of the mean squared gradient is far below it.
//! **Prediction.** With beta1 = 9/10, beta2 = 99/100, epsilon = 10, and a step a = eta epsilon: L - log t tends to
//! c = log(a gamma^2/epsilon) + H(p) and P_perp w to v within the span of the support vectors, as for gradient descent with the step
//! a/epsilon. Derived: once the mean squared gradient is small beside epsilon^2, Adam is heavy ball with that effective step. What it
//! still takes off the steps is added up over the run and allowed (coordinates of w' change by the share sqrt(v)/epsilon at most, and
//! the flow of a convex loss parts no two solutions). With the usual epsilon of 1e-8 that time lies far beyond any run, and before it
//! Adam moves like sign descent; with epsilon = 0 it does so for ever, and no claim about that limit is made here but that it
//! is not this one.
//! **Controls.** epsilon left out; nothing across the max margin; Adam with epsilon 0; Adam with epsilon 1e-8; sign descent.
//! **Source.** Wang et al., NeurIPS 2022, on Adam in the abstract; arXiv:2110.03891. Adam: Kingma and Ba, arXiv:1412.6980.

use super::setting::{momentum_follows_flow, scaled};
use crate::case::{At, Case, Run, Stopped};
use crate::claim::linear::{adam, generic, sign_descent};
use crate::claim::{Claim, Law, View, flow_reaches, run};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{Letters, Observable, dot};
use crate::numbers::{Ball, exp, ln};
use crate::papers::soudry::constants::{across, along};
use crate::problem::{Linear, PlantedSets};
use std::sync::Arc;

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.99;
const EPSILON: f64 = 10.0;

const ALONG: &str = "L - log t along the flow";
const ACROSS: &str = "P_perp w along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        momentum_follows_flow(0, BETA1, taken_off),
        flow_reaches(0, Observable::Along, ALONG, along),
        flow_reaches(0, Observable::Across, ACROSS, across),
    ]);
    Claim::new("wang.adam.l2", include_str!("adam_l2.rs"), law)
        .derived()
        .on(PlantedSets::Spanning, 8, 80)
        .on(PlantedSets::Deficient, 8, 80)
        .in_the_linear_setting()
        .hypothesis(generic())
        .running(with_epsilon)
        .control_prediction("epsilon left out", ALONG, |view| {
            Ok(vec![view.case.c()? + Ball::rounded(ln(EPSILON), 1.0)])
        })
        .control_prediction("nothing across the max margin", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_dynamics("Adam with epsilon 0", adam)
        .control_dynamics("Adam with epsilon 1e-8", |case| {
            let rule = Rule::Adam { beta1: BETA1, beta2: BETA2, epsilon: 1e-8 };
            let method = Iteration { step: Some(1e-4), ..Iteration::of(rule) };
            vec![Run::new(Arc::new(method), case.problem.horizon)]
        })
        .control_dynamics("sign descent", sign_descent)
}

/// Steps of eta epsilon, eta the problem's own, which is the effective one.
fn with_epsilon(case: &Case<Linear>) -> Vec<Run<Linear>> {
    vec![scaled(case, Rule::Adam { beta1: BETA1, beta2: BETA2, epsilon: EPSILON }, EPSILON)]
}

/// How far the run may have been held back from T/100 on: the sum of sqrt(v)/epsilon times the length of a step.
///
/// The gradient falls: the mean gradient of a step is at most the one recorded before, the mean square that of half the time, beside
/// what is left of the beginning, where each slope is at most the loss, n at zero. Each interval between recorded steps takes the
/// values of its beginning.
fn taken_off(view: &View<Linear>) -> Stopped<f64> {
    let run = run(view, 0);
    let path = view.case.run(run)?;
    reached(&path)?;
    let problem = &view.case.problem;
    let first = run.until / 100;
    let beginning = {
        let lengths: f64 = problem.rows.rows().map(|row| dot(row, row).sqrt()).sum();
        problem.rows.n as f64 * lengths * exp(0.25 * first as f64 * ln(BETA2))
    };
    let norms: Vec<(u64, f64)> = path.points.iter().map(|at| (at.step, gradient_norm(problem, at))).collect();
    let before = |step: u64| norms.iter().rev().find(|(t, _)| *t <= step).map_or(f64::INFINITY, |(_, g)| *g);
    let intervals = norms.windows(2).filter(|pair| pair[0].0 >= first);
    Ok(intervals
        .map(|pair| {
            let (from, to) = (pair[0].0, pair[1].0);
            let share = (before(from / 2) + beginning) / EPSILON;
            share * problem.step * before(from - 1) * (to - from) as f64
        })
        .sum())
}

/// ||grad L||.
fn gradient_norm(problem: &Linear, at: &At) -> f64 {
    let mut gradient = vec![0.0; problem.rows.d];
    for row in problem.rows.rows() {
        let weight = exp(problem.loss.log_slope(dot(row, &at.w)));
        gradient.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
    }
    dot(&gradient, &gradient).sqrt()
}
