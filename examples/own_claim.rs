//! Gradient descent on the softened exponential loss keeps a finite distance from w^ log t.
//!
//! **Statement.** On separable data, gradient descent on the softened exponential loss has w^.w / ||w^||^2 - log t -> c.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** c = ln(eta gamma^2) + H(p), p the dual multipliers on the simplex. Derived: the theorem asks for the
//! tail alone.
//! **Controls.** eta left out; normalised descent posing as gradient descent.
//! **Source.** After Soudry et al., JMLR 19(70), 2018, Theorem 4; the loss and the step are this file's own.

use implicit_bias::battery::decide;
use implicit_bias::case::Run;
use implicit_bias::claim::{Check, Claim, FLOW_LEG, Size, linear, tends_to};
use implicit_bias::data::generate::{Generator, Planted};
use implicit_bias::data::{Seed, SignedRows};
use implicit_bias::dynamics::{Descending, Iteration, Rule, UpdateRule};
use implicit_bias::judge::summarise;
use implicit_bias::measure::{Letters, Observable};
use implicit_bias::numbers::ln;
use implicit_bias::problem::{Family, Linear, Loss, StepError, StepRule, Tail};
use implicit_bias::record::Verdict;
use implicit_bias::report::table;
use std::process::ExitCode;
use std::sync::Arc;

/// A loss: e^-u to the right of 0 and its parabola 1 - u + u^2/2 to the left, so that l'' <= 1.
#[derive(Debug)]
pub(crate) struct Softened;

impl Loss for Softened {
    fn key(&self) -> String {
        "softened exponential".to_string()
    }
    fn log_value(&self, u: f64) -> f64 {
        if u >= 0.0 { -u } else { ln(1.0 - u + 0.5 * u * u) }
    }
    fn log_slope(&self, u: f64) -> f64 {
        if u >= 0.0 { -u } else { ln(1.0 - u) }
    }
    fn log_slope_derivative(&self, u: f64) -> f64 {
        if u >= 0.0 { -1.0 } else { -1.0 / (1.0 - u) }
    }
    fn smoothness(&self) -> Option<f64> {
        Some(1.0)
    }
    fn tail(&self) -> Tail {
        Tail::TightExponential { mu_minus: f64::INFINITY, mu_plus: f64::INFINITY }
    }
}

/// A step rule: 1 over the sum of the squared rows, which is below 2 / sigma_max^2.
#[derive(Debug)]
struct OverTrace;

impl StepRule for OverTrace {
    fn key(&self) -> String {
        "1 / trace".to_string()
    }
    fn step(&self, rows: &SignedRows, _loss: &dyn Loss, _start: &[f64]) -> Result<f64, StepError> {
        Ok(1.0 / rows.values.iter().map(|x| x * x).sum::<f64>())
    }
}

/// A population: small planted sets, the loss and the step on them.
struct SmallSets;

impl Family<Linear> for SmallSets {
    fn key(&self) -> String {
        "small planted sets, softened exponential".to_string()
    }
    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let planted = Planted { d: 4, support_vectors: 3, others: 9, ..Planted::default() };
        let data = planted.generate(seed).expect("parameters within their range");
        let problem = Linear::new(data, Arc::new(Softened), &OverTrace).expect("a positive step");
        Linear { horizon: 100_000, ..problem }
    }
}

/// An impostor: steps of length eta whatever the gradient's.
struct Normalised;

impl UpdateRule for Normalised {
    fn key(&self) -> String {
        "normalised descent".to_string()
    }
    fn update(&self, now: &Descending<'_>, _state: &mut [f64], w: &mut [f64]) {
        let length = now.direction.iter().map(|g| g * g).sum::<f64>().sqrt();
        w.iter_mut().zip(now.direction).for_each(|(w, g)| *w += now.step * g / length);
    }
}

/// The claim: this file's header is its text, the observable tends to the constant, two things must be rejected.
pub(crate) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::Along, |case| Ok(vec![case.c()?]));
    Claim::new("own.offset", include_str!("own_claim.rs"), law)
        .derived()
        .on(SmallSets, 20, 200)
        .in_the_linear_setting()
        .hypothesis(linear::generic())
        .control_prediction("eta left out", FLOW_LEG, |view| Ok(vec![view.case.constants()?.c0]))
        .control_dynamics("normalised descent posing as gradient descent", |case| {
            let normalised = Iteration::of(Rule::Custom(Arc::new(Normalised)));
            vec![Run::new(Arc::new(normalised), case.problem.horizon)]
        })
}

/// Draws, runs, compares, judges.
pub(crate) fn verdicts(size: Size) -> Vec<Verdict> {
    decide(vec![Arc::new(claim())], 0, size).expect("worker threads")
}

fn main() -> ExitCode {
    let verdicts = verdicts(Size::Quick);
    let summary = summarise(&verdicts, false);
    println!("{}", table(&[claim().card().clone()], &verdicts, &summary, false, &()));
    let sound = summary.as_expected == summary.claims && summary.controls_accepted == 0;
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
