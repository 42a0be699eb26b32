//! A run of descent carried on by its flow to any log time.

use super::letters::Letters;
use super::ray::RayLetters;
use super::relay::{Relay, dot, plain_flow, relay, stalled};
use crate::case::{Case, Run, Stopped};
use crate::data::SignedRows;
use crate::dynamics::{Flow, MovingFrame, Reached};
use crate::numbers::exp;
use crate::problem::Linear;
use crate::record::Stop;

/// Local error of the flow beyond T. Errors are forgotten there at the rate lambda*.
const FAR_TOLERANCE: f64 = 1e-6;
/// Log time from which on the flow of mixed data is followed across the span of the rest alone: in it the iterates are
/// within about e^-25 of v-bar.
const SETTLED_INSIDE: f64 = 25.0;
/// Local error of the flow until then.
const INSIDE_TOLERANCE: f64 = 1e-8;

/// The flow from the iterate at T, z = w - s w^ at the log times asked for, as far as it got.
#[derive(Clone, Debug)]
pub struct Continued {
    /// At the log times asked for, in their order, up to the first that was not reached.
    pub reached: Vec<Reached>,
    /// Why it stopped before the last.
    pub stopped: Option<Stop>,
}

/// Carries the run on from its iterate at T to these log times (ascending, beyond ln T). Data without a direction are
/// followed at rest.
///
/// # Errors
/// As [`relay`].
pub fn continued(case: &Case<Linear>, run: &Run<Linear>, outputs: &[f64]) -> Stopped<Continued> {
    let relay = relay(case, run)?;
    let rate = case.lambda_star().unwrap_or(0.0);
    if case.max_margin().is_err() && case.limit_margin().is_ok() {
        return mixed(case, &relay, outputs, rate);
    }
    let frame = case.frame()?;
    let flow = plain_flow(case, &frame);
    let (reached, stopped) = flow.follow_as_far(relay.s1, &relay.descent, outputs, FAR_TOLERANCE, rate);
    Ok(Continued { reached, stopped: stopped.map(stalled) })
}

/// The flow of mixed data: in coordinates of S and across it until the part in S is at v-bar, then across S with v-bar in
/// it. In these coordinates the rest's large weights (e^s times its slopes, which cancel) leave their rounding in S, where the
/// curvature is as large, and none across it.
fn mixed(case: &Case<Linear>, relay: &Relay, outputs: &[f64], rate: f64) -> Stopped<Continued> {
    let (across, ray, inside) = (case.across()?, case.ray()?, case.inside()?);
    let (rows, k) = (&case.problem.rows, across.subspace.len());
    let mut values = Vec::with_capacity(rows.values.len());
    let mut in_part = vec![false; rows.n];
    across.part.iter().for_each(|&i| in_part[i] = true);
    for (row, &in_part) in rows.rows().zip(&in_part) {
        values.extend(across.inside(row));
        let seen = across.coordinates(row);
        values.extend(seen.iter().map(|&x| if in_part { x } else { 0.0 }));
    }
    let turned = SignedRows { n: rows.n, d: rows.d, values };
    let drift: Vec<f64> = std::iter::repeat_n(0.0, k).chain(across.margin.w_hat.iter().copied()).collect();
    let whole = MovingFrame { drift, excess: case.frame()?.excess.clone() };
    let flow = Flow { rows: &turned, ..plain_flow(case, &whole) };
    let z: Vec<f64> =
        across.inside(&relay.descent).into_iter().chain(across.coordinates(&relay.descent)).collect();
    let near = SETTLED_INSIDE.max(relay.s1);
    let (early, late): (Vec<f64>, Vec<f64>) = outputs.iter().partition(|s| **s < near);
    let first: Vec<f64> = early.iter().copied().chain([near]).collect();
    let (mut found, stopped) = flow.follow_as_far(relay.s1, &z, &first, INSIDE_TOLERANCE, rate);
    let turned_back = |at: Reached| {
        let (inner, outer) = at.z.split_at(k);
        let mut z = across.lift(outer);
        for (axis, coordinate) in across.subspace.iter().zip(inner) {
            z.iter_mut().zip(axis).for_each(|(sum, x)| *sum += coordinate * x);
        }
        Reached { z, ..at }
    };
    if stopped.is_some() || late.is_empty() {
        found.truncate(early.len());
        let stopped = stopped.filter(|_| found.len() < outputs.len()).map(stalled);
        return Ok(Continued { reached: found.into_iter().map(turned_back).collect(), stopped });
    }
    let start = found.pop().expect("the last of its outputs");
    // What e^-s y still moved the margins by: y the balance in S.
    let lag = dot(&inside.lag, &inside.lag).sqrt();
    let missing = 2.0 * case.problem.radius() * lag * exp(-near) / case.gamma()?.value;

    let offsets: Vec<f64> = across.offsets.iter().map(|b| b.value).collect();
    let frame = MovingFrame { drift: across.margin.w_hat.clone(), excess: across.margin.excess.clone() };
    let flow = Flow { rows: &across.rows, offsets: Some(&offsets), ..plain_flow(case, &frame) };
    let (far, stopped) = flow.follow_as_far(near, &start.z[k..], &late, FAR_TOLERANCE, rate);
    let lift = |at: Reached| {
        let z = across.lift(&at.z).iter().zip(&ray.offset.v).map(|(x, v)| x + v).collect();
        // Beyond the span of the support nothing is forgotten.
        let kept = if across.constants.support_spans { exp(-rate * (at.s - near)) } else { 1.0 };
        let early = (start.error + missing) * kept;
        Reached { s: at.s, z, error: at.error + early + ray.offset.error }
    };
    let reached = found.into_iter().map(turned_back).chain(far.into_iter().map(lift)).collect();
    Ok(Continued { reached, stopped: stopped.map(stalled) })
}
