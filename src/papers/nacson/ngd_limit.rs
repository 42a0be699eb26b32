//! Normalised steps reach the max margin like one over the sum of the steps, with exact constants.
//!
//! **Statement.** With steps that grow as the loss falls the margin gap of gradient descent closes like a power of t: like
//! 1/sqrt t, up to a logarithm, for normalised descent with steps 1/sqrt(t + 1).
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** K_t = L - min_i z_i.w tends to K = H(p) + ln max p_i, as for gradient descent, and ||w|| over the sum of
//! the steps to gamma (steps over the loss, 1/sqrt(t + 1) or constant) or to 1 (over the norm of the gradient, 1/sqrt(t + 1)):
//! the gap times ||w|| tends to K. Derived. Undecided where lambda* L has not grown enough over the last decade of steps.
//! **Controls.** logarithm kept; K_t going to zero; entropy alone for K; 1/gamma for gamma; gamma for the gradient's norm;
//! gradient descent posing as normalised descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the rate of the abstract; arXiv:1803.01905.

use super::setting::{WAYS, Way, descent, in_place_of_all, on_the_ball, sum_of_steps};
use crate::case::Stopped;
use crate::claim::{Claim, Course, Law, Leg, Reading, View, run};
use crate::dynamics::Schedule;
use crate::measure::{Letters, MarginGap, margin_gap_at, settling};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};
use crate::record::Clock;
use std::sync::Arc;

const NORM: &str = "slope of ||w|| on the sum of the steps";
const MARGIN: &str = "K_t = L - min z.w";

pub(super) fn claim() -> Claim<Linear> {
    let legs = WAYS.iter().flat_map(|&way| [norm_grows(way), margin_constant(way)]);
    let zero = |_: &View<Linear>| Ok(vec![Ball::exact(0.0)]);
    let populations = [(BallSets::SeparableExponential, 32), (BallSets::WideExponential, 32)];
    on_the_ball("nacson.ngd.limit", include_str!("ngd_limit.rs"), Law::Limit(legs.collect()), &populations)
        .derived()
        .control_prediction("logarithm kept", &Way::Loss.of(MARGIN), |view| {
            // gap ||w|| growing like log t from T/10 on.
            let t = run(view, 0).until as f64;
            let before = part(view, Way::Loss, 10)?;
            Ok(vec![Ball::exact(before.k * ln(t) / ln(t / 10.0))])
        })
        .control_prediction("K_t going to zero", &Way::Gradient.of(MARGIN), zero)
        .control_prediction("entropy alone for K", &Way::Constant.of(MARGIN), |view| {
            Ok(vec![view.case.constants()?.entropy])
        })
        .control_prediction("1/gamma for gamma", &Way::Loss.of(NORM), |view| {
            Ok(vec![Ball::exact(1.0) / view.case.gamma()?])
        })
        .control_prediction("gamma for the gradient's norm", &Way::Gradient.of(NORM), |view| {
            Ok(vec![view.case.gamma()?])
        })
        .control_dynamics(
            "gradient descent posing as normalised descent",
            in_place_of_all(descent(Schedule::Constant)),
        )
}

/// The margin at T over a number.
fn part(view: &View<Linear>, way: Way, over: u64) -> Stopped<MarginGap> {
    let run = run(view, way.number());
    margin_gap_at(view.case, run, run.until / over)
}

/// The slope of ||w|| over the last decade of steps.
///
/// A step h along -grad ln L moves L by gamma^2 h (1 + e), e the weighted excess of the margins over the least; one along its
/// direction moves it by gamma h / sqrt(1 + a^2), a the part of the gradient across w^ over that along it. Both fall: the
/// slope is off by what they are at T/10 at most, and twice that is allowed; beside it ||w|| is gamma^-1 L + (||w|| - gamma^-1 L),
/// the latter known at both ends.
fn norm_grows(way: Way) -> Leg<Linear> {
    let passed = move |view: &View<Linear>| {
        let until = run(view, way.number()).until;
        sum_of_steps(view, way, until) - sum_of_steps(view, way, until / 10)
    };
    Leg {
        name: way.of(NORM),
        observe: Arc::new(move |view| {
            let (before, last) = (part(view, way, 10)?, part(view, way, 1)?);
            let rounding = (before.rounding + last.rounding) / passed(view);
            Ok(Reading {
                value: vec![(last.norm - before.norm) / passed(view)],
                rounding,
                log_time: Some(ln(last.step as f64)),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![way.growth(view.case)?])),
        remainder: Arc::new(move |view| {
            let found = settling(view.case, run(view, way.number()))?;
            let (before, last) = (&found.before, &found.last);
            let off = before.excess + before.aside * before.aside;
            let longer = (last.longer - before.longer).abs() / view.case.gamma()?.value;
            Ok(2.0 * (off + longer / passed(view)))
        }),
        scale: None,
        course: Course::Steps,
    }
}

/// K_t at T.
fn margin_constant(way: Way) -> Leg<Linear> {
    Leg {
        name: way.of(MARGIN),
        observe: Arc::new(move |view| {
            let last = part(view, way, 1)?;
            Ok(Reading {
                value: vec![last.k],
                rounding: last.k_rounding(view.case),
                log_time: Some(ln(last.step as f64)),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| Ok(vec![view.case.constants()?.k])),
        remainder: Arc::new(move |view| {
            let found = settling(view.case, run(view, way.number()))?;
            Ok(view.case.problem.radius() * found.left)
        }),
        scale: None,
        course: Course::Steps,
    }
}
