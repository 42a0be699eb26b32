//! Where support vectors span, every tail e^(-u^nu) has a margin gap like 1/log t, with a constant that falls like 1/nu.
//!
//! **Statement.** The rate of the margin depends on the tail; with steps of fixed size it is extremely slow, 1/log t.
//! **Hypotheses.** Separable; step below the threshold; -l'(u) = e^(-u^nu), here nu = 1/2, 2 and 3; every support vector has a
//! positive multiplier; support vectors span (where they do not, a part of P stays, and for nu > 2 it is that part that the gap
//! is about; nothing is said of it here).
//! **Prediction.** With w = L w^ + P and c = log(eta gamma^2) + H(p): nu L^(nu-1) P tends to v, L^nu - log t - (1 - 1/nu) log
//! log t to log nu + c, and the gap times log t to gamma K/nu, K = H(p) + log max p_i. Derived: e^(-(z_i.w)^nu) is e^(-L^nu)
//! e^(-nu L^(nu-1) z_i.P) to leading order, so that nu L^(nu-1) P comes to rest where these are in proportion to p; t is the
//! integral of e^y y^(1/nu-1)/(nu gamma^2 eta e^H), y = L^nu. The first misses its limit by O(1/y), the others by (A log y +
//! B)/y: |A| is gap y |1/nu - 1| and (1 - 1/nu)^2. Read at y = 10^6; allowed is twice what the reading moved while y
//! doubled, and what A adds.
//! **Controls.** the exponential tail's offset for every nu; log nu left out; log log t left out; eta left out; gamma K for
//! every nu; a constant that grows like nu; gamma H(p) in place of gamma K; exponential loss posing as a stretched tail;
//! coordinate descent posing as gradient descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the rates of the abstract; arXiv:1803.01905.

use super::tail_setting::{Tails, balls, exponential, flow_of, nu, on_tails, tail_comes_to};
use crate::case::{Case, Stopped};
use crate::claim::linear::scaled_coordinate_descent;
use crate::claim::{Claim, Law, Leg, Reading, Slot, View, descent_follows_flow};
use crate::measure::{Letters, Observable, StretchedFar, StretchedPoint, dot};
use crate::numbers::{Ball, ln, pow};
use crate::problem::Linear;
use crate::record::Clock;
use std::sync::Arc;

const ACROSS: &str = "nu L^(nu-1) P along the flow";
const ALONG: &str = "L^nu - log t - (1 - 1/nu) log log t along the flow";
const GAP: &str = "margin gap times log t along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        leg(ACROSS, across, |_| 0.0, |_, _| 1.0, Arc::new(|view| offset(view.case))),
        leg(ALONG, along, |far| (1.0 - 1.0 / far.nu).powi(2), |_, _| 1.0, Arc::new(|view| level(view, true))),
        leg(
            GAP,
            |_, _, at| Ok(vec![at.gap * at.log_time]),
            |far| (1.0 / far.nu - 1.0).abs() * far.end().gap * far.end().y,
            // An error of q moves K/nu by R/nu as much, times gamma.
            |case, far| case.problem.radius() / far.nu,
            Arc::new(|view| constant(view.case, 1.0 / nu(view.case)?)),
        ),
    ]);
    let tails = Tails::Stretched(&[0.5, 2.0, 3.0]);
    on_tails("nacson.tail.rate", include_str!("tail_rate.rs"), law, tails, 36)
        .derived()
        .control_prediction("the exponential tail's offset for every nu", ACROSS, |view| {
            // P at v would make nu L^(nu-1) P this.
            let (far, v) = (flow_of(view)?, offset(view.case)?);
            let stretch = Ball::rounded(far.nu * pow(far.end().y, 1.0 - 1.0 / far.nu), 8.0);
            Ok(v.into_iter().map(|v| v * stretch).collect())
        })
        .control_prediction("log nu left out", ALONG, |view| Ok(vec![view.case.c()?]))
        .control_prediction("log log t left out", ALONG, |view| {
            let far = flow_of(view)?;
            let missing = Ball::rounded((1.0 - 1.0 / far.nu) * ln(far.end().log_time), 8.0);
            Ok(vec![level(view, true)?[0] - missing])
        })
        .control_prediction("eta left out", ALONG, |view| level(view, false))
        .control_prediction("gamma K for every nu", GAP, |view| constant(view.case, 1.0))
        .control_prediction("a constant that grows like nu", GAP, |view| constant(view.case, nu(view.case)?))
        .control_prediction("gamma H(p) in place of gamma K", GAP, |view| {
            Ok(vec![view.case.gamma()? * view.case.constants()?.entropy / Ball::exact(nu(view.case)?)])
        })
        .control_dynamics("exponential loss posing as a stretched tail", exponential)
        .control_dynamics("coordinate descent posing as gradient descent", scaled_coordinate_descent)
}

/// v in the axes of the span of the support across w^.
fn offset(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let constants = case.constants()?;
    let coordinates: Vec<f64> = constants.across_basis.iter().map(|axis| dot(axis, &constants.v)).collect();
    Ok(balls(&coordinates, constants.v_error + 8.0 * f64::EPSILON * constants.a_perp.value))
}

/// ln nu + c, with the step in it or not.
fn level(view: &View<Linear>, with_step: bool) -> Stopped<Vec<Ball>> {
    let log_nu = Ball::rounded(ln(nu(view.case)?), 2.0);
    let c = if with_step { view.case.c()? } else { view.case.constants()?.c0 };
    Ok(vec![log_nu + c])
}

/// gamma K times a number.
fn constant(case: &Case<Linear>, factor: f64) -> Stopped<Vec<Ball>> {
    Ok(vec![case.gamma()? * case.constants()?.k * Ball::rounded(factor, 1.0)])
}

fn across(case: &Case<Linear>, _: f64, at: &StretchedPoint) -> Stopped<Vec<f64>> {
    Ok(case.constants()?.across_basis.iter().map(|axis| dot(axis, &at.q)).collect())
}

/// y - s - (1 - 1/nu) ln s with s = y + (1/nu - 1) ln y + sigma, without the difference of y and s.
fn along(_: &Case<Linear>, nu: f64, at: &StretchedPoint) -> Stopped<Vec<f64>> {
    Ok(vec![-at.sigma + (1.0 - 1.0 / nu) * ln(at.y / at.log_time)])
}

type Read = fn(&Case<Linear>, f64, &StretchedPoint) -> Stopped<Vec<f64>>;

/// A reading of the flow's end against its limit; `logarithmic` is |A|, and `lipschitz` what an error of q is multiplied with.
fn leg(
    name: &str,
    read: Read,
    logarithmic: fn(&StretchedFar) -> f64,
    lipschitz: fn(&Case<Linear>, &StretchedFar) -> f64,
    predict: Slot<Linear, Vec<Ball>>,
) -> Leg<Linear> {
    let noise = move |case: &Case<Linear>, far: &StretchedFar| -> Stopped<f64> {
        let value = read(case, far.nu, far.end())?;
        Ok(lipschitz(case, far) * far.end().error + 16.0 * f64::EPSILON * (1.0 + dot(&value, &value).sqrt()))
    };
    let of_course = predict.clone();
    Leg {
        name: name.to_string(),
        observe: Arc::new(move |view| {
            let far = flow_of(view)?;
            let rounding = noise(view.case, &far)?;
            let value = read(view.case, far.nu, far.end())?;
            Ok(Reading { value, rounding, log_time: Some(far.end().log_time), clock: Clock::Flow })
        }),
        predict,
        remainder: Arc::new(move |view| {
            let far = flow_of(view)?;
            far.still_missing(logarithmic(&far), |at| read(view.case, far.nu, at), noise(view.case, &far)?)
        }),
        scale: None,
        course: tail_comes_to(move |view, at| read(view.case, nu(view.case)?, at), of_course),
    }
}
