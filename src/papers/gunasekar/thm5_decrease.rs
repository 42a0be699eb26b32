//! Each step of steepest descent lowers the exponential loss by what its gradient promises.
//!
//! **Statement.** With g = grad L, B the longest row in the dual norm and gamma the max margin in the norm: L(w_t+1) <= L(w_t) -
//! eta (1 - eta B^2 L / 2) ||g||_*^2, so that L falls for eta <= 1/(B^2 L), and gamma L <= ||g||_* <= B L.
//! **Hypotheses.** Separable; exponential loss from zero; steps of the theorem, eta_t = min(1, 1/(B^2 L(w_t))).
//! **Prediction.** All three inequalities at every one of 10^5 steps, for p = 1, 1.5, 2, 3 and inf. Derived: along a step the loss
//! is convex and its curvature at most (B eta ||g||_*)^2 times it, so that it stays below its value at the start.
//! **Controls.** the whole gradient without the curvature; the gradient in the norm itself for the dual one; the max margin in
//! l_2 for each norm; l_2 steps of the same eta posing as those of each norm.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on the steps of Theorem 5; arXiv:1802.08246.

use super::steepest_setting::{NORMS, gamma_in, longest, on_sets};
use crate::case::{Case, Run, StepSeen, Stopped, Watch};
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{largest_over_steps, linear_facts, reference_certificates};
use crate::numbers::{Ball, dual_exponent, exp, ln, norm_of};
use crate::problem::Linear;
use std::sync::Arc;

const STEPS: u64 = 100_000;

/// What is folded over the steps of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fold {
    /// L(w_t+1)/L(w_t) over 1 - eta L (1 - eta B^2 L / 2) ||g/L||^2.
    Decrease,
    /// Without eta B^2 L / 2.
    WithoutCurvature,
    /// -||g/L||_*.
    Least,
    /// ||g/L||_*.
    Most,
    /// The same two in the norm itself.
    LeastInTheNorm,
    MostInTheNorm,
}

const FOLDS: [Fold; 6] = [
    Fold::Decrease,
    Fold::WithoutCurvature,
    Fold::Least,
    Fold::Most,
    Fold::LeastInTheNorm,
    Fold::MostInTheNorm,
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Theorem,
    WithoutCurvature,
    InTheNorm,
    MarginInTwo,
}

pub(super) fn claim() -> Claim<Linear> {
    on_sets("gunasekar.thm5.decrease", include_str!("thm5_decrease.rs"), law(Form::Theorem), 10)
        .derived()
        .running(|case| NORMS.map(|p| steps(&case.problem, p, p)).to_vec())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("the whole gradient without the curvature", law(Form::WithoutCurvature))
        .control_law("the gradient in the norm itself for the dual one", law(Form::InTheNorm))
        .control_law("the max margin in l_2 for each norm", law(Form::MarginInTwo))
        .control_dynamics("l_2 steps of the same eta posing as those of each norm", |case| {
            NORMS.map(|p| steps(&case.problem, p, 2.0)).to_vec()
        })
}

/// With the eta_t of l_p, steepest in l_q, watched by every fold of l_p.
fn steps(problem: &Linear, p: f64, q: f64) -> Run<Linear> {
    let squared = longest(problem, p) * longest(problem, p);
    let steepest = Steepest::new(Geometry::Power { p: q }, Length::OverLoss { cap: squared });
    let rule = Rule::Custom(Arc::new(steepest));
    let method = Iteration { step: Some(1.0 / squared), ..Iteration::of(rule) };
    let watches = FOLDS.map(|fold| watch(p, fold)).to_vec();
    Run { watches, ..Run::new(Arc::new(method), STEPS) }
}

fn watch(p: f64, fold: Fold) -> Arc<dyn Watch<Linear>> {
    largest_over_steps(&format!("l_{p}, {fold:?}"), move |case: &Case<Linear>| {
        let b = longest(&case.problem, p);
        let mut before: Option<(f64, f64)> = None;
        Box::new(move |seen: &StepSeen<'_>| {
            let scale = exp(-seen.log_scale - seen.log_loss);
            let dual_norm = || norm_of(dual_exponent(p), seen.direction.iter()) * scale;
            match fold {
                Fold::Least => -dual_norm(),
                Fold::Most => dual_norm(),
                Fold::LeastInTheNorm => -norm_of(p, seen.direction.iter()) * scale,
                Fold::MostInTheNorm => norm_of(p, seen.direction.iter()) * scale,
                Fold::Decrease | Fold::WithoutCurvature => {
                    // eta L, with the theorem's steps whatever the run makes.
                    let rate = f64::min(exp(seen.log_loss), 1.0 / (b * b));
                    let curvature = if fold == Fold::Decrease { 0.5 * rate * b * b } else { 0.0 };
                    let h = dual_norm();
                    let promised = 1.0 - rate * (1.0 - curvature) * h * h;
                    let beyond =
                        before.map_or(0.0, |(log_loss, promised)| exp(seen.log_loss - log_loss) / promised);
                    before = Some((seen.log_loss, promised));
                    beyond
                }
            }
        })
    })
}

fn law(form: Form) -> Law<Linear> {
    let (decrease, least, most) = match form {
        Form::WithoutCurvature => (Fold::WithoutCurvature, Fold::Least, Fold::Most),
        Form::InTheNorm => (Fold::Decrease, Fold::LeastInTheNorm, Fold::MostInTheNorm),
        _ => (Fold::Decrease, Fold::Least, Fold::Most),
    };
    let norms = 0..NORMS.len();
    let inequalities = norms.flat_map(|i| {
        let p = NORMS[i];
        [
            Inequality::on_descent(
                &format!("l_{p}: L after a step over what the step promises"),
                move |view| {
                    let (s, beyond) = folded(view, i, decrease)?;
                    Ok(vec![Sided::at_most(s, Ball::new(beyond, rounding(view)), Ball::exact(1.0))])
                },
            ),
            Inequality::on_descent(&format!("l_{p}: least dual norm of grad log L"), move |view| {
                let (s, least) = folded(view, i, least)?;
                let of = if form == Form::MarginInTwo { 2.0 } else { p };
                let found = Ball::new(-least, longest(&view.case.problem, p) * rounding(view));
                Ok(vec![Sided::at_least(s, found, gamma_in(view.case, of)?)])
            }),
            Inequality::on_descent(&format!("l_{p}: largest dual norm of grad log L"), move |view| {
                let (s, most) = folded(view, i, most)?;
                let b = longest(&view.case.problem, p);
                Ok(vec![Sided::at_most(s, Ball::new(most, b * rounding(view)), Ball::rounded(b, 64.0))])
            }),
        ]
    });
    Law::Bound(inequalities.collect())
}

fn folded(view: &View<Linear>, i: usize, fold: Fold) -> Stopped<(f64, f64)> {
    let path = view.case.run(run(view, i))?;
    reached(&path)?;
    // An impostor's run is in the norm that its watches name.
    let at = FOLDS.iter().position(|other| *other == fold).expect("one of the folds");
    let name = run(view, i).watches[at].key();
    let worst = path.monitored.get(&name).and_then(|series| series.last()).map(|(_, worst)| *worst);
    Ok((ln(STEPS as f64), worst.unwrap_or(f64::NAN)))
}

/// That of a ratio of losses, a logarithm of up to 2^5 and sums over the rows, and of weights that the rounding of margins moved.
fn rounding(view: &View<Linear>) -> f64 {
    let problem = &view.case.problem;
    (4 * problem.rows.n + 8 * problem.rows.d + 512) as f64 * f64::EPSILON
}
