//! The residual rho(t) = w(t) - w^ log t stays bounded.
//!
//! **Statement.** On almost every separable data set ||rho(t)|| is bounded; it does not grow like log log t.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** The residual moves by nothing, within the remainder, over the last half of the flow's log time: from e^500
//! to e^1000, and later where lambda* is small (in R^d, the part outside the span of the support vectors included).
//! **Controls.** residual growing like log log t; slope of w one percent too small; unscaled momentum; polynomial tail
//! posing as an exponential one.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 9; arXiv:1710.10345.

use crate::claim::linear::{generic, heavy_ball, polynomial_tail};
use crate::claim::{Claim, Course, Law, Leg, Reading, descent_follows_flow, run};
use crate::measure::{Letters, Observable, distance, far, far_time, left_at_half, move_error};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;
use crate::record::{Clock, Quantifier};
use std::sync::Arc;

const MOVE: &str = "move of the residual over the last half of the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), last_move()]);
    Claim::on_planted_data("soudry.thm9.residual", include_str!("thm9_residual.rs"), law)
        .about(Quantifier::AlmostEvery)
        .hypothesis(generic())
        .control_prediction("residual growing like log log t", MOVE, |view| {
            // log s grows by log 2 from s/2 to s, along a vector of the length of w^.
            Ok(vec![Ball::exact(ln(2.0)) / view.case.gamma()?])
        })
        .control_prediction("slope of w one percent too small", MOVE, |view| {
            Ok(vec![Ball::exact(0.01 * 0.5 * far_time(view.case)) / view.case.gamma()?])
        })
        .control_dynamics("unscaled momentum", heavy_ball)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
}

fn last_move() -> Leg<Linear> {
    Leg {
        name: MOVE.to_string(),
        observe: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            Ok(Reading {
                value: vec![distance(&far.half.z, &far.end.z)],
                rounding: move_error(view.case, &far)?,
                log_time: Some(far.end.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(|_| Ok(vec![Ball::exact(0.0)])),
        remainder: Arc::new(|view| {
            let far = far(view.case, run(view, 0))?;
            left_at_half(view.case, &far)
        }),
        scale: None,
        course: Course::Nothing,
    }
}
