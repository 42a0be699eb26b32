//! The relay that decides a limit: descent at T against the flow from its own iterate at t0, then that flow at
//! s = 10^3 and beyond against the exact constants.

use super::continued::continued;
use super::letters::Letters;
use super::rounding::move_error;
use crate::case::{Case, Run, Stopped};
use crate::dynamics::{Flow, FlowError, MovingFrame, Reached, reached};
use crate::numbers::exp;
use crate::problem::Linear;
use crate::record::Stop;
use std::rc::Rc;

/// The flow starts from the iterate at T over this unless said: two decades before the end.
pub const LEAD: u64 = 100;
/// Local error of the flow between t0 and T, of the way that the descent went there where that is below one: the
/// explicit pair needs about a hundred steps for it.
const NEAR_TOLERANCE: f64 = 1e-10;
/// The same where the rest of mixed data makes it stiff, and the implicit method is the one that is used.
const STIFF_TOLERANCE: f64 = 1e-8;
/// Descent and flow have met when eta times the curvature of L is below this.
const MET: f64 = 0.05;
/// Log time at which the constants are read, where lambda* is not small.
const FAR: f64 = 1e3;
/// Log time to which a flow without a moving frame is followed: its weights grow like e^s.
const AT_REST: f64 = 20.0;
/// Log time beyond which no flow is followed.
const FARTHEST: f64 = 1e6;

/// A run carried on by its flow. All states are in the moving frame, z = w - s w^.
#[derive(Clone, Debug)]
pub struct Relay {
    /// ln t0.
    pub s0: f64,
    /// ln T.
    pub s1: f64,
    /// The descent at t0.
    pub early: Vec<f64>,
    /// The descent at T.
    pub descent: Vec<f64>,
    /// The flow from the descent at t0, at T.
    pub plain: Reached,
    /// The same with the discretisation's leading term.
    pub second_order: Reached,
    /// eta times the curvature of L at t0.
    pub step_times_curvature: f64,
    /// |w(T) - w(t0)|: how far the descent moved.
    pub moved: f64,
    /// |w(T)|.
    pub norm: f64,
    /// Rounding of w - s w^ at t0 and T.
    pub entering: f64,
}

/// The flow from T on: z at s_end / 4, s_end / 2 and s_end.
#[derive(Clone, Debug)]
pub struct Far {
    /// At s_end / 4.
    pub quarter: Reached,
    /// At s_end / 2.
    pub half: Reached,
    /// At s_end.
    pub end: Reached,
}

impl Relay {
    /// The discretisation error |z_descent(T) - z_flow(T)| to leading order, for this run: about
    /// (||w^||/2) ln(T/t0)/T once the run is near its asymptote. It bounds the terms dropped from the
    /// second-order flow as long as eta times the curvature is small.
    pub fn discretisation(&self) -> f64 {
        distance(&self.plain.z, &self.second_order.z)
    }
}

/// The relay of a run, made once. Undecided where descent and flow have not met at t0.
pub fn relay(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Relay>> {
    relay_from(case, run, LEAD)
}

/// The same with the flow from the iterate at T over `lead`.
pub fn relay_from(case: &Case<Linear>, run: &Run<Linear>, lead: u64) -> Stopped<Rc<Relay>> {
    let key = format!("relay {} from {} until {}", run.path_key(), run.until / lead, run.until);
    case.once(&key, || {
        let path = case.run(run)?;
        reached(&path)?;
        let (t0, t1) = (run.until / lead, run.until);
        let frame = case.frame()?;
        let (s0, s1) = (run.method.log_time(t0), run.method.log_time(t1));
        let (first, last) = (&path.recorded(t0)?.w, &path.recorded(t1)?.w);
        let (early, descent) = (frame.enter(s0, first), frame.enter(s1, last));
        let (moved, norm) = (distance(first, last), dot(last, last).sqrt());
        let factor = run.method.step_by_log_time();
        let flow = |second_order| Flow { second_order, ..plain_flow(case, &frame) };
        // At a minimiser nothing but rounding moves.
        let near = if case.max_margin().is_ok() { NEAR_TOLERANCE } else { STIFF_TOLERANCE };
        let tolerance = near * if case.limit_margin().is_ok() { moved.min(1.0) } else { 1.0 };
        let go = |second_order| {
            flow(second_order)
                .follow(s0, &early, &[s1], tolerance, 0.0)
                .map(|mut reached| reached.pop().expect("one output"))
                .map_err(stalled)
        };
        let (plain, second_order) = (go(None)?, go(Some(factor))?);
        let step_times_curvature = factor(s0) * flow(None).step_times_curvature(s0, &early);
        let drift = s1 * dot(&frame.drift, &frame.drift).sqrt();
        let entering = 2.0 * f64::EPSILON * (dot(first, first).sqrt() + norm + 2.0 * drift);
        Ok(Relay { s0, s1, early, descent, plain, second_order, step_times_curvature, moved, norm, entering })
    })
}

/// The relay of the theorem's own run, refused where descent and flow have not met at t0: then the second-order
/// term does not bound the discretisation error.
pub fn sound_relay(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Relay>> {
    sound_relay_of_steps(case, run, 1.0)
}

/// The same for dynamics whose discretisation is that of steps so many times as large.
pub fn sound_relay_of_steps(case: &Case<Linear>, run: &Run<Linear>, times: f64) -> Stopped<Rc<Relay>> {
    met(relay(case, run)?, times)
}

/// The same with the flow from the iterate at T over `lead`.
pub fn sound_relay_from(case: &Case<Linear>, run: &Run<Linear>, lead: u64) -> Stopped<Rc<Relay>> {
    met(relay_from(case, run, lead)?, 1.0)
}

/// The flow of a relay at so many log times, evenly spaced from ln t0 on, ln T the last.
pub fn flow_between(case: &Case<Linear>, relay: &Relay, times: usize) -> Stopped<Vec<Reached>> {
    let frame = case.frame()?;
    let spaced = |k: usize| relay.s0 + (relay.s1 - relay.s0) * k as f64 / times as f64;
    let outputs: Vec<f64> = (1..times).map(spaced).chain([relay.s1]).collect();
    plain_flow(case, &frame).follow(relay.s0, &relay.early, &outputs, NEAR_TOLERANCE, 0.0).map_err(stalled)
}

fn met(relay: Rc<Relay>, times: f64) -> Stopped<Rc<Relay>> {
    let share = times * relay.step_times_curvature;
    if share > MET {
        return Err(Stop::Undecided {
            why: format!(
                "at t0 = e^{:.1} a step is still {share:.2} of the curvature's length: descent has not met its flow",
                relay.s0
            ),
        });
    }
    Ok(relay)
}

/// The log time at which the constants are read: e-folds enough for lambda* to bring the residual to rounding, and far
/// beyond ln(eta gamma^2), about which the margins differ from log time.
pub fn far_time(case: &Case<Linear>) -> f64 {
    let Ok(gamma) = case.gamma() else { return AT_REST };
    let lambda = case.lambda_star().unwrap_or(1.0).max(1e-12);
    let offset = case.log_eta() + 2.0 * gamma.ln().value;
    let mut s = FAR;
    while s < FARTHEST && (s * lambda < 80.0 || s < 8.0 * offset.abs()) {
        s *= 10.0;
    }
    s
}

/// The flow continued from the descent's iterate at T, made once.
pub fn far(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Far>> {
    let key = format!("far flow {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let end = far_time(case);
        let far = continued(case, run, &[0.25 * end, 0.5 * end, end])?;
        match (<[Reached; 3]>::try_from(far.reached), far.stopped) {
            (Ok([quarter, half, end]), None) => Ok(Far { quarter, half, end }),
            (_, stopped) => Err(stopped.expect("three outputs, or a reason")),
        }
    })
}

/// The problem's gradient flow in this frame.
pub(super) fn plain_flow<'a>(case: &'a Case<Linear>, frame: &'a MovingFrame) -> Flow<'a> {
    Flow {
        rows: &case.problem.rows,
        loss: case.problem.loss.as_ref(),
        log_step: case.log_eta(),
        frame,
        offsets: None,
        second_order: None,
    }
}

pub(super) fn stalled(error: FlowError) -> Stop {
    Stop::Undecided { why: error.to_string() }
}

/// q = e^(-lambda* (s_end - s_half)): how much of a residual at s_half is left at s_end. Where a waived hypothesis
/// leaves no lambda*, one, the fastest: a falsehood gets no benefit.
pub fn decay(case: &Case<Linear>, far: &Far) -> Stopped<f64> {
    let rate = match case.lambda_star() {
        Err(Stop::Outside { .. }) => 1.0,
        found => {
            settled(case, far)?;
            found?
        }
    };
    Ok(exp(-rate * (far.end.s - far.half.s)))
}

/// What is still missing from the limit at s_half: the move from s_quarter on, times 2 q / (1 - q).
pub fn left_at_half(case: &Case<Linear>, far: &Far) -> Stopped<f64> {
    settled(case, far)?;
    let q = exp(-case.lambda_star()? * (far.half.s - far.quarter.s));
    Ok(2.0 * q / (1.0 - q) * distance(&far.quarter.z, &far.half.z))
}

/// Whether the flow has come near its limit, where lambda* is the rate at which it goes on: then it moves far less over
/// the last half of log time than over the quarter before. A flow that stands still until the margins of its start are
/// log time's does not.
fn settled(case: &Case<Linear>, far: &Far) -> Stopped<()> {
    let (before, last) = (distance(&far.quarter.z, &far.half.z), distance(&far.half.z, &far.end.z));
    if last > 0.1 * before + move_error(case, far)? {
        return Err(Stop::Undecided {
            why: format!(
                "the flow has not come near its limit by log time {}: it moves by {last:.1e} after {}, by {before:.1e} \
                 just before",
                far.end.s, far.half.s
            ),
        });
    }
    Ok(())
}

/// |a - b| (2-norm).
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum: f64, (x, y)| sum + (x - y) * (x - y)).sqrt()
}

/// a.b in one fixed order.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum: f64, (x, y)| sum + x * y)
}

/// |v|.
pub fn length(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}
