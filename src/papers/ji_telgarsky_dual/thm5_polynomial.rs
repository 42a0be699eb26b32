//! On a loss with a polynomial tail the direction goes to that of the dual optimum, which is not the max margin.
//!
//! **Statement.** For a general loss the direction of descent with steps eta^_t that do not grow goes to u-bar = Z^T q-bar / ||Z^T
//! q-bar||, q-bar the least of f(q) = ||Z^T q||^2 / 2 where psi*(q) <= 0; for a polynomial tail that is not the max margin.
//! **Hypotheses.** Separable.
//! **Prediction.** For -l'(u) = (1 + u)^-(k+1), k = 1 and 2, w_t/||w_t|| of steps of one over the norm of the gradient (eta^_t = 1/||Z^T
//! q_t||, which tends to a constant) tends to the direction of the certified minimiser of ||w||^2/2 + (1/k) sum_i (z_i.w)^-k. Read
//! off the last decade of 10^4 steps, relieved of a remainder like 1/t, which 1 + u for u makes; the next has the exponent 1 +
//! h/g, at most 2, of the Hessian across u-bar. Derived.
//! **Controls.** the max-margin direction; the limit for k + 1; the direction of the mean row; exponential loss posing as a
//! polynomial tail; coordinate descent posing as gradient descent.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 5, for general losses; arXiv:1906.04540.

use super::polynomial::{exponent, limit_of, on_polynomial_tails};
use crate::case::{Case, Run, Stopped};
use crate::claim::{Claim, Law, Leg, Reading, direction_comes_to, run};
use crate::dynamics::{Iteration, Rule, Schedule, reached};
use crate::measure::{Asymptote, Letters, PolynomialLimitQuery, distance, last_limit, polynomial_pull, unit};
use crate::numbers::{Ball, exp, ln};
use crate::papers::nacson::setting::unit_steps;
use crate::problem::{Exponential, Linear, Loss};
use crate::record::{Clock, Stop};
use std::sync::Arc;

const STEPS: u64 = 10_000;
const DIRECTION: &str = "w_t/||w_t||";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![direction(limit_direction)]);
    on_polynomial_tails("ji-telgarsky-dual.thm5.polynomial", include_str!("thm5_polynomial.rs"), law, 40)
        .derived()
        .running(|_| over_the_gradient(None))
        .control_prediction("the max-margin direction", DIRECTION, |view| max_margin_direction(view.case))
        .control_prediction("the limit for k + 1", DIRECTION, |view| {
            let other = view.case.ask(&PolynomialLimitQuery { k: exponent(view.case)? + 1.0 })?;
            Ok(balls(&other.direction, other.direction_error))
        })
        .control_prediction("the direction of the mean row", DIRECTION, |view| mean_direction(view.case))
        .control_dynamics("exponential loss posing as a polynomial tail", |_| {
            over_the_gradient(Some(Arc::new(Exponential)))
        })
        .control_dynamics("coordinate descent posing as gradient descent", |_| {
            vec![Run::new(unit_steps(Rule::CoordinateDescent, Schedule::Constant), STEPS)]
        })
}

/// The certified limit of the problem's own tail.
pub(in crate::papers) fn limit_direction(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let limit = limit_of(case)?;
    Ok(balls(&limit.direction, limit.direction_error))
}

/// w^/||w^||.
pub(in crate::papers) fn max_margin_direction(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let found = case.max_margin()?;
    Ok(balls(&found.direction, found.direction_error))
}

/// The direction of the mean of the rows.
pub(in crate::papers) fn mean_direction(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let rows = &case.problem.rows;
    let mut sum = vec![0.0; rows.d];
    rows.rows().for_each(|row| sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += z));
    Ok(balls(&unit(&sum), 64.0 * f64::EPSILON))
}

/// Steps of one over the norm of the gradient.
pub(in crate::papers) fn over_the_gradient(loss: Option<Arc<dyn Loss>>) -> Vec<Run<Linear>> {
    let method = Iteration { step: Some(1.0), loss, ..Iteration::of(Rule::GradientNormalized) };
    vec![Run::new(Arc::new(method), STEPS)]
}

/// The coordinates of a vector, which share an error in the 2-norm.
fn balls(v: &[f64], error: f64) -> Vec<Ball> {
    let each = error / (v.len() as f64).sqrt();
    v.iter().map(|&x| Ball::new(x, each)).collect()
}

fn asymptote(case: &Case<Linear>) -> Stopped<Asymptote> {
    let next = polynomial_pull(case, exponent(case)?)?.min(2.0);
    if next <= 1.05 {
        let why = format!("a deviation of the direction falls with an exponent of {next:.3} only");
        return Err(Stop::Undecided { why });
    }
    Ok(Asymptote { begins: ln(STEPS as f64 / 10.0), leading: 1.0, next })
}

/// The answer of the last window, and how far it and the one before lie from those before them.
fn answers(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<(Vec<f64>, [f64; 2])> {
    let path = case.run(run)?;
    reached(&path)?;
    let asymptote = asymptote(case)?;
    let seen: Vec<(f64, Vec<f64>)> =
        path.points.iter().filter(|at| at.step >= STEPS / 10).map(|at| (at.log_time, unit(&at.w))).collect();
    let answer = |back: usize| -> Stopped<Vec<f64>> {
        let some = &seen[..seen.len() - back];
        let coordinate = |j: usize| {
            let series: Vec<(f64, f64)> = some.iter().map(|(s, u)| (*s, u[j])).collect();
            last_limit(&series, asymptote).map_err(|why| Stop::Undecided { why: why.to_string() })
        };
        (0..case.problem.rows.d).map(coordinate).collect()
    };
    let (last, before, earlier) = (answer(0)?, answer(1)?, answer(2)?);
    let moves = [distance(&before, &last), distance(&earlier, &before)];
    Ok((last, moves))
}

/// What rounding of every step leaves in a direction.
fn noise() -> f64 {
    f64::EPSILON * (STEPS as f64 + 64.0)
}

/// The leg that the direction tends to this one.
pub(in crate::papers) fn direction(towards: fn(&Case<Linear>) -> Stopped<Vec<Ball>>) -> Leg<Linear> {
    Leg {
        name: DIRECTION.to_string(),
        observe: Arc::new(|view| {
            let (value, _) = answers(view.case, run(view, 0))?;
            // A window of an eighth of a decade, relieved of 1/t, amplifies errors by 7.
            let rounding = 8.0 * noise();
            Ok(Reading { value, rounding, log_time: Some(ln(STEPS as f64)), clock: Clock::Descent })
        }),
        predict: Arc::new(move |view| towards(view.case)),
        // As for a single number: changes shrink by `share` or faster, and twice what one that does so still misses is allowed.
        remainder: Arc::new(|view| {
            let (_, [last, before]) = answers(view.case, run(view, 0))?;
            let share = exp(-asymptote(view.case)?.next * ln(10.0) / 8.0);
            let noise = 8.0 * noise();
            if last > (1.5 * share * before).max(2.0 * noise) {
                let why = format!("the windows disagree: they moved by {before:e}, then by {last:e}");
                return Err(Stop::Undecided { why });
            }
            Ok(2.0 * share / (1.0 - share) * (last + share * before + 2.0 * noise))
        }),
        scale: None,
        course: direction_comes_to(0, move |view| towards(view.case)),
    }
}
