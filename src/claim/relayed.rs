//! Limits of linear problems, decided by relay: descent against its own flow, the flow against the constants.

use super::law::{Law, Leg, Reading, View};
use crate::case::{Case, Run, Stopped};
use crate::measure::{Letters, Observable, decay, distance, dot, far, relay, sound_relay};
use crate::numbers::Ball;
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

/// The law that an observable of the iterates tends to an exact constant, in two legs:
///
/// 1. the descent at T against the second-order flow from its own iterate at t0; allowed is the whole of the
///    second-order term, and rounding;
/// 2. the flow from T on, at s = 10^3 or later, against the constant; allowed is what the observable still moved
///    between s/2 and s, times 2 q / (1 - q) with q = e^(-lambda* s/2), lambda* from the reference.
///
/// No part of a budget uses the constant under test.
pub fn tends_to(
    observable: Observable,
    constant: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Law<Linear> {
    Law::Limit(vec![descent_follows_flow(0, observable), flow_reaches(0, observable, "", constant)])
}

/// Leg 1 for the run of this number.
pub fn descent_follows_flow(number: usize, observable: Observable) -> Leg<Linear> {
    Leg {
        name: numbered("descent against its flow", number),
        observe: Arc::new(move |view| {
            let relay = relay(view.case, run(view, number))?;
            let value = observable.at(view.case, relay.s1, &relay.descent)?;
            // Each step rounds w once; the steps do not move apart what rounding has parted.
            let steps = run(view, number).until as f64;
            let size = norm(&relay.descent);
            let rounding =
                steps * f64::EPSILON * relay.norm.min(1e6) * observable.lipschitz(view.case, size)?;
            Ok(Reading { value, rounding, log_time: Some(relay.s1), clock: Clock::Descent })
        }),
        predict: Arc::new(move |view| {
            let relay = relay(view.case, run(view, number))?;
            let size = norm(&relay.second_order.z);
            let error = relay.second_order.error * observable.lipschitz(view.case, size)?;
            let value = observable.at(view.case, relay.s1, &relay.second_order.z)?;
            Ok(shared(value, error))
        }),
        remainder: Arc::new(move |view| {
            let relay = sound_relay(view.case, run(view, number))?;
            let size = norm(&relay.plain.z);
            Ok(relay.discretisation() * observable.lipschitz(view.case, size)?)
        }),
        scale: Some(Arc::new(move |view| {
            let relay = relay(view.case, run(view, number))?;
            Ok(relay.moved * observable.lipschitz(view.case, norm(&relay.plain.z))?)
        })),
    }
}

/// Leg 2 for the run of this number; `label` tells several apart.
pub fn flow_reaches(
    number: usize,
    observable: Observable,
    label: &str,
    constant: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Leg<Linear> {
    let name = if label.is_empty() { "flow against the constant" } else { label };
    Leg {
        name: numbered(name, number),
        observe: Arc::new(move |view| {
            let far = far(view.case, run(view, number))?;
            let value = observable.at(view.case, far.end.s, &far.end.z)?;
            let size = norm(&far.end.z);
            let rounding = (flow_rounding(view.case, size)? + far.end.error)
                * observable.lipschitz(view.case, size)?
                + 8.0 * f64::EPSILON * norm(&value).max(1.0);
            Ok(Reading { value, rounding, log_time: Some(far.end.s), clock: Clock::Flow })
        }),
        predict: Arc::new(move |view| constant(view.case)),
        remainder: Arc::new(move |view| {
            let far = far(view.case, run(view, number))?;
            let q = decay(view.case, &far);
            let drift = distance(
                &observable.at(view.case, far.half.s, &far.half.z)?,
                &observable.at(view.case, far.end.s, &far.end.z)?,
            );
            Ok(2.0 * q / (1.0 - q) * drift)
        }),
        scale: None,
    }
}

/// How far rounding moves the point where the flow comes to rest: the exponents z_i.z carry an error of
/// eps (d + 4) R |z|, the frame one of eps ||w^||; a weighted least-squares problem with the weights alpha turns
/// an error e of the exponents into one of at most e ||w^|| / sqrt(lambda_min) of z.
pub fn flow_rounding(case: &Case<Linear>, size: f64) -> Stopped<f64> {
    let least = case.constants()?.lambda_min().max(1e-12);
    let inverse = 1.0 / case.gamma()?.value;
    let exponents =
        f64::EPSILON * (case.problem.rows.d as f64 + 4.0) * (case.problem.radius() * size + case.log_eta().abs());
    Ok(exponents * inverse / least.sqrt() + 2.0 * f64::EPSILON * inverse / least)
}

/// The run of this number in a view.
pub fn run<'a>(view: &View<'a, Linear>, number: usize) -> &'a Run<Linear> {
    &view.runs[number.min(view.runs.len() - 1)]
}

/// Several numbers that share one error in the 2-norm.
fn shared(value: Vec<f64>, error: f64) -> Vec<Ball> {
    let each = error / (value.len().max(1) as f64).sqrt();
    value.into_iter().map(|v| Ball::new(v, each)).collect()
}

fn numbered(name: &str, number: usize) -> String {
    if number == 0 { name.to_string() } else { format!("{name}, run {number}") }
}

fn norm(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}
