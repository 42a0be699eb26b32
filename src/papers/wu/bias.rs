//! With any constant step gradient descent on the logistic loss heads for the max margin.
//!
//! **Statement.** On separable data, with any constant step, the iterates of gradient descent on the logistic loss go to infinity along
//! the max-margin direction, and across it they converge to the minimiser of a strongly convex potential.
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero; every support vector has a positive multiplier;
//! support vectors span.
//! **Prediction.** On two points, with steps of 40 to 100 on the mean, where the loss first rises: P_perp w tends to v and L - log t to c
//! = log(eta gamma^2) + H(p), the constants of small steps. Derived, by way of the flow that the run joins once eta times the
//! curvature is small. A step of 1000 on wide rows makes the loss 1e-15 at once: the run then rests for 10^15 / eta steps, and
//! nothing is seen of its limit.
//! **Controls.** nothing across the max margin; eta left out of c; the mean's eta for the sum's; exponential loss with the same
//! step; sign descent posing as gradient descent; wide rows with steps of 1 to 30.
//! **Source.** Wu, Braverman, Lee, NeurIPS 2023, on the limit of the abstract; arXiv:2305.11788.

use super::setting::{LargeSteps, on_large_steps};
use crate::case::{Case, Run};
use crate::claim::linear::{generic, gradient_descent, sign_descent, support_vectors_span};
use crate::claim::{Claim, Law, descent_follows_flow, flow_reaches};
use crate::dynamics::{Iteration, Rule};
use crate::measure::{Letters, Observable, dot};
use crate::numbers::{Ball, ln};
use crate::problem::{Exponential, Linear};
use std::sync::Arc;

const ACROSS: &str = "P_perp w along the flow";
const ALONG: &str = "L - log t along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        flow_reaches(0, Observable::Across, ACROSS, |case| {
            let constants = case.constants()?;
            let coordinate = |axis: &Vec<f64>| Ball::new(dot(axis, &constants.v), constants.v_error);
            Ok(constants.across_basis.iter().map(coordinate).collect())
        }),
        flow_reaches(0, Observable::Along, ALONG, |case| Ok(vec![case.c()?])),
    ]);
    on_large_steps("wu.bias", include_str!("bias.rs"), law, &[(LargeSteps::TwoPoint, 24)])
        .derived()
        .hypothesis(generic())
        .hypothesis(support_vectors_span())
        .running(gradient_descent)
        .control_prediction("nothing across the max margin", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_prediction("eta left out of c", ALONG, |view| {
            Ok(vec![view.case.c()? - Ball::rounded(view.case.log_eta(), 1.0)])
        })
        .control_prediction("the mean's eta for the sum's", ALONG, |view| {
            Ok(vec![view.case.c()? + Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_dynamics("exponential loss with the same step", |case: &Case<Linear>| {
            let loss = Some(Arc::new(Exponential) as Arc<dyn crate::problem::Loss>);
            let method = Arc::new(Iteration { loss, ..Iteration::of(Rule::GradientDescent) });
            vec![Run::new(method, case.problem.horizon)]
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .but_true_on("wide rows with steps of 1 to 30", LargeSteps::WideModest)
}
