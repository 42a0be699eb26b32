//! Limits of linear problems, decided by relay: descent against its own flow, the flow against the constants.

use super::course::Course;
use super::flow_course::{comes_to, falls_like, slope_comes_to};
use super::law::{Law, Leg, Power, PowerLaw, Reading, View};
use crate::case::{Case, Run, Stopped};
use crate::measure::{
    self, Letters, Observable, decay, distance, far, flow_rounding, held_residual, left_at_half, length,
    point_error, relay_from, sound_relay_from,
};
use crate::numbers::{Ball, exp};
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

/// Name of the leg in which the flow meets the constant, as [`tends_to`] builds it.
pub const FLOW_LEG: &str = "flow against the constant";

/// Name of the leg that [`norm_grows`] builds.
pub const NORM_SLOPE: &str = "slope of the norm on log t";

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
    descent_follows_flow_from(measure::LEAD, number, observable)
}

/// The same from T over `lead` on.
pub fn descent_follows_flow_from(lead: u64, number: usize, observable: Observable) -> Leg<Linear> {
    Leg {
        name: numbered("descent against its flow", number),
        observe: Arc::new(move |view| {
            let relay = relay_from(view.case, run(view, number), lead)?;
            let value = observable.at(view.case, relay.s1, &relay.descent)?;
            // Each step rounds w once; the steps do not move apart what rounding has parted.
            let steps = run(view, number).until as f64;
            let size = length(&relay.descent);
            let rounding = (steps * f64::EPSILON * relay.norm.min(1e6) + relay.entering)
                * observable.lipschitz(view.case, size)?;
            Ok(Reading { value, rounding, log_time: Some(relay.s1), clock: Clock::Descent })
        }),
        predict: Arc::new(move |view| {
            let relay = relay_from(view.case, run(view, number), lead)?;
            let size = length(&relay.second_order.z);
            let error = relay.second_order.error * observable.lipschitz(view.case, size)?;
            let value = observable.at(view.case, relay.s1, &relay.second_order.z)?;
            Ok(shared(value, error))
        }),
        remainder: Arc::new(move |view| {
            let relay = sound_relay_from(view.case, run(view, number), lead)?;
            let size = length(&relay.plain.z);
            Ok(relay.discretisation() * observable.lipschitz(view.case, size)?)
        }),
        scale: Some(Arc::new(move |view| {
            let relay = relay_from(view.case, run(view, number), lead)?;
            Ok(relay.moved * observable.lipschitz(view.case, length(&relay.plain.z))?)
        })),
        course: Course::Nothing,
    }
}

/// Leg 2 for the run of this number; `label` tells several apart.
pub fn flow_reaches(
    number: usize,
    observable: Observable,
    label: &str,
    constant: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Leg<Linear> {
    let name = if label.is_empty() { FLOW_LEG } else { label };
    let constant = Arc::new(constant);
    let of_course = constant.clone();
    Leg {
        name: numbered(name, number),
        observe: Arc::new(move |view| {
            let far = far(view.case, run(view, number))?;
            let value = observable.at(view.case, far.end.s, &far.end.z)?;
            let size = length(&far.end.z);
            let rounding = point_error(view.case, &far.end)? * observable.lipschitz(view.case, size)?
                + 8.0 * f64::EPSILON * length(&value).max(1.0);
            Ok(Reading { value, rounding, log_time: Some(far.end.s), clock: Clock::Flow })
        }),
        predict: Arc::new(move |view| constant(view.case)),
        remainder: Arc::new(move |view| {
            let far = far(view.case, run(view, number))?;
            let q = decay(view.case, &far)?;
            let drift = distance(
                &observable.at(view.case, far.half.s, &far.half.z)?,
                &observable.at(view.case, far.end.s, &far.end.z)?,
            );
            Ok(2.0 * q / (1.0 - q) * drift)
        }),
        scale: None,
        course: comes_to(number, observable, move |case| of_course(case)),
    }
}

/// The leg that d||w||/dlog t tends to 1/gamma along the flow.
///
/// With w = L w^ + P_perp w the norm is L/gamma + gamma ||P_perp w||^2 / (2 L) + ..., so its slope over [s/2, s] is off
/// by at most gamma P^2 / (2 L(s/2) L(s)), P the largest ||P_perp w||, beside what the residual still moves.
pub fn norm_grows() -> Leg<Linear> {
    Leg {
        name: NORM_SLOPE.to_string(),
        observe: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            let (before, after) =
                (norm_at(view.case, far.half.s, &far.half.z)?, norm_at(view.case, far.end.s, &far.end.z)?);
            let span = far.end.s - far.half.s;
            let error = far.half.error
                + far.end.error
                + 2.0 * flow_rounding(view.case, length(&far.end.z))?
                + 8.0 * f64::EPSILON * (before + after);
            Ok(Reading {
                value: vec![(after - before) / span],
                rounding: error / span,
                log_time: Some(far.end.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(|view| Ok(vec![Ball::exact(1.0) / view.case.gamma()?])),
        remainder: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            let gamma = view.case.gamma()?.value;
            let span = far.end.s - far.half.s;
            let moved = left_at_half(view.case, &far)?;
            let across = length(&far.half.z).max(length(&far.end.z));
            let along =
                |s: f64, z: &[f64]| -> Stopped<f64> { Ok(s + Observable::Along.at(view.case, s, z)?[0]) };
            let (l_half, l_end) = (along(far.half.s, &far.half.z)?, along(far.end.s, &far.end.z)?);
            Ok(moved / span + gamma * across * across / (2.0 * l_half * l_end))
        }),
        scale: None,
        course: slope_comes_to(
            0,
            |case, s, z| Ok(vec![norm_at(case, s, z)?]),
            |view| Ok(vec![Ball::exact(1.0) / view.case.gamma()?]),
        ),
    }
}

/// ||w|| at log time s, from z.
fn norm_at(case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<f64> {
    let frame = case.frame()?;
    let w: Vec<f64> = z.iter().zip(&frame.drift).map(|(z, drift)| s.mul_add(*drift, *z)).collect();
    Ok(length(&w))
}

/// The exponent with which ||P_perp w|| falls along the flow, within the span of the support vectors.
pub fn across_falls_with(
    exponent: impl Fn(&Case<Linear>) -> Stopped<f64> + Send + Sync + 'static,
) -> Power<Linear> {
    let exponent = Arc::new(exponent);
    let of_course = exponent.clone();
    Power {
        name: "exponent of ||P_perp w|| in t".to_string(),
        clock: Clock::Flow,
        observe: Arc::new(|view| {
            let case = view.case;
            // Where v = 0 the norm falls like its slowest mode, and the next one contaminates the exponent; elsewhere
            // it tends to A_perp, and the slowest mode does.
            let exponents = measure::exponents_across(case)?;
            let slow = exponents[0];
            let a_perp = case.constants()?.a_perp;
            // Where there is no other exponent nothing contaminates the slowest.
            let next = exponents.get(1).map_or(2.0 * slow, |next| next - slow);
            let gap = if a_perp.value > 2.0 * a_perp.radius { slow } else { next };
            let found = measure::exponent(case, run(view, 0), slow, gap, |r| measure::across_norm(case, r))?;
            Ok(PowerLaw {
                exponent: found.slope,
                remainder: found.remainder,
                rounding: found.rounding,
                log_time: found.log_time,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![Ball::exact(exponent(view.case)?)])),
        grounds: vec![residual_keeps_to_flow()],
        course: Some(falls_like(
            |case, s, z| Ok(Observable::AcrossNorm.at(case, s, z)?[0]),
            move |case| of_course(case),
        )),
    }
}

/// The leg that the residual's own flow, about the reference's w~, is that of the run: it keeps to the flow of z, which
/// is given no w~, to within the errors of both. Resolved is what is small beside the residual.
pub fn residual_keeps_to_flow() -> Leg<Linear> {
    Leg {
        name: "flow of the residual against the flow".to_string(),
        observe: Arc::new(|view| {
            let held = held_residual(view.case, run(view, 0))?;
            Ok(Reading {
                value: held.plain.clone(),
                rounding: held.plain_error,
                log_time: Some(held.residual.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(|view| {
            let held = held_residual(view.case, run(view, 0))?;
            let r = held.in_span();
            let error = held.residual.error * exp(held.residual.scale) + 4.0 * f64::EPSILON * length(&r);
            Ok(shared(r, error))
        }),
        remainder: Arc::new(|_| Ok(0.0)),
        scale: Some(Arc::new(|view| Ok(length(&held_residual(view.case, run(view, 0))?.in_span())))),
        course: Course::Nothing,
    }
}

/// The run of this number in a view, or the last where an impostor has fewer.
pub fn run<'a, P>(view: &View<'a, P>, number: usize) -> &'a Run<P> {
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
