//! Near its limit mirror descent on a regression is as fast as the Hessian at the Bregman projection says.
//!
//! **Statement.** For L(w) = ||Xw - y||^2 / 2 the residual of mirror descent, where it converges, comes to shrink by rho = max_i
//! |1 - eta lambda_i(X (Hess psi(w))^-1 X^T)| a step, at w = argmin D_psi(w, w_0) over Xw = y.
//! **Hypotheses.** More unknowns than equations; squared loss; converges to Xw = y.
//! **Prediction.** ln(|u.r_t+k| / |u.r_t|) / k against ln rho at the certified projection, r = Xw - y, u the slowest direction by the
//! Hessian at w_t, over the recorded steps at which the budget is least: derived, as r_t+1 = (I - eta X H X^T) r_t for a mean H of
//! Hess psi* over the step, and a w_t near enough to the limit bounds the range of all later H. For the quadratic potential, the
//! entropy, hypentropies of scale 0.1 and 0.001, and the power 3/2.
//! **Controls.** rho at w_0 in place of the limit; rho of half the step; rho of the quadratic potential; momentum in the dual posing
//! as none.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on Theorem 1, which has the limit alone; arXiv:1802.08246.

use super::setting::{SMOOTH, on_potentials, own_projection, path, run};
use crate::case::{At, Stopped};
use crate::claim::{AGAINST_LOG_TIME, Claim, Course, Law, Leg, Reading, View, plotted};
use crate::dynamics::MirrorUpdate;
use crate::measure::{contracted, contraction_at, length};
use crate::numbers::{Ball, Potential, exp};
use crate::problem::Regression;
use crate::record::{Clock, Series};
use std::sync::Arc;

const NAME: &str = "mean logarithm of the factor of the residual along its slowest direction";
const POTENTIALS: [Potential; 5] =
    [Potential::Quadratic, SMOOTH[0], SMOOTH[1], SMOOTH[2], Potential::Power { exponent: 1.5 }];

pub(super) fn claim() -> Claim<Regression> {
    let law = Law::Limit(vec![Leg {
        name: NAME.to_string(),
        observe: Arc::new(|view| {
            let found = contracted(&view.case.problem, &*path(view, 0)?)?;
            Ok(Reading {
                value: vec![found.ln],
                rounding: found.rounding,
                log_time: Some(found.log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| {
            let Regression { potential, step, .. } = view.case.problem;
            at_the_limit(view, potential, step)
        }),
        remainder: Arc::new(|view| Ok(contracted(&view.case.problem, &*path(view, 0)?)?.remainder)),
        scale: None,
        course: Course::Of(Arc::new(residual)),
    }]);
    let claim = Claim::new("gunasekar.thm1.rate", include_str!("thm1_rate.rs"), law);
    on_potentials(claim, &POTENTIALS, 12, vec![MirrorUpdate::Plain.into()])
        .derived()
        .control_prediction("rho at w_0 in place of the limit", NAME, |view| {
            let problem = &view.case.problem;
            let Regression { potential, step, start, .. } = problem;
            Ok(vec![contraction_at(problem, *potential, *step, start, 0.0).ln()])
        })
        .control_prediction("rho of half the step", NAME, |view| {
            let Regression { potential, step, .. } = view.case.problem;
            at_the_limit(view, potential, 0.5 * step)
        })
        .control_prediction("rho of the quadratic potential", NAME, |view| {
            at_the_limit(view, Potential::Quadratic, view.case.problem.step)
        })
        .control_dynamics("momentum in the dual posing as none", |_| {
            vec![run(MirrorUpdate::DualMomentum { beta: 0.5, gamma: 0.0 })]
        })
}

/// ||r_t|| beside rho^t through the last of them that rounding leaves alone.
fn residual(view: &View<Regression>) -> Stopped<Series> {
    let Regression { potential, step, .. } = view.case.problem;
    let (path, ln_rho) = (path(view, 0)?, at_the_limit(view, potential, step)?[0].value);
    let size = |at: &At| length(&view.case.problem.residual(&at.w));
    let rounding = 1e-12 * path.points.first().map_or(0.0, size);
    let seen: Vec<&At> = path.points.iter().filter(|at| at.step > 0 && size(at) > rounding).collect();
    let law = |at: &&At| {
        let end = seen.last().expect("it is among them");
        size(end) * exp(ln_rho * (at.step as f64 - end.step as f64))
    };
    let series =
        plotted("||Xw - y||, beside rho^t", AGAINST_LOG_TIME, seen.iter().map(|at| (at.log_time, size(at))));
    Ok(Series { law: seen.iter().map(law).collect(), ..series })
}

/// ln rho of a potential and a step at the projection by the problem's own.
fn at_the_limit(view: &View<Regression>, potential: Potential, step: f64) -> Stopped<Vec<Ball>> {
    let projection = own_projection(view.case)?;
    let w: Vec<f64> = projection.iter().map(|ball| ball.value).collect();
    let error = projection.iter().map(|ball| ball.radius).fold(0.0, f64::max);
    Ok(vec![contraction_at(&view.case.problem, potential, step, &w, error).ln()])
}
