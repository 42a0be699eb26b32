//! The flow of degenerate data, read at log times that grow by factors of ten.

use super::letters::Letters;
use super::relay::{plain_flow, relay, stalled};
use super::rounding::point_error;
use crate::case::{Case, Run, Stopped};
use crate::dynamics::Reached;
use crate::problem::Linear;
use std::rc::Rc;

/// Log times at which the flow is read: s grows by a factor of ten, so that log s grows evenly.
const TIMES: [f64; 4] = [1e3, 1e4, 1e5, 1e6];
/// Local error of the flow meanwhile: nothing calls it back across the span of the support, and within it what is looked for
/// has a size of 10^-6.
const TOLERANCE: f64 = 1e-11;

/// The flow of a run at each of the times.
pub(super) struct Decades {
    pub(super) reached: Vec<Reached>,
    /// Error of what moved in the last decade.
    pub(super) error: f64,
}

/// Made once.
pub(super) fn decades(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Decades>> {
    case.once(&format!("decades of log t {} until {}", run.path_key(), run.until), || {
        let (relay, frame) = (relay(case, run)?, case.frame()?);
        let flow = plain_flow(case, &frame);
        let reached = flow.follow(relay.s1, &relay.descent, &TIMES, TOLERANCE, 0.0).map_err(stalled)?;
        let error = point_error(case, &reached[2])? + point_error(case, &reached[3])?;
        Ok(Decades { reached, error })
    })
}

/// A slope of z on a slow function of log t, over the last decade of log t.
#[derive(Clone, Debug, PartialEq)]
pub struct SlowSlope {
    /// The slope, length d.
    pub slope: Vec<f64>,
    /// What is left of its distance from the limit.
    pub remainder: f64,
    /// Error of the flow in it.
    pub rounding: f64,
    /// Log time at the end.
    pub log_time: f64,
}
