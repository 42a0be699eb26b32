//! In the span of the rest the iterates stay of the order of one.
//!
//! **Statement.** |Pi_S w_t| = Theta(1).
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** d ln |Pi_S w_t| / d ln t tends to 0. Expected violated, by a computation that is ours: where the rest is balanced,
//! v-bar = 0, and |Pi_S w_t| falls like 1/t. True where v-bar is not zero: |Pi_S w_t| tends to |v-bar|.
//! **Controls.** |Pi_S w_t| falling like 1/sqrt t; the mended sentence, falling like 1/t; the sentence where v-bar is not zero.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, remark in Theorem 7 and its proof; arXiv:1803.07300.

use crate::case::{At, Case, Run, Stopped};
use crate::claim::{Claim, Law, Power, PowerLaw, falls_as_power, run};
use crate::measure::{Letters, Observable, RayLetters, distance, dot, relay, sound_relay};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop, VerdictKind};
use std::sync::Arc;

const EXPONENT: &str = "exponent of |Pi_S w| in t";

pub(super) fn claim() -> Claim<Linear> {
    let law = |exponent: f64| Law::Rate(vec![falls_with(exponent)]);
    Claim::new("ji-telgarsky.thm7.theta-one", include_str!("theta_one.rs"), law(0.0))
        .on(BallSets::Balanced, 20, 300)
        .in_the_unit_setting()
        .expect(VerdictKind::Violated)
        .control_prediction("|Pi_S w_t| falling like 1/sqrt t", EXPONENT, |_| Ok(vec![Ball::exact(-0.5)]))
        .weak_because(
            "on one set in fifty the rest is so flat that it is not in balance yet, and the finding says so",
        )
        .but_true_as("the mended sentence, falling like 1/t", law(-1.0))
        .but_true_on("the sentence where v-bar is not zero", BallSets::Mixed)
}

fn falls_with(exponent: f64) -> Power<Linear> {
    Power {
        name: EXPONENT.to_string(),
        clock: Clock::Descent,
        observe: Arc::new(|view| last_half_decade(view.case, run(view, 0))),
        predict: Arc::new(move |_| Ok(vec![Ball::exact(exponent)])),
        grounds: Vec::new(),
        course: Some(Arc::new(|view| {
            let (path, across) = (view.case.run(run(view, 0))?, view.case.across()?);
            let recorded = path.points.iter().filter(|at| at.step > 1);
            let sizes: Vec<(f64, f64)> =
                recorded.map(|at| (at.log_time, size(&across.inside(&at.w)))).collect();
            Ok(falls_as_power("|Pi_S w_t|, beside 1/t", &sizes, -1.0))
        })),
    }
}

fn size(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}

/// The slope of ln |Pi_S w| over the last half of a decade, less that of what draws it. In balance Pi_S w = v-bar + B(t)/t, B the
/// balance of pulls, and B (where v-bar is zero) or v-bar + B/t tends to a constant that is known and not zero: its own
/// way there is left out of the slope. What is left at either end are the terms of second order: the change of the
/// curvature over Pi_S w - v-bar, and the lag of the balance, which is more where B turns. Allowed is twice as much.
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
    if !unbalanced && size(&inside.lag) < 1e-9 {
        return Err(Stop::Undecided { why: "the separable part does not draw on the rest".to_string() });
    }
    let drawn_to = |at: &At| -> Stopped<Vec<f64>> {
        let balance = Observable::Balance.at(case, at.log_time, &frame.enter(at.log_time, &at.w))?;
        let share = if unbalanced { exp(-at.log_time) } else { 1.0 };
        Ok(balance.iter().zip(&inside.v).map(|(b, v)| share.mul_add(*b, *v)).collect())
    };
    let ends = [before, last];
    let seen = ends.map(|at| across.inside(&at.w));
    let drawn = [drawn_to(before)?, drawn_to(last)?];
    let turning = distance(&drawn[0], &drawn[1]) / span;
    let (softest, stiffest) = inside.spectrum;
    let error = relay.entering + f64::EPSILON * relay.norm * last.step as f64;
    let (mut second_order, mut rounding) = (0.0, 0.0);
    for ((at, seen), drawn) in ends.iter().zip(&seen).zip(&drawn) {
        // |l'''| is at most l'': in the norm of the curvature that is max |x_i.(Pi_S w - v-bar)| / 2 of the first order.
        let bend = 0.5 * (stiffest / softest).sqrt() * case.problem.radius() * distance(seen, &inside.v);
        let lag = (1.0 + turning / size(drawn)) / (case.problem.step * softest * at.step as f64);
        second_order += bend + lag;
        rounding += error / size(seen);
    }
    let [first, end] = [0, 1].map(|i| ln(size(&seen[i])) - ln(size(&drawn[i])));
    Ok(PowerLaw {
        exponent: (end - first) / span,
        remainder: 2.0 * second_order / span,
        rounding: 2.0 * rounding / span,
        log_time: last.log_time,
    })
}
