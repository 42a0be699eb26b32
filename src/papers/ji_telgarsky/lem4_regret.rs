//! The regret against any point is bounded by how much nearer the iterates come to it.
//!
//! **Statement.** 2 sum_{j<t} eta_j (R(w_j) - R(z)) - sum_{j<t} eta_j/(1 - eta_j/2) (R(w_j) - R(w_{j+1})) <= |w_0 - z|^2 - |w_t - z|^2 for
//! every z and t.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality in every single one of 10^5 steps, for z = 0, v-bar, v-bar + u-bar log t / gamma at t = 10^5,
//! the first step and five random points in three lengths.
//! **Controls.** |w_0 - z|^2 left out; twice the regret.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 4; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, on_the_ball, watched};
use crate::case::{Case, Start, Stopped, Watch};
use crate::claim::{Claim, Law};
use crate::dynamics::start_vector;
use crate::measure::{EachStep, RayLetters, largest_over_steps, log_loss_at};
use crate::numbers::{exp, ln};
use crate::problem::Linear;
use std::sync::Arc;

/// Times the regret, and whether |w_0 - z|^2 is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    times: f64,
    start: bool,
}

const LEMMA: Form = Form { times: 1.0, start: true };
const WITHOUT_START: Form = Form { start: false, ..LEMMA };
const TWICE: Form = Form { times: 2.0, ..LEMMA };

pub(super) fn claim() -> Claim<Linear> {
    let watches: Vec<Arc<dyn Watch<Linear>>> = [LEMMA, WITHOUT_START, TWICE].into_iter().map(watch).collect();
    on_the_ball("ji-telgarsky.lem4.regret", include_str!("lem4_regret.rs"), law(LEMMA), 20)
        .running(move |case| watched(&watches, case))
        .control_law("|w_0 - z|^2 left out", law(WITHOUT_START))
        .control_law("twice the regret", law(TWICE))
}

fn law(form: Form) -> Law<Linear> {
    // Relative to 1 + |z|^2: sums of up to t losses of at most one, and squares of lengths.
    Law::Bound(vec![at_most_zero(&watch(form).key(), |case, length| {
        Ok(1e3 * loss_rounding(case, length) * (1.0 + length))
    })])
}

fn watch(form: Form) -> Arc<dyn Watch<Linear>> {
    let Form { times, start } = form;
    let name =
        format!("regret of {times} over the points, {}", if start { "from the start" } else { "without it" });
    largest_over_steps(&name, move |case| match points(case) {
        Ok(points) => regret(case, points, form),
        Err(_) => Box::new(|_| f64::NAN),
    })
}

/// The points z. Along the first step nothing but the curvature is lost in the lemma.
fn points(case: &Case<Linear>) -> Stopped<Vec<Vec<f64>>> {
    let (ray, across) = (case.ray()?, case.across()?);
    let far = ln(1e5) / across.margin.gamma.0;
    let direction = across.direction().0;
    let comparator = ray.offset.v.iter().zip(&direction).map(|(v, u)| far.mul_add(*u, *v)).collect();
    let mut points = vec![vec![0.0; case.problem.rows.d], ray.offset.v.clone(), comparator];
    let random = (0..5).map(|number| start_vector(&case.problem, Start { number }));
    for direction in random.chain([first_step(&case.problem)]) {
        points.extend(
            [1.0, 10.0, 100.0].map(|times| direction.iter().map(|x| times * x).collect::<Vec<f64>>()),
        );
    }
    Ok(points)
}

/// w_1, from zero.
fn first_step(problem: &Linear) -> Vec<f64> {
    let weight = problem.step * exp(problem.loss.log_slope(0.0));
    let mut w = vec![0.0; problem.rows.d];
    for row in problem.rows.rows() {
        w.iter_mut().zip(row).for_each(|(w, z)| *w = weight.mul_add(*z, *w));
    }
    w
}

struct Sums {
    z: Vec<f64>,
    risk: f64,
    squared: f64,
    /// The regret so far, and what its rounding has lost.
    regret: (f64, f64),
}

fn regret(case: &Case<Linear>, points: Vec<Vec<f64>>, form: Form) -> EachStep {
    let n = case.problem.rows.n as f64;
    let eta = case.problem.step * n;
    let square = |z: &[f64]| z.iter().fold(0.0, |sum: f64, x| x.mul_add(*x, sum));
    let mut sums: Vec<Sums> = points
        .into_iter()
        .map(|z| Sums {
            risk: exp(log_loss_at(&case.problem, &z)) / n,
            squared: square(&z),
            regret: (0.0, 0.0),
            z,
        })
        .collect();
    let first = exp(log_loss_at(&case.problem, &case.problem.start)) / n;
    Box::new(move |seen| {
        let risk = seen.loss / n;
        // Constant steps: the second sum is one difference.
        let telescoped = eta / (1.0 - 0.5 * eta) * (first - risk);
        let mut worst = f64::MIN;
        for sum in &mut sums {
            let away = seen.w.iter().zip(&sum.z).fold(0.0, |sum: f64, (w, z)| (w - z).mul_add(w - z, sum));
            let nearer = if form.start { sum.squared } else { 0.0 } - away;
            let excess = form.times * (sum.regret.0 + sum.regret.1) - telescoped - nearer;
            worst = f64::max(worst, excess / (1.0 + sum.squared));
            let term = 2.0 * eta * (risk - sum.risk);
            let next = sum.regret.0 + term;
            let lost = if sum.regret.0.abs() > term.abs() {
                (sum.regret.0 - next) + term
            } else {
                (term - next) + sum.regret.0
            };
            sum.regret = (next, sum.regret.1 + lost);
        }
        worst
    })
}
