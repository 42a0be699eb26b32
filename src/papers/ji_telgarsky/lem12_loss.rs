//! Far out the logistic loss, its slope and the exponential loss are the same up to small factors.
//!
//! **Statement.** Where l(u) <= eps <= 1, -l'(u) >= (1 - eps) l(u) and e^-u <= 2 l(u).
//! **Hypotheses.** None.
//! **Prediction.** Both inequalities on a grid of margins from where l(u) < 1 to 699, in logarithms, with eps = l(u).
//! **Controls.** (1 + u)^-2; e^-u <= l(u); -l'(u) >= l(u).
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 12; arXiv:1803.07300.

use crate::case::Stopped;
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::numbers::{Ball, exp, ln, ln_1p};
use crate::problem::{Exponential, Logistic, PolynomialTail, TailProblem, TailSet};
use crate::record::{Clock, Stop};
use std::sync::Arc;

/// Margins of the grid.
const GRID: u32 = 7000;

pub(super) fn claim() -> Claim<TailProblem> {
    let set = |name: &str, loss: TailProblem| TailSet::of(name, vec![loss]);
    let both = vec![
        TailProblem::new(Arc::new(Exponential), f64::INFINITY, f64::INFINITY),
        TailProblem::new(Arc::new(Logistic), 1.0, f64::INFINITY),
    ];
    Claim::new("ji-telgarsky.lem12.loss", include_str!("lem12_loss.rs"), law(Form::Lemma))
        .on(TailSet::of("the two losses", both), 2, 2)
        .control_on(
            "(1 + u)^-2",
            set("(1 + u)^-2", TailProblem::new(Arc::new(PolynomialTail { k: 1.0 }), 1.0, 1.0)),
        )
        .control_law("e^-u <= l(u)", law(Form::OneForTwo))
        .control_law("-l'(u) >= l(u)", law(Form::NoLoss))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Lemma,
    OneForTwo,
    NoLoss,
}

fn law(form: Form) -> Law<TailProblem> {
    Law::Bound(vec![
        inequality("ln l(u) + ln(1 - l(u)) against ln -l'(u)", form, slope),
        inequality("-u against ln 2 l(u)", form, exponential),
    ])
}

type Pair = fn(&TailProblem, f64, Form) -> Sided;

fn inequality(name: &str, form: Form, pair: Pair) -> Inequality<TailProblem> {
    let pairs = move |view: &View<TailProblem>| -> Stopped<Vec<Sided>> {
        let problem = &view.case.problem;
        if form != Form::Lemma && problem.loss.key() == "exponential" {
            // l = -l' = e^-u: with or without the factors it is true.
            return Err(Stop::Coincides { about: "the exponential loss".to_string() });
        }
        let margins = (0..=GRID).map(|k| 0.1 * f64::from(k) - 1.0);
        Ok(margins.filter(|&u| problem.loss.log_value(u) <= -1e-3).map(|u| pair(problem, u, form)).collect())
    };
    Inequality { name: name.to_string(), clock: Clock::None, pairs: Arc::new(pairs) }
}

fn without_time(pair: Sided) -> Sided {
    Sided { log_time: None, ..pair }
}

/// What rounding leaves in a logarithm of about this size.
fn rounded(value: f64) -> Ball {
    Ball::new(value, 8.0 * f64::EPSILON * value.abs().max(1.0))
}

fn slope(problem: &TailProblem, u: f64, form: Form) -> Sided {
    // Differences to -u, which keep their digits where the logarithms themselves are large.
    let loss = problem.loss.as_ref();
    let (value, steep) = (loss.log_value_excess(u), loss.log_slope_excess(u));
    let lost = if form == Form::NoLoss { 0.0 } else { ln_1p(-exp(loss.log_value(u))) };
    let error = 8.0 * f64::EPSILON * (value.abs() + steep.abs() + lost.abs());
    without_time(Sided::at_least(0.0, Ball::new(steep, error), Ball::new(value + lost, error)))
}

fn exponential(problem: &TailProblem, u: f64, form: Form) -> Sided {
    let value = problem.loss.log_value_excess(u);
    let bound = if form == Form::OneForTwo { rounded(0.0) } else { rounded(ln(2.0)) };
    // 0 <= ln 2 + (ln l(u) + u).
    let error = 8.0 * f64::EPSILON * value.abs().max(exp(-u).min(1.0));
    without_time(Sided::at_most(0.0, Ball::new(-value, error), bound))
}
