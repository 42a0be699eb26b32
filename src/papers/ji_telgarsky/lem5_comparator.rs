//! The point that the iterates are compared with: v-bar and log t / gamma along u-bar.
//!
//! **Statement.** z = v-bar + u-bar log t / gamma has |z|^2 = |v-bar|^2 + log^2 t / gamma^2 and R(z) <= inf R + e^|v-bar| / t, for
//! every t >= 1.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality at t = 1, 10^10, ..., 10^300, in logarithms: no run is needed, and a wrong gamma, u-bar or
//! rate shows. z differs from v-bar across S only, so that R(z) - inf R is the risk of Z.
//! **Controls.** gamma of Z without projecting; u-bar of Z without projecting; R - inf R falling like 1/t^2; gamma a
//! tenth too large.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 5; arXiv:1803.07300.

use super::setting::{gamma, offset_length};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Inequality, Law, Sided};
use crate::measure::{RayLetters, dot, plain_direction, plain_margin};
use crate::numbers::{Ball, ln, log_sum_exp};
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop};
use std::sync::Arc;

/// Times are powers of 10^10.
const TIMES: u32 = 30;

pub(super) fn claim() -> Claim<Linear> {
    let law = |point: Point| {
        Law::Bound(vec![Inequality {
            name: "ln(R(z) - inf R)".to_string(),
            clock: Clock::None,
            pairs: Arc::new(move |view| compared(view.case, point)),
        }])
    };
    Claim::new("ji-telgarsky.lem5.comparator", include_str!("lem5_comparator.rs"), law(Point::Lemma))
        .on(BallSets::Mixed, 100, 1000)
        .in_the_unit_setting()
        .running(|_| Vec::new())
        .control_law("gamma of Z without projecting", law(Point::PlainMargin))
        .control_law("u-bar of Z without projecting", law(Point::PlainDirection))
        .control_law("R - inf R falling like 1/t^2", law(Point::Faster))
        .control_law("gamma a tenth too large", law(Point::LargerMargin))
}

/// Which point, and which bound.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Point {
    Lemma,
    PlainMargin,
    PlainDirection,
    LargerMargin,
    Faster,
}

fn compared(case: &Case<Linear>, point: Point) -> Stopped<Vec<Sided>> {
    let (ray, across) = (case.ray()?, case.across()?);
    let (rows, loss) = (&case.problem.rows, case.problem.loss.as_ref());
    let exact = gamma(case)?.value;
    let direction: Vec<f64> = match point {
        Point::PlainDirection => plain_direction(rows, &across.part)?.into_iter().map(|x| x.value).collect(),
        _ => across.direction().0,
    };
    let margin = match point {
        Point::PlainMargin => plain_margin(rows, &across.part)?.value,
        Point::LargerMargin => 1.1 * exact,
        _ => exact,
    };
    if point == Point::PlainMargin && margin < 1.1 * exact {
        return Err(Stop::Coincides { about: "gamma".to_string() });
    }
    // Off S^perp the rest's risk grows; on it only rounding tells it from inf R.
    let seen: Vec<usize> =
        if point == Point::PlainDirection { (0..rows.n).collect() } else { across.part.clone() };
    let offset = offset_length(case)?;
    let n = rows.n as f64;
    let over = if point == Point::Faster { 2.0 } else { 1.0 };
    let at = |k: u32| {
        let s = f64::from(10 * k) * ln(10.0);
        let far = s / margin;
        let margin = |&i: &usize| far.mul_add(dot(rows.row(i), &direction), dot(rows.row(i), &ray.offset.v));
        let terms: Vec<f64> = seen.iter().map(|i| loss.log_value(margin(i))).collect();
        let error = (rows.d + 8) as f64 * f64::EPSILON * (far + 1.0 + offset.value)
            + far * across.direction().1
            + offset.radius;
        let measured = Ball::new(log_sum_exp(&terms) - ln(n), error);
        Sided::at_most(s, measured, offset - Ball::rounded(over * s, 2.0))
    };
    Ok((0..=TIMES).map(at).collect())
}
