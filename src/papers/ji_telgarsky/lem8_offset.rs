//! The risk bounds the distance to v-bar in the span of the rest.
//!
//! **Statement.** |Pi_S w_t - v-bar|^2 <= (2/lambda) min{1, bound of Theorem 3}, lambda the least curvature of the rest's risk on its
//! sublevel set {R_S <= 1}.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality at every recorded time, with a lower bound for lambda: the third derivative of either loss is at
//! most its second, so that the sublevel set lies in a ball around v-bar in which the curvature falls by a known factor at
//! most. It is a wide bound; the exact limit is ji-telgarsky.offset.limit.
//! **Controls.** lambda for 1/lambda.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 8; arXiv:1803.07300.

use super::setting::{gamma, log_tau, offset_length};
use crate::case::{At, Case, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::reached;
use crate::measure::RayLetters;
use crate::numbers::{Ball, exp};
use crate::problem::{BallSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    let law = |inverted: bool| {
        Law::Bound(vec![Inequality::on_descent("|Pi_S w_t - v-bar|^2", move |view| {
            distances(view, inverted)
        })])
    };
    Claim::new("ji-telgarsky.lem8.offset", include_str!("lem8_offset.rs"), law(false))
        .on(BallSets::Mixed, 40, 600)
        .in_the_unit_setting()
        .control_law("lambda for 1/lambda", law(true))
}

/// A lower bound for lambda. With rho the largest |z| times the distance from v-bar and lambda_0 the curvature there,
/// R_S - inf R_S >= lambda_0 (distance/rho)^2 (e^-rho + rho - 1) (Bach 2010, arXiv:0910.4627, Proposition 1), which is at least
/// (rho - 1) lambda_0 / |z|^2: on the sublevel set rho <= 1 + |z|^2 (1 - inf R_S) / lambda_0, and the curvature is at least
/// e^-rho lambda_0.
fn least_curvature(case: &Case<Linear>) -> Stopped<f64> {
    let (inside, n) = (case.inside()?, case.problem.rows.n as f64);
    let at_optimum = inside.spectrum.0 / n * (1.0 - 1e-9);
    let room = (1.0 - inside.least_loss.value / n).max(0.0) + 1e-9;
    let radius = case.problem.radius();
    Ok(at_optimum * exp(-(1.0 + radius * radius * room / at_optimum)))
}

fn distances(view: &View<Linear>, inverted: bool) -> Stopped<Vec<Sided>> {
    let (case, run) = (view.case, run(view, 0));
    let path = case.run(run)?;
    reached(&path)?;
    let (offset, gamma, lambda) = (offset_length(case)?, gamma(case)?, least_curvature(case)?);
    let (across, inside) = (case.across()?, case.inside()?);
    let scale = if inverted { 2.0 * lambda } else { 2.0 / lambda };
    let pair = |at: &At| {
        let reach = at.log_time / gamma.value;
        let risk = exp(offset.value - at.log_time)
            + (offset.value * offset.value + reach * reach) * 0.5 * exp(-log_tau(case, run, at.step));
        let apart = across.inside(&at.w).iter().zip(&inside.v).map(|(w, v)| (w - v) * (w - v)).sum();
        // A squared difference of iterates rounded to a few units each step.
        let error = f64::EPSILON * (at.step as f64 + 64.0);
        let measured = Ball::new(apart, error * (apart + apart.sqrt()) + error * error);
        Sided::at_most(at.log_time, measured, Ball::rounded(scale * risk.min(1.0), 1e4))
    };
    Ok(path.points.iter().filter(|at| at.step >= 1).map(pair).collect())
}
