//! On a polynomial tail gradient descent goes elsewhere than to the max margin, and its norm like a power of t.
//!
//! **Statement.** Convergence in the direction of the L2 max-margin separator does not hold for losses with heavier tails.
//! **Hypotheses.** Separable; step below the threshold; -l'(u) = (1 + u)^-(k+1), here k = 1 and 2; every support vector has a
//! positive multiplier; support vectors span (the latter two are met, and of no use here).
//! **Prediction.** t^(-1/(k+2)) w tends, as a vector, to (eta (k+2))^(1/(k+2)) x, x the certified minimiser of ||x||^2/2 +
//! (1/k) sum_i (z_i.x)^-k: norm and direction at once. Derived: with w = t^(1/(k+2)) x and s = log t, dx/ds is minus the
//! gradient of a function of modulus 1/(k+2), which the 1 of 1 + u moves by e^(-s/(k+2)) only. Followed from descent's last
//! iterate to s = 100 (k+2); allowed is what the modulus leaves of the distance at the start, about e^-96, and rounding.
//! **Controls.** the max-margin direction; the limit for k + 1; eta left out; k + 2 left out; the exponent 1/(k+1);
//! exponential loss posing as a polynomial tail; coordinate descent posing as gradient descent.
//! **Source.** Nacson et al., AISTATS 2019, PMLR 89, on the directions of the abstract; arXiv:1803.01905. The limit is that of
//! Ji and Telgarsky, arXiv:1906.04540, Theorem 5.

use super::tail_setting::{Tails, balls, exponential, on_tails};
use crate::case::{Case, Stopped};
use crate::claim::linear::scaled_coordinate_descent;
use crate::claim::{Claim, Law, Leg, Reading, View, descent_follows_flow, direction_comes_to, run};
use crate::dynamics::Reached;
use crate::measure::{Letters, Observable, PolynomialLimitQuery, dot, polynomial_far, relay};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{Linear, Tail};
use crate::record::{Clock, Stop};
use std::rc::Rc;
use std::sync::Arc;

const GROWTH: &str = "t^(-1/(k+2)) w along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![descent_follows_flow(0, Observable::Residual), growth()]);
    let tails = Tails::Polynomial(&[1.0, 2.0]);
    on_tails("nacson.tail.polynomial", include_str!("tail_polynomial.rs"), law, tails, 36)
        .derived()
        .control_prediction("the max-margin direction", GROWTH, |view| {
            // Of the same length.
            let (found, limit) = (view.case.max_margin()?, limit(view, 0.0)?);
            let size = limit.iter().map(|x| x.value * x.value).sum::<f64>().sqrt();
            let direction: Vec<f64> = found.direction.iter().map(|u| size * u).collect();
            Ok(balls(&direction, size * (found.direction_error + 8.0 * f64::EPSILON)))
        })
        .control_prediction("the limit for k + 1", GROWTH, |view| limit(view, 1.0))
        .control_prediction("eta left out", GROWTH, |view| {
            let missing = Ball::rounded(exp(-view.case.log_eta() / (power(view.case)? + 2.0)), 8.0);
            Ok(limit(view, 0.0)?.into_iter().map(|x| x * missing).collect())
        })
        .control_prediction("k + 2 left out", GROWTH, |view| {
            let order = power(view.case)? + 2.0;
            let missing = Ball::rounded(exp(-ln(order) / order), 8.0);
            Ok(limit(view, 0.0)?.into_iter().map(|x| x * missing).collect())
        })
        .control_prediction("the exponent 1/(k+1)", GROWTH, |view| {
            // What t^(-1/(k+2)) w would be at the flow's end if w went on from the descent's last iterate like t^(1/(k+1)).
            let (k, at) = (power(view.case)?, relay(view.case, run(view, 0))?.s1);
            let end = flow_of(view)?.s;
            let too_much = (end - at) * (1.0 / (k + 1.0) - 1.0 / (k + 2.0));
            Ok(limit(view, 0.0)?.into_iter().map(|x| x * Ball::rounded(exp(too_much), 64.0)).collect())
        })
        .control_dynamics("exponential loss posing as a polynomial tail", exponential)
        .control_dynamics("coordinate descent posing as gradient descent", scaled_coordinate_descent)
}

/// k of the problem's loss.
fn power(case: &Case<Linear>) -> Stopped<f64> {
    match case.problem.loss.tail() {
        Tail::Polynomial { k } => Ok(k),
        _ => Err(Stop::Outside {
            hypothesis: "a polynomial tail".to_string(),
            found: format!("{} loss", case.problem.loss.key()),
        }),
    }
}

fn flow_of(view: &View<Linear>) -> Stopped<Rc<Reached>> {
    polynomial_far(view.case, run(view, 0), power(view.case)?)
}

/// (eta (k+2))^(1/(k+2)) x, x for k and as much more.
fn limit(view: &View<Linear>, more: f64) -> Stopped<Vec<Ball>> {
    let k = power(view.case)? + more;
    let found = view.case.ask(&PolynomialLimitQuery { k })?;
    let factor = Ball::rounded(exp((view.case.log_eta() + ln(k + 2.0)) / (k + 2.0)), 8.0);
    Ok(balls(&found.minimiser, found.error).into_iter().map(|x| x * factor).collect())
}

fn growth() -> Leg<Linear> {
    Leg {
        name: GROWTH.to_string(),
        observe: Arc::new(|view| {
            let end = flow_of(view)?;
            let (k, rows) = (power(view.case)?, &view.case.problem.rows);
            let size = dot(&end.z, &end.z).sqrt();
            // The pull balances x/(k+2); rounding of the margins z_i.x moves it by (k+1) R |x|/(least margin) as much, and the
            // flow's modulus 1/(k+2) turns that into an error of x.
            let least = rows.rows().map(|row| dot(row, &end.z)).fold(f64::INFINITY, f64::min);
            let condition = (k + 1.0) * view.case.problem.radius() * size / least;
            let pull = f64::EPSILON * (rows.n + rows.d + 8) as f64 * (1.0 + condition);
            let heaviest = size * view.case.problem.radius() / view.case.gamma()?.value;
            Ok(Reading {
                value: end.z.clone(),
                rounding: end.error + pull * heaviest,
                log_time: Some(end.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(|view| limit(view, 0.0)),
        // At the start the flow is within |x| + |its end| of the limit, and e^(-(s - s1)/(k+2)) of that is left; the 1 of 1 + u
        // pulls by less than (k+1)/(least margin) e^(-s/(k+2)) as much, over (s - s1) at most.
        remainder: Arc::new(|view| {
            let (end, k) = (flow_of(view)?, power(view.case)?);
            let relay = relay(view.case, run(view, 0))?;
            let order = k + 2.0;
            let rows = &view.case.problem.rows;
            let size = dot(&end.z, &end.z).sqrt() + exp(-relay.s1 / order) * relay.norm;
            let least = rows.rows().map(|row| dot(row, &end.z)).fold(f64::INFINITY, f64::min);
            let pushed = (k + 1.0) / least * end.s * exp(-end.s / order);
            Ok(size * (exp(-(end.s - relay.s1) / order) + 2.0 * pushed))
        }),
        scale: None,
        course: direction_comes_to(0, |view| limit(view, 0.0)),
    }
}
