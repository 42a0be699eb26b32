//! Figure 2: on overlapping circles the iterates reach a finite optimum.
//!
//! **Statement.** Where nothing is separable there is no direction to go off along: w_t converges to the unique minimiser of R.
//! **Hypotheses.** Rows and steps of at most one, from zero; nothing separable.
//! **Prediction.** w_T at T = 10^6 is v-bar, to within what the run moved over its last nine tenths, in which it only comes
//! nearer.
//! **Controls.** zero for the optimum; the optimum of the other loss; twice the optimum; separable circles.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Figure 2; arXiv:1803.07300. The points are our own draw of such circles.

use super::setting::{descent, unit_setting};
use crate::case::{Case, Stopped};
use crate::claim::{Checked, Claim, Course, Hypothesis, Law, Leg, Reading, View, run};
use crate::dynamics::reached;
use crate::measure::{RayLetters, distance, dot, finite_optimum, linear_facts};
use crate::numbers::{Ball, exp};
use crate::problem::{BallSets, Exponential, Linear, Logistic, Loss, LossKernel};
use crate::record::Clock;
use std::sync::Arc;

const OPTIMUM: &str = "w at the end of the run against v-bar";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![optimum()]);
    Claim::new("ji-telgarsky.fig2.overlapping", include_str!("fig2_overlapping.rs"), law)
        .on(BallSets::Figure(2), 10, 100)
        .on(BallSets::Overlapping, 10, 100)
        .hypothesis(unit_setting())
        .hypothesis(nothing_separable())
        .running(descent)
        .facts(linear_facts)
        .control_prediction("zero for the optimum", OPTIMUM, |view| {
            Ok(vec![Ball::exact(0.0); view.case.problem.rows.d])
        })
        .control_prediction("the optimum of the other loss", OPTIMUM, |view| {
            let problem = &view.case.problem;
            let other: &dyn Loss =
                if problem.loss.kernel() == LossKernel::Logistic { &Exponential } else { &Logistic };
            finite_optimum(&problem.rows, other)
        })
        .control_prediction("twice the optimum", OPTIMUM, |view| {
            Ok(view.case.ray()?.offset.v.iter().map(|&v| Ball::exact(2.0 * v)).collect())
        })
        .control_gated("separable circles", BallSets::Figure(1))
}

fn nothing_separable() -> Hypothesis<Linear> {
    Hypothesis::new("nothing separable", |case: &Case<Linear>| {
        let part = case.ray()?.partition.separable_part.len();
        Ok(Checked { met: part == 0, found: format!("{part} of {} rows separable", case.problem.rows.n) })
    })
}

fn optimum() -> Leg<Linear> {
    Leg {
        name: OPTIMUM.to_string(),
        observe: Arc::new(|view| {
            let path = view.case.run(run(view, 0))?;
            reached(&path)?;
            let last = path.last();
            // Steps contract towards the optimum: what each rounds is forgotten at that rate.
            let rounding = 16.0 * f64::EPSILON * (1.0 + dot(&last.w, &last.w).sqrt()) / contraction(view)?;
            Ok(Reading {
                value: last.w.clone(),
                rounding,
                log_time: Some(last.log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| {
            let ray = view.case.ray()?;
            Ok(ray.offset.v.iter().map(|&v| Ball::new(v, ray.offset.error)).collect())
        }),
        remainder: Arc::new(|view| {
            let path = view.case.run(run(view, 0))?;
            let last = path.last();
            let before = path.recorded(last.step / 10)?;
            Ok(distance(&before.w, &last.w))
        }),
        scale: None,
        course: Course::Steps,
    }
}

/// eta times the least curvature at the optimum: the share of the distance that a step takes away.
fn contraction(view: &View<Linear>) -> Stopped<f64> {
    let (problem, ray) = (&view.case.problem, view.case.ray()?);
    let d = problem.rows.d;
    let mut curvature = nalgebra::DMatrix::<f64>::zeros(d, d);
    for row in problem.rows.rows() {
        let u = dot(row, &ray.offset.v);
        let bend = -exp(problem.loss.log_slope(u)) * problem.loss.log_slope_derivative(u);
        curvature += nalgebra::DMatrix::from_fn(d, d, |a, b| bend * row[a] * row[b]);
    }
    Ok(problem.step * curvature.symmetric_eigenvalues().min().max(f64::MIN_POSITIVE))
}
