//! With any constant step the average of the logistic losses falls like 1/t, up to logarithms.
//!
//! **Statement.** For logistic loss, its mean L over rows of at most one, w_0 = 0 and any eta > 0, (1/t) sum_{k < t} L(w_k) <= (1 +
//! log^2(gamma^2 eta t) + eta^2/4) / (gamma^2 eta t) at every t >= 1.
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero.
//! **Prediction.** The inequality in every single one of 10^4 steps, relative to its bound: for wide rows with steps of 1, 10, 100
//! and 1000, and for two points with steps of 40 to 100, on which the loss rises at first. A falsehood counts where it contradicts
//! L(w_0) = log 2, at t = 1 or, the average being at least log 2 / t, at the last step.
//! **Controls.** eta^2/4 left out; the bound over t.
//! **Source.** Wu, Bartlett, Telgarsky, Yu, COLT 2024, PMLR 247, Theorem 1; arXiv:2402.15926.

use super::setting::{LargeSteps, STEPS, eta, on_large_steps, rate, relative_rounding, squared_log, watched};
use crate::case::{Case, Stopped, Watch};
use crate::claim::{Claim, Inequality, Law};
use crate::measure::{EachStep, largest_over_steps};
use crate::numbers::ln;
use crate::papers::ji_telgarsky::setting::at_most_zero_in;
use crate::papers::ji_telgarsky_dual::setting::where_it_differs;
use crate::problem::Linear;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Theorem,
    WithoutSquare,
    Faster,
}

pub(super) fn claim() -> Claim<Linear> {
    let all = [Form::Theorem, Form::WithoutSquare, Form::Faster];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().map(watch).collect();
    let law = Law::Bound(vec![inequality(Form::Theorem)]);
    let populations = [(LargeSteps::Wide, 40), (LargeSteps::TwoPoint, 20)];
    on_large_steps("wu.thm1.average", include_str!("thm1_average.rs"), law, &populations)
        .running(move |_| watched(STEPS, &watches))
        .control_law(
            "eta^2/4 left out",
            false_where(Form::WithoutSquare, |case| {
                Ok(bound(case, Form::WithoutSquare, 1.0)? < 0.9 * ln(2.0))
            }),
        )
        .control_law(
            "the bound over t",
            false_where(Form::Faster, |case| {
                // The first loss alone makes an average of log 2 / t.
                let t = STEPS as f64;
                Ok(bound(case, Form::Faster, t)? < 0.9 * ln(2.0) / t)
            }),
        )
}

fn false_where(
    form: Form,
    differs: impl Fn(&Case<Linear>) -> Stopped<bool> + Send + Sync + 'static,
) -> Law<Linear> {
    Law::Bound(vec![where_it_differs(inequality(form), "the first loss in the average", move |view| {
        differs(view.case)
    })])
}

fn inequality(form: Form) -> Inequality<Linear> {
    let key = watch(form).key();
    at_most_zero_in(0, &key, &key, |case, length| Ok(relative_rounding(case, STEPS, length)))
}

fn bound(case: &Case<Linear>, form: Form, t: f64) -> Stopped<f64> {
    let (rate, eta) = (rate(case)?, eta(case));
    Ok(bound_at(rate, eta, form, t))
}

fn bound_at(rate: f64, eta: f64, form: Form, t: f64) -> f64 {
    let square = if form == Form::WithoutSquare { 0.0 } else { 0.25 * eta * eta };
    let over = if form == Form::Faster { t } else { 1.0 };
    (1.0 + squared_log(rate * t) + square) / (rate * t * over)
}

fn watch(form: Form) -> Arc<dyn Watch<Linear>> {
    let name = match form {
        Form::Theorem => "average loss over its bound, less one",
        Form::WithoutSquare => "average loss over its bound without eta^2/4, less one",
        Form::Faster => "average loss over its bound over t, less one",
    };
    largest_over_steps(name, move |case: &Case<Linear>| match rate(case) {
        Ok(rate) => average(rate, eta(case), case.problem.rows.n as f64, form),
        Err(_) => Box::new(|_| f64::NAN),
    })
}

fn average(rate: f64, eta: f64, n: f64, form: Form) -> EachStep {
    let mut sum = 0.0;
    Box::new(move |seen| {
        let t = seen.t as f64;
        let number = if seen.t == 0 { f64::MIN } else { sum / (t * bound_at(rate, eta, form, t)) - 1.0 };
        sum += seen.loss / n;
        number
    })
}
