//! What the claims of this paper share: runs whose effective step is the problem's own, and their flow.

use crate::case::{Case, Run, Stopped};
use crate::claim::{Leg, View, descent_follows_flow, run};
use crate::dynamics::{Iteration, Rule};
use crate::measure::{Observable, relay, sound_relay_of_steps};
use crate::numbers::Ball;
use crate::problem::Linear;
use std::sync::Arc;

/// The rule with this share of the problem's own step, to its horizon.
pub(super) fn scaled(case: &Case<Linear>, rule: Rule, share: f64) -> Run<Linear> {
    let step = Some(share * case.problem.step);
    Run::new(Arc::new(Iteration { step, ..Iteration::of(rule) }), case.problem.horizon)
}

/// The leg that the run of this number, whose effective step is the problem's own, keeps to the problem's gradient flow.
///
/// From w(t + 1) - w(t) = beta (w(t) - w(t - 1)) + (1 - beta) eta g(w(t)) follows, for smooth w(t),
/// w' = eta g - (1/2) (1 + beta)/(1 - beta) w'': the leading term of the discretisation is (1 + beta)/(1 - beta) times that
/// of gradient descent with step eta, along the same vector. It is predicted, and the whole of it allowed, with `further`.
pub(super) fn momentum_follows_flow(
    number: usize,
    beta: f64,
    further: impl Fn(&View<Linear>) -> Stopped<f64> + Send + Sync + 'static,
) -> Leg<Linear> {
    let times = (1.0 + beta) / (1.0 - beta);
    Leg {
        predict: Arc::new(move |view| {
            let relay = relay(view.case, run(view, number))?;
            let (plain, second) = (&relay.plain, &relay.second_order);
            let each = times * (plain.error + second.error) / (plain.z.len() as f64).sqrt();
            let along =
                |(plain, second): (&f64, &f64)| Ball::new(times.mul_add(second - plain, *plain), each);
            Ok(plain.z.iter().zip(&second.z).map(along).collect())
        }),
        remainder: Arc::new(move |view| {
            let relay = sound_relay_of_steps(view.case, run(view, number), times)?;
            Ok(times * relay.discretisation() + further(view)?)
        }),
        ..descent_follows_flow(number, Observable::Residual)
    }
}
