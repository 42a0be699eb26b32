//! The flow of degenerate data, whose residual grows like log log t.

use super::letters::Letters;
use super::relay::{distance, plain_flow, relay, stalled};
use super::rounding::point_error;
use crate::case::{Case, Query, Run, Stopped};
use crate::dynamics::Reached;
use crate::numbers::ln;
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{SecondDirection, second_direction};
use std::rc::Rc;

/// Log times at which the flow is read: s grows by a factor of ten, so that log s, the clock of this law, grows evenly.
const TIMES: [f64; 4] = [1e3, 1e4, 1e5, 1e6];
/// Local error of the flow meanwhile: nothing calls it back across the span of the support.
const TOLERANCE: f64 = 1e-9;
/// How much of a slope's distance from its limit is left a decade of s later, at most: corrections fall like log s / s.
const KEPT: f64 = 0.2;
/// Excess below which a row counts as one of the margin for [`SecondDirectionQuery`] where a waived hypothesis lets data
/// in that are not degenerate.
const NEARLY: f64 = 0.05;

/// w^_2: of the margin rows without a multiplier; where there are none, of the rows nearly on the margin.
pub struct SecondDirectionQuery;

impl Query<Linear> for SecondDirectionQuery {
    type Answer = SecondDirection;

    fn key(&self) -> String {
        "second direction".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<SecondDirection> {
        let (found, constants) = (case.max_margin()?, case.constants()?);
        let without: Vec<usize> = (0..found.n)
            .filter(|i| found.excess[*i] <= NEARLY && constants.support.binary_search(i).is_err())
            .filter(|i| !constants.degenerate || found.margin_rows.contains(i))
            .collect();
        second_direction(&case.problem.rows, &without, &constants)
            .map_err(|error| Stop::Undecided { why: error.to_string() })
    }
}

/// A slope of z on log s = log log t, over the last decade of s.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLogSlope {
    /// The slope, length d.
    pub slope: Vec<f64>,
    /// What is left of its distance from the limit, by how far it moved from the decade before.
    pub remainder: f64,
    /// Error of the flow in it.
    pub rounding: f64,
    /// Log time at the end.
    pub log_time: f64,
}

/// The slope of a run's flow on log log t, up to s = 10^6; made once.
pub fn log_log_slope(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<LogLogSlope>> {
    let key = format!("slope on log log t {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let (relay, frame) = (relay(case, run)?, case.frame()?);
        let flow = plain_flow(case, &frame);
        let found = flow.follow(relay.s1, &relay.descent, &TIMES, TOLERANCE, 0.0).map_err(stalled)?;
        let span = ln(10.0);
        let slope = |pair: &[Reached]| -> Vec<f64> {
            pair[1].z.iter().zip(&pair[0].z).map(|(after, before)| (after - before) / span).collect()
        };
        let (before, last) = (slope(&found[1..3]), slope(&found[2..4]));
        let error = point_error(case, &found[2])? + point_error(case, &found[3])?;
        Ok(LogLogSlope {
            remainder: 2.0 * KEPT / (1.0 - KEPT) * distance(&before, &last),
            slope: last,
            rounding: error / span,
            log_time: found[3].s,
        })
    })
}
