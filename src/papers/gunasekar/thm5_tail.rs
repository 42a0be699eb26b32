//! The max margin that steepest descent reaches is that of an exponential tail.
//!
//! **Statement.** On separable data steepest descent in ||.|| has min_i z_i.w_t / ||w_t|| go to the max margin for the exponential loss;
//! so it does for the logistic loss, whose tail is the same, and not for a loss with a polynomial tail, where every row keeps a weight.
//! **Hypotheses.** Separable; exponential loss from zero; steps of length 0.45/(B sqrt(t + 1)), B the longest row in the dual
//! norm, in place of the paper's own with a cap.
//! **Prediction.** For p = 1 and 2, after 2 x 10^5 steps on a crowd of fourteen rows about one direction and a single one about
//! another: least margin over norm at least the certified gamma_p less a quarter of what the nearest of the answers in the l_1,
//! l_2 and l_inf norms falls short in it. A quarter is a convention, not a constant of the paper: derived is that no other answer
//! comes that near.
//! **Controls.** a polynomial tail posing as an exponential one in l_2; the logistic loss.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on the loss of Theorem 5; arXiv:1802.08246.

use super::steepest_setting::{exponential_from_zero, falling_on};
use crate::case::{Case, Run};
use crate::claim::linear::separable;
use crate::claim::{Claim, Law};
use crate::measure::{Answer, linear_facts, reference_certificates};
use crate::papers::cross_norm::Ratio;
use crate::problem::{CrowdedSets, Linear, Logistic, Loss, PolynomialTail};
use std::sync::Arc;

const STEPS: u64 = 200_000;
const NORMS: [f64; 2] = [1.0, 2.0];
const ANSWERS: &[Answer] = &[Answer::Power(1.0), Answer::Power(2.0), Answer::Power(f64::INFINITY)];

pub(super) fn claim() -> Claim<Linear> {
    // The runs on the problem's own loss come first, then those on the logistic one.
    let law = |first: usize| {
        let each = NORMS.into_iter().enumerate().map(|(i, p)| {
            let ratio = Ratio { number: first + i, answer: Answer::Power(p), rows: 1 };
            ratio.is_nearest(&format!("l_{p}: margin over norm"), ANSWERS)
        });
        Law::Bound(each.collect())
    };
    Claim::new("gunasekar.thm5.tail", include_str!("thm5_tail.rs"), law(0))
        .derived()
        .on(CrowdedSets, 6, 60)
        .hypothesis(separable())
        .hypothesis(exponential_from_zero())
        .running(|case| runs(case, None))
        .facts(linear_facts)
        .certified(reference_certificates)
        // In l_1 the best of a loss with any tail may be one and the same vertex.
        .control_dynamics("a polynomial tail posing as an exponential one in l_2", |case| {
            runs(case, Some(Arc::new(PolynomialTail { k: 1.0 })))
        })
        .but_true_as("the logistic loss", law(NORMS.len()))
}

/// One for each norm on the problem's loss, the one in l_2 on another where one is given; then one for each on the logistic loss.
fn runs(case: &Case<Linear>, in_l2: Option<Arc<dyn Loss>>) -> Vec<Run<Linear>> {
    let logistic = NORMS.map(|_| Some(Arc::new(Logistic) as Arc<dyn Loss>));
    let on = |(p, loss)| falling_on(&case.problem, p, loss, STEPS);
    NORMS.into_iter().zip([None, in_l2]).chain(NORMS.into_iter().zip(logistic)).map(on).collect()
}
