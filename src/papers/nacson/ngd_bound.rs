//! A bound on the margin gap of normalised descent at every step, with explicit constants.
//!
//! **Statement.** For steps eta_t <= 1 over the loss that do not grow, min_i z_i.w_t / ||w_t|| >= gamma - (ln n + 1) / (gamma
//! sum_{j < t} eta_j) at every t: with steps 1/sqrt(t + 1) the gap is O(1/sqrt t). For steps 1/sqrt(t + 1) over the norm of the
//! gradient it is at most (2 ln n + 1 + ln t) / (4 gamma (sqrt(t + 1) - 1)).
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The inequalities at every recorded time: the first for steps 1/sqrt(t + 1) and constant ones, as the bound
//! behind the abstract's rate; the second is derived here from the descent of ln L, which is 1-smooth, and from ||grad ln L|| >=
//! gamma. A falsehood counts where the exact limit of the gap times ||w|| lies at least three times beyond it at the last step.
//! **Controls.** gradient descent posing as normalised descent with constant steps; steps 1/sqrt(t + 1) that are not normalised;
//! steps 1/(t + 1) over the loss posing as constant ones; the bound over sqrt t; data that cannot be separated.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 7, arXiv:1906.04540; on the rate of Nacson et al., AISTATS 2019,
//! PMLR 89; arXiv:1803.01905.

use super::setting::{WAYS, Way, descent, normalised, on_the_ball, unit_steps};
use crate::case::{At, Case, Run, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::{Rule, Schedule, reached};
use crate::measure::{Letters, dot};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let populations = [(BallSets::SeparableExponential, 16), (BallSets::WideExponential, 48)];
    let theorem = WAYS.iter().map(|&way| keeps(&way.of("least margin over ||w||"), way, way.number(), 0.0));
    let faster = WAYS.iter().map(|&way| keeps(&way.of("least margin over ||w||"), way, way.number(), 0.5));
    let poses = |way, number| Law::Bound(vec![keeps("least margin over ||w||", way, number, 0.0)]);
    on_the_ball("nacson.ngd.bound", include_str!("ngd_bound.rs"), Law::Bound(theorem.collect()), &populations)
        .derived()
        .running(|case| {
            let impostors = [
                descent(Schedule::Constant),
                descent(Schedule::InverseSquareRoot),
                unit_steps(Rule::LossNormalized, Schedule::Inverse),
            ];
            let until = case.problem.horizon;
            normalised(case).into_iter().chain(impostors.map(|method| Run::new(method, until))).collect()
        })
        .control_law(
            "gradient descent posing as normalised descent with constant steps",
            poses(Way::Constant, 3),
        )
        .control_law("steps 1/sqrt(t + 1) that are not normalised", poses(Way::Loss, 4))
        .control_law("steps 1/(t + 1) over the loss posing as constant ones", poses(Way::Constant, 5))
        .control_law("the bound over sqrt t", Law::Bound(faster.collect()))
        .control_gated("data that cannot be separated", BallSets::Overlapping)
}

/// The bound for a way, over t to the power `faster`, on the run of this number.
fn keeps(name: &str, way: Way, number: usize, faster: f64) -> Inequality<Linear> {
    Inequality {
        name: name.to_string(),
        clock: Clock::Descent,
        pairs: Arc::new(move |view| margins(view, way, number, faster)),
    }
}

/// What the gap is to be at most at step t >= 1.
fn bound(case: &Case<Linear>, way: Way, t: u64) -> Stopped<Ball> {
    let log_n = Ball::rounded(ln(case.problem.rows.n as f64), 1.0);
    let (one, gamma) = (Ball::exact(1.0), case.gamma()?);
    let sum = |schedule: Schedule| Ball::rounded(schedule.sum(t), 4.0);
    Ok(match way {
        Way::Loss => (log_n + one) / (gamma * sum(Schedule::InverseSquareRoot)),
        Way::Constant => (log_n + one) / (gamma * sum(Schedule::Constant)),
        Way::Gradient => {
            let above = Ball::exact(2.0) * log_n + one + Ball::rounded(ln(t as f64), 1.0);
            let root = Ball::rounded((t as f64 + 1.0).sqrt(), 1.0) - one;
            above / (Ball::exact(4.0) * gamma * root)
        }
    })
}

fn margins(view: &View<Linear>, way: Way, number: usize, faster: f64) -> Stopped<Vec<Sided>> {
    let case = view.case;
    let path = case.run(&view.runs[number])?;
    reached(&path)?;
    let said = |t: u64| -> Stopped<Ball> {
        Ok(bound(case, way, t)? * Ball::rounded(exp(-faster * ln(t as f64)), 4.0))
    };
    let last = path.last();
    let gap = case.constants()?.k.value / dot(&last.w, &last.w).sqrt();
    let is_false = number >= WAYS.len() || faster > 0.0;
    if is_false && gap < 3.0 * said(last.step)?.value {
        return Err(Stop::Coincides { about: "the order of the gap at the last step".to_string() });
    }
    let pair = |at: &At| Ok(Sided::at_least(at.log_time, margin(case, at), case.gamma()? - said(at.step)?));
    path.points.iter().filter(|at| at.step >= 1).map(pair).collect()
}

/// min_i z_i.w / ||w||, with what the rounding of every step leaves in it.
fn margin(case: &Case<Linear>, at: &At) -> Ball {
    let norm = dot(&at.w, &at.w).sqrt();
    let least = case.problem.rows.rows().map(|row| dot(row, &at.w)).fold(f64::INFINITY, f64::min);
    let roundings = f64::EPSILON * (2 * at.step + case.problem.rows.d as u64 + 8) as f64;
    Ball::new(least / norm, roundings * case.problem.radius())
}
