//! The risk reaches its infimum like log^2 t over the sum of the steps, with an explicit constant.
//!
//! **Statement.** For every t >= 1, R(w_t) - inf R <= e^|v-bar| / t + (|v-bar|^2 + log^2 t / gamma^2) / (2 tau_t), tau_t the sum of
//! the first t steps.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality at every recorded time, on mixed and on separable rows, with steps of one and of
//! 1/sqrt(j + 1).
//! A falsehood counts where the exact limit 1/gamma^2 of tau (R - inf R) lies at least twice beyond it.
//! **Controls.** log^2 t left out; gamma taken for 1/gamma; the bound over t.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Theorem 3; arXiv:1803.07300.

use super::setting::{both_schedules, excess_risk, gamma, log_tau, offset_length, on_the_ball};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::reached;
use crate::numbers::{Ball, exp};
use crate::problem::Linear;
use crate::record::Stop;

/// The bound's parts at one time.
struct Parts {
    log_t: f64,
    log_tau: f64,
    offset: Ball,
    gamma: Ball,
}

pub(super) fn claim() -> Claim<Linear> {
    let law = |bound: Bound| {
        Law::Bound(vec![
            Inequality::on_descent("R(w_t) - inf R", move |view| risks(view, 0, bound)),
            Inequality::on_descent("R(w_t) - inf R, steps 1/sqrt(j + 1)", move |view| risks(view, 1, bound)),
        ])
    };
    on_the_ball("ji-telgarsky.thm3.risk", include_str!("thm3_risk.rs"), law(Bound::Theorem), 40)
        .running(both_schedules)
        .control_law("log^2 t left out", law(Bound::WithoutLogarithm))
        .control_law("gamma taken for 1/gamma", law(Bound::Inverted))
        .control_law("the bound over t", law(Bound::Faster))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bound {
    Theorem,
    WithoutLogarithm,
    Inverted,
    Faster,
}

impl Bound {
    fn at(self, at: &Parts) -> Ball {
        match self {
            Bound::Theorem => bound(at, Ball::exact(at.log_t) / at.gamma),
            Bound::WithoutLogarithm => bound(at, Ball::exact(0.0)),
            Bound::Inverted => bound(at, Ball::exact(at.log_t) * at.gamma),
            Bound::Faster => bound(at, Ball::exact(at.log_t) / at.gamma) * Ball::exact(exp(-at.log_t)),
        }
    }
}

/// e^|v| / t + (|v|^2 + reach^2) / (2 tau).
fn bound(at: &Parts, reach: Ball) -> Ball {
    let v = at.offset;
    let first = Ball::new(exp(v.value), 1.01 * exp(v.value) * v.radius) * Ball::exact(exp(-at.log_t));
    first + (v * v + reach * reach) * Ball::exact(0.5 * exp(-at.log_tau))
}

fn risks(view: &View<Linear>, number: usize, bound: Bound) -> Stopped<Vec<Sided>> {
    let (case, run): (&Case<Linear>, _) = (view.case, run(view, number));
    let path = case.run(run)?;
    reached(&path)?;
    let (offset, gamma) = (offset_length(case)?, gamma(case)?);
    let at = |step: u64, log_t: f64| Parts { log_t, log_tau: log_tau(case, run, step), offset, gamma };
    let last = path.last();
    let said = bound.at(&at(last.step, last.log_time)).value * exp(log_tau(case, run, last.step));
    if bound != Bound::Theorem && 2.0 * said * gamma.value * gamma.value > 1.0 {
        return Err(Stop::Coincides { about: "the order of R - inf R at the last step".to_string() });
    }
    path.points
        .iter()
        .filter(|at| at.step >= 1)
        .map(|step| {
            let bound = bound.at(&at(step.step, step.log_time));
            Ok(Sided::at_most(step.log_time, excess_risk(case, &step.w)?, bound))
        })
        .collect()
}
