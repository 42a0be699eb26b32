//! Gradient descent with momentum goes to the l2 max margin, as fast as gradient descent with the step eta/(1 - beta).
//!
//! **Statement.** On separable data, gradient descent with momentum (heavy ball) on a loss with an exponential tail converges in
//! direction to the l2 max margin, as gradient descent does.
//! **Hypotheses.** Separable; exponential tail; effective step eta/(1 - beta) below the threshold of gradient descent; every
//! support vector has a positive multiplier.
//! **Prediction.** For beta = 1/2 and 9/10: L - log t tends to c = log(eta gamma^2/(1 - beta)) + H(p), and P_perp w to v within
//! the span of the support vectors, the constants of gradient descent with the step eta/(1 - beta). Derived: w + beta/(1 - beta)
//! times the velocity makes steps of eta/(1 - beta) along -grad L(w), and the velocity vanishes like 1/t.
//! **Controls.** effective step eta; effective step eta/(1 - beta)^2; nothing across the max margin; unscaled momentum; sign descent
//! posing as heavy ball; polynomial tail posing as an exponential one.
//! **Source.** Wang et al., NeurIPS 2022, on momentum in the abstract; arXiv:2110.03891.

use super::setting::{momentum_follows_flow, scaled};
use crate::case::{Case, Run};
use crate::claim::linear::{generic, heavy_ball, polynomial_tail, sign_descent};
use crate::claim::{Claim, Law, flow_reaches};
use crate::dynamics::Rule;
use crate::measure::{Letters, Observable};
use crate::numbers::{Ball, ln};
use crate::papers::soudry::constants::{across, along};
use crate::problem::{Linear, PlantedSets};

/// The shares of the last move that are repeated, by number of the run.
const BETAS: [f64; 2] = [0.5, 0.9];

const ALONG: &str = "L - log t along the flow";
const ACROSS: &str = "P_perp w along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let mut legs = Vec::new();
    for (number, beta) in BETAS.into_iter().enumerate() {
        legs.push(momentum_follows_flow(number, beta, |_| Ok(0.0)));
        legs.push(flow_reaches(number, Observable::Along, ALONG, along));
        legs.push(flow_reaches(number, Observable::Across, ACROSS, across));
    }
    Claim::new("wang.heavy-ball", include_str!("heavy_ball.rs"), Law::Limit(legs))
        .derived()
        .on(PlantedSets::Spanning, 12, 120)
        .on(PlantedSets::Deficient, 12, 120)
        .in_the_linear_setting()
        .hypothesis(generic())
        .running(with_momentum)
        .control_prediction("effective step eta", ALONG, |view| {
            Ok(vec![view.case.c()? + Ball::rounded(ln(1.0 - BETAS[0]), 1.0)])
        })
        .control_prediction("effective step eta/(1 - beta)^2", ALONG, |view| {
            Ok(vec![view.case.c()? - Ball::rounded(ln(1.0 - BETAS[0]), 1.0)])
        })
        .control_prediction("nothing across the max margin", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_dynamics("unscaled momentum", heavy_ball)
        .control_dynamics("sign descent posing as heavy ball", sign_descent)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
}

/// Steps of (1 - beta) eta, eta the problem's own, which is the effective one.
fn with_momentum(case: &Case<Linear>) -> Vec<Run<Linear>> {
    BETAS.iter().map(|&beta| scaled(case, Rule::HeavyBall { beta }, 1.0 - beta)).collect()
}
