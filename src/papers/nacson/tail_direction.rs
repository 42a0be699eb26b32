//! On tails that fall faster than any power the direction of gradient descent goes to the l2 max margin.
//!
//! **Statement.** For a large family of losses with super-polynomial tails gradient descent converges in the direction of the L2
//! max-margin separator.
//! **Hypotheses.** Separable; step below the threshold; -l'(u) = e^(-u^nu), here nu = 1/2, 2 and 3; every support vector has a
//! positive multiplier; support vectors span.
//! **Prediction.** w/||w|| tends to w^/||w^||, as a vector. Descent is held against its flow, and that flow is followed from the
//! last iterate to L^nu = 10^6 (log t about as large), with the margin as its clock. What is left there falls like
//! 1/L^nu up to terms that are smaller by as much again, so that it is what the direction still moved while L^nu
//! doubled; twice that is allowed.
//! **Controls.** support vectors weighed alike; the limit of a polynomial tail; the direction of the mean row; polynomial tail
//! posing as a stretched one; coordinate descent posing as gradient descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the directions of the abstract; arXiv:1803.01905.

use super::tail_setting::{Tails, balls, flow_of, on_tails, tail_comes_to, with_loss};
use crate::case::Stopped;
use crate::claim::linear::scaled_coordinate_descent;
use crate::claim::{Claim, Law, Leg, Reading, View, descent_follows_flow};
use crate::measure::{Letters, Observable, PolynomialLimitQuery, unit};
use crate::numbers::Ball;
use crate::problem::{Linear, PolynomialTail};
use crate::record::Clock;
use std::sync::Arc;

const DIRECTION: &str = "w/||w|| along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), direction()]);
    let tails = Tails::Stretched(&[0.5, 2.0, 3.0]);
    on_tails("nacson.tail.direction", include_str!("tail_direction.rs"), law, tails, 36)
        .control_prediction("support vectors weighed alike", DIRECTION, |view| {
            let rows = &view.case.problem.rows;
            Ok(mean_direction(rows.d, view.case.constants()?.support.iter().map(|&i| rows.row(i))))
        })
        .control_prediction("the limit of a polynomial tail", DIRECTION, |view| {
            let other = view.case.ask(&PolynomialLimitQuery { k: 1.0 })?;
            Ok(balls(&other.direction, other.direction_error))
        })
        .control_prediction("the direction of the mean row", DIRECTION, |view| {
            let rows = &view.case.problem.rows;
            Ok(mean_direction(rows.d, rows.rows()))
        })
        .control_dynamics("polynomial tail posing as a stretched one", |case| {
            with_loss(case, Some(Arc::new(PolynomialTail { k: 1.0 })))
        })
        .control_dynamics("coordinate descent posing as gradient descent", scaled_coordinate_descent)
}

/// The direction of the mean of rows of length d.
fn mean_direction<'a>(d: usize, rows: impl Iterator<Item = &'a [f64]>) -> Vec<Ball> {
    let mut sum = vec![0.0; d];
    rows.for_each(|row| sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += z));
    balls(&unit(&sum), 64.0 * f64::EPSILON)
}

/// w^/||w^||.
fn limit(view: &View<Linear>) -> Stopped<Vec<Ball>> {
    let found = view.case.max_margin()?;
    Ok(balls(&found.direction, found.direction_error))
}

fn direction() -> Leg<Linear> {
    Leg {
        name: DIRECTION.to_string(),
        observe: Arc::new(|view| {
            let far = flow_of(view)?;
            let end = far.end();
            // An error of q is one of gamma/(nu y) times as much of the direction.
            let rounding = end.error * view.case.gamma()?.value / (far.nu * end.y) + 8.0 * f64::EPSILON;
            Ok(Reading {
                value: end.direction.clone(),
                rounding,
                log_time: Some(end.log_time),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(limit),
        remainder: Arc::new(|view| {
            flow_of(view)?.still_missing(0.0, |at| Ok(at.direction.clone()), 8.0 * f64::EPSILON)
        }),
        scale: None,
        course: tail_comes_to(|_, at| Ok(at.direction.clone()), Arc::new(limit)),
    }
}
