//! The methods, each with the law by which its margin gap falls.

use implicit_bias::case::{Case, Method, Stopped};
use implicit_bias::dynamics::{Iteration, Rule, Schedule, Stochastic};
use implicit_bias::measure::Letters;
use implicit_bias::numbers::ln;
use implicit_bias::problem::Linear;
use std::sync::Arc;

/// A method and its law.
pub(crate) struct Named {
    /// The file of its table.
    pub file: &'static str,
    /// In words.
    pub name: &'static str,
    /// The method on a problem.
    pub method: fn(&Linear) -> Arc<dyn Method<Linear>>,
    /// The last step of the table.
    pub horizon: u64,
    /// What the gap is multiplied with; none where it tends to no zero.
    pub law: Option<Law>,
}

/// A law: the gap times this tends to that.
#[derive(Clone, Copy)]
pub(crate) struct Law {
    /// In words.
    pub name: &'static str,
    /// At step t >= 2, or log time s = ln t.
    pub growth: fn(f64) -> f64,
    /// Its limit, where one is known.
    pub limit: Option<fn(&Case<Linear>) -> Stopped<f64>>,
}

/// gamma K: for w = w^ log t + a bounded residual (Soudry et al., arXiv:1710.10345, Theorem 5).
fn gamma_k(case: &Case<Linear>) -> Stopped<f64> {
    Ok(case.gamma()?.value * case.constants()?.k.value)
}

/// K over the growth of ||w||, which is the step times gamma, or the step.
fn over(growth: f64, case: &Case<Linear>) -> Stopped<f64> {
    Ok(case.constants()?.k.value / growth)
}

/// 1/R^2: steps over the loss that the theory allows.
fn loss_step(problem: &Linear) -> f64 {
    problem.radius().powi(-2)
}

/// 1/R: steps over the norm of the gradient that move no margin by more than one.
fn unit_step(problem: &Linear) -> f64 {
    1.0 / problem.radius()
}

/// The law of everything that goes like w^ log t.
pub(crate) const LOGARITHMIC: Law = Law { name: "log(t)", growth: |s| s, limit: Some(gamma_k) };

const MILLION: u64 = 1_000_000;

fn of(rule: Rule) -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration::of(rule))
}

fn falling(rule: Rule, step: Option<f64>, schedule: Schedule) -> Arc<dyn Method<Linear>> {
    Arc::new(Iteration { step, schedule, ..Iteration::of(rule) })
}

/// All methods but gradient descent, which has a table of its own, and the flow.
pub(crate) fn all() -> Vec<Named> {
    let logarithmic =
        |file, name, method| Named { file, name, method, horizon: MILLION, law: Some(LOGARITHMIC) };
    let elsewhere = |file, name, method| Named { file, name, method, horizon: MILLION, law: None };
    let power = |file, name, method, horizon, law| Named { file, name, method, horizon, law: Some(law) };
    let root =
        |limit| Law { name: "sqrt(t)", growth: |s| implicit_bias::numbers::exp(0.5 * s), limit: Some(limit) };
    vec![
        power(
            "gradient_descent_inverse_sqrt",
            "gradient descent, steps over sqrt(t + 1)",
            |_| falling(Rule::GradientDescent, None, Schedule::InverseSquareRoot),
            MILLION,
            // The sum of the steps grows like 2 sqrt t: log t is twice its logarithm.
            Law { limit: Some(|case| Ok(2.0 * gamma_k(case)?)), ..LOGARITHMIC },
        ),
        logarithmic("heavy_ball", "heavy ball, beta = 0.9", |_| of(Rule::HeavyBall { beta: 0.9 })),
        logarithmic("stochastic", "stochastic gradient descent, four rows a step", |_| {
            Arc::new(Stochastic { replacement: false, ..Stochastic::of(4) })
        }),
        power(
            "loss_normalized",
            "over the loss, constant steps of 1/R^2",
            |problem| falling(Rule::LossNormalized, Some(loss_step(problem)), Schedule::Constant),
            MILLION / 100,
            Law {
                name: "t",
                growth: implicit_bias::numbers::exp,
                limit: Some(|case| over(case.gamma()?.value * loss_step(&case.problem), case)),
            },
        ),
        power(
            "loss_normalized_inverse_sqrt",
            "over the loss, steps of 1/R^2 over sqrt(t + 1)",
            |problem| falling(Rule::LossNormalized, Some(loss_step(problem)), Schedule::InverseSquareRoot),
            MILLION,
            root(|case| over(2.0 * case.gamma()?.value * loss_step(&case.problem), case)),
        ),
        power(
            "gradient_normalized_inverse_sqrt",
            "over the norm of the gradient, steps of 1/R over sqrt(t + 1)",
            |problem| {
                falling(Rule::GradientNormalized, Some(unit_step(problem)), Schedule::InverseSquareRoot)
            },
            MILLION,
            root(|case| over(2.0 * unit_step(&case.problem), case)),
        ),
        power(
            "dual_acceleration",
            "dual acceleration, steps of 1/R^2",
            |problem| falling(Rule::DualAcceleration, Some(loss_step(problem)), Schedule::Constant),
            MILLION / 1000,
            Law { name: "t^2", growth: |s| implicit_bias::numbers::exp(2.0 * s), limit: None },
        ),
        elsewhere("sign_descent", "sign descent", |_| of(Rule::SignDescent)),
        elsewhere("coordinate_descent", "coordinate descent", |_| of(Rule::CoordinateDescent)),
        elsewhere("adam", "Adam, step 0.001, epsilon = 1e-8", |_| {
            falling(Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, Some(0.001), Schedule::Constant)
        }),
    ]
}

/// ln t of a step.
pub(crate) fn log_of(step: u64) -> f64 {
    ln(step as f64)
}
