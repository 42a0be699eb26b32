//! At every large t dual acceleration is ahead of normalised descent by a factor t/4, whatever the data.
//!
//! **Statement.** The rate of dual acceleration is 1/t^2 up to logarithms, in contrast to 1/t of normalised descent and 1/log t of
//! gradient descent.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The gap of normalised descent over t times that of dual acceleration tends to 1/4: both are K/||w||, and ||w||
//! goes like gamma t and like gamma t^2/4. Derived; read off the last decade of 10^3 to 10^4 steps as the gap is. The
//! swings across w^ of normalised descent die out twice as fast. That of gradient descent is `soudry.thm5.margin`.
//! **Controls.** a factor t/2; a factor t/4 over gamma; as fast as normalised descent; gradient descent posing as normalised
//! descent; normalised descent posing as dual acceleration.
//! **Source.** Ji, Srebro, Telgarsky, ICML 2021, PMLR 139, on the rates of the abstract; arXiv:2107.00595.

use super::setting::{accelerated, asymptote, normalised, on_wide_rows, plain, runs};
use crate::case::{Case, Run, Stopped};
use crate::claim::{Claim, Course, Law, Leg, Reading, run};
use crate::measure::{Letters, last_limit, limit};
use crate::numbers::{Ball, exp};
use crate::papers::nacson::gap_law::readings;
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

const AHEAD: &str = "gap of normalised descent over t times that of dual acceleration";

pub(super) fn claim() -> Claim<Linear> {
    on_wide_rows("ji-srebro-telgarsky.order", include_str!("order.rs"), Law::Limit(vec![ahead()]), 48)
        .running(|case| runs(case, &[normalised(), accelerated()]))
        .control_prediction("a factor t/2", AHEAD, |_| Ok(vec![Ball::exact(0.5)]))
        .control_prediction("a factor t/4 over gamma", AHEAD, |view| {
            Ok(vec![Ball::exact(0.25) / view.case.gamma()?])
        })
        .control_prediction("as fast as normalised descent", AHEAD, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("gradient descent posing as normalised descent", |case| {
            runs(case, &[plain(), accelerated()])
        })
        .control_dynamics("normalised descent posing as dual acceleration", |case| {
            runs(case, &[normalised(), normalised()])
        })
}

/// (ln t, the ratio of the gaps over t), the greatest of them, and the relative error of each.
fn ratios(
    case: &Case<Linear>,
    slow: &Run<Linear>,
    fast: &Run<Linear>,
) -> Stopped<(Vec<(f64, f64)>, f64, f64)> {
    let ((slow, noise), (fast, other)) = (readings(case, slow)?, readings(case, fast)?);
    let values: Vec<(f64, f64)> =
        slow.iter().zip(&fast).map(|(&(s, a), &(_, b))| (s, exp(a - b - s))).collect();
    let most = values.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    Ok((values, most, noise + other))
}

fn ahead() -> Leg<Linear> {
    Leg {
        name: AHEAD.to_string(),
        observe: Arc::new(|view| {
            let (values, most, noise) = ratios(view.case, run(view, 0), run(view, 1))?;
            let value = last_limit(&values, asymptote(view.case)?)?;
            let log_time = values.last().map(|(s, _)| *s);
            // A window of an eighth of a decade, relieved of 1/t, amplifies errors by 7.
            Ok(Reading { value: vec![value], rounding: 8.0 * noise * most, log_time, clock: Clock::Descent })
        }),
        predict: Arc::new(|_| Ok(vec![Ball::exact(0.25)])),
        remainder: Arc::new(|view| {
            let (values, most, noise) = ratios(view.case, run(view, 0), run(view, 1))?;
            Ok(limit(&values, asymptote(view.case)?, noise * most)?.bias)
        }),
        scale: None,
        course: Course::Steps,
    }
}
