//! The margin gap of normalised descent is a constant over sqrt t, or over t for constant steps, without a logarithm.
//!
//! **Statement.** With normalised steps of size 1/sqrt(t + 1) the margin gap is O(log t / sqrt t).
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The gap times sqrt t tends to K/(2 gamma) for steps over the loss and to K/2 for steps over the norm of the
//! gradient, K = H(p) + ln max p_i; for constant steps over the loss the gap times t tends to K/gamma. Read off the last
//! decade of steps, relieved of a remainder like one over the sum of the steps. Derived; the logarithm is not there.
//! **Controls.** logarithm kept; no gap left; ln n + 1 for K, as in the bound; gamma left out; sum of 1/sqrt(t + 1) taken for
//! sqrt t; gradient descent posing as normalised descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the rate of the abstract; arXiv:1803.01905.

use super::gap_law::{own_limit, seen_at_start, seen_limit};
use super::setting::{WAYS, Way, descent, in_place_of_all, on_the_ball};
use crate::case::Stopped;
use crate::claim::{Claim, Course, Law, Leg, View};
use crate::dynamics::Schedule;
use crate::measure::Letters;
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(WAYS.iter().map(|&way| law_of_gap(way)).collect());
    on_the_ball("nacson.ngd.gap", include_str!("ngd_gap.rs"), law, &[(BallSets::WideExponential, 64)])
        .derived()
        .undecided_at_most(0.34)
        .control_prediction("logarithm kept", &name(Way::Loss), |view| {
            let (log_time, value) = seen_at_start(view, Way::Loss)?;
            Ok(vec![Ball::exact(value * (1.0 + ln(10.0) / log_time))])
        })
        .control_prediction("no gap left", &name(Way::Gradient), |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("ln n + 1 for K, as in the bound", &name(Way::Constant), |view| {
            let n = view.case.problem.rows.n as f64;
            Ok(vec![Ball::rounded(ln(n) + 1.0, 4.0) / view.case.gamma()?])
        })
        .control_prediction("gamma left out", &name(Way::Loss), |view| {
            Ok(vec![constant(view, Way::Loss)? * view.case.gamma()?])
        })
        .control_prediction("sum of 1/sqrt(t + 1) taken for sqrt t", &name(Way::Gradient), |view| {
            Ok(vec![view.case.constants()?.k])
        })
        .control_dynamics(
            "gradient descent posing as normalised descent",
            in_place_of_all(descent(Schedule::Constant)),
        )
}

fn name(way: Way) -> String {
    way.of(if way == Way::Constant { "gap times t" } else { "gap times sqrt t" })
}

/// K over the growth of ||w||.
fn constant(view: &View<Linear>, way: Way) -> Stopped<Ball> {
    Ok(view.case.constants()?.k / (way.growth(view.case)? * way.sum_factor()))
}

fn law_of_gap(way: Way) -> Leg<Linear> {
    Leg {
        name: name(way),
        observe: Arc::new(move |view| seen_limit(view, way)),
        predict: Arc::new(move |view| Ok(vec![constant(view, way)?])),
        remainder: Arc::new(move |view| Ok(own_limit(view.case, way)?.bias)),
        scale: None,
        course: Course::Steps,
    }
}
