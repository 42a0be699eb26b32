//! What the three claims on Figure 1 share: gradient descent and momentum .9 on the figure's data.

use crate::case::{Case, Run};
use crate::claim::Claim;
use crate::claim::Law;
use crate::claim::linear::{exponential_tail, separable, step_below_threshold};
use crate::dynamics::{Iteration, Rule};
use crate::measure::{linear_facts, reference_certificates};
use crate::problem::{FigureOne, Linear};
use crate::record::Quantifier;
use std::sync::Arc;

/// Gradient descent on the figure's data.
pub(super) fn on_the_figure(id: &str, source: &str, law: Law<Linear>) -> Claim<Linear> {
    Claim::new(id, source, law)
        .about(Quantifier::ThisDataSet)
        .on(FigureOne, 1, 1)
        .hypothesis(separable())
        .hypothesis(step_below_threshold())
        .hypothesis(exponential_tail())
        .running(descent)
        .facts(linear_facts)
        .certified(reference_certificates)
}

fn descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    vec![Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), case.problem.horizon)]
}
