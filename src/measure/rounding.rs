//! What rounding leaves in a point of the flow.

use super::letters::Letters;
use super::relay::{Far, dot};
use crate::case::{Case, Stopped};
use crate::dynamics::Reached;
use crate::problem::Linear;
use crate::record::Stop;

/// How far rounding moves the point where the flow comes to rest: the exponents z_i.z carry an error of
/// eps (d + 4) R |z|, the frame one of eps ||w^||; a weighted least-squares problem with the weights alpha turns
/// an error e of the exponents into one of at most e ||w^|| / sqrt(lambda_min) of z.
pub fn flow_rounding(case: &Case<Linear>, size: f64) -> Stopped<f64> {
    let least = case.limit_constants()?.lambda_min().max(1e-12);
    let inverse = 1.0 / case.gamma()?.value;
    let exponents = f64::EPSILON
        * (case.problem.rows.d as f64 + 4.0)
        * (case.problem.radius() * size + case.log_eta().abs());
    Ok(exponents * inverse / least.sqrt() + 2.0 * f64::EPSILON * inverse / least)
}

/// How far rounding of the frame carries z where nothing calls it back: outside the span of the support vectors, of
/// R^d and not only of the rows, every unit of log time adds the error of w^.
fn null_drift(case: &Case<Linear>, time: f64) -> Stopped<f64> {
    if case.limit_constants()?.rank_support + case.subspace_dim()? == case.problem.rows.d {
        return Ok(0.0);
    }
    let found = case.limit_margin()?;
    Ok(time * (found.w_hat_error + 4.0 * f64::EPSILON / case.gamma()?.value))
}

/// The error of the flow's move from s_half to s_end: of the integration and of rounding.
pub fn move_error(case: &Case<Linear>, far: &Far) -> Stopped<f64> {
    let size = dot(&far.end.z, &far.end.z).sqrt();
    Ok(2.0 * flow_rounding(case, size)?
        + null_drift(case, far.end.s - far.half.s)?
        + far.half.error
        + far.end.error)
}

/// The error of a point of the flow as it is known: of the integration and of rounding. Where a waived hypothesis leaves
/// no constants, of the integration alone: a falsehood gets no benefit.
pub fn point_error(case: &Case<Linear>, at: &Reached) -> Stopped<f64> {
    let size = dot(&at.z, &at.z).sqrt();
    match flow_rounding(case, size) {
        Err(Stop::Outside { .. }) => Ok(at.error),
        rounding => Ok(at.error + rounding? + null_drift(case, at.s)?),
    }
}
