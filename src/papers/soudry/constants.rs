//! The constants of Theorems 3 to 5 as predictions, and their false versions.

use crate::case::{Case, Stopped};
use crate::claim::{View, run};
use crate::measure::{Letters, Observable, dot, far_time, relay};
use crate::numbers::{Ball, exp, ln};
use crate::problem::Linear;

/// L - log t -> c = ln(eta gamma^2) + H(p).
pub(in crate::papers) fn along(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    Ok(vec![case.c()?])
}

/// P_perp w -> v within the span of the support vectors, in the basis of `Observable::Across`.
pub(in crate::papers) fn across(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let constants = case.constants()?;
    let each = constants.v_error / (constants.across_basis.len().max(1) as f64).sqrt();
    Ok(constants.across_basis.iter().map(|axis| Ball::new(dot(axis, &constants.v), each)).collect())
}

/// w~ = c w^ + v plus `extra` w^, all of R^d.
pub(super) fn offset(case: &Case<Linear>, extra: f64) -> Stopped<Vec<Ball>> {
    let c = case.c()? + Ball::exact(extra);
    let (found, constants) = (case.max_margin()?, case.constants()?);
    let each = 1.0 / (found.d as f64).sqrt();
    let both = found.w_hat.iter().zip(&constants.v);
    let term = |(w, v): (&f64, &f64)| {
        c * Ball::new(*w, each * found.w_hat_error) + Ball::new(*v, each * constants.v_error)
    };
    Ok(both.map(term).collect())
}

/// The false constants of the offset along w^: what is added to c, by name.
pub(super) fn false_offsets(case: &Case<Linear>) -> Stopped<[(&'static str, f64); 3]> {
    let n = ln((case.problem.rows.n / case.problem.loss.rivals()) as f64);
    Ok([
        ("eta left out", -case.log_eta()),
        ("sum taken for mean", -n),
        ("gamma instead of gamma^2", -case.gamma()?.ln().value),
    ])
}

/// The addition of one false constant.
pub(super) fn falsehood(case: &Case<Linear>, name: &str) -> Stopped<f64> {
    let all = false_offsets(case)?;
    Ok(all.iter().find(|(n, _)| *n == name).expect("a name from the list").1)
}

/// ||P_perp w|| at the end of the flow if the angle followed another law from T on; `log_ratio(s, s1)` is
/// ln(law(s)/law(s1)), s1 = ln T.
pub(super) fn angle_law(view: &View<Linear>, log_ratio: fn(f64, f64) -> f64) -> Stopped<Vec<Ball>> {
    let relay = relay(view.case, run(view, 0))?;
    let at_t = Observable::AcrossNorm.at(view.case, relay.s1, &relay.descent)?[0];
    let (s, c) = (far_time(view.case), view.case.c()?.value);
    // angle = gamma ||P_perp w|| / L with L = log t + c.
    let grown = (s + c) / (relay.s1 + c);
    Ok(vec![Ball::exact(at_t * grown * exp(log_ratio(s, relay.s1)))])
}
