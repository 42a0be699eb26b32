//! The vocabulary of claims about the linear problem: hypotheses, runs, and the usual setting.

use super::hypothesis::{Checked, Hypothesis};
use super::law::{Law, View};
use super::statement::Claim;
use crate::case::{Case, Run};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule};
use crate::measure::{Letters, linear_facts, picture, reference_certificates};
use crate::numbers::counted;
use crate::problem::{Linear, Loss, PlantedSets, PolynomialTail, Tail, threshold};
use crate::record::Picture;
use std::sync::Arc;

/// Some w has z_i.w > 0 for every row; decided by a verified separator or a verified witness.
pub fn separable() -> Hypothesis<Linear> {
    Hypothesis::new("separable", |case: &Case<Linear>| {
        let found = case.max_margin()?;
        Ok(Checked { met: true, found: format!("gamma = {:e}", found.gamma.0) })
    })
}

/// eta is below the theorem's threshold.
pub fn step_below_threshold() -> Hypothesis<Linear> {
    Hypothesis::new("step below the threshold", |case: &Case<Linear>| {
        let problem = &case.problem;
        let limit = threshold(&problem.rows, problem.loss.as_ref(), &problem.start)
            .map_err(|error| crate::record::Stop::Undecided { why: error.to_string() })?;
        let found = format!("eta = {:.3} of the threshold {limit:e}", problem.step / limit);
        Ok(Checked { met: problem.step < limit, found })
    })
}

/// The loss has a tight exponential tail (Definition 2).
pub fn exponential_tail() -> Hypothesis<Linear> {
    Hypothesis::new("exponential tail", |case: &Case<Linear>| {
        let met = matches!(case.problem.loss.tail(), Tail::TightExponential { .. });
        Ok(Checked { met, found: format!("{} loss", case.problem.loss.key()) })
    })
}

/// Every margin row has a positive multiplier in some dual optimum: true of almost every data set.
pub fn generic() -> Hypothesis<Linear> {
    Hypothesis::new("every support vector has a positive multiplier", |case: &Case<Linear>| {
        let constants = case.constants()?;
        let rows = counted(case.max_margin()?.margin_rows.len(), "row");
        let found = match constants.degenerate {
            true => format!("{rows} on the margin, some without one"),
            false => format!("{rows} on the margin, each with one"),
        };
        Ok(Checked { met: !constants.degenerate, found })
    })
}

/// rank(X_S) = rank(X).
pub fn support_vectors_span() -> Hypothesis<Linear> {
    Hypothesis::new("support vectors span", |case: &Case<Linear>| {
        let constants = case.constants()?;
        let found = format!("rank {} of {}", constants.rank_support, constants.rank_data);
        Ok(Checked { met: constants.support_spans, found })
    })
}

/// The multipliers are not all equal, so that the offset has a part across w^.
pub fn unequal_multipliers() -> Hypothesis<Linear> {
    Hypothesis::new("unequal multipliers", |case: &Case<Linear>| {
        let constants = case.constants()?;
        let found = format!("A_perp = {:e}", constants.a_perp.value);
        Ok(Checked { met: constants.a_perp.value > 1e-6, found })
    })
}

/// The problem's gradient descent to its horizon.
pub fn gradient_descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    iteration(case, Iteration::of(Rule::GradientDescent))
}

/// Steepest descent for the l_inf norm with the same step: w moves by eta times the signs.
pub fn sign_descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    iteration(case, Iteration::of(Rule::SignDescent))
}

/// Steepest descent for the l1 norm with the same step: the coordinate of largest gradient moves by eta.
pub fn coordinate_descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    iteration(case, Iteration::of(Rule::CoordinateDescent))
}

/// Steepest descent for the l1 norm as it is defined: the coordinate of largest gradient moves by eta times that gradient. It
/// comes to rest as gradient descent does, on losses so curved that moves of fixed length go to and fro.
pub fn scaled_coordinate_descent(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let rule = Steepest::new(Geometry::Power { p: 1.0 }, Length::Proportional);
    iteration(case, Iteration::of(Rule::Custom(Arc::new(rule))))
}

/// Adam with epsilon = 0 and a step of 10^-4, the usual momenta.
pub fn adam(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let rule = Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 0.0 };
    iteration(case, Iteration { step: Some(1e-4), ..Iteration::of(rule) })
}

/// Heavy ball with momentum .9 and the problem's own step: its effective step is ten times as large.
pub fn heavy_ball(case: &Case<Linear>) -> Vec<Run<Linear>> {
    iteration(case, Iteration::of(Rule::HeavyBall { beta: 0.9 }))
}

/// Gradient descent on a loss with a polynomial tail, -l'(u) = (1 + u)^-2.
pub fn polynomial_tail(case: &Case<Linear>) -> Vec<Run<Linear>> {
    let loss: Arc<dyn Loss> = Arc::new(PolynomialTail { k: 1.0 });
    iteration(case, Iteration { loss: Some(loss), ..Iteration::of(Rule::GradientDescent) })
}

/// The problem in the plane with the first run.
pub fn plane(view: &View<Linear>) -> Option<Picture> {
    picture(view.case, view.runs.first())
}

fn iteration(case: &Case<Linear>, iteration: Iteration) -> Vec<Run<Linear>> {
    vec![Run::new(Arc::new(iteration), case.problem.horizon)]
}

impl Claim<Linear> {
    /// A claim on planted data (300 sets in the quick profile, 3000 in the full one), separable, exponential tail,
    /// step below the threshold, gradient descent to the horizon.
    pub fn on_planted_data(id: &str, source: &str, law: Law<Linear>) -> Claim<Linear> {
        Claim::new(id, source, law)
            .on(PlantedSets::Spanning, 150, 1500)
            .on(PlantedSets::Deficient, 150, 1500)
            .in_the_linear_setting()
    }

    /// The hypotheses of the linear theorem, gradient descent, and the notes beside every finding.
    pub fn in_the_linear_setting(self) -> Claim<Linear> {
        self.descending_on_separable_data().hypothesis(exponential_tail())
    }

    /// The same for losses of any tail.
    pub fn descending_on_separable_data(self) -> Claim<Linear> {
        self.hypothesis(separable())
            .hypothesis(step_below_threshold())
            .running(gradient_descent)
            .facts(linear_facts)
            .pictured(plane)
            .certified(reference_certificates)
    }
}
