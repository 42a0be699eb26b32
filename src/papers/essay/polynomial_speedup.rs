//! Aggressive learning-rate schedules accelerate convergence by polynomial factors.
//!
//! **Sentence.** "aggressive learning-rate schedules accelerate convergence by polynomial factors".
//! **Statement.** The time in which gradient descent reaches a margin gap is a power of the time in which normalised
//! steps do: as theirs is a power of 1/epsilon, so is its.
//! **Mended.** For the exponential loss, steps over the loss or over the norm of the gradient reach a gap epsilon in a
//! power of 1/epsilon steps, where gradient descent takes exp(gamma K/epsilon + O(1)): the law changes, and the factor is
//! exponential in the accuracy. A schedule by itself does not speed descent up.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier; support vectors span.
//! **Prediction.** ln t of gradient descent linear in ln(1/epsilon), through two gaps along its flow, at a third.
//! Expected violated. Mended: the times of nacson.speedup, gamma K/epsilon for gradient descent's ln t and powers of
//! K/epsilon for normalised steps; derived. That decaying steps which are not normalised are slower is the claim
//! nacson.schedule.slower.
//! **Controls.** gradient descent as fast as normalised steps 1/sqrt(t + 1); the mended sentence, an exponential against
//! powers.
//! **Source.** The essay "The implicit-bias program"; against Nacson et al., AISTATS 2019, PMLR 89; arXiv:1803.01905.

use crate::claim::linear::support_vectors_span;
use crate::claim::{Claim, Law, Leg, View, descent_follows_flow, run};
use crate::measure::{Letters, Observable, far, margin_gap_on_flow};
use crate::numbers::Ball;
use crate::papers::nacson::setting::on_the_ball;
use crate::papers::nacson::speedup::{law, power_of_time, runs_of_all, time_of_descent};
use crate::problem::{BallSets, Linear};
use crate::record::VerdictKind;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let source = include_str!("polynomial_speedup.rs");
    let as_written = time_law(power_of_time);
    on_the_ball("essay.polynomial-speedup", source, as_written, &[(BallSets::WideExponential, 24)])
        .derived()
        .hypothesis(support_vectors_span())
        .running(runs_of_all)
        .expect(VerdictKind::Violated)
        .control_law(
            "gradient descent as fast as normalised steps 1/sqrt(t + 1)",
            time_law(time_of_normalised),
        )
        .but_true_as("the mended sentence, an exponential against powers", law())
}

type Times = fn(&View<Linear>) -> crate::case::Stopped<Vec<Ball>>;

/// The law that gradient descent has the gap of its flow's end at this log time.
fn time_law(predict: Times) -> Law<Linear> {
    let time = Leg { predict: Arc::new(predict), ..time_of_descent() };
    Law::Limit(vec![time, descent_follows_flow(0, Observable::Residual)])
}

/// ln (K/(2 gamma epsilon))^2.
fn time_of_normalised(view: &View<Linear>) -> crate::case::Stopped<Vec<Ball>> {
    let gap = Ball::exact(margin_gap_on_flow(view.case, &far(view.case, run(view, 0))?.end)?.gap);
    let gamma = view.case.gamma()?;
    Ok(vec![Ball::exact(2.0) * (view.case.constants()?.k / (gamma + gamma) / gap).ln()])
}
