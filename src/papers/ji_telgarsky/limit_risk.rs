//! The risk reaches its infimum like 1/tau, with an exact constant.
//!
//! **Statement.** tau_t (R(w_t) - inf R) tends to 1/gamma^2, gamma the max margin of the separable part across S, for steps
//! whose sum tau grows without bound.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The limit, for steps of one and of 1/sqrt(j + 1); derived. The log^2 t of Theorem 3's bound is not there in
//! the end.
//! **Controls.** t for tau as the clock; 1/gamma for 1/gamma^2; margin of Z without projecting; log^2 t kept; heavy ball
//! posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, on Theorem 3; arXiv:1803.07300.

use super::setting::{both_schedules, excess_risk, steps_for_clock};
use crate::case::{Case, Stopped};
use crate::claim::linear::heavy_ball;
use crate::claim::{
    Claim, Course, FLOW_LEG, Law, Leg, Reading, View, descent_follows_flow, flow_reaches, run,
};
use crate::measure::{Letters, Observable, RayLetters, dot, plain_margin, relay, sound_relay};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear};
use crate::record::Clock;
use std::sync::Arc;

const AT_END: &str = "ln tau (R - inf R) gamma^2 against that of the separable part";

pub(super) fn claim() -> Claim<Linear> {
    let zero = |_: &Case<Linear>| Ok(vec![Ball::exact(0.0)]);
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        of_the_part(),
        flow_reaches(0, Observable::PartLossConstant, "", zero),
        descent_follows_flow(1, Observable::Residual),
        flow_reaches(1, Observable::PartLossConstant, "", zero),
    ]);
    Claim::new("ji-telgarsky.risk.limit", include_str!("limit_risk.rs"), law)
        .derived()
        .on(BallSets::Mixed, 30, 600)
        .in_the_unit_setting()
        .running(both_schedules)
        .control_dynamics("t for tau as the clock", steps_for_clock)
        .control_prediction("1/gamma for 1/gamma^2", FLOW_LEG, |view| Ok(vec![view.case.gamma()?.ln()]))
        .control_prediction("margin of Z without projecting", FLOW_LEG, |view| {
            let plain = plain_margin(&view.case.problem.rows, &view.case.across()?.part)?;
            let ratio = view.case.gamma()? / plain;
            Ok(vec![Ball::exact(2.0) * ratio.ln()])
        })
        .control_prediction("log^2 t kept", AT_END, |view| {
            let s = relay(view.case, run(view, 0))?.s1;
            Ok(vec![part(view)? + Ball::exact(2.0 * ln(s))])
        })
        .control_dynamics("heavy ball posing as gradient descent", heavy_ball)
}

/// ln(eta gamma^2 t L_Z) at T, L_Z the loss of the separable part.
fn part(view: &View<Linear>) -> Stopped<Ball> {
    let relay = relay(view.case, run(view, 0))?;
    let value = Observable::PartLossConstant.at(view.case, relay.s1, &relay.descent)?[0];
    Ok(Ball::new(value, 64.0 * f64::EPSILON * (relay.s1 + value.abs())))
}

/// The leg that R - inf R at T is the risk of the separable part and little else: the rest's excess is
/// delta.H delta / 2 to within a factor e^(R |delta|), delta = Pi_S w - v-bar, as both losses have |l'''| <= l''.
fn of_the_part() -> Leg<Linear> {
    Leg {
        name: AT_END.to_string(),
        observe: Arc::new(move |view| {
            let (case, relay) = (view.case, relay(view.case, run(view, 0))?);
            let path = case.run(run(view, 0))?;
            let excess = excess_risk(case, &path.last().w)?;
            let scale =
                ln(case.problem.rows.n as f64) + relay.s1 + case.log_eta() + 2.0 * case.gamma()?.ln().value;
            let relative = if excess.value > excess.radius {
                1.01 * excess.radius / (excess.value - excess.radius)
            } else {
                f64::INFINITY
            };
            let rounding = relative + 1e-14 * (relay.s1 + 1.0);
            Ok(Reading {
                value: vec![ln(excess.value) + scale],
                rounding,
                log_time: Some(relay.s1),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![part(view)?])),
        remainder: Arc::new(move |view| {
            let (case, run) = (view.case, run(view, 0));
            sound_relay(case, run)?;
            let (path, across, inside) = (case.run(run)?, case.across()?, case.inside()?);
            let w = &path.last().w;
            let delta: Vec<f64> = across.inside(w).iter().zip(&inside.v).map(|(w, v)| w - v).collect();
            let length = dot(&delta, &delta).sqrt();
            let beside =
                0.5 * inside.spectrum.1.max(0.0) * length * length * exp(case.problem.radius() * length);
            let log_part = part(view)?.value
                - run.method.log_time(run.until)
                - case.log_eta()
                - 2.0 * case.gamma()?.ln().value;
            // ln(1 + x) <= x.
            Ok(beside * exp(-log_part))
        }),
        scale: None,
        course: Course::Nothing,
    }
}
