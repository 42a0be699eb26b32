//! With a budget of T steps a step of order T makes the loss fall to 1/T^2, up to logarithms.
//!
//! **Statement.** For logistic loss, its mean L over rows of at most one, w_0 = 0, T >= 120 max{e, n} / gamma^2 and eta = gamma^2 T /
//! 120: L(w_T) <= 480 log^2(gamma^4 T^2) / (gamma^4 T^2).
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero; T steps are enough, of the size that T asks for.
//! **Prediction.** The inequality at T = 10^5, for wide rows and for two points. 480 log^2 is needed where the first step does not
//! leave a loss far below 1/(gamma^4 T^2), by L(w_1), known from the mean row.
//! **Controls.** 1 for 480 log^2; a step of 1/T posing as one of order T; too few steps.
//! **Source.** Wu, Bartlett, Telgarsky, Yu, COLT 2024, PMLR 247, Corollary 2; arXiv:2402.15926.

use super::setting::{
    BUDGET, LargeSteps, descent, eta, first_loss, on_large_steps, relative_rounding, squared_log,
};
use crate::case::{Case, Run, Stopped};
use crate::claim::{Checked, Claim, Hypothesis, Inequality, Law, Sided, View};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{Letters, dot, log_loss_at};
use crate::numbers::{Ball, exp, ln};
use crate::papers::ji_telgarsky_dual::setting::where_it_differs;
use crate::problem::Linear;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law =
        |top: Top| Law::Bound(vec![Inequality::on_descent("L(w_T)", move |view| at_the_end(view, top))]);
    let populations = [(LargeSteps::WideBudget, 20), (LargeSteps::TwoPointBudget, 20)];
    on_large_steps("wu.cor2.budget", include_str!("cor2_budget.rs"), law(Top::Corollary), &populations)
        .hypothesis(enough_steps())
        .running(|_| vec![Run::new(descent(), BUDGET)])
        .control_law("1 for 480 log^2", without_logarithm())
        .control_dynamics("a step of 1/T posing as one of order T", |case| {
            let step = 1.0 / (BUDGET as f64 * case.problem.rows.n as f64);
            let tiny = Iteration { step: Some(step), ..Iteration::of(Rule::GradientDescent) };
            vec![Run::new(Arc::new(tiny), BUDGET)]
        })
        .control_gated("too few steps", LargeSteps::TwoPoint)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Top {
    Corollary,
    One,
}

fn without_logarithm() -> Law<Linear> {
    let inequality = Inequality::on_descent("L(w_T)", |view| at_the_end(view, Top::One));
    Law::Bound(vec![where_it_differs(inequality, "the loss after the first step", |view| {
        let case = view.case;
        let gamma = case.gamma()?.value;
        let budget = gamma * gamma * BUDGET as f64;
        Ok(first_loss(case) * budget * budget >= 10.0)
    })])
}

/// T >= 120 max{e, n} / gamma^2, eta = gamma^2 T / 120.
fn enough_steps() -> Hypothesis<Linear> {
    Hypothesis::new("T steps are enough, of the size that T asks for", |case: &Case<Linear>| {
        let (gamma, n) = (case.gamma()?.value, case.problem.rows.n as f64);
        let (squared, t) = (gamma * gamma, BUDGET as f64);
        let least = 120.0 * n.max(exp(1.0)) / squared;
        let off = eta(case) / (squared * t / 120.0) - 1.0;
        // The generator states the margin with a few roundings.
        let met = t >= least && off.abs() < 1e-9;
        Ok(Checked {
            met,
            found: format!("T = {t}, at least {least:.0} asked for, eta off by {off:.1e} of it"),
        })
    })
}

fn at_the_end(view: &View<Linear>, top: Top) -> Stopped<Vec<Sided>> {
    let (case, path) = (view.case, view.path()?);
    reached(&path)?;
    let last = path.last();
    let length = dot(&last.w, &last.w).sqrt();
    let value = exp(log_loss_at(&case.problem, &last.w) - ln(case.problem.rows.n as f64));
    let measured = Ball::new(value, value * relative_rounding(case, BUDGET, length));
    let gamma = case.gamma()?;
    let fourth = gamma * gamma * gamma * gamma * Ball::exact(BUDGET as f64 * BUDGET as f64);
    let above = match top {
        Top::Corollary => Ball::rounded(480.0 * squared_log(fourth.value), 64.0),
        Top::One => Ball::exact(1.0),
    };
    Ok(vec![Sided::at_most(last.log_time, measured, above / fourth)])
}
