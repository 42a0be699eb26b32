//! Decaying steps that are not normalised make gradient descent slower, not faster.
//!
//! **Statement.** What speeds descent up are steps that grow as the loss falls, and not a schedule by itself: with steps
//! eta/sqrt(t + 1) the time is tau = sum of 1/sqrt(j + 1) ~ 2 sqrt t in place of t.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** L - log tau tends to c = log(eta gamma^2) + H(p) for both schedules, so that L of constant steps less L of
//! steps 1/sqrt(t + 1) goes like log t - log tau, about half of log t: the gap K/||w|| is then twice as large. Derived.
//! **Controls.** decaying steps as fast as constant ones; decaying steps ahead by half of log t; constants that differ by log eta;
//! normalised steps posing as plain ones.
//! **Source.** On the schedules of Nacson et al., AISTATS 2019, PMLR 89; arXiv:1803.01905.

use super::setting::{descent, on_the_ball, unit_steps};
use crate::case::{Case, Run, Stopped};
use crate::claim::{Claim, Course, Law, Leg, Reading, View, descent_follows_flow, flow_reaches, run};
use crate::dynamics::{Rule, Schedule};
use crate::measure::{Letters, MarginGap, Observable, far, margin_gap_at, sound_relay};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};
use crate::record::Clock;
use std::sync::Arc;

const AHEAD: &str = "L of constant steps less L of steps 1/sqrt(t + 1)";
const ALONG: &str = "L - log tau along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let c = |case: &Case<Linear>| Ok(vec![case.c()?]);
    let law = Law::Limit(vec![
        ahead(),
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::Along, ALONG, c),
        descent_follows_flow(1, Observable::Residual),
        flow_reaches(1, Observable::Along, ALONG, c),
    ]);
    let populations = [(BallSets::SeparableExponential, 24), (BallSets::WideExponential, 24)];
    on_the_ball("nacson.schedule.slower", include_str!("schedule_slower.rs"), law, &populations)
        .derived()
        .running(|case| both(case, descent(Schedule::InverseSquareRoot)))
        .control_prediction("decaying steps as fast as constant ones", &format!("{ALONG}, run 1"), |view| {
            // L - log tau if L were log t + c: tau is about 2 sqrt t.
            let log_tau = far(view.case, run(view, 1))?.end.s;
            Ok(vec![view.case.c()? + Ball::rounded(log_tau - 2.0 * ln(2.0), 4.0)])
        })
        .control_prediction("decaying steps ahead by half of log t", AHEAD, |view| {
            Ok(vec![Ball::rounded(-0.5 * ln(run(view, 0).until as f64), 2.0)])
        })
        .control_prediction("constants that differ by log eta", ALONG, |view| {
            Ok(vec![view.case.c()? - Ball::rounded(view.case.log_eta(), 1.0)])
        })
        .control_dynamics("normalised steps posing as plain ones", |case| {
            both(case, unit_steps(Rule::LossNormalized, Schedule::InverseSquareRoot))
        })
}

/// Constant steps, and these.
fn both(case: &Case<Linear>, second: Arc<dyn crate::case::Method<Linear>>) -> Vec<Run<Linear>> {
    [descent(Schedule::Constant), second].map(|method| Run::new(method, case.problem.horizon)).into()
}

fn at_end(view: &View<Linear>, number: usize) -> Stopped<MarginGap> {
    let run = run(view, number);
    margin_gap_at(view.case, run, run.until)
}

/// The leg that the two runs are at T where their clocks are. What L - log tau still moves after T is that of the flow from the
/// descent's iterate; half as much again is allowed.
fn ahead() -> Leg<Linear> {
    let log_tau = |view: &View<Linear>, number: usize| {
        let run = run(view, number);
        Ball::rounded(run.method.log_time(run.until), 4.0)
    };
    Leg {
        name: AHEAD.to_string(),
        observe: Arc::new(|view| {
            let (constant, falling) = (at_end(view, 0)?, at_end(view, 1)?);
            let rounding = view.case.gamma()?.value * (constant.rounding + falling.rounding);
            let log_time = Some(ln(constant.step as f64));
            Ok(Reading {
                value: vec![constant.along - falling.along],
                rounding,
                log_time,
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![log_tau(view, 0) - log_tau(view, 1)])),
        remainder: Arc::new(|view| {
            let still = |number: usize| -> Stopped<f64> {
                let (relay, far) =
                    (sound_relay(view.case, run(view, number))?, far(view.case, run(view, number))?);
                let at =
                    |s: f64, z: &[f64]| -> Stopped<f64> { Ok(Observable::Along.at(view.case, s, z)?[0]) };
                Ok((at(far.end.s, &far.end.z)? - at(relay.s1, &relay.descent)?).abs()
                    + relay.discretisation() * view.case.gamma()?.value)
            };
            Ok(1.5 * (still(0)? + still(1)?))
        }),
        scale: None,
        course: Course::Nothing,
    }
}
