//! The margin gap of dual acceleration is a constant over t^2, without a logarithm.
//!
//! **Statement.** Momentum in the dual, with gradients over the loss, reaches the max margin at a rate of 1/t^2 up to logarithms.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The gap times t^2 tends to 4 K / gamma, K = H(p) + ln max p_i as for gradient descent, as ||w|| / t^2 tends to
//! gamma/4. Derived; the logarithm is not there. Read off the last decade of 10^3 to 10^4 steps, from where the swings across w^ have
//! died out, by the least eigenvalue of sum p_i z_i z_i^T, relieved of a remainder like 1/t.
//! **Controls.** logarithm kept; no gap left; ln n + 1 for K; gamma left out; steps that grow like t for t/2; normalised descent
//! posing as dual acceleration; gradient descent posing as dual acceleration.
//! **Source.** Ji, Srebro, Telgarsky, ICML 2021, PMLR 139, on the rate of the abstract; arXiv:2107.00595.

use super::setting::{accelerated, asymptote, normalised, on_wide_rows, plain, runs};
use crate::case::{Case, Run, Stopped};
use crate::claim::{Claim, Course, Law, Leg, Reading, View, run};
use crate::measure::{Letters, last_limit, limit};
use crate::numbers::{Ball, exp, ln};
use crate::papers::nacson::gap_law::readings;
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

const GAP: &str = "gap times t^2";

pub(super) fn claim() -> Claim<Linear> {
    on_wide_rows("ji-srebro-telgarsky.gap", include_str!("gap.rs"), Law::Limit(vec![gap_times_square()]), 48)
        .running(|case| runs(case, &[accelerated()]))
        .control_prediction("logarithm kept", GAP, |view| {
            let (values, _, _) = over_law(view.case, run(view, 0))?;
            Ok(vec![Ball::exact(values[0].1 * (1.0 + ln(10.0) / values[0].0))])
        })
        .control_prediction("no gap left", GAP, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("ln n + 1 for K", GAP, |view| {
            let above = Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0) + Ball::exact(1.0);
            Ok(vec![Ball::exact(4.0) * above / view.case.gamma()?])
        })
        .control_prediction("gamma left out", GAP, |view| {
            Ok(vec![Ball::exact(4.0) * view.case.constants()?.k])
        })
        .control_prediction("steps that grow like t for t/2", GAP, |view| {
            Ok(vec![constant(view)? * Ball::exact(0.5)])
        })
        .control_dynamics("normalised descent posing as dual acceleration", |case| {
            runs(case, &[normalised()])
        })
        .control_dynamics("gradient descent posing as dual acceleration", |case| runs(case, &[plain()]))
}

/// 4 K / gamma.
fn constant(view: &View<Linear>) -> Stopped<Ball> {
    Ok(Ball::exact(4.0) * view.case.constants()?.k / view.case.gamma()?)
}

/// (ln t, gap times t^2), the greatest of them, and the relative error of each.
fn over_law(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<(Vec<(f64, f64)>, f64, f64)> {
    let (logs, noise) = readings(case, run)?;
    let values: Vec<(f64, f64)> = logs.iter().map(|&(s, y)| (s, exp(y + 2.0 * s))).collect();
    let most = values.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    Ok((values, most, noise))
}

fn gap_times_square() -> Leg<Linear> {
    Leg {
        name: GAP.to_string(),
        observe: Arc::new(|view| {
            let (values, most, noise) = over_law(view.case, run(view, 0))?;
            let value = last_limit(&values, asymptote(view.case)?)?;
            let log_time = values.last().map(|(s, _)| *s);
            // A window of an eighth of a decade, relieved of 1/t, amplifies errors by 7.
            Ok(Reading { value: vec![value], rounding: 8.0 * noise * most, log_time, clock: Clock::Descent })
        }),
        predict: Arc::new(|view| Ok(vec![constant(view)?])),
        remainder: Arc::new(|view| {
            let (values, most, noise) = over_law(view.case, run(view, 0))?;
            Ok(limit(&values, asymptote(view.case)?, noise * most)?.bias)
        }),
        scale: None,
        course: Course::Steps,
    }
}
