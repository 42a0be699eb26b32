//! Stochastic gradient descent with a fixed step goes to the l2 max margin, with the constants of gradient descent.
//!
//! **Statement.** On a fixed separable set, stochastic gradient descent with a fixed step, on the logistic loss, converges in direction
//! to the l2 max margin like 1/log t, and its loss goes to zero like 1/t; with a step in proportion to the batch the
//! rate, told in epochs, does not depend on the batch.
//! **Hypotheses.** Separable; logistic loss; every support vector has a positive multiplier; without replacement. (With
//! replacement the same is stated and not tested here: what the draws leave at T is random, and no bound on it that we can derive
//! is below a fifth of the distance to a falsehood.)
//! **Prediction.** With batches of b = 1 and of n/4 rows and steps of m eta, m the steps of an epoch: L - log t tends to
//! c = log(eta gamma^2) + H(p), P_perp w to v within the span of the support vectors, and eta gamma^2 t L(w) to 1, the same constants
//! for both batches: an epoch is one step m eta of gradient descent. Derived.
//! **Controls.** steps taken for epochs; the step of a row for eta; 1/t^2 law; nothing across the max margin; the step of
//! single rows with batches of a quarter; polynomial tail posing as an exponential one; sign descent posing as stochastic descent.
//! **Source.** Nacson, Srebro, Soudry, AISTATS 2019, on the rates of the abstract; arXiv:1806.01796.

use super::setting::{Batch, EpochSets, epochs_follow_flow};
use crate::case::Run;
use crate::claim::linear::{generic, polynomial_tail, sign_descent};
use crate::claim::{Claim, Law, flow_reaches};
use crate::dynamics::Stochastic;
use crate::measure::{Letters, Observable, far_time};
use crate::numbers::{Ball, ln};
use crate::papers::soudry::constants::{across, along};
use crate::problem::{Linear, PlantedSets};
use std::sync::Arc;

/// By number of the run.
const BATCHES: [Batch; 2] = [Batch::Of(1), Batch::Quarter];

const ALONG: &str = "L - log t along the flow";
const ACROSS: &str = "P_perp w along the flow";
const LOSS: &str = "eta gamma^2 t L along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let mut legs = Vec::new();
    for (number, batch) in BATCHES.into_iter().enumerate() {
        legs.push(epochs_follow_flow(number, batch));
        legs.push(flow_reaches(number, Observable::Along, ALONG, along));
        legs.push(flow_reaches(number, Observable::LossConstant, LOSS, |_| Ok(vec![Ball::exact(0.0)])));
        legs.push(flow_reaches(number, Observable::Across, ACROSS, across));
    }
    Claim::new("nacson-sgd.limit", include_str!("limit.rs"), Law::Limit(legs))
        .derived()
        .on(EpochSets::Planted(PlantedSets::Spanning), 12, 120)
        .on(EpochSets::Planted(PlantedSets::Deficient), 12, 120)
        .in_the_linear_setting()
        .hypothesis(generic())
        .running(|case| BATCHES.iter().map(|batch| batch.run(case)).collect())
        .control_prediction("steps taken for epochs", ALONG, |view| {
            Ok(vec![view.case.c()? - Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_prediction("the step of a row for eta", ALONG, |view| {
            Ok(vec![view.case.c()? + Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_prediction("1/t^2 law", LOSS, |view| Ok(vec![Ball::exact(-far_time(view.case))]))
        .control_prediction("nothing across the max margin", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_dynamics("the step of single rows with batches of a quarter", |case| {
            let (n, step) = (case.problem.rows.n, case.problem.step);
            let method = Stochastic { step: Some(step * n as f64), ..Stochastic::of(n.div_ceil(4)) };
            vec![Run::new(Arc::new(method), case.problem.horizon)]
        })
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .control_dynamics("sign descent posing as stochastic descent", sign_descent)
}
