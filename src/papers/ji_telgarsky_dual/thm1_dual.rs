//! Gradient descent is mirror descent on the weights of the rows, with the rate of a smooth objective.
//!
//! **Statement.** With f(q) = ||Z^T q||^2 / 2, q_t the weights of the rows over their sum, eta^_t = eta_t L(w_t) <= 1 and D the
//! relative entropy: f(q_{t+1}) <= f(q_t); f(q_t) - f(q) <= D(q, q_0) / sum_{j < t} eta^_j for every q on the simplex; and for
//! steps eta^_t that do not grow psi(p_0) - psi(p_t) >= sum_{j < t} eta^_j ||Z^T q_j||^2 - (eta^_0/2) ||Z^T q_0||^2 + (eta^_t/2)
//! ||Z^T q_t||^2, psi(p_t) = ln L(w_t).
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** All three in every single one of 10^4 steps, for gradient descent (eta^_t = the risk) and for steps over the
//! loss of 1, 1/sqrt(t + 1) and 1/(t + 1); q is the dual optimum, each vertex, and each point halfway between the two. The last
//! term is what summing psi(p_t) - psi(p_{t+1}) >= eta^_t (f(q_t) + f(q_{t+1})) leaves.
//! **Controls.** f falling by a tenth in every step; ln n left out of D(q, q_0); twice the decrease of psi; steps over the loss
//! a thousand times too large.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 1; arXiv:1906.04540.

use super::setting::{DualStep, WAYS, in_every_way, on_the_ball, or_none, summed, watched};
use crate::case::{Case, Run, Stopped, Watch};
use crate::claim::{Claim, Law};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{EachStep, Letters, dot, largest_over_steps};
use crate::numbers::ln;
use crate::problem::Linear;
use std::sync::Arc;

/// What stands in the three inequalities.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    /// The share of f(q_t) that f(q_{t+1}) is said to keep.
    kept: f64,
    /// Whether ln n = -sum q ln q_0 stands in D(q, q_0).
    count: bool,
    /// The multiple of the sum by which psi is said to fall.
    times: f64,
}

const THEOREM: Form = Form { kept: 1.0, count: true, times: 1.0 };
const FALLING: Form = Form { kept: 0.9, ..THEOREM };
const WITHOUT_COUNT: Form = Form { count: false, ..THEOREM };
const TWICE: Form = Form { times: 2.0, ..THEOREM };

pub(super) fn claim() -> Claim<Linear> {
    let all = [THEOREM, Form { kept: FALLING.kept, count: false, times: TWICE.times }];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().flat_map(watches_of).collect();
    let others = watches.clone();
    on_the_ball("ji-telgarsky-dual.thm1.descent", include_str!("thm1_dual.rs"), law(THEOREM), 24)
        .running(move |_| watched(&watches))
        .control_law("f falling by a tenth in every step", law(FALLING))
        .control_law("ln n left out of D(q, q_0)", law(WITHOUT_COUNT))
        .control_law("twice the decrease of psi", law(TWICE))
        .control_dynamics("steps over the loss a thousand times too large", move |_| {
            let rule = Iteration::of(Rule::LossNormalized);
            let method = Arc::new(Iteration { step: Some(1e3), schedule: Schedule::Constant, ..rule });
            let until = super::setting::STEPS;
            let run = || Run { watches: others.clone(), ..Run::new(method.clone(), until) };
            WAYS.iter().map(|_| run()).collect()
        })
}

fn law(form: Form) -> Law<Linear> {
    let [falls, nearer, lower] = watches_of(form).map(|watch| watch.key());
    let first = in_every_way(&falls, |_, each, _| Ok(2.0 * each));
    let sums = [nearer, lower].into_iter().flat_map(|key| in_every_way(&key, summed));
    Law::Bound(first.into_iter().chain(sums).collect())
}

fn watches_of(form: Form) -> [Arc<dyn Watch<Linear>>; 3] {
    let Form { kept, count, times } = form;
    let start = if count { "D(q, q_0)" } else { "sum q ln q" };
    let of =
        |factor: f64, times: &str| if factor == 1.0 { String::new() } else { format!("{factor}{times} ") };
    [
        largest_over_steps(&format!("f(q_{{t+1}}) - {}f(q_t)", of(kept, "")), move |_| falls(kept)),
        largest_over_steps(&format!("(f(q_t) - f(q)) sum eta^ - {start}"), move |case: &Case<Linear>| {
            or_none(points(case, count).map(nearer))
        }),
        largest_over_steps(
            &format!("{}the sum beyond psi(p_0) - psi(p_t)", of(times, " times")),
            move |_| lowers(times),
        ),
    ]
}

fn falls(kept: f64) -> EachStep {
    let mut before: Option<f64> = None;
    Box::new(move |seen| {
        let length = DualStep::of(seen).length;
        let f = 0.5 * length * length;
        let number = before.map_or(f64::MIN, |before| f - kept * before);
        before = Some(f);
        number
    })
}

/// f(q) and D(q, q_0), q_0 uniform, of the points q.
fn points(case: &Case<Linear>, count: bool) -> Stopped<Vec<(f64, f64)>> {
    let (constants, rows) = (case.constants()?, &case.problem.rows);
    let mut best = vec![0.0; rows.n];
    constants.support.iter().zip(&constants.simplex_multipliers).for_each(|(&i, p)| best[i] = p.value);
    let mut all = vec![best.clone()];
    for i in 0..rows.n {
        let vertex: Vec<f64> = (0..rows.n).map(|j| f64::from(u8::from(i == j))).collect();
        all.push(best.iter().zip(&vertex).map(|(a, b)| 0.5 * (a + b)).collect());
        all.push(vertex);
    }
    let start = if count { ln(rows.n as f64) } else { 0.0 };
    Ok(all
        .iter()
        .map(|q| {
            let mut sum = vec![0.0; rows.d];
            for (row, q) in rows.rows().zip(q) {
                sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += q * z);
            }
            let entropy: f64 = q.iter().filter(|q| **q > 0.0).map(|q| q * ln(*q)).sum();
            (0.5 * dot(&sum, &sum), entropy + start)
        })
        .collect())
}

fn nearer(points: Vec<(f64, f64)>) -> EachStep {
    let mut sum = 0.0;
    Box::new(move |seen| {
        let DualStep { step, length } = DualStep::of(seen);
        let f = 0.5 * length * length;
        let excess = |&(other, away): &(f64, f64)| (f - other) * sum - away;
        let number = points.iter().map(excess).fold(f64::MIN, f64::max);
        sum += step;
        number
    })
}

fn lowers(times: f64) -> EachStep {
    let mut begun: Option<(f64, f64)> = None;
    let mut sum = 0.0;
    Box::new(move |seen| {
        let DualStep { step, length } = DualStep::of(seen);
        let (fell, half) = (step * length * length, 0.5 * step * length * length);
        let (first, log_loss) = *begun.get_or_insert((half, seen.log_loss));
        // Nothing has fallen at the start.
        let beyond = times * (sum - first + half) - (log_loss - seen.log_loss);
        let number = if seen.t == 0 { f64::MIN } else { beyond };
        sum += fell;
        number
    })
}
