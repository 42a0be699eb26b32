//! Figure 3: after the figure's number of steps Adam is far from the l2 max margin, gradient descent is nearer.
//!
//! **Statement.** On the data of Figure 1 with the second feature times twenty, Adam's weights after two million steps do not point
//! along the l2 max margin, in contrast to those of gradient descent.
//! **Hypotheses.** Separable; step below the threshold; exponential tail. Logistic loss, gradient descent with 1/sigma_max^2, Adam
//! with a step of 10^-3, beta1 = 9/10, beta2 = 999/1000, epsilon = 10^-8, both from zero. Adam's settings and the points off
//! the margin are ours.
//! **Prediction.** From 10^5 to 2 10^6 steps Adam's direction is farther from the l2 max margin than that of gradient descent at the
//! same step, and farther than it is from the l_inf max margin. It is a sentence about these steps and no limit: with
//! a positive epsilon Adam goes to the l2 max margin in the end (`show wang.adam.l2`), which "does not converge" would deny.
//! **Controls.** gradient descent farther than Adam; momentum posing as Adam; gradient descent with seven times the step posing as
//! Adam.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Figure 3; arXiv:1710.10345.

use crate::case::{Run, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::{exponential_tail, separable, step_below_threshold};
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::data::generate::figure_one;
use crate::data::{DataSet, Provenance, Seed};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{Letters, PolyhedralMargin, distance, linear_facts, reference_certificates, unit};
use crate::numbers::Ball;
use crate::problem::{Family, Linear, Logistic, OfThreshold};
use crate::record::{Clock, Quantifier};
use std::sync::Arc;

/// The figure's number of steps.
const STEPS: u64 = 2_000_000;
/// Steps from which on the directions are looked at.
const FROM: u64 = 100_000;

/// The runs: what stands for Adam, and gradient descent.
const ADAM: usize = 0;
const DESCENT: usize = 1;

/// The data of Figure 1 with the second feature times twenty.
struct FigureThree;

impl Family<Linear> for FigureThree {
    fn key(&self) -> String {
        "figure 3".to_string()
    }

    fn draw(&self, _seed: Seed, _index: u64) -> Linear {
        let mut rows = figure_one().signed_rows();
        let d = rows.d;
        rows.values.chunks_exact_mut(d).for_each(|row| row[1] *= 20.0);
        let name = "figure 1, second feature times twenty".to_string();
        let data = DataSet::from_signed_rows(rows, Provenance::Given { name });
        Linear::new(data, Arc::new(Logistic), &OfThreshold { fraction: 0.125 }).expect("a positive threshold")
    }

    fn size(&self) -> Option<u64> {
        Some(1)
    }
}

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![
        farther(ADAM, DESCENT),
        at_each_step("Adam from the l2 max margin, and from the l_inf max margin", |view| {
            let l_inf = unit(&view.case.ask(&PolyhedralMargin(Norm::Inf))?.w);
            Ok((from_l2(view, ADAM)?, from(view, ADAM, &l_inf)?))
        }),
    ]);
    Claim::new("soudry.fig3.adam", include_str!("fig3_adam.rs"), law)
        .about(Quantifier::ThisDataSet)
        .on(FigureThree, 1, 1)
        .hypothesis(separable())
        .hypothesis(step_below_threshold())
        .hypothesis(exponential_tail())
        .running(|_| beside_descent(adam()))
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("gradient descent farther than Adam", Law::Bound(vec![farther(DESCENT, ADAM)]))
        .control_dynamics("momentum posing as Adam", |_| {
            beside_descent(Iteration::of(Rule::HeavyBall { beta: 0.9 }))
        })
        .control_dynamics("gradient descent with seven times the step posing as Adam", |case| {
            beside_descent(Iteration { step: Some(7.0 * case.problem.step), ..descent() })
        })
}

fn adam() -> Iteration {
    let rule = Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    Iteration { step: Some(1e-3), ..Iteration::of(rule) }
}

fn descent() -> Iteration {
    Iteration::of(Rule::GradientDescent)
}

fn beside_descent(first: Iteration) -> Vec<Run<Linear>> {
    [first, descent()].map(|method| Run::new(Arc::new(method), STEPS)).into()
}

fn farther(one: usize, other: usize) -> Inequality<Linear> {
    at_each_step("distance from the l2 max margin, and that of the other", move |view| {
        Ok((from_l2(view, one)?, from_l2(view, other)?))
    })
}

/// (ln t, |w/||w|| - u|) at the recorded steps.
type Distances = Vec<(f64, Ball)>;

/// The first of these distances is at least the second, at each recorded step.
fn at_each_step(
    name: &str,
    both: impl Fn(&View<Linear>) -> Stopped<(Distances, Distances)> + Send + Sync + 'static,
) -> Inequality<Linear> {
    Inequality {
        name: name.to_string(),
        clock: Clock::Descent,
        pairs: Arc::new(move |view| {
            let (first, second) = both(view)?;
            Ok(first.into_iter().zip(second).map(|((s, a), (_, b))| Sided::at_least(s, a, b)).collect())
        }),
    }
}

fn from_l2(view: &View<Linear>, number: usize) -> Stopped<Distances> {
    let direction = view.case.max_margin()?.direction.clone();
    from(view, number, &direction)
}

/// Rounding is that of each step, relative to the weights.
fn from(view: &View<Linear>, number: usize, direction: &[f64]) -> Stopped<Distances> {
    let path = view.case.run(run(view, number))?;
    reached(&path)?;
    let error = view.case.max_margin()?.direction_error;
    let late = path.points.iter().filter(|at| at.step >= FROM);
    Ok(late
        .map(|at| {
            let rounding = (at.step as f64 + 16.0) * f64::EPSILON + error;
            (at.log_time, Ball::new(distance(&unit(&at.w), direction), rounding))
        })
        .collect())
}
