//! Adam without its stability constant reaches the l_inf max margin.
//!
//! **Statement.** On separable data full-batch Adam with epsilon = 0 and decaying steps converges in direction to the l_inf max
//! margin, not to the l_2 one of gradient descent. (The paper has a rate as well, which is not looked at.)
//! **Hypotheses.** Separable; exponential loss from zero; no coordinate of the first gradient is zero.
//! **Prediction.** With beta1 = 9/10, beta2 = 999/1000, steps of 0.1/sqrt(t + 1), after 10^6 of them: least margin over ||w||_inf at least
//! the certified max margin in l_inf less a quarter of what the nearest of the answers in l_1, l_2 and l_3 falls short in that norm. A
//! quarter is a convention, not a constant of the paper: derived is that no other answer comes that near.
//! **Controls.** the l_1 answer; the l_2 answer; the l_3 answer; epsilon 1e-8; gradient descent posing as Adam.
//! **Source.** Zhang, Zou, Cao, NeurIPS 2024, on the limit of the abstract; arXiv:2406.10650.

use crate::case::{Case, Run};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::dynamics::optimizers::Adam;
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{Answer, linear_facts, reference_certificates};
use crate::papers::cross_norm::Ratio;
use crate::problem::{Linear, UnevenSets};
use std::sync::Arc;

const NAME: &str = "least margin over the norm";
const STEPS: u64 = 1_000_000;
const ANSWERS: &[Answer] =
    &[Answer::Power(1.0), Answer::Power(2.0), Answer::Power(3.0), Answer::Power(f64::INFINITY)];

pub(super) fn claim() -> Claim<Linear> {
    let law =
        |answer: Answer| Law::Bound(vec![Ratio { number: 0, answer, rows: 1 }.is_nearest(NAME, ANSWERS)]);
    let source = include_str!("margin.rs");
    let mut claim = Claim::new("zhang-adam.margin", source, law(Answer::Power(f64::INFINITY)))
        .derived()
        .on(UnevenSets, 8, 80)
        .hypothesis(separable())
        .hypothesis(no_zero_gradient())
        .running(|_| vec![adam(0.0)])
        .facts(linear_facts)
        .certified(reference_certificates);
    for other in [1.0, 2.0, 3.0].map(Answer::Power) {
        claim = claim.control_law(&format!("the {other} answer"), law(other));
    }
    claim.control_dynamics("epsilon 1e-8", |_| vec![adam(1e-8)]).control_dynamics(
        "gradient descent posing as Adam",
        |_| {
            let method = Iteration { step: Some(0.02), ..Iteration::of(Rule::GradientDescent) };
            vec![Run::new(Arc::new(method), STEPS)]
        },
    )
}

fn adam(epsilon: f64) -> Run<Linear> {
    let adam = Adam::new(0.9, 0.999, epsilon).expect("parameters within their range");
    let (rule, schedule) = (Rule::Custom(Arc::new(adam)), Schedule::InverseSquareRoot);
    Run::new(Arc::new(Iteration { step: Some(0.1), schedule, ..Iteration::of(rule) }), STEPS)
}

fn no_zero_gradient() -> Hypothesis<Linear> {
    Hypothesis::new("exponential loss from zero, no zero in the first gradient", |case: &Case<Linear>| {
        let problem = &case.problem;
        let loss = problem.loss.key();
        // At zero all rows weigh alike.
        let sum = |j: usize| problem.rows.rows().map(|row| row[j]).sum::<f64>().abs();
        let least = (0..problem.rows.d).map(sum).fold(f64::INFINITY, f64::min);
        let met = loss == "exponential" && problem.start.iter().all(|w| *w == 0.0) && least > 0.0;
        Ok(Checked { met, found: format!("{loss} loss, least |entry| {least:e}") })
    })
}
