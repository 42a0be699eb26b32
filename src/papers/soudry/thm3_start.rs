//! The limit does not depend on the initial point.
//!
//! **Statement.** Theorem 3 holds for any starting point w(0): the direction, and within the span of the support
//! vectors the whole offset, are the same for every start. (Outside that span the offset remembers the start.)
//! **Hypotheses.** Separable; exponential tail; every support vector has a positive multiplier; step below the
//! threshold from every start.
//! **Prediction.** From each of five random starts of length 1/R, R the longest row: L - log t -> c and
//! P_perp w -> v within the span of the support vectors, with the constants of the data alone (c and v are derived
//! from Theorem 4).
//! **Controls.** the start adds to the offset along w^; the start adds to the offset across w^; sign descent posing as
//! gradient descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 3 ("any starting point w(0)"); arXiv:1710.10345.

use super::constants::{across, along};
use crate::case::{Case, Run, Start};
use crate::claim::linear::{exponential_tail, generic, separable};
use crate::claim::{Checked, Claim, Hypothesis, Law, descent_follows_flow, flow_reaches};
use crate::dynamics::{Iteration, Rule, start_vector};
use crate::measure::{Observable, linear_facts, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{Linear, PlantedSets, threshold};
use crate::record::Stop;
use std::sync::Arc;

const STARTS: [Start; 5] =
    [Start { number: 1 }, Start { number: 2 }, Start { number: 3 }, Start { number: 4 }, Start { number: 5 }];
const ALONG: &str = "L - log t against c";
const ACROSS: &str = "P_perp w against v";

pub(super) fn claim() -> Claim<Linear> {
    let mut legs = Vec::new();
    for number in 0..STARTS.len() {
        legs.push(descent_follows_flow(number, Observable::Residual));
        legs.push(flow_reaches(number, Observable::Along, ALONG, along));
        legs.push(flow_reaches(number, Observable::Across, ACROSS, across));
    }
    Claim::new("soudry.thm3.start", include_str!("thm3_start.rs"), Law::Limit(legs))
        .derived()
        .on(PlantedSets::Spanning, 8, 200)
        .on(PlantedSets::Deficient, 8, 200)
        .hypothesis(separable())
        .hypothesis(exponential_tail())
        .hypothesis(generic())
        .hypothesis(step_below_every_threshold())
        .outside_at_most(0.5)
        .running(|case| from_each_start(case, Rule::GradientDescent))
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("the start adds to the offset along w^", ALONG, |view| {
            let start = Observable::Along.at(view.case, 0.0, &start_vector(&view.case.problem, STARTS[0]))?;
            Ok(added(along(view.case)?, &start))
        })
        .control_prediction("the start adds to the offset across w^", ACROSS, |view| {
            let start =
                Observable::Across.at(view.case, 0.0, &start_vector(&view.case.problem, STARTS[0]))?;
            Ok(added(across(view.case)?, &start))
        })
        .control_dynamics("sign descent posing as gradient descent", |case| {
            from_each_start(case, Rule::SignDescent)
        })
}

fn from_each_start(case: &Case<Linear>, rule: Rule) -> Vec<Run<Linear>> {
    let own = Run::new(Arc::new(Iteration::of(rule)), case.problem.horizon);
    STARTS.iter().map(|&start| own.clone().starting_from(start)).collect()
}

/// For the exponential loss the threshold depends on the loss at the start.
fn step_below_every_threshold() -> Hypothesis<Linear> {
    Hypothesis::new("step below the threshold from every start", |case: &Case<Linear>| {
        let problem = &case.problem;
        let mut share: f64 = 0.0;
        for start in STARTS {
            let limit = threshold(&problem.rows, problem.loss.as_ref(), &start_vector(problem, start))
                .map_err(|error| Stop::Undecided { why: error.to_string() })?;
            share = share.max(problem.step / limit);
        }
        Ok(Checked { met: share < 1.0, found: format!("eta = {share:.3} of the smallest threshold") })
    })
}

fn added(constant: Vec<Ball>, start: &[f64]) -> Vec<Ball> {
    constant.into_iter().zip(start).map(|(c, s)| c + Ball::exact(*s)).collect()
}
