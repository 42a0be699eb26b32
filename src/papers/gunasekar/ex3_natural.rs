//! Natural gradient at a finite step misses the projection by the step.
//!
//! **Statement.** Natural gradient descent, w_t+1 = w_t - eta (Hess psi(w_t))^-1 grad L(w_t), goes to argmin D_psi(w, w_0) over Xw =
//! y as eta goes to zero, and not for any eta itself.
//! **Hypotheses.** More unknowns than equations; squared loss; entropy or hypentropy, which are smooth with a smooth inverse
//! (on the way of a power through zero the exponent is another); converges to Xw = y.
//! **Prediction.** Distance of the limit from the certified projection like eta^1: derived, as in the dual coordinate j has moved
//! beside mirror descent by a sum of terms of order (eta g_j)^2, over a number of steps like 1/eta. Steps of eta/2, /4, /8 and
//! /16; the exponent of the last halving, within twice the two terms in the step that the halvings before it show.
//! **Controls.** second order in the step; no dependence on the step; the quadratic potential.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Example 3, on natural gradient descent; arXiv:1802.08246.

use super::setting::{SMOOTH, on_potentials, own_projection, rounding, to_come};
use crate::case::{Case, Stopped};
use crate::claim::{Checked, Claim, Hypothesis, Law, Power, PowerLaw, View, run};
use crate::dynamics::{MirrorDescent, MirrorUpdate, reached};
use crate::measure::distance;
use crate::numbers::{Ball, Potential, ln};
use crate::problem::{Regression, RegressionSets};
use crate::record::{Clock, Stop};
use std::sync::Arc;

const NAME: &str = "exponent of the distance from the projection in the step";
/// Shares of the problem's step, a halving apart.
const SHARES: [f64; 4] = [0.5, 0.25, 0.125, 0.0625];

pub(super) fn claim() -> Claim<Regression> {
    let methods = SHARES.map(|share| MirrorDescent { update: MirrorUpdate::Natural, share });
    let law = Law::Rate(vec![Power {
        name: NAME.to_string(),
        clock: Clock::Descent,
        observe: Arc::new(observe),
        predict: Arc::new(|_| Ok(vec![Ball::exact(1.0)])),
        grounds: Vec::new(),
        course: None,
    }]);
    let claim = Claim::new("gunasekar.ex3.natural", include_str!("ex3_natural.rs"), law);
    on_potentials(claim, &SMOOTH, 6, methods.to_vec())
        .derived()
        .undecided_at_most(0.2)
        .hypothesis(smooth_and_curved())
        .control_prediction("second order in the step", NAME, |_| Ok(vec![Ball::exact(2.0)]))
        .control_prediction("no dependence on the step", NAME, |_| Ok(vec![Ball::exact(0.0)]))
        .control_gated("the quadratic potential", RegressionSets(Potential::Quadratic))
}

/// Where psi is quadratic natural gradient is mirror descent, and its limit the projection at every step.
fn smooth_and_curved() -> Hypothesis<Regression> {
    Hypothesis::new("entropy or hypentropy", |case: &Case<Regression>| {
        let potential = case.problem.potential;
        let met = matches!(potential, Potential::Entropy | Potential::Hypentropy { .. });
        Ok(Checked { met, found: format!("{potential} potential") })
    })
}

/// ln of the distance at each share, with its error.
fn distances(view: &View<Regression>) -> Stopped<Vec<(f64, f64)>> {
    let projection = own_projection(view.case)?;
    let exact: Vec<f64> = projection.iter().map(|ball| ball.value).collect();
    let radius = projection.iter().map(|ball| ball.radius).fold(0.0, f64::max);
    (0..SHARES.len())
        .map(|number| {
            let path = view.case.run(run(view, number))?;
            reached(&path)?;
            let away = distance(&path.last().w, &exact);
            let error = rounding(&view.case.problem, &path)? + to_come(&path) + radius;
            Ok((ln(away), error / away))
        })
        .collect()
}

fn observe(view: &View<Regression>) -> Stopped<PowerLaw> {
    let found = distances(view)?;
    if let Some((_, error)) = found.iter().find(|(_, error)| *error >= 0.01) {
        let why = format!("the distance from the projection is known to a share of {error:e} alone");
        return Err(Stop::Undecided { why });
    }
    let halving = |k: usize| (found[k].0 - found[k + 1].0) / std::f64::consts::LN_2;
    let exponents = [halving(0), halving(1), halving(2)];
    let rounding = (found[0].1 + found[3].1) / std::f64::consts::LN_2;
    // With 1 + a eta + b eta^2 for the exponent, A = a eta and B = b eta^2 at the last: they change by 2A + 12B, then by A + 3B.
    let changes = (exponents[0] - exponents[1], exponents[1] - exponents[2]);
    let second = (changes.0 - 2.0 * changes.1) / 6.0;
    let first = changes.1 - 3.0 * second;
    Ok(PowerLaw {
        exponent: exponents[2],
        remainder: 2.0 * (first.abs() + second.abs()),
        rounding,
        log_time: view.case.run(run(view, SHARES.len() - 1))?.last().log_time,
    })
}
