//! Spectral descent and Muon reach the max margin in the spectral norm.
//!
//! **Statement.** On separable data of several classes, normalised steepest descent and normalised momentum descent in a norm of
//! matrices reach the max margin in that norm: for the spectral norm spectral descent, and Muon with momentum.
//! **Hypotheses.** Separable, four classes, Kesler rows; exact polar factors (the iterations that stand for them are outside).
//! **Prediction.** After 3 x 10^5 steps of 0.3/sqrt(t + 1), for spectral descent and for Muon (momentum 9/10) on the exponential loss of all
//! pairs, and for Muon on softmax cross-entropy: least margin over the spectral norm at least the certified max margin less a quarter of
//! what the nearest of the answers in the l_1, Frobenius and l_inf norms falls short in it. A quarter is a convention, not a
//! constant of the paper: derived is that no other answer comes that near.
//! **Controls.** the l_1 answer; the Frobenius answer; the l_inf answer; normalised gradient descent posing as spectral descent;
//! sign descent posing as Muon; normalised gradient descent on cross-entropy posing as Muon.
//! **Source.** Fan, Schmidt, Thrampoulidis, 2025, on the margins of the abstract; arXiv:2502.04664.

use crate::case::{Case, Run};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Law};
use crate::data::KeslerRows;
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, Schedule};
use crate::measure::{Answer, linear_facts, reference_certificates};
use crate::papers::cross_norm::Ratio;
use crate::problem::{CrossEntropy, Linear, Loss, UnevenClasses};
use std::sync::Arc;

const CLASSES: usize = 4;
const STEPS: u64 = 300_000;
const STEP: f64 = 0.3;
const NAMES: [&str; 3] = ["spectral descent", "Muon", "Muon on cross-entropy"];
const ANSWERS: &[Answer] =
    &[Answer::Spectral, Answer::Power(1.0), Answer::Power(2.0), Answer::Power(f64::INFINITY)];
const SPECTRAL: Geometry = Geometry::Spectral { rows: CLASSES };

pub(super) fn claim() -> Claim<Linear> {
    let law = |answer: Answer| {
        let each = NAMES
            .into_iter()
            .enumerate()
            .map(|(number, name)| Ratio { number, answer, rows: CLASSES }.is_nearest(name, ANSWERS));
        Law::Bound(each.collect())
    };
    let posing = |number: usize, p: f64| {
        let mut geometries = [SPECTRAL; 3];
        geometries[number] = Geometry::Power { p };
        runs(geometries)
    };
    Claim::new("fan.spectral", include_str!("spectral.rs"), law(Answer::Spectral))
        .derived()
        .on(UnevenClasses, 3, 30)
        .hypothesis(separable())
        .hypothesis(of_four_classes())
        .running(|_| runs([SPECTRAL; 3]))
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("the l_1 answer", law(Answer::Power(1.0)))
        .control_law("the Frobenius answer", law(Answer::Power(2.0)))
        .control_law("the l_inf answer", law(Answer::Power(f64::INFINITY)))
        .control_dynamics("normalised gradient descent posing as spectral descent", move |_| posing(0, 2.0))
        .control_dynamics("sign descent posing as Muon", move |_| posing(1, f64::INFINITY))
        .control_dynamics("normalised gradient descent on cross-entropy posing as Muon", move |_| {
            posing(2, 2.0)
        })
}

/// One for each name, along the steepest directions of these geometries.
fn runs(geometries: [Geometry; 3]) -> Vec<Run<Linear>> {
    let each = geometries.into_iter().enumerate().map(|(number, geometry)| {
        let momentum = if number == 0 { 0.0 } else { 0.9 };
        let steepest = Steepest::new(geometry, Length::Fixed).with_momentum(momentum).expect("below one");
        let cross_entropy = || Arc::new(CrossEntropy { classes: CLASSES }) as Arc<dyn Loss>;
        let method = Iteration {
            step: Some(STEP),
            schedule: Schedule::InverseSquareRoot,
            loss: (number == 2).then(cross_entropy),
            ..Iteration::of(Rule::Custom(Arc::new(steepest)))
        };
        Run::new(Arc::new(method), STEPS)
    });
    each.collect()
}

fn of_four_classes() -> Hypothesis<Linear> {
    Hypothesis::new("Kesler rows of four classes", |case: &Case<Linear>| {
        let met = KeslerRows::of_rows(&case.problem.rows, CLASSES).is_some();
        Ok(Checked { met, found: format!("{} rows in {} columns", case.problem.rows.n, case.problem.rows.d) })
    })
}
