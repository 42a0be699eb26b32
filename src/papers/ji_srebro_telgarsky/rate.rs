//! The exponent with which the margin gap of dual acceleration falls is -2.
//!
//! **Statement.** Dual acceleration reaches the max margin at a rate of 1/t^2 up to logarithms, normalised descent at 1/t, gradient
//! descent at 1/log t.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** d ln gap / d ln t tends to -2, as ||w|| grows like t^2 while K_t settles. Derived. Read off the last decade of
//! 10^3 to 10^4 steps, from where the swings across w^ have died out, by the least eigenvalue of sum p_i z_i z_i^T, relieved of a remainder
//! like 1/t. A window laid out by looking, [10^2, 10^4], missed a slope of -1.8 by 0.3 % on one of 60 data sets.
//! **Controls.** exponent -1, as of normalised descent; exponent -3/2; no power of t; normalised descent posing as dual
//! acceleration; gradient descent posing as dual acceleration; steps 1/sqrt(t + 1) of dual acceleration.
//! **Source.** Ji, Srebro, Telgarsky, ICML 2021, PMLR 139, on the rate of the abstract; arXiv:2107.00595.

use super::setting::{accelerated, asymptote, normalised, on_wide_rows, plain, runs};
use crate::claim::{Claim, Law, Power, PowerLaw, gap_falls_like, run};
use crate::dynamics::{Rule, Schedule};
use crate::measure::{exponent_of, last_slope};
use crate::numbers::Ball;
use crate::papers::nacson::gap_law::readings;
use crate::papers::nacson::setting::unit_steps;
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

const EXPONENT: &str = "exponent of the gap in t";

pub(super) fn claim() -> Claim<Linear> {
    on_wide_rows("ji-srebro-telgarsky.rate", include_str!("rate.rs"), Law::Rate(vec![falls()]), 48)
        .running(|case| runs(case, &[accelerated()]))
        .control_prediction("exponent -1, as of normalised descent", EXPONENT, |_| {
            Ok(vec![Ball::exact(-1.0)])
        })
        .control_prediction("exponent -3/2", EXPONENT, |_| Ok(vec![Ball::exact(-1.5)]))
        .control_prediction("no power of t", EXPONENT, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("normalised descent posing as dual acceleration", |case| {
            runs(case, &[normalised()])
        })
        .control_dynamics("gradient descent posing as dual acceleration", |case| runs(case, &[plain()]))
        .control_dynamics("steps 1/sqrt(t + 1) of dual acceleration", |case| {
            runs(case, &[unit_steps(Rule::DualAcceleration, Schedule::InverseSquareRoot)])
        })
}

fn falls() -> Power<Linear> {
    Power {
        name: EXPONENT.to_string(),
        clock: Clock::Descent,
        observe: Arc::new(|view| {
            let asymptote = asymptote(view.case)?;
            let (own, noise) = readings(view.case, &runs(view.case, &[accelerated()])[0])?;
            let found = exponent_of(&own, asymptote, noise)?;
            let (seen, _) = readings(view.case, run(view, 0))?;
            let exponent = last_slope(&seen, asymptote)?;
            Ok(PowerLaw { exponent, remainder: found.bias, rounding: found.noise, log_time: found.log_time })
        }),
        predict: Arc::new(|_| Ok(vec![Ball::exact(-2.0)])),
        grounds: Vec::new(),
        course: Some(gap_falls_like(0, -2.0)),
    }
}
