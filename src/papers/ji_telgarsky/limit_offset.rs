//! In the span of the rest the iterates reach v-bar like 1/tau, with an exact constant.
//!
//! **Statement.** tau_t (Pi_S w_t - v-bar) tends to H^-1 sum over Z of alpha_i Pi_S x_i, H the curvature of the rest's risk at v-bar
//! and alpha the multipliers of the max margin across S, for steps whose sum tau grows without bound.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The limit, for steps of one and of 1/sqrt(j + 1); derived from the balance of the two parts' pulls. The
//! paper bounds the squared distance by O(log^2 t / tau) (Lemma 8).
//! **Controls.** t for tau as the clock; curvature left out; rows of Z unweighted; v-bar reached like 1/tau^2; heavy ball
//! posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, on Lemma 8; arXiv:1803.07300.

use super::setting::{both_schedules, steps_for_clock};
use crate::case::{Case, Stopped};
use crate::claim::linear::heavy_ball;
use crate::claim::{Claim, Course, Law, Leg, Reading, View, descent_follows_flow, flow_reaches, run};
use crate::measure::{Observable, RayLetters, distance, dot, relay, sound_relay};
use crate::numbers::{Ball, exp};
use crate::problem::{BallSets, Linear};
use crate::record::Clock;
use std::sync::Arc;

const AT_END: &str = "tau (Pi_S w - v-bar) against the balance of pulls";
const IN_THE_END: &str = "balance of pulls along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        in_balance(),
        flow_reaches(0, Observable::Balance, IN_THE_END, lag),
        descent_follows_flow(1, Observable::Residual),
        flow_reaches(1, Observable::Balance, IN_THE_END, lag),
    ]);
    Claim::new("ji-telgarsky.offset.limit", include_str!("limit_offset.rs"), law)
        .derived()
        .on(BallSets::Mixed, 30, 600)
        .in_the_unit_setting()
        .running(both_schedules)
        .control_dynamics("t for tau as the clock", steps_for_clock)
        .control_prediction("curvature left out", IN_THE_END, |view| {
            let (case, inside) = (view.case, view.case.inside()?);
            let lag = nalgebra::DVector::from_column_slice(&inside.lag);
            let pull = &inside.curvature * lag;
            Ok(pull.iter().map(|&x| Ball::exact(x * case.problem.step)).collect())
        })
        .control_prediction("rows of Z unweighted", IN_THE_END, |view| {
            let (case, across, inside) = (view.case, view.case.across()?, view.case.inside()?);
            let total: f64 = across.margin.multipliers.iter().sum();
            let mut pull = vec![0.0; inside.v.len()];
            for &i in &across.part {
                let seen = across.inside(case.problem.rows.row(i));
                let share = total / across.part.len() as f64;
                pull.iter_mut().zip(seen).for_each(|(sum, x)| *sum += share * x);
            }
            Ok(inside.balance(&pull, case.problem.step).into_iter().map(Ball::exact).collect())
        })
        .control_prediction("v-bar reached like 1/tau^2", AT_END, |view| {
            Ok(vec![Ball::exact(0.0); view.case.inside()?.v.len()])
        })
        .control_dynamics("heavy ball posing as gradient descent", heavy_ball)
}

/// H^-1 sum alpha_i Pi_S x_i, in steps of the problem's size.
fn lag(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let inside = case.inside()?;
    let across = case.across()?;
    // Multipliers, v-bar and the projections carry rounding; H^-1 stretches it by its condition at most.
    let condition = inside.spectrum.1 / inside.spectrum.0;
    let relative = condition
        * (16.0 * (case.problem.rows.n + case.problem.rows.d) as f64 * f64::EPSILON
            + 2.0 * case.ray()?.offset.error);
    let blur: f64 = across.margin.multipliers_error.iter().sum::<f64>() * case.problem.radius()
        / (inside.spectrum.0 * case.problem.step);
    let size = dot(&inside.lag, &inside.lag).sqrt();
    Ok(inside.lag.iter().map(|&x| Ball::new(x, relative * size + blur)).collect())
}

fn balance(view: &View<Linear>) -> Stopped<Vec<Ball>> {
    let relay = relay(view.case, run(view, 0))?;
    let value = Observable::Balance.at(view.case, relay.s1, &relay.descent)?;
    let error = 64.0 * f64::EPSILON * dot(&value, &value).sqrt();
    Ok(value.into_iter().map(|x| Ball::new(x, error)).collect())
}

/// The leg that e^s (Pi_S w - v-bar) at T is in balance with the pull of Z on the same iterate.
///
/// With delta = Pi_S w - v-bar, one step moves delta by eta (pull - C delta), C the mean curvature between v-bar and w. Both
/// losses have |l'''| <= l'', so that C lies within factors e^(-R |delta|) and e^(R |delta|) of the curvature at v-bar; and the
/// move of a step, which the balance leaves out, is taken from the records before T, twice.
fn in_balance() -> Leg<Linear> {
    Leg {
        name: AT_END.to_string(),
        observe: Arc::new(move |view| {
            let relay = relay(view.case, run(view, 0))?;
            let scale = exp(relay.s1);
            let offset = view.case.ray()?.offset.error;
            let error = offset + relay.entering + f64::EPSILON * relay.norm * run(view, 0).until as f64;
            let value = delta(view)?.iter().map(|x| scale * x).collect();
            Ok(Reading { value, rounding: scale * error, log_time: Some(relay.s1), clock: Clock::Descent })
        }),
        predict: Arc::new(balance),
        remainder: Arc::new(move |view| {
            let (case, run) = (view.case, run(view, 0));
            sound_relay(case, run)?;
            let (path, across, inside) = (case.run(run)?, case.across()?, case.inside()?);
            let [.., before, last] = path.points.as_slice() else { return Ok(f64::INFINITY) };
            let passed = exp(run.method.log_time(last.step)) - exp(run.method.log_time(before.step));
            let rate = distance(&across.inside(&before.w), &across.inside(&last.w)) / passed;
            let scale = exp(run.method.log_time(last.step));
            let seen = delta(view)?;
            let bend = crate::numbers::exp_m1(case.problem.radius() * dot(&seen, &seen).sqrt());
            let (softest, stiffest) = inside.spectrum;
            let size = scale * dot(&seen, &seen).sqrt();
            Ok(2.0 * scale * rate / (case.problem.step * softest) + bend * size * stiffest / softest)
        }),
        scale: None,
        course: Course::Nothing,
    }
}

/// Pi_S w_T - v-bar.
fn delta(view: &View<Linear>) -> Stopped<Vec<f64>> {
    let (across, inside) = (view.case.across()?, view.case.inside()?);
    let path = view.case.run(run(view, 0))?;
    Ok(across.inside(&path.last().w).iter().zip(&inside.v).map(|(w, v)| w - v).collect())
}
