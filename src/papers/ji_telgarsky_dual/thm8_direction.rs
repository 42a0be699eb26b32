//! The direction's distance is a constant over t for aggressive steps and over log t for constant ones, without ln n.
//!
//! **Statement.** For almost every data set ||w_t/||w_t|| - u-bar|| is O(ln n / t) for eta^_t = 1, and O(ln n / ln t) for
//! gradient descent with a constant step.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier; support vectors span.
//! **Prediction.** t times the distance tends to A_perp / gamma for eta^_t = 1, read off the last decade of 10^4 steps, relieved of
//! a remainder like 1/t; for gradient descent ||P_perp w_t|| tends to A_perp and d||w||/dlog t to 1/gamma, so that ln t times the
//! distance tends to gamma A_perp. Derived: A_perp, the length of v-bar, is one constant for both, and the sharp form of ln n.
//! **Controls.** no distance left; ln n for A_perp; gamma left out; no angle left for gradient descent; slope 1 of the norm;
//! gradient descent posing as normalised descent; steps of 1/sqrt(t + 1) over the loss posing as constant ones.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 8; arXiv:1906.04540.

use super::setting::{Way, on_the_ball};
use crate::case::{Case, Run, Stopped};
use crate::claim::linear::support_vectors_span;
use crate::claim::{
    Claim, Course, FLOW_LEG, Law, Leg, NORM_SLOPE, Reading, descent_follows_flow, flow_reaches, norm_grows,
    run,
};
use crate::dynamics::reached;
use crate::measure::{Asymptote, Letters, Observable, last_limit, limit, margin_gap};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;
use crate::record::{Clock, Stop};
use std::sync::Arc;

const DISTANCE: &str = "t ||w/||w|| - u-bar||, eta^ = 1";

/// (ln t, t times the distance), and the relative error of each.
type Readings = (Vec<(f64, f64)>, f64);

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        distance_times_t(),
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::AcrossNorm, "", |case| Ok(vec![case.constants()?.a_perp])),
        norm_grows(),
    ]);
    on_the_ball("ji-telgarsky-dual.thm8.direction", include_str!("thm8_direction.rs"), law, 48)
        .derived()
        .undecided_at_most(0.34)
        .hypothesis(support_vectors_span())
        .running(|case| runs(case, Way::Constant))
        .control_prediction("no distance left", DISTANCE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("ln n for A_perp", DISTANCE, |view| {
            Ok(vec![Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0) / view.case.gamma()?])
        })
        .control_prediction("gamma left out", DISTANCE, |view| Ok(vec![view.case.constants()?.a_perp]))
        .control_prediction("no angle left for gradient descent", FLOW_LEG, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("slope 1 of the norm", NORM_SLOPE, |_| Ok(vec![Ball::exact(1.0)]))
        .control_dynamics("gradient descent posing as normalised descent", |case| runs(case, Way::Plain))
        .control_dynamics("steps of 1/sqrt(t + 1) over the loss posing as constant ones", |case| {
            runs(case, Way::InverseSquareRoot)
        })
}

/// Gradient descent, and this way in a hundredth of its steps.
fn runs(case: &Case<Linear>, way: Way) -> Vec<Run<Linear>> {
    let horizon = case.problem.horizon;
    vec![Run::new(Way::Plain.method(), horizon), Run::new(way.method(), horizon / 100)]
}

/// Over the last decade of a run. With w = L w^ + P the tangent of the angle is gamma ||P|| / L.
fn readings(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Readings> {
    let path = case.run(run)?;
    reached(&path)?;
    let gamma = case.gamma()?.value;
    let (mut values, mut noise) = (Vec::new(), 0.0f64);
    for at in path.points.iter().filter(|at| at.step >= run.until / 10) {
        let found = margin_gap(case, at)?;
        let aside = found.across.iter().fold(0.0, |sum: f64, x| x.mul_add(*x, sum)).sqrt();
        if aside <= 0.0 {
            return Err(Stop::Undecided { why: format!("no angle was left at step {}", at.step) });
        }
        let tangent = gamma * aside / found.along;
        let secant = tangent.hypot(1.0);
        let chord = tangent * (2.0 / (secant * (secant + 1.0))).sqrt();
        values.push((at.log_time, at.step as f64 * chord));
        noise = noise.max(2.0 * found.rounding / aside + 32.0 * f64::EPSILON);
    }
    Ok((values, noise))
}

/// With ||w|| = gamma t + b + ..., the distance (A_perp + ...) / ||w|| times t is a constant, and a remainder like 1/t, and one
/// like 1/t^2.
fn asymptote(values: &[(f64, f64)]) -> Asymptote {
    Asymptote { begins: values[0].0, leading: 1.0, next: 2.0 }
}

fn distance_times_t() -> Leg<Linear> {
    let most = |values: &[(f64, f64)]| values.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    Leg {
        name: DISTANCE.to_string(),
        observe: Arc::new(move |view| {
            let (values, noise) = readings(view.case, run(view, 1))?;
            let value = last_limit(&values, asymptote(&values))?;
            // A window of an eighth of a decade, relieved of 1/t, amplifies errors by 7.
            let rounding = 8.0 * noise * most(&values);
            let log_time = values.last().map(|(s, _)| *s);
            Ok(Reading { value: vec![value], rounding, log_time, clock: Clock::Descent })
        }),
        predict: Arc::new(|view| Ok(vec![view.case.constants()?.a_perp / view.case.gamma()?])),
        remainder: Arc::new(move |view| {
            let (values, noise) = readings(view.case, run(view, 1))?;
            Ok(limit(&values, asymptote(&values), noise * most(&values))?.bias)
        }),
        scale: None,
        course: Course::Steps,
    }
}
