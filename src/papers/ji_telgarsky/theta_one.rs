//! In the span of the rest the iterates stay of the order of one.
//!
//! **Statement.** |Pi_S w_t| = Theta(1).
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** d ln |Pi_S w_t| / d ln t tends to 0. Expected violated, by a computation that is ours: where the rest is balanced,
//! v-bar = 0, and |Pi_S w_t| falls like 1/t. True where v-bar is not zero: |Pi_S w_t| tends to |v-bar|.
//! **Controls.** |Pi_S w_t| falling like 1/sqrt t; the mended sentence, falling like 1/t; the sentence where v-bar is not zero.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, remark in Theorem 7 and its proof; arXiv:1803.07300.

use crate::case::{At, Case, Run, Stopped};
use crate::claim::{Claim, Law, Power, PowerLaw, run};
use crate::measure::{Letters, Observable, RayLetters, dot, relay, sound_relay};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop, VerdictKind};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = |exponent: f64| Law::Rate(vec![falls_with(exponent)]);
    Claim::new("ji-telgarsky.thm7.theta-one", include_str!("theta_one.rs"), law(0.0))
        .on(BallSets::Balanced, 20, 300)
        .in_the_unit_setting()
        .expect(VerdictKind::Violated)
        .control_law("|Pi_S w_t| falling like 1/sqrt t", law(-0.5))
        .weak_because(
            "where the slowest mode falls slowly the exponent is still on its way at 10^6 steps, and says so",
        )
        .but_true_as("the mended sentence, falling like 1/t", law(-1.0))
        .but_true_on("the sentence where v-bar is not zero", BallSets::Mixed)
}

fn falls_with(exponent: f64) -> Power<Linear> {
    Power {
        name: "exponent of |Pi_S w| in t".to_string(),
        clock: Clock::Descent,
        observe: Arc::new(|view| last_half_decade(view.case, run(view, 0))),
        predict: Arc::new(move |_| Ok(vec![Ball::exact(exponent)])),
        grounds: Vec::new(),
    }
}

fn size(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}

/// The slope of ln |Pi_S w| over the last half of a decade. In balance Pi_S w = v-bar + B(t)/t, B the balance of pulls: the slope is
/// off its limit by what B (where v-bar is zero) or B/t beside v-bar does over that time, and by the terms of second order,
/// the change of the curvature over Pi_S w - v-bar and the lag of the balance. Allowed is twice as much.
fn last_half_decade(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<PowerLaw> {
    let relay = {
        sound_relay(case, run)?;
        relay(case, run)?
    };
    let (path, inside, across, frame) = (case.run(run)?, case.inside()?, case.across()?, case.frame()?);
    let last = path.last();
    let [.., before, _, _, _, _] = path.points.as_slice() else {
        return Err(Stop::Undecided { why: "the run is too short for a half of a decade".to_string() });
    };
    let span = last.log_time - before.log_time;
    let unbalanced = size(&inside.v) > 1e-9;
    let in_balance = |at: &At| -> Stopped<f64> {
        let balance = Observable::Balance.at(case, at.log_time, &frame.enter(at.log_time, &at.w))?;
        let share = if unbalanced { exp(-at.log_time) } else { 1.0 };
        Ok(size(&balance.iter().zip(&inside.v).map(|(b, v)| share.mul_add(*b, *v)).collect::<Vec<_>>()))
    };
    let seen = |at: &At| across.inside(&at.w);
    let apart: Vec<f64> = seen(before).iter().zip(&inside.v).map(|(w, v)| w - v).collect();
    let moved = (ln(in_balance(last)?) - ln(in_balance(before)?)).abs();
    let (softest, stiffest) = inside.spectrum;
    let bend = stiffest / softest * case.problem.radius() * size(&apart);
    let lag = 1.0 / (case.problem.step * softest * before.step as f64);
    let error = relay.entering + f64::EPSILON * relay.norm * last.step as f64;
    Ok(PowerLaw {
        exponent: (ln(size(&seen(last))) - ln(size(&seen(before)))) / span,
        remainder: 2.0 * (moved + bend + lag) / span,
        rounding: 2.0 * error / (size(&seen(last)) * span),
        log_time: last.log_time,
    })
}
