//! Mirror descent with the potential ||w||_p^p/p goes to the l_p max margin.
//!
//! **Statement.** On separable data, for an exponential loss, mirror descent with a homogeneous potential converges in direction to
//! the max margin in its norm: with ||w||_p^p / p, p-GD, in l_p. (Entropy and hypentropy are not homogeneous, and not covered.)
//! **Hypotheses.** Separable; exponential loss from zero.
//! **Prediction.** For p = 1.5, 2 and 3, after 10^5 steps of 0.02/L: least margin over ||w||_p at least the certified gamma_p less a
//! quarter of what the nearest of the answers for 1, 1.5, 2, 3 and inf falls short in that norm. (With steps of constant size, the
//! paper's own, ||w|| grows like log t and w is still far.) A quarter is a convention, not a constant of the paper: derived is
//! that no other answer comes that near.
//! **Controls.** each p at the answer of the next; each p running as another.
//! **Source.** Sun et al., NeurIPS 2022, on the generalised margin of the abstract; arXiv:2205.12808.

use crate::case::Run;
use crate::claim::linear::separable;
use crate::claim::{Claim, Law};
use crate::dynamics::optimizers::PowerMirror;
use crate::dynamics::{Iteration, Rule, Units};
use crate::measure::{Answer, linear_facts, reference_certificates};
use crate::papers::cross_norm::{self, Ratio};
use crate::papers::gunasekar::steepest_setting::exponential_from_zero;
use crate::problem::{Linear, UnevenSets};
use std::sync::Arc;

const POWERS: [f64; 3] = [1.5, 2.0, 3.0];
const STEPS: u64 = 100_000;

pub(super) fn claim() -> Claim<Linear> {
    let law = |answers: [f64; 3]| {
        let each = answers.into_iter().zip(POWERS).enumerate().map(|(number, (of, p))| {
            let ratio = Ratio { number, answer: Answer::Power(of), rows: 1 };
            ratio.is_nearest(&format!("p = {p}: least margin over norm"), cross_norm::POWERS)
        });
        Law::Bound(each.collect())
    };
    Claim::new("sun.margin", include_str!("margin.rs"), law(POWERS))
        .derived()
        .on(UnevenSets, 8, 80)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
        .running(|_| POWERS.map(run).to_vec())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("each p at the answer of the next", law([2.0, 3.0, f64::INFINITY]))
        .control_dynamics("each p running as another", |_| [3.0, 1.5, 2.0].map(run).to_vec())
}

fn run(p: f64) -> Run<Linear> {
    let rule = PowerMirror::new(p, Units::OverLoss).expect("a power above one");
    let method = Iteration { step: Some(0.02), ..Iteration::of(Rule::Custom(Arc::new(rule))) };
    Run::new(Arc::new(method), STEPS)
}
