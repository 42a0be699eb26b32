//! The norm grows like log t, between explicit bounds.
//!
//! **Statement.** With R the largest |Pi_S w_j| so far, |Pi_perp w_t| <= max{4 log t / gamma^2, 4 R / gamma^2, 2}, and |w_t| >=
//! min{log t - log 2 - |v-bar|, log tau_t - log(|v-bar|^2 + log^2 t / gamma^2)} - R + log log 2 - log(n / n_c), n_c the number of
//! rows of the separable part.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** Both inequalities at every recorded time, with R over the recorded times, which is sharper. The paper states
//! the first for |w_t|; its proof bounds the part across S.
//! **Controls.** gamma taken for 1/gamma in the upper bound; the upper bound as a lower one.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 9; arXiv:1803.07300.

use super::setting::{gamma, log_tau, offset_length, on_the_ball};
use crate::case::Stopped;
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::reached;
use crate::measure::{RayLetters, dot};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = |upper: Upper| {
        Law::Bound(vec![
            Inequality::on_descent("|Pi_perp w_t|", move |view| upper_bound(view, upper)),
            Inequality::on_descent("|w_t|", lower_bound),
        ])
    };
    on_the_ball("ji-telgarsky.lem9.norm", include_str!("lem9_norm.rs"), law(Upper::Lemma), 40)
        .control_law("gamma taken for 1/gamma in the upper bound", law(Upper::Inverted))
        .control_law("the upper bound as a lower one", law(Upper::FromBelow))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Upper {
    Lemma,
    Inverted,
    FromBelow,
}

/// Each recorded time t >= 1: ln t, |Pi_perp w|, |w|, and the largest |Pi_S w| so far, with their rounding.
fn lengths(view: &View<Linear>) -> Stopped<Vec<(u64, f64, f64, f64, f64)>> {
    let (path, across) = (view.path()?, view.case.across()?);
    reached(&path)?;
    let norm = |v: &[f64]| dot(v, v).sqrt();
    let mut largest = 0.0f64;
    let mut seen = Vec::new();
    for at in path.points.iter().filter(|at| at.step >= 1) {
        largest = largest.max(norm(&across.inside(&at.w)));
        seen.push((at.step, at.log_time, norm(&across.coordinates(&at.w)), norm(&at.w), largest));
    }
    Ok(seen)
}

/// What rounding leaves in the length of an iterate of this size.
fn rounded(size: f64, step: u64) -> Ball {
    Ball::new(size, f64::EPSILON * size * (step as f64 + 64.0))
}

fn upper_bound(view: &View<Linear>, upper: Upper) -> Stopped<Vec<Sided>> {
    let gamma = gamma(view.case)?;
    let over = match upper {
        Upper::Inverted => Ball::exact(1.0) / gamma,
        _ => gamma,
    };
    let four = Ball::exact(4.0) / (over * over);
    let pair = |(step, s, across, _, largest): (u64, f64, f64, f64, f64)| {
        let bound = [four * Ball::rounded(s, 1.0), four * Ball::rounded(largest, 64.0), Ball::exact(2.0)]
            .into_iter()
            .fold(Ball::exact(0.0), |a, b| if b.value > a.value { b } else { a });
        let measured = rounded(across, step);
        match upper {
            Upper::FromBelow => Sided::at_least(s, measured, bound),
            _ => Sided::at_most(s, measured, bound),
        }
    };
    Ok(lengths(view)?.into_iter().map(pair).collect())
}

fn lower_bound(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let (gamma, offset, across) = (gamma(view.case)?, offset_length(view.case)?, view.case.across()?);
    let share = ln(view.case.problem.rows.n as f64 / across.part.len() as f64);
    let pair = |(step, s, _, length, largest): (u64, f64, f64, f64, f64)| {
        let reach = Ball::exact(s) / gamma;
        let first = Ball::rounded(s, 2.0) - Ball::rounded(ln(2.0), 1.0) - offset;
        let second = Ball::rounded(log_tau(view.case, run(view, 0), step), 4.0)
            - (offset * offset + reach * reach).ln();
        let least = if first.value < second.value { first } else { second };
        let lost = Ball::rounded(largest, 64.0) - Ball::rounded(ln(ln(2.0)), 4.0) + Ball::rounded(share, 4.0);
        Sided::at_least(s, rounded(length, step), least - lost)
    };
    // At t = 1 without an offset log^2 t is zero: the bound is nothing there.
    Ok(lengths(view)?.into_iter().filter(|at| at.0 >= 2).map(pair).collect())
}
