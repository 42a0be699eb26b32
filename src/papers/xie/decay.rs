//! AdamW and sign descent with decoupled weight decay minimise the loss over a box.
//!
//! **Statement.** If AdamW with weight decay lambda converges, full batch and with steps that do not grow and do not sum, it is to a
//! point of ||w||_inf <= 1/lambda that satisfies the optimality conditions there: for a convex loss a minimiser over that box.
//! **Hypotheses.** Separable; exponential loss from zero.
//! **Prediction.** With lambda = B/2, B the longest row in the l_1 norm. Certified by the iterate itself: L(w) - min over the box <= max over v in the box of <grad L(w), w - v> = <grad L, w> +
//! ||grad L||_1/lambda. Derived for sign descent with decay and steps 1/(lambda (t + 1)), which is the method of Frank and Wolfe: L(w_t)
//! exceeds the minimum by at most C (1 + log t)/(2t), C = (2B/lambda)^2 n e^(B/lambda), at every recorded step. For AdamW (0.9, 0.99,
//! epsilon = 0, steps of 0.1/sqrt(t + 1)) after 10^5 steps: within the box to one part in a hundred, and within one part in a hundred of L(0) of the minimum; those parts
//! are a convention.
//! **Controls.** the minimum over half the box; half the box itself; no decay; the minimum over twice the box.
//! **Source.** Xie, Li, ICML 2024, on the limit of the abstract; arXiv:2404.04454.

use crate::case::{Case, Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::data::Seed;
use crate::data::generate::{Generator, SeparatedGaussian};
use crate::dynamics::optimizers::Adam;
use crate::dynamics::{Iteration, Rule, Schedule, reached};
use crate::measure::{dot, linear_facts, reference_certificates};
use crate::numbers::{Ball, exp, ln, norm_of};
use crate::papers::gunasekar::steepest_setting::{exponential_from_zero, longest};
use crate::problem::{Exponential, Family, Fixed, Linear};
use std::sync::Arc;

const STEPS: u64 = 100_000;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![frank_wolfe(1.0), adamw_in_the_box(1.0), adamw_at_the_minimum(1.0)]);
    Claim::new("xie.decay", include_str!("decay.rs"), law)
        .derived()
        .on(ConflictingSets, 8, 80)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
        .running(|case| runs(case, 1.0))
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("the minimum over half the box", Law::Bound(vec![adamw_at_the_minimum(0.5)]))
        .control_law("half the box itself", Law::Bound(vec![adamw_in_the_box(0.5)]))
        .control_dynamics("no decay", |case| runs(case, 0.0))
        .control_law("the minimum over twice the box", Law::Bound(vec![frank_wolfe(2.0)]))
}

/// Gaussian rows with a margin around a random direction, which pull every coordinate both ways; exponential loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ConflictingSets;

impl Family<Linear> for ConflictingSets {
    fn key(&self) -> String {
        "gaussian with a margin, 15 x 8, exponential loss".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let gaussian = SeparatedGaussian { n: 15, d: 8, margin: 0.5 };
        let data = gaussian.generate(seed.stream("data")).expect("parameters within their range");
        Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
    }
}

/// lambda: half of B, the longest row in the norm dual to l_inf.
fn lambda(case: &Case<Linear>) -> f64 {
    0.5 * longest(&case.problem, f64::INFINITY)
}

/// Sign descent with decay, and AdamW.
fn runs(case: &Case<Linear>, decays: f64) -> Vec<Run<Linear>> {
    let lambda = lambda(case);
    let method = |beta1: f64, beta2: f64, step: f64, schedule: Schedule| {
        let adam = Adam::new(beta1, beta2, 0.0).and_then(|adam| adam.with_decay(decays * lambda));
        let rule = Rule::Custom(Arc::new(adam.expect("parameters within their range")));
        Run::new(Arc::new(Iteration { step: Some(step), schedule, ..Iteration::of(rule) }), STEPS)
    };
    vec![
        method(0.0, 0.0, 1.0 / lambda, Schedule::Inverse),
        method(0.9, 0.99, 0.1 / lambda, Schedule::InverseSquareRoot),
    ]
}

/// L at w, and by how much at most it exceeds the minimum over ||w||_inf <= `size`.
fn certified(case: &Case<Linear>, w: &[f64], size: f64) -> (f64, f64) {
    let rows = &case.problem.rows;
    let (mut value, mut pull) = (0.0, vec![0.0; rows.d]);
    for row in rows.rows() {
        let weight = exp(-dot(row, w));
        value += weight;
        pull.iter_mut().zip(row).for_each(|(g, z)| *g = weight.mul_add(*z, *g));
    }
    // -grad L is the pull.
    (value, norm_of(1.0, pull.iter().copied()) * size - dot(&pull, w))
}

/// The highest lower bound of the minimum that the recorded iterates of sign descent prove, over `size` times 1/lambda.
fn minimum(view: &View<Linear>, size: f64) -> Stopped<f64> {
    let size = size / lambda(view.case);
    let path = view.case.run(run(view, 0))?;
    reached(&path)?;
    // Of a box of another size the iterates, stretched to it, tell as much.
    let stretched = |w: &[f64], by: f64| w.iter().map(|x| by * x).collect::<Vec<f64>>();
    let by = size * lambda(view.case);
    let bounds = path.points.iter().map(|at| {
        let (value, gap) = certified(view.case, &stretched(&at.w, by), size);
        value - gap
    });
    Ok(bounds.fold(f64::NEG_INFINITY, f64::max))
}

fn rounding(case: &Case<Linear>) -> f64 {
    // Of w, a unit a step, where L changes by at most B L.
    let b = longest(&case.problem, f64::INFINITY) / lambda(case);
    (STEPS + 64) as f64 * f64::EPSILON * case.problem.rows.n as f64 * exp(b) * (1.0 + b)
}

fn frank_wolfe(size: f64) -> Inequality<Linear> {
    Inequality::on_descent("sign descent with decay: L beyond the minimum over the box", move |view| {
        let case = view.case;
        let least = minimum(view, size)?;
        let b = longest(&case.problem, f64::INFINITY) / lambda(case);
        let curvature = 4.0 * b * b * case.problem.rows.n as f64 * exp(b);
        let path = case.run(run(view, 0))?;
        let pair = |at: &crate::case::At| {
            let t = at.step as f64;
            let bound = curvature * (1.0 + ln(t)) / (2.0 * t);
            let beyond = certified(case, &at.w, 1.0 / lambda(case)).0 - least;
            Sided::at_most(at.log_time, Ball::new(beyond, rounding(case)), Ball::rounded(bound, 16.0))
        };
        Ok(path.points.iter().filter(|at| at.step >= 1).map(pair).collect())
    })
}

fn adamw_in_the_box(size: f64) -> Inequality<Linear> {
    Inequality::on_descent("AdamW: lambda ||w||_inf", move |view| {
        let path = view.case.run(run(view, 1))?;
        reached(&path)?;
        let measured = norm_of(f64::INFINITY, path.last().w.iter().copied()) * lambda(view.case);
        let measured = Ball::new(measured, (STEPS + 64) as f64 * f64::EPSILON);
        Ok(vec![Sided::at_most(path.last().log_time, measured, Ball::exact(1.01 * size))])
    })
}

fn adamw_at_the_minimum(size: f64) -> Inequality<Linear> {
    Inequality::on_descent("AdamW: distance of L from its minimum over the box, over L(0)", move |view| {
        let (case, least) = (view.case, minimum(view, size)?);
        let path = case.run(run(view, 1))?;
        reached(&path)?;
        let n = case.problem.rows.n as f64;
        let apart = (certified(case, &path.last().w, size / lambda(case)).0 - least).abs() / n;
        let measured = Ball::new(apart, rounding(case) / n);
        Ok(vec![Sided::at_most(path.last().log_time, measured, Ball::exact(0.01))])
    })
}
