//! A step that the logistic loss bears makes the exponential loss diverge.
//!
//! **Statement.** With a large constant step gradient descent may diverge on the exponential loss, where on the logistic loss it goes
//! on to minimise it.
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero.
//! **Prediction.** On two points with a margin of 0.05 to 0.09 and steps of 40 to 100 on the mean: the run on the exponential loss
//! leaves the finite numbers within 10^4 steps, which is recorded with its time; the run on the logistic loss does not, and its loss is
//! then below 1/eta.
//! **Controls.** the logistic loss diverging too; the exponential loss diverging with a step of 1; the logistic loss staying
//! above 1/eta.
//! **Source.** Wu, Braverman, Lee, NeurIPS 2023, on the divergence of the abstract; arXiv:2305.11788.

use super::setting::{LargeSteps, STEPS, descent, eta, on_large_steps, relative_rounding};
use crate::case::{Case, Ended, Method, Run, Stopped, log_of_step};
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{dot, log_loss_at};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{Exponential, Linear};
use std::sync::Arc;

/// The runs, by number.
const LOGISTIC: usize = 0;
const EXPONENTIAL: usize = 1;
const EXPONENTIAL_OF_ONE: usize = 2;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![diverges(EXPONENTIAL), risk_at_the_end(false)]);
    on_large_steps("wu.divergence", include_str!("divergence.rs"), law, &[(LargeSteps::TwoPoint, 40)])
        .running(|case| {
            let methods = [descent(), exponential(None), exponential(Some(case.problem.step / eta(case)))];
            methods.map(|method| Run::new(method, STEPS)).into()
        })
        .control_law("the logistic loss diverging too", Law::Bound(vec![diverges(LOGISTIC)]))
        .control_law(
            "the exponential loss diverging with a step of 1",
            Law::Bound(vec![diverges(EXPONENTIAL_OF_ONE)]),
        )
        .control_law("the logistic loss staying above 1/eta", Law::Bound(vec![risk_at_the_end(true)]))
}

/// Gradient descent on the exponential loss.
fn exponential(step: Option<f64>) -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration { loss: Some(Arc::new(Exponential)), step, ..Iteration::of(Rule::GradientDescent) })
}

/// One for a run that is seen to have left the finite numbers, at the log time where it is, and zero for one that has not.
fn diverges(number: usize) -> Inequality<Linear> {
    Inequality::on_descent("whether w has left the finite numbers", move |view: &View<Linear>| {
        let path = view.case.run(run(view, number))?;
        let (at, left) = match path.ended {
            Ended::Diverged { step } => (step, 1.0),
            Ended::Reached => (STEPS, 0.0),
        };
        Ok(vec![Sided::at_least(log_of_step(at), Ball::exact(left), Ball::exact(1.0))])
    })
}

/// L(w_T) is below 1/eta, or above.
fn risk_at_the_end(above: bool) -> Inequality<Linear> {
    Inequality::on_descent("L(w_T) of the logistic loss", move |view: &View<Linear>| -> Stopped<Vec<Sided>> {
        let case: &Case<Linear> = view.case;
        let path = case.run(run(view, LOGISTIC))?;
        reached(&path)?;
        let last = path.last();
        let length = dot(&last.w, &last.w).sqrt();
        let value = exp(log_loss_at(&case.problem, &last.w) - ln(case.problem.rows.n as f64));
        let measured = Ball::new(value, value * relative_rounding(case, STEPS, length));
        let bound = Ball::rounded(1.0 / eta(case), 4.0);
        Ok(vec![match above {
            true => Sided::at_least(last.log_time, measured, bound),
            false => Sided::at_most(last.log_time, measured, bound),
        }])
    })
}
