//! Across the max-margin direction the iterates stay within a constant of the optimum there.
//!
//! **Statement.** ||v_t - v-bar|| <= max{||v_0 - v-bar||, 2} + 2 ln n / (gamma gamma') + 2 for every t, v_t the part of w_t across
//! u-bar, v-bar the least of the support vectors' risk across u-bar, and gamma' by how much every other row's margin on u-bar
//! exceeds gamma.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier; support vectors span.
//! **Prediction.** The inequality at every recorded time, for gradient descent to 10^6 steps, for steps over the loss of
//! 1/sqrt(t + 1) to 10^6 and of 1 to 10^4. A falsehood counts where the exact limits lie at least three times beyond it.
//! **Controls.** the whole iterate for its part across u-bar; a part across u-bar that vanishes like 1/t.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 9; arXiv:1906.04540.

use super::setting::{Way, on_the_ball};
use crate::case::{At, Case, Run, Stopped};
use crate::claim::linear::support_vectors_span;
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::reached;
use crate::measure::{Letters, distance, dot};
use crate::numbers::{Ball, exp, ln};
use crate::problem::Linear;
use crate::record::Stop;

/// Which part of w_t is held against which point.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// v_t against v-bar.
    Across,
    /// w_t against v-bar.
    Whole,
    /// v_t against zero, under the bound over t.
    Vanishing,
}

const RUNS: [Way; 3] = [Way::Plain, Way::InverseSquareRoot, Way::Constant];

pub(super) fn claim() -> Claim<Linear> {
    on_the_ball("ji-telgarsky-dual.thm9.offset", include_str!("thm9_offset.rs"), law(Part::Across), 48)
        .hypothesis(support_vectors_span())
        .running(|case| RUNS.iter().map(|&way| long(way, case)).collect())
        .control_law("the whole iterate for its part across u-bar", law(Part::Whole))
        .control_law("a part across u-bar that vanishes like 1/t", law(Part::Vanishing))
}

/// L grows like the sum of the steps, gamma^2 of it: of constant ones fewer are enough.
fn long(way: Way, case: &Case<Linear>) -> Run<Linear> {
    let fewer = if way == Way::Constant { 100 } else { 1 };
    Run::new(way.method(), case.problem.horizon / fewer)
}

fn law(part: Part) -> Law<Linear> {
    let on = |(number, way): (usize, &Way)| -> Inequality<Linear> {
        Inequality::on_descent(&way.of("||v_t - v-bar||"), move |view| distances(view, number, part))
    };
    // The norm of gradient descent grows so slowly that the falsehood would say nothing of it.
    let first = if part == Part::Whole { RUNS.len() - 1 } else { 0 };
    Law::Bound(RUNS.iter().enumerate().skip(first).map(on).collect())
}

/// max{||v_0 - v-bar||, 2} + 2 ln n / (gamma gamma') + 2, v_0 = 0.
fn bound(case: &Case<Linear>) -> Stopped<Ball> {
    let (constants, gamma) = (case.constants()?, case.gamma()?);
    let two = Ball::exact(2.0);
    let first = if constants.a_perp.value > 2.0 { constants.a_perp } else { two };
    let log_n = Ball::rounded(ln(case.problem.rows.n as f64), 1.0);
    // gamma' = gamma (theta - 1); without other rows nothing is added.
    let second =
        constants.theta_minus_one.map_or(Ball::exact(0.0), |further| two * log_n / (gamma * gamma * further));
    Ok(first + second + two)
}

fn distances(view: &View<Linear>, number: usize, part: Part) -> Stopped<Vec<Sided>> {
    let case = view.case;
    let path = case.run(run(view, number))?;
    reached(&path)?;
    let (constants, bound) = (case.constants()?, bound(case)?);
    let last = path.last();
    let coincides = match part {
        Part::Across => false,
        Part::Whole => dot(&last.w, &last.w).sqrt() < 3.0 * bound.value,
        Part::Vanishing => constants.a_perp.value * last.step as f64 <= 3.0 * bound.value,
    };
    if coincides {
        return Err(Stop::Coincides { about: "the order of the distance at the last step".to_string() });
    }
    let pair = |at: &At| {
        let along = if part == Part::Whole { 0.0 } else { dot(&at.w, &constants.direction) };
        let v: Vec<f64> =
            at.w.iter().zip(&constants.direction).map(|(w, u)| (-along).mul_add(*u, *w)).collect();
        let length = dot(&at.w, &at.w).sqrt();
        let roundings = f64::EPSILON * (at.step as f64 + 64.0) + case.max_margin()?.direction_error;
        let measured = match part {
            Part::Vanishing => dot(&v, &v).sqrt(),
            _ => distance(&v, &constants.v),
        };
        let allowed = match part {
            Part::Vanishing => bound * Ball::rounded(exp(-at.log_time), 4.0),
            _ => bound,
        };
        Ok(Sided::at_most(at.log_time, Ball::new(measured, roundings * length + constants.v_error), allowed))
    };
    path.points.iter().filter(|at| at.step >= 1).map(pair).collect()
}
