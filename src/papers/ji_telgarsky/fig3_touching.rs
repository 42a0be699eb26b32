//! Figure 3: where the circles touch at the origin, nothing pulls back and part of the risk stays.
//!
//! **Statement.** With one row at the origin and all others separable, S is {0}, v-bar = 0 and inf R = l(0)/n.
//! **Hypotheses.** Has a separable part.
//! **Prediction.** The three identities.
//! **Controls.** zero for inf R; l(0) for inf R; one dimension for S.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Figure 3; arXiv:1803.07300. The points are our own draw of such circles.

use super::setting::{equality, has_separable_part};
use crate::case::Case;
use crate::claim::{Claim, Law};
use crate::measure::{RayLetters, linear_facts, reference_certificates};
use crate::numbers::{Ball, exp};
use crate::problem::{BallSets, Linear};

const RISK: &str = "inf R";
const SUBSPACE: &str = "dimension of S";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity(vec![
        equality(
            RISK,
            |case| Ok(vec![case.inside()?.least_loss / rows(case)]),
            |case| Ok(vec![at_zero(case) / rows(case)]),
        ),
        equality(
            SUBSPACE,
            |case| Ok(vec![Ball::exact(case.across()?.subspace.len() as f64)]),
            |_| Ok(vec![Ball::exact(0.0)]),
        ),
        equality(
            "v-bar",
            |case| Ok(case.ray()?.offset.v.iter().map(|&v| Ball::exact(v)).collect()),
            |case| Ok(vec![Ball::exact(0.0); case.problem.rows.d]),
        ),
    ]);
    Claim::new("ji-telgarsky.fig3.touching", include_str!("fig3_touching.rs"), law)
        .on(BallSets::Figure(3), 20, 200)
        .hypothesis(has_separable_part())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("zero for inf R", RISK, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("l(0) for inf R", RISK, |view| Ok(vec![at_zero(view.case)]))
        .control_prediction("one dimension for S", SUBSPACE, |_| Ok(vec![Ball::exact(1.0)]))
}

fn rows(case: &Case<Linear>) -> Ball {
    Ball::exact(case.problem.rows.n as f64)
}

fn at_zero(case: &Case<Linear>) -> Ball {
    Ball::rounded(exp(case.problem.loss.log_value(0.0)), 4.0)
}
