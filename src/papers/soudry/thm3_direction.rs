//! The direction of gradient descent tends to that of the l2 max margin.
//!
//! **Statement.** On separable data, gradient descent on a loss with a tight exponential tail has
//! w(t) = w^ log t + rho(t) with rho(t) = o(log t), so that w(t)/||w(t)|| tends to w^/||w^||.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** dw/dlog t tends to w^ = argmin ||w|| subject to z_i.w >= 1, as a vector of R^d.
//! Undecided on degenerate data, where no exponent bounds what is left of the residual.
//! **Controls.** l1 max margin as the limit; l_inf max margin as the limit; slope gamma instead of 1/gamma;
//! sign descent posing as gradient descent; coordinate descent posing as gradient descent; Adam with epsilon 0 posing
//! as gradient descent; polynomial tail posing as an exponential one; overlapping data, gated.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 3; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::{adam, coordinate_descent, polynomial_tail, sign_descent};
use crate::claim::{Claim, Law, Leg, Reading, descent_follows_flow, run, slope_comes_to};
use crate::measure::{Letters, Observable, far, left_at_half, move_error, other_separator};
use crate::numbers::Ball;
use crate::problem::{Linear, OverlappingSets};
use crate::record::Clock;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), slope_of_the_flow()]);
    Claim::on_planted_data("soudry.thm3.direction", include_str!("thm3_direction.rs"), law)
        .control_prediction("l1 max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::One)
        })
        .control_prediction("l_inf max margin as the limit", SLOPE, |view| {
            polyhedral_limit(view.case, Norm::Inf)
        })
        .control_prediction("slope gamma instead of 1/gamma", SLOPE, |view| {
            let gamma = view.case.gamma()?;
            Ok(view.case.max_margin()?.w_hat.iter().map(|w| Ball::exact(*w) * gamma * gamma).collect())
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("coordinate descent posing as gradient descent", coordinate_descent)
        .control_dynamics("Adam with epsilon 0 posing as gradient descent", adam)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .control_gated("overlapping data, gated", OverlappingSets)
}

/// Name of the leg that [`slope_of_the_flow`] builds.
pub(in crate::papers) const SLOPE: &str = "slope of w on log t against w^";

/// (w(s) - w(s/2)) / (s/2) along the flow. What is left of the residual at s/2 after another s/4 is read off its
/// own move between s/4 and s/2.
pub(in crate::papers) fn slope_of_the_flow() -> Leg<Linear> {
    Leg {
        name: SLOPE.to_string(),
        observe: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            let drift = &view.case.frame()?.drift;
            let span = far.end.s - far.half.s;
            let value = (0..drift.len()).map(|j| drift[j] + (far.end.z[j] - far.half.z[j]) / span).collect();
            let error = move_error(view.case, &far)?;
            Ok(Reading { value, rounding: error / span, log_time: Some(far.end.s), clock: Clock::Flow })
        }),
        predict: Arc::new(|view| {
            let found = view.case.max_margin()?;
            Ok(found.w_hat.iter().map(|w| Ball::new(*w, found.w_hat_error)).collect())
        }),
        remainder: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            Ok(left_at_half(view.case, &far)? / (far.half.s - far.quarter.s))
        }),
        scale: None,
        course: slope_comes_to(
            0,
            |case, s, z| {
                Ok(z.iter().zip(&case.frame()?.drift).map(|(z, drift)| s.mul_add(*drift, *z)).collect())
            },
            |view| {
                let found = view.case.max_margin()?;
                Ok(found.w_hat.iter().map(|w| Ball::new(*w, found.w_hat_error)).collect())
            },
        ),
    }
}

/// A separator of least norm in place of w^; w^ itself where it is one.
pub(in crate::papers) fn polyhedral_limit(case: &Case<Linear>, norm: Norm) -> Stopped<Vec<Ball>> {
    match other_separator(case, norm)? {
        Some(other) => Ok(exact(&other)),
        None => Ok(exact(&case.max_margin()?.w_hat)),
    }
}

fn exact(w: &[f64]) -> Vec<Ball> {
    w.iter().map(|w| Ball::exact(*w)).collect()
}
