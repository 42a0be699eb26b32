//! Explicit bounds in every step of dual acceleration: on the dual, on the loss and on the margin.
//!
//! **Statement.** Momentum in the dual reaches the max margin at a rate of 1/t^2 up to logarithms, by accelerating mirror descent on
//! f(q) = ||Z^T q||^2 / 2, q on the simplex.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** In every single one of 10^3 steps, with q_t the weights of the rows over their sum, mu_t = sum_j 2 j q_j / (t (t + 1))
//! and the dual optimum q-bar: f(mu_t) - f(q-bar) <= 4 D(q-bar, q_0) / (t + 1)^2; -ln(L(w_t)/n) >= gamma ||w_t||; and gamma - min_i
//! z_i.w_t / ||w_t|| <= 4 ln n / (gamma t (t + 3)). All three are derived, the last without a logarithm of t. With theta_t = 2/(t + 2)
//! and nu_t = (1 - theta_t) mu_t + theta_t q_t a step is w_{t+1} - w_t = Z^T nu_t / theta_t; psi = ln sum exp falls in it by f(mu_{t+1}) /
//! theta_t^2 - (1 - theta_t) f(mu_t) / theta_t^2 + f(nu_t) / theta_t at least, as D_psi(p_t, p_{t+1}) >= ||q_{t+1} - q_t||_1^2 / 2. The sum over
//! the steps is gamma^2 S + A at least, S = t (t + 3)/4 and A = sum (f(nu_j) - gamma^2/2) / theta_j, while gamma S <= ||w_t|| <= gamma
//! S + A/gamma.
//! **Controls.** ln n left out of D(q-bar, q_0); ln n left out of the loss; the max margin itself; the bound over t; normalised
//! descent posing as dual acceleration.
//! **Source.** Ji, Srebro, Telgarsky, ICML 2021, PMLR 139, on the rate of the abstract; arXiv:2107.00595.

use super::setting::{accelerated, normalised, on_wide_rows};
use crate::case::{Case, Method, Run, Stopped, Watch};
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, Letters, dot, largest_over_steps};
use crate::numbers::{exp, ln};
use crate::papers::ji_telgarsky::setting::{at_most_zero_in, loss_rounding};
use crate::papers::ji_telgarsky_dual::setting::or_none;
use crate::problem::Linear;
use std::sync::Arc;

/// Every single one of so many steps is looked at. f(mu_t) is multiplied by t^2 / 4, and so is its rounding.
const STEPS: u64 = 1_000;

/// What stands in the three inequalities.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    /// Whether ln n stands in D(q-bar, q_0).
    dual: bool,
    /// Whether it stands beside ln L.
    loss: bool,
    /// The multiple of the bound on the gap, and the power of t that it is divided by.
    gap: (f64, i32),
}

const DERIVED: Form = Form { dual: true, loss: true, gap: (1.0, 0) };
const WITHOUT_START: Form = Form { dual: false, ..DERIVED };
const WITHOUT_COUNT: Form = Form { loss: false, ..DERIVED };
const NO_GAP: Form = Form { gap: (0.0, 0), ..DERIVED };
const FASTER: Form = Form { gap: (1.0, 1), ..DERIVED };

pub(super) fn claim() -> Claim<Linear> {
    let all = [DERIVED, Form { dual: false, loss: false, ..NO_GAP }, FASTER];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().flat_map(watches_of).collect();
    let others = watches.clone();
    let watched = |method: Arc<dyn Method<Linear>>, watches: &[Arc<dyn Watch<Linear>>]| {
        vec![Run { watches: watches.to_vec(), ..Run::new(method, STEPS) }]
    };
    on_wide_rows("ji-srebro-telgarsky.bound", include_str!("bound.rs"), law(DERIVED), 48)
        .running(move |_| watched(accelerated(), &watches))
        .control_law("ln n left out of D(q-bar, q_0)", law(WITHOUT_START))
        .control_law("ln n left out of the loss", law(WITHOUT_COUNT))
        .control_law("the max margin itself", law(NO_GAP))
        .control_law("the bound over t", law(FASTER))
        .control_dynamics("normalised descent posing as dual acceleration", move |_| {
            watched(normalised(), &others)
        })
}

fn law(form: Form) -> Law<Linear> {
    let [dual, loss, gap] = watches_of(form).map(|watch| watch.key());
    let t = STEPS as f64;
    Law::Bound(vec![
        // The weights err as the margins do, and f by twice as much.
        at_most_zero_in(0, &dual, &dual, move |case, length| {
            Ok((t + 1.0) * (t + 1.0) * loss_rounding(case, length) + stepped(case, length))
        }),
        at_most_zero_in(0, &loss, &loss, |case, length| {
            Ok(loss_rounding(case, length) + stepped(case, length))
        }),
        at_most_zero_in(0, &gap, &gap, move |case, _| {
            let roundings = f64::EPSILON * (2.0 * t + case.problem.rows.d as f64 + 8.0);
            Ok(roundings * case.problem.radius() + case.gamma()?.radius)
        }),
    ])
}

/// What the rounding of every step does to ln L and to the length of w, in all steps.
fn stepped(case: &Case<Linear>, length: f64) -> f64 {
    8.0 * STEPS as f64 * f64::EPSILON * (1.0 + case.problem.radius()) * length
}

fn watches_of(form: Form) -> [Arc<dyn Watch<Linear>>; 3] {
    let Form { dual, loss, gap: (times, over) } = form;
    let start = if dual { "D(q-bar, q_0)" } else { "sum q ln q" };
    let count = if loss { "ln(L/n)" } else { "ln L" };
    let bound = match (times > 0.0, over) {
        (false, _) => "gap",
        (true, 0) => "gap - 4 ln n/(gamma t (t + 3))",
        (true, _) => "gap - 4 ln n/(gamma t^2 (t + 3))",
    };
    [
        largest_over_steps(&format!("(f(mu_t) - f(q-bar)) (t + 1)^2/4 - {start}"), move |case| {
            or_none(on_the_dual(case, dual))
        }),
        largest_over_steps(&format!("gamma ||w_t|| + {count}"), move |case| or_none(on_the_loss(case, loss))),
        largest_over_steps(bound, move |case| or_none(on_the_gap(case, times, over))),
    ]
}

fn log_n(case: &Case<Linear>) -> f64 {
    ln(case.problem.rows.n as f64)
}

fn on_the_dual(case: &Case<Linear>, start: bool) -> Stopped<EachStep> {
    let gamma = case.gamma()?.value;
    let away = if start { log_n(case) } else { 0.0 } - case.constants()?.entropy.value;
    // sum_j j Z^T q_j.
    let mut momentum = vec![0.0; case.problem.rows.d];
    Ok(Box::new(move |seen| {
        let t = seen.t as f64;
        // -grad L over L, of a direction that carries e^log_scale.
        let scale = t * exp(-seen.log_scale - seen.log_loss);
        momentum.iter_mut().zip(seen.direction.iter()).for_each(|(sum, g)| *sum = scale.mul_add(g, *sum));
        if seen.t == 0 {
            return f64::MIN;
        }
        let share = 2.0 / (t * (t + 1.0));
        let f = 0.5 * share * share * dot(&momentum, &momentum);
        (f - 0.5 * gamma * gamma) * (t + 1.0) * (t + 1.0) / 4.0 - away
    }))
}

fn length(w: impl Iterator<Item = f64>) -> f64 {
    w.fold(0.0, |sum: f64, w| w.mul_add(w, sum)).sqrt()
}

fn on_the_loss(case: &Case<Linear>, counted: bool) -> Stopped<EachStep> {
    let (gamma, count) = (case.gamma()?.value, if counted { log_n(case) } else { 0.0 });
    Ok(Box::new(move |seen| {
        let beyond = gamma * length(seen.w.iter()) + seen.log_loss - count;
        if seen.t == 0 { f64::MIN } else { beyond }
    }))
}

fn on_the_gap(case: &Case<Linear>, times: f64, over: i32) -> Stopped<EachStep> {
    let (gamma, count) = (case.gamma()?.value, log_n(case));
    Ok(Box::new(move |seen| {
        let t = seen.t as f64;
        if seen.t == 0 {
            return f64::MIN;
        }
        let least = seen.margins.iter().fold(f64::INFINITY, f64::min);
        let bound = times * 4.0 * count / (gamma * t * (t + 3.0) * t.powi(over));
        gamma - least / length(seen.w.iter()) - bound
    }))
}
