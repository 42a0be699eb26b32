//! The loss falls at every step by at least eta (1 - beta' eta / 2) times the squared gradient.
//!
//! **Statement.** If L is beta'-smooth, non-negative and eta < 2/beta', then L(w(t+1)) <= L(w(t)) - eta (1 - beta' eta / 2)
//! ||grad L(w(t))||^2 at every step, and the squared gradients have a finite sum.
//! **Hypotheses.** Step below the threshold.
//! **Prediction.** The inequality at every single one of 10^5 steps, and sum_t ||grad L||^2 <= L(w(0)) / (eta (1 - beta'
//! eta / 2)). For the exponential loss, which is not smooth, beta' = R^2 L(w(0)) on the sublevel set that the iterates never
//! leave.
//! **Controls.** the whole of eta ||grad L||^2 at every step; L(w(0)) / (2 eta) as the bound on the sum; step forty times too large,
//! gated; step forty times too large, gate open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 10; arXiv:1710.10345.

use crate::case::{Case, Monitor, Run, StepSeen, Stopped, Watch};
use crate::claim::linear::step_below_threshold;
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{linear_facts, log_loss_at};
use crate::numbers::{Ball, exp};
use crate::problem::{Linear, PlantedSets, StepTooLarge, local_smoothness};
use crate::record::{Clock, Stop};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = |step: Share, sum: Share| Law::Bound(vec![every_step(step), sum_of_gradients(sum)]);
    Claim::new("soudry.lem10.descent", include_str!("lem10_descent.rs"), law(Share::Lemma, Share::Lemma))
        .on(PlantedSets::Spanning, 75, 1500)
        .on(PlantedSets::Deficient, 75, 1500)
        .hypothesis(step_below_threshold())
        .running(|case| {
            let watches: Vec<Arc<dyn Watch<Linear>>> = vec![
                Arc::new(Decrease(Share::Lemma)),
                Arc::new(Decrease(Share::Whole)),
                Arc::new(GradientSum),
            ];
            let method = Arc::new(Iteration::of(Rule::GradientDescent));
            vec![Run { watches, ..Run::new(method, case.problem.horizon.min(STEPS)) }]
        })
        .facts(linear_facts)
        .control_law("the whole of eta ||grad L||^2 at every step", law(Share::Whole, Share::Lemma))
        .control_law("L(w(0)) / (2 eta) as the bound on the sum", law(Share::Lemma, Share::Double))
        .control_without("step below the threshold", "step forty times too large", StepTooLarge)
}

/// Every single one of so many steps is looked at.
const STEPS: u64 = 100_000;

/// How much of eta ||grad L||^2 a step is said to gain.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Share {
    /// 1 - beta' eta / 2.
    Lemma,
    /// All of it: false, as L is convex.
    Whole,
    /// Twice as much: as a bound on the sum false from the time when L has halved.
    Double,
}

impl Share {
    fn of(self, case: &Case<Linear>) -> f64 {
        match self {
            Share::Lemma => gain(case).unwrap_or(1.0),
            Share::Whole => 1.0,
            Share::Double => 2.0,
        }
    }
}

/// 1 - beta' eta / 2.
fn gain(case: &Case<Linear>) -> Stopped<f64> {
    let problem = &case.problem;
    let beta = local_smoothness(&problem.rows, problem.loss.as_ref(), &problem.start)
        .ok_or_else(|| Stop::Undecided { why: "the loss has no bound on its curvature".to_string() })?;
    Ok(1.0 - 0.5 * beta * problem.step)
}

/// The largest of (L(t+1) - L(t) + eta share ||grad||^2) / L(t) over the steps.
struct Decrease(Share);

struct DecreaseFold {
    share: f64,
    /// The loss before the step, and what it is said to lose at least.
    before: Option<(f64, f64)>,
    worst: f64,
}

impl Watch<Linear> for Decrease {
    fn key(&self) -> String {
        format!("decrease of the loss, {:?}", self.0)
    }

    fn monitor(&self, case: &Case<Linear>) -> Box<dyn Monitor> {
        Box::new(DecreaseFold { share: self.0.of(case), before: None, worst: f64::MIN })
    }
}

impl Monitor for DecreaseFold {
    fn step(&mut self, seen: &StepSeen<'_>) {
        if let Some((loss, gained)) = self.before {
            let excess = (seen.loss - loss + gained) / loss;
            self.worst = if excess.is_nan() { f64::MAX } else { self.worst.max(excess) };
        }
        self.before = Some((seen.loss, seen.step * self.share * seen.gradient_norm_squared));
    }

    fn worst(&self) -> f64 {
        self.worst
    }
}

/// The sum of ||grad L||^2 over the steps.
struct GradientSum;

struct GradientSumFold(f64);

impl Watch<Linear> for GradientSum {
    fn key(&self) -> String {
        "sum of squared gradients".to_string()
    }

    fn monitor(&self, _: &Case<Linear>) -> Box<dyn Monitor> {
        Box::new(GradientSumFold(0.0))
    }
}

impl Monitor for GradientSumFold {
    fn step(&mut self, seen: &StepSeen<'_>) {
        self.0 += seen.gradient_norm_squared;
    }

    fn worst(&self) -> f64 {
        self.0
    }
}

fn every_step(share: Share) -> Inequality<Linear> {
    Inequality {
        name: "largest of (L(t+1) - L(t) + gain) / L(t) over all steps".to_string(),
        clock: Clock::Descent,
        pairs: Arc::new(move |view| {
            // Losses are sums of n terms, each right to a few ulp, at iterates rounded to eps |w|.
            let problem = &view.case.problem;
            let terms = (problem.rows.n + problem.rows.d) as f64 + 16.0;
            let reach = 1.0 + problem.radius() * largest_norm(view)?;
            let rounding = 4.0 * f64::EPSILON * terms * reach;
            let seen = folded(view, &Decrease(share).key())?;
            Ok(seen
                .into_iter()
                .map(|(s, worst)| Sided::at_most(s, Ball::new(worst, rounding), Ball::exact(0.0)))
                .collect())
        }),
    }
}

fn sum_of_gradients(share: Share) -> Inequality<Linear> {
    Inequality {
        name: "sum of squared gradients".to_string(),
        clock: Clock::Descent,
        pairs: Arc::new(move |view| {
            let problem = &view.case.problem;
            let start = exp(log_loss_at(problem, &problem.start));
            let bound = start / (problem.step * share.of(view.case));
            let seen = folded(view, &GradientSum.key())?;
            let (s, sum) =
                *seen.last().ok_or_else(|| Stop::Undecided { why: "no step was seen".to_string() })?;
            let steps = problem.horizon.min(STEPS) as f64;
            Ok(vec![Sided::at_most(s, Ball::rounded(sum, steps), Ball::rounded(bound, 64.0))])
        }),
    }
}

fn folded(view: &View<Linear>, name: &str) -> Stopped<Vec<(f64, f64)>> {
    let path = view.path()?;
    reached(&path)?;
    let series = path.monitored.get(name).expect("the claim's run watches it");
    Ok(series.iter().filter(|(t, _)| *t >= 2).map(|(t, v)| (crate::case::log_of_step(*t), *v)).collect())
}

fn largest_norm(view: &View<Linear>) -> Stopped<f64> {
    let path = view.path()?;
    Ok(path.points.iter().map(|at| crate::measure::dot(&at.w, &at.w).sqrt()).fold(0.0, f64::max))
}
