//! The loss falls like 1/t, with an exact constant.
//!
//! **Statement.** L(w(t)) = O(1/t) on separable data.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** eta gamma^2 t L(w(t)) tends to 1, compared by its logarithm. Derived: the loss is what is left of
//! sum_i alpha_i / (eta t).
//! **Controls.** 1/t^2 law; 1/sqrt t law; eta left out; sum taken for mean; coordinate descent posing as gradient descent;
//! polynomial tail posing as an exponential one.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 5, loss; arXiv:1710.10345.

use crate::case::Stopped;
use crate::claim::linear::{coordinate_descent, generic, polynomial_tail};
use crate::claim::{Claim, FLOW_LEG, View, run, tends_to};
use crate::measure::{Letters, Observable, far_time, relay};
use crate::numbers::{Ball, ln};
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::LossConstant, |_| Ok(vec![Ball::exact(0.0)]));
    Claim::on_planted_data("soudry.thm5.loss", include_str!("thm5_loss.rs"), law)
        .derived()
        .hypothesis(generic())
        .control_prediction("1/t^2 law", FLOW_LEG, |view| power_law(view, -1.0))
        .control_prediction("1/sqrt t law", FLOW_LEG, |view| power_law(view, 0.5))
        .control_prediction("eta left out", FLOW_LEG, |view| {
            Ok(vec![Ball::rounded(view.case.log_eta(), 1.0)])
        })
        .control_prediction("sum taken for mean", FLOW_LEG, |view| {
            Ok(vec![Ball::rounded(ln(view.case.problem.rows.n as f64), 1.0)])
        })
        .control_dynamics("coordinate descent posing as gradient descent", coordinate_descent)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
}

/// What t L would be at the end of the flow if it went like t^power from T on.
fn power_law(view: &View<Linear>, power: f64) -> Stopped<Vec<Ball>> {
    let relay = relay(view.case, run(view, 0))?;
    let at_t = Observable::LossConstant.at(view.case, relay.s1, &relay.descent)?[0];
    Ok(vec![Ball::exact(at_t + power * (far_time(view.case) - relay.s1))])
}
