//! The flow of degenerate data, whose residual grows like log log t.

use super::decades::{SlowSlope, decades};
use super::letters::Letters;
use super::relay::distance;
use crate::case::{Case, Query, Run, Stopped};
use crate::dynamics::Reached;
use crate::numbers::ln;
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{SecondDirection, second_direction};

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

/// The slope of a run's flow on log s = log log t, up to s = 10^6. What is left of it is told by how far it moved from the decade
/// before.
pub fn log_log_slope(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<SlowSlope> {
    let found = decades(case, run)?;
    let span = ln(10.0);
    let slope = |pair: &[Reached]| -> Vec<f64> {
        pair[1].z.iter().zip(&pair[0].z).map(|(after, before)| (after - before) / span).collect()
    };
    let (before, last) = (slope(&found.reached[1..3]), slope(&found.reached[2..4]));
    Ok(SlowSlope {
        remainder: 2.0 * KEPT / (1.0 - KEPT) * distance(&before, &last),
        slope: last,
        rounding: found.error / span,
        log_time: found.reached[3].s,
    })
}
