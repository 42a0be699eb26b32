//! What the claims of this paper share: its setting, its risk, its runs.

use crate::case::{Case, Method, Run, Start, Stopped, Trajectory, Watch, log_of_step};
use crate::claim::linear::plane;
use crate::claim::{Checked, Claim, Equality, Hypothesis, Inequality, Law, Sided, run};
use crate::dynamics::{Iteration, Rule, Schedule, reached};
use crate::measure::{Letters, RayLetters, dot, linear_facts, log_loss_at, reference_certificates};
use crate::numbers::{Ball, exp, ln};
use crate::problem::{BallSets, Linear, LossKernel};
use std::sync::Arc;

/// |x_i| <= 1, eta_j <= 1 on the mean of the losses, w_0 = 0, exponential or logistic loss.
pub(super) fn unit_setting() -> Hypothesis<Linear> {
    Hypothesis::new("rows and steps of at most one, from zero", |case: &Case<Linear>| {
        let problem = &case.problem;
        let (radius, step) = (problem.radius(), problem.step * problem.rows.n as f64);
        let known = matches!(problem.loss.kernel(), LossKernel::Exponential | LossKernel::Logistic);
        let at_zero = problem.start.iter().all(|&w| w == 0.0);
        // Rows were scaled to one with an error of a few roundings.
        let near = 1.0 + 64.0 * f64::EPSILON;
        let found = format!("max |x_i| = {radius}, eta = {step}, {} loss", problem.loss.key());
        Ok(Checked { met: radius <= near && step <= near && known && at_zero, found })
    })
}

/// Some row belongs to the separable part.
pub(super) fn has_separable_part() -> Hypothesis<Linear> {
    Hypothesis::new("has a separable part", |case: &Case<Linear>| {
        let across = case.across()?;
        let rest = case.problem.rows.n - across.part.len();
        Ok(Checked {
            met: true,
            found: format!(
                "{} rows and a rest of {rest} in {} dimensions",
                across.part.len(),
                across.subspace.len()
            ),
        })
    })
}

/// Gradient descent to the horizon.
pub(super) fn descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    vec![Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), case.problem.horizon)]
}

/// Gradient descent with constant steps, and with steps that fall like 1/sqrt(j + 1).
pub(super) fn both_schedules(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let falling = Iteration { schedule: Schedule::InverseSquareRoot, ..Iteration::of(Rule::GradientDescent) };
    vec![
        Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), case.problem.horizon),
        Run::new(Arc::new(falling), case.problem.horizon),
    ]
}

/// Falling steps told by the wrong clock: t for tau. The iterates are those of [`both_schedules`].
pub(super) fn steps_for_clock(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let [constant, falling]: [Run<Linear>; 2] = both_schedules(case).try_into().ok().expect("two runs");
    let method = Arc::new(ByStepCount(falling.method.clone()));
    vec![constant, Run { method, ..falling }]
}

/// Another method's iterates, with the number of steps for their time.
struct ByStepCount(Arc<dyn Method<Linear>>);

impl Method<Linear> for ByStepCount {
    fn key(&self) -> String {
        format!("{}, timed by t", self.0.key())
    }

    fn run_many(
        &self,
        begun: &[(&Case<Linear>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Linear>>],
    ) -> Vec<Stopped<Trajectory>> {
        self.0.run_many(begun, until, watches)
    }
}

/// A claim on mixed and on separable rows in the unit ball.
pub(super) fn on_the_ball(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on(BallSets::Mixed, quick, 10 * quick)
        .on(BallSets::Separable, quick, 10 * quick)
        .in_the_unit_setting()
}

impl Claim<Linear> {
    /// The hypotheses of Ji and Telgarsky, gradient descent, and the notes beside every finding.
    pub(in crate::papers) fn in_the_unit_setting(self) -> Claim<Linear> {
        self.hypothesis(unit_setting())
            .hypothesis(has_separable_part())
            .running(descent)
            .facts(linear_facts)
            .pictured(plane)
            .certified(reference_certificates)
    }
}

/// R(w) - inf R, from sums of losses; rounding of n terms.
pub(super) fn excess_risk(case: &Case<Linear>, w: &[f64]) -> Stopped<Ball> {
    let problem = &case.problem;
    let n = problem.rows.n as f64;
    let value = exp(log_loss_at(problem, w));
    let size = dot(w, w).sqrt() * problem.radius();
    let roundings = f64::EPSILON * (n + problem.rows.d as f64 + 16.0) * (1.0 + size);
    let total = Ball::new(value, roundings * value) - case.inside()?.least_loss;
    Ok(total / Ball::exact(n))
}

/// |v-bar|.
pub(super) fn offset_length(case: &Case<Linear>) -> Stopped<Ball> {
    let ray = case.ray()?;
    let v = &ray.offset.v;
    Ok(Ball::new(dot(v, v).sqrt(), ray.offset.error) + Ball::rounded(0.0, 1.0))
}

/// gamma, of the separable part across S.
pub(super) fn gamma(case: &Case<Linear>) -> Stopped<Ball> {
    case.gamma()
}

/// ln tau_t, tau_t the sum of the first t >= 1 steps of a run on the mean of the losses.
pub(super) fn log_tau(case: &Case<Linear>, run: &Run<Linear>, t: u64) -> f64 {
    run.method.log_time(t) + ln(case.problem.step * case.problem.rows.n as f64)
}

/// Whether a step is 1, 10, 100, ...
pub(super) fn is_power_of_ten(mut step: u64) -> bool {
    while step > 1 && step.is_multiple_of(10) {
        step /= 10;
    }
    step == 1
}

/// Every single one of so many steps is looked at where a lemma speaks of steps.
const STEPS: u64 = 100_000;

/// Gradient descent with something to look at in every step.
pub(super) fn watched(watches: &[Arc<dyn Watch<Linear>>], case: &Case<Linear>) -> Vec<Run<Linear>> {
    let until = case.problem.horizon.min(STEPS);
    let run = Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), until);
    vec![Run { watches: watches.to_vec(), ..run }]
}

/// The inequality that a number is at most zero in every step: by the largest of the steps so far, which a watch of this
/// key keeps. `rounding` bounds the error of the number.
pub(super) fn at_most_zero(
    key: &str,
    rounding: impl Fn(&Case<Linear>, f64) -> Stopped<f64> + Send + Sync + 'static,
) -> Inequality<Linear> {
    at_most_zero_in(0, key, key, rounding)
}

/// The same of the run of this number. `rounding` sees the greatest length of an iterate.
pub(in crate::papers) fn at_most_zero_in(
    number: usize,
    name: &str,
    key: &str,
    rounding: impl Fn(&Case<Linear>, f64) -> Stopped<f64> + Send + Sync + 'static,
) -> Inequality<Linear> {
    let key = key.to_string();
    Inequality::on_descent(name, move |view| {
        let path = view.case.run(run(view, number))?;
        reached(&path)?;
        let length = path.points.iter().map(|at| dot(&at.w, &at.w).sqrt()).fold(0.0, f64::max);
        let rounding = rounding(view.case, length)?;
        let series = path.monitored.get(&key).expect("the claim's run watches it");
        let pair = |&(t, worst): &(u64, f64)| {
            Sided::at_most(log_of_step(t), Ball::new(worst, rounding), Ball::exact(0.0))
        };
        // Before the second step nothing has been compared.
        Ok(series.iter().filter(|(t, _)| *t >= 2).map(pair).collect())
    })
}

/// What rounding leaves in a loss of about one and in logarithms of it, at iterates of this length.
pub(in crate::papers) fn loss_rounding(case: &Case<Linear>, length: f64) -> f64 {
    let problem = &case.problem;
    let terms = (problem.rows.n + problem.rows.d) as f64 + 16.0;
    4.0 * f64::EPSILON * terms * (1.0 + problem.radius() * length)
}

/// Two sides that are equal up to their errors.
pub(in crate::papers) fn equality(
    name: &str,
    left: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
    right: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Equality<Linear> {
    Equality {
        name: name.to_string(),
        left: Arc::new(move |view| left(view.case)),
        right: Arc::new(move |view| right(view.case)),
    }
}
