//! Where nothing separates the data normalised steps reach no positive margin.
//!
//! **Statement.** Normalised descent heads for the max margin of separable data; on data that no hyperplane through the origin
//! separates there is none, and no w_t has a positive margin.
//! **Hypotheses.** Not separable.
//! **Prediction.** min_i z_i.w_t <= 0 at every single step of loss-normalised descent with steps 1/sqrt(t + 1), as a positive
//! combination of the rows is exactly zero.
//! **Controls.** separable data, gated; separable data, gate open.
//! **Source.** On normalised descent as in Nacson et al., AISTATS 2019, PMLR 89; arXiv:1803.01905.

use super::setting::unit_steps;
use crate::case::{Case, Monitor, Run, StepSeen, Watch};
use crate::claim::{Checked, Claim, Hypothesis, Inequality, Law, Sided, View};
use crate::dynamics::{Rule, Schedule, reached};
use crate::measure::{Letters, dot, linear_facts};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};
use crate::record::{Clock, Stop};
use std::sync::Arc;

/// Every single one of so many steps is looked at.
const STEPS: u64 = 100_000;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![Inequality {
        name: "greatest least margin of all steps".to_string(),
        clock: Clock::Descent,
        pairs: Arc::new(|view: &View<Linear>| {
            let path = view.path()?;
            reached(&path)?;
            // A margin is a sum of d products.
            let rows = &view.case.problem.rows;
            let longest = path.points.iter().map(|at| dot(&at.w, &at.w).sqrt()).fold(0.0, f64::max);
            let rounding = f64::EPSILON * (rows.d as f64 + 2.0) * view.case.problem.radius() * longest;
            let seen = path.monitored.get(&GreatestMargin.key()).expect("the claim's run watches it");
            let pair = |&(t, margin): &(u64, f64)| {
                Sided::at_most(crate::case::log_of_step(t), Ball::new(margin, rounding), Ball::exact(0.0))
            };
            Ok(seen.iter().filter(|(t, _)| *t >= 1).map(pair).collect())
        }),
    }]);
    Claim::new("nacson.nonseparable", include_str!("nonseparable.rs"), law)
        .on(BallSets::Overlapping, 40, 400)
        .hypothesis(not_separable())
        .running(|case| {
            let method = unit_steps(Rule::LossNormalized, Schedule::InverseSquareRoot);
            let watches: Vec<Arc<dyn Watch<Linear>>> = vec![Arc::new(GreatestMargin)];
            vec![Run { watches, ..Run::new(method, case.problem.horizon.min(STEPS)) }]
        })
        .facts(linear_facts)
        .control_without("not separable", "separable data", BallSets::Separable)
}

/// A verified witness: weights with which the rows add up to exactly zero.
fn not_separable() -> Hypothesis<Linear> {
    Hypothesis::new("not separable", |case: &Case<Linear>| match case.max_margin() {
        Ok(found) => Ok(Checked { met: false, found: format!("gamma = {:e}", found.gamma.0) }),
        Err(Stop::Outside { found, .. }) => Ok(Checked { met: true, found }),
        Err(stop) => Err(stop),
    })
}

/// The greatest of the iterates' least margins, w_1 on.
struct GreatestMargin;

struct GreatestMarginFold(f64);

impl Watch<Linear> for GreatestMargin {
    fn key(&self) -> String {
        "greatest least margin".to_string()
    }

    fn monitor(&self, _: &Case<Linear>) -> Box<dyn Monitor> {
        Box::new(GreatestMarginFold(f64::MIN))
    }
}

impl Monitor for GreatestMarginFold {
    fn step(&mut self, seen: &StepSeen<'_>) {
        if seen.t > 0 {
            self.0 = self.0.max(seen.margins.iter().fold(f64::INFINITY, f64::min));
        }
    }

    fn worst(&self) -> f64 {
        self.0
    }
}
