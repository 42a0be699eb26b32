//! The risk bounds the angle: on separable data (Lemma 13) and in general (Lemma 14), up to log 2.
//!
//! **Statement.** Once R(w) - inf R <= 1/n, cos(u-bar, w) >= (-log(R(w) - inf R) - log 2 - g*(q-bar) - |Pi_S w|) / (gamma |w|), with
//! g*(q) = log n + sum q_i log q_i at the dual optimum q-bar. On separable data inf R = 0 and Pi_S w = 0, and the same holds
//! of the point of least risk among those no longer than w_t, with R(w_t) for its risk.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality at every recorded time, for iterates and, on separable rows, for the regularisation path.
//! **Controls.** log 2 and |Pi_S w| gained and not lost; log n left out of g*.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemmas 13 and 14; arXiv:1803.07300.

use super::setting::{excess_risk, gamma, is_power_of_ten, on_the_ball};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::reached;
use crate::measure::{RayLetters, constrained, dot, log_loss_at};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;
use crate::record::Stop;

pub(super) fn claim() -> Claim<Linear> {
    let law = |form: Form| {
        Law::Bound(vec![
            Inequality::on_descent("cos(u-bar, w_t)", move |view| of_iterates(view, form)),
            Inequality::on_descent("cos(u-bar, w) on the path", move |view| of_path(view, form)),
        ])
    };
    on_the_ball("ji-telgarsky.lem14.angle", include_str!("lem14_angle.rs"), law(Form::Lemma), 40)
        .control_law("log 2 and |Pi_S w| gained and not lost", law(Form::Gained))
        .control_law("log n left out of g*", law(Form::WithoutCount))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Lemma,
    Gained,
    WithoutCount,
}

fn log_count(case: &Case<Linear>) -> Ball {
    Ball::rounded(ln(case.problem.rows.n as f64), 2.0)
}

/// g*(q-bar) = log n - H(q-bar).
fn dual_value(case: &Case<Linear>) -> Stopped<Ball> {
    Ok(log_count(case) - case.across()?.constants.entropy)
}

/// How far the bound without log n lies beyond gamma |w| in the end, from the constants: tau (R - inf R) -> 1/gamma^2 and
/// gamma |w| - log t -> c.
fn excess_in_the_end(case: &Case<Linear>) -> Stopped<f64> {
    let constants = &case.across()?.constants;
    let shift = constants.entropy - (constants.c0 - (gamma(case)? * gamma(case)?).ln());
    let inside = &case.inside()?.v;
    Ok(log_count(case).value - ln(2.0) - dot(inside, inside).sqrt() + shift.value)
}

/// The pair for a point w of this excess risk (its logarithm).
fn pair(case: &Case<Linear>, s: f64, w: &[f64], error: f64, log_risk: Ball, form: Form) -> Stopped<Sided> {
    let across = case.across()?;
    let (length, inside) = (dot(w, w).sqrt(), across.inside(w));
    let (direction, direction_error) = across.direction();
    let cosine = dot(w, &direction) / length;
    let slack = direction_error + 2.0 * error / length + 32.0 * f64::EPSILON;
    let lost = Ball::rounded(ln(2.0), 1.0) + Ball::new(dot(&inside, &inside).sqrt(), error + 1e-15 * length);
    let lost = if form == Form::Gained { -lost } else { lost };
    let count = if form == Form::WithoutCount { log_count(case) } else { Ball::exact(0.0) };
    let bound = (-log_risk - lost - dual_value(case)? + count) / (gamma(case)? * Ball::new(length, error));
    Ok(Sided::at_least(s, Ball::new(cosine, slack), bound))
}

fn of_iterates(view: &View<Linear>, form: Form) -> Stopped<Vec<Sided>> {
    let (path, case): (_, &Case<Linear>) = (view.path()?, view.case);
    reached(&path)?;
    if form == Form::WithoutCount && excess_in_the_end(case)? < 0.5 {
        return Err(Stop::Coincides { about: "whether log n is needed".to_string() });
    }
    let n = case.problem.rows.n as f64;
    let mut pairs = Vec::new();
    for at in path.points.iter().filter(|at| at.step >= 1) {
        let risk = excess_risk(case, &at.w)?;
        // Below a thousand roundings of R the excess is known to no three digits.
        if risk.value + risk.radius <= 1.0 / n && risk.value > 1e3 * risk.radius {
            pairs.push(pair(case, at.log_time, &at.w, 0.0, risk.ln(), form)?);
        }
    }
    Ok(pairs)
}

/// Separable rows alone; on others the inequality of the iterates again, so that there is something to compare.
fn of_path(view: &View<Linear>, form: Form) -> Stopped<Vec<Sided>> {
    let (path, case): (_, &Case<Linear>) = (view.path()?, view.case);
    if !case.across()?.subspace.is_empty() || case.across()?.part.len() < case.problem.rows.n {
        return of_iterates(view, form);
    }
    let n = case.problem.rows.n as f64;
    let mut pairs = Vec::new();
    for at in path.points.iter().filter(|at| at.step >= 10 && is_power_of_ten(at.step)) {
        let log_risk = log_loss_at(&case.problem, &at.w) - ln(n);
        if log_risk > -ln(n) {
            continue;
        }
        let found = constrained(case, &at.w, dot(&at.w, &at.w).sqrt())?;
        let log_risk = Ball::new(log_risk, 1e-13 * log_risk.abs().max(1.0));
        pairs.push(pair(case, at.log_time, &found.w(case)?, found.error, log_risk, form)?);
    }
    Ok(pairs)
}
