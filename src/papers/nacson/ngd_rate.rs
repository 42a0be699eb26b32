//! The exponents with which the margin gap of normalised descent falls.
//!
//! **Statement.** With normalised steps of size 1/sqrt(t + 1) the margin gap is O(log t / sqrt t), in place of 1/log t.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** d ln gap / d ln t tends to -1/2 for steps 1/sqrt(t + 1), over the loss or over the norm of the gradient, and to
//! -1 for constant steps over the loss. Read off the last decade of steps, relieved of a remainder like one over the sum of the
//! steps. The value for constant steps is derived.
//! **Controls.** exponent -1 for -1/2; exponent -1/2 for constant steps; no power of t; gradient descent posing as normalised
//! descent; steps 1/(t + 1) over the loss; steps 1/sqrt(t + 1) that are not normalised.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the rate of the abstract; arXiv:1803.01905.

use super::gap_law::exponent;
use super::setting::{WAYS, Way, descent, in_place_of_all, on_the_ball, unit_steps};
use crate::claim::{Claim, Law, Power, gap_falls_like};
use crate::dynamics::{Rule, Schedule};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};
use crate::record::Clock;
use std::sync::Arc;

const NAME: &str = "exponent of the gap in t";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Rate(WAYS.iter().map(|&way| falls(way)).collect());
    on_the_ball("nacson.ngd.rate", include_str!("ngd_rate.rs"), law, &[(BallSets::WideExponential, 64)])
        .derived()
        .undecided_at_most(0.34)
        .control_prediction("exponent -1 for -1/2", &Way::Loss.of(NAME), |_| Ok(vec![Ball::exact(-1.0)]))
        .control_prediction("exponent -1/2 for constant steps", &Way::Constant.of(NAME), |_| {
            Ok(vec![Ball::exact(-0.5)])
        })
        .control_prediction("no power of t", &Way::Gradient.of(NAME), |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics(
            "gradient descent posing as normalised descent",
            in_place_of_all(descent(Schedule::Constant)),
        )
        .control_dynamics(
            "steps 1/(t + 1) over the loss",
            in_place_of_all(unit_steps(Rule::LossNormalized, Schedule::Inverse)),
        )
        .control_dynamics(
            "steps 1/sqrt(t + 1) that are not normalised",
            in_place_of_all(descent(Schedule::InverseSquareRoot)),
        )
}

fn falls(way: Way) -> Power<Linear> {
    Power {
        name: way.of(NAME),
        clock: Clock::Descent,
        observe: Arc::new(move |view| exponent(view, way)),
        predict: Arc::new(move |_| Ok(vec![Ball::exact(-way.exponent())])),
        grounds: Vec::new(),
        course: Some(gap_falls_like(way.number(), -way.exponent())),
    }
}
