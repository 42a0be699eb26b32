//! Aggressive steps reach the max margin like one over their sum: like 1/t for constant ones.
//!
//! **Statement.** For eta^_t = eta_t L(w_t) <= 1 that does not grow, min_i z_i.w_t / ||w_t|| >= gamma - (ln n + 1) / (gamma
//! sum_{j < t} eta^_j): with eta^_t = 1 the margin is reached like 1/t.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The inequality in every single one of 10^4 steps, for gradient descent (eta^_t = the risk) and for steps over
//! the loss of 1, 1/sqrt(t + 1) and 1/(t + 1). The theorem's second part, for the logistic loss, speaks only from t = (256 ln
//! n)^2 / gamma^2 on, and of steps that are changed there: nothing is claimed of it here.
//! **Controls.** nothing lost: the max margin itself; the bound over the square of the sum; t for the sum of the steps of
//! gradient descent; data that cannot be separated.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 7, for the exponential loss; arXiv:1906.04540.

use super::setting::{DualStep, STEPS, Way, in_every_way, on_the_ball, or_none, watched, where_it_differs};
use crate::case::{Case, Stopped, Watch};
use crate::claim::{Claim, Law, run};
use crate::measure::{EachStep, Letters, dot, largest_over_steps};
use crate::numbers::ln;
use crate::papers::ji_telgarsky::setting::at_most_zero_in;
use crate::problem::{BallSets, Linear};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Over {
    Sum,
    Nothing,
    Square,
    Steps,
}

pub(super) fn claim() -> Claim<Linear> {
    let all = [Over::Sum, Over::Nothing, Over::Square, Over::Steps];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().map(watch).collect();
    on_the_ball("ji-telgarsky-dual.thm7.margin", include_str!("thm7_margin.rs"), law(Over::Sum), 24)
        .running(move |_| watched(&watches))
        .control_law("nothing lost: the max margin itself", law(Over::Nothing))
        .control_law("the bound over the square of the sum", law(Over::Square))
        .control_law("t for the sum of the steps of gradient descent", by_steps())
        .control_gated("data that cannot be separated", BallSets::Overlapping)
}

/// A sum of d products over a norm, in which the rounding of every step has left its share.
fn rounding(case: &Case<Linear>) -> Stopped<f64> {
    let roundings = f64::EPSILON * (2 * STEPS + case.problem.rows.d as u64 + 8) as f64;
    Ok(roundings * case.problem.radius() + case.gamma()?.radius)
}

fn law(over: Over) -> Law<Linear> {
    Law::Bound(in_every_way(&watch(over).key(), |case, _, _| rounding(case)))
}

/// Of gradient descent alone. By the limits gap ||w|| -> K; it counts where that lies three times beyond the bound at the end.
fn by_steps() -> Law<Linear> {
    let key = watch(Over::Steps).key();
    let number = Way::Plain.number();
    let inequality = at_most_zero_in(number, &Way::Plain.of(&key), &key, |case, _| rounding(case));
    let about = "the order of the gap at the last step";
    Law::Bound(vec![where_it_differs(inequality, about, move |view| {
        let (case, last) = (view.case, view.case.run(run(view, number))?.last().w.clone());
        let gap = case.constants()?.k.value / dot(&last, &last).sqrt();
        Ok(gap >= 3.0 * (ln(case.problem.rows.n as f64) + 1.0) / (case.gamma()?.value * STEPS as f64))
    })])
}

fn watch(over: Over) -> Arc<dyn Watch<Linear>> {
    let name = match over {
        Over::Sum => "gamma - (ln n + 1)/(gamma sum eta^) - margin",
        Over::Nothing => "gamma - margin",
        Over::Square => "gamma - (ln n + 1)/(gamma (sum eta^)^2) - margin",
        Over::Steps => "gamma - (ln n + 1)/(gamma t) - margin",
    };
    largest_over_steps(name, move |case: &Case<Linear>| or_none(shortfall(case, over)))
}

fn shortfall(case: &Case<Linear>, over: Over) -> Stopped<EachStep> {
    let gamma = case.gamma()?.value;
    let top = (ln(case.problem.rows.n as f64) + 1.0) / gamma;
    let mut sum = 0.0;
    Ok(Box::new(move |seen| {
        let number = if seen.t == 0 {
            f64::MIN
        } else {
            let size = seen.w.iter().fold(0.0, |sum: f64, w| w.mul_add(w, sum)).sqrt();
            let least = seen.margins.iter().fold(f64::INFINITY, f64::min);
            let lost = match over {
                Over::Sum => top / sum,
                Over::Nothing => 0.0,
                Over::Square => top / (sum * sum),
                Over::Steps => top / seen.t as f64,
            };
            gamma - lost - least / size
        };
        sum += DualStep::of(seen).step;
        number
    }))
}
