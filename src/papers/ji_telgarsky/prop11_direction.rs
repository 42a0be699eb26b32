//! The squared distance of the directions falls like one over the norm, with an explicit constant.
//!
//! **Statement.** On separable data with exponential loss |w/|w| - u-bar|^2 <= (2 + 2 log n) / (gamma |w|), for w = w_t at every
//! t >= 1 and for the point of least risk among those no longer than w_t.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality at every recorded time for iterates, at every power of ten for the path.
//! **Controls.** 1/t for 1/|w|; e^-|w| for 1/|w|.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Proposition 11; arXiv:1803.07300.

use super::setting::{gamma, is_power_of_ten};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::reached;
use crate::measure::{Letters, RayLetters, constrained, distance, dot, unit};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear};
use crate::record::Stop;

pub(super) fn claim() -> Claim<Linear> {
    let law = |over: Over| {
        Law::Bound(vec![
            Inequality::on_descent("|w_t/|w_t| - u-bar|^2", move |view| distances(view, over, false)),
            Inequality::on_descent("the same on the path", move |view| distances(view, over, true)),
        ])
    };
    Claim::new("ji-telgarsky.prop11.direction", include_str!("prop11_direction.rs"), law(Over::Norm))
        .on(BallSets::SeparableExponential, 60, 600)
        .in_the_unit_setting()
        .control_law("1/t for 1/|w|", law(Over::Time))
        .control_law("e^-|w| for 1/|w|", law(Over::ExponentialOfNorm))
}

/// What the squared distance falls with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Over {
    Norm,
    Time,
    ExponentialOfNorm,
}

impl Over {
    fn bound(self, top: Ball, log_time: f64, length: Ball) -> Ball {
        match self {
            Over::Norm => top / length,
            Over::Time => top * Ball::rounded(exp(-log_time), 2.0),
            Over::ExponentialOfNorm => {
                top * Ball::rounded(exp(-length.value), 4.0 + length.value) * Ball::new(1.0, length.radius)
            }
        }
    }
}

/// How many times a false bound is to be exceeded in the end for the falsehood to count as one.
const DIFFERS: f64 = 10.0;

/// How many times the squared distance lies beyond a bound in the end, from the constants: |w_t| - (log t + c)/gamma tends to
/// zero, and |w_t| times the distance to the length of the offset.
fn distance_beyond(case: &Case<Linear>, log_time: f64, top: Ball, over: Over) -> Stopped<f64> {
    let constants = &case.across()?.constants;
    let length = (case.log_eta() + log_time + constants.c0.value) / gamma(case)?.value;
    let bound = over.bound(top, log_time, Ball::exact(length));
    Ok(constants.a_perp.value.powi(2) / (length * length * bound.value))
}

fn distances(view: &View<Linear>, over: Over, of_path: bool) -> Stopped<Vec<Sided>> {
    let (path, case) = (view.path()?, view.case);
    reached(&path)?;
    let across = case.across()?;
    let (direction, direction_error) = across.direction();
    let top = Ball::rounded(2.0 + 2.0 * ln(case.problem.rows.n as f64), 4.0) / gamma(case)?;
    if over != Over::Norm && distance_beyond(case, path.last().log_time, top, over)? < DIFFERS {
        return Err(Stop::Coincides {
            about: "the order of the squared distance at the last step".to_string(),
        });
    }
    let mut pairs = Vec::new();
    for at in path.points.iter().filter(|at| at.step >= 1) {
        let length = dot(&at.w, &at.w).sqrt();
        let (w, error) = match of_path {
            false => (at.w.clone(), f64::EPSILON * length * (at.step as f64 + 64.0)),
            true if at.step >= 10 && is_power_of_ten(at.step) => {
                let found = constrained(case, &at.w, length)?;
                (found.w(case)?, found.error)
            }
            true => continue,
        };
        let apart = distance(&unit(&w), &direction);
        let slack = 2.0 * error / length + direction_error + 16.0 * f64::EPSILON;
        let squared = Ball::new(apart, slack) * Ball::new(apart, slack);
        pairs.push(Sided::at_most(
            at.log_time,
            squared,
            over.bound(top, at.log_time, Ball::new(length, error)),
        ));
    }
    Ok(pairs)
}
