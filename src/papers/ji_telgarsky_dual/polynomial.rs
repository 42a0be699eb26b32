//! Losses with a polynomial tail: the setting of the general part of Theorem 5.

use crate::case::{Case, Query, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Claim, Law};
use crate::data::Seed;
use crate::measure::{PolynomialLimitQuery, linear_facts, reference_certificates};
use crate::problem::{BallSets, Family, Linear, LossKernel, OnTheMean, PolynomialTail};
use crate::record::Stop;
use std::rc::Rc;
use std::sync::Arc;

/// Few rows with a wide margin and -l'(u) = (1 + u)^-(k + 1), k = 1 and 2 in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PolynomialTails;

impl Family<Linear> for PolynomialTails {
    fn key(&self) -> String {
        "separable with a wide margin, polynomial tails, in the unit ball".to_string()
    }

    fn draw(&self, seed: Seed, index: u64) -> Linear {
        let data = BallSets::WideExponential.draw(seed, index).data.as_ref().clone();
        let k = if index.is_multiple_of(2) { 1.0 } else { 2.0 };
        Linear::new(data, Arc::new(PolynomialTail { k }), &OnTheMean { eta: 1.0 }).expect("a positive step")
    }
}

/// A claim on such rows, with so many data sets.
pub(in crate::papers) fn on_polynomial_tails(
    id: &str,
    source: &str,
    law: Law<Linear>,
    quick: u64,
) -> Claim<Linear> {
    Claim::new(id, source, law)
        .on(PolynomialTails, quick, 10 * quick)
        .hypothesis(separable())
        .facts(linear_facts)
        .certified(reference_certificates)
}

/// k of the problem's loss.
pub(super) fn exponent(case: &Case<Linear>) -> Stopped<f64> {
    match case.problem.loss.kernel() {
        LossKernel::Polynomial { k } => Ok(k),
        _ => {
            let found = format!("{} loss", case.problem.loss.key());
            Err(Stop::Outside { hypothesis: "a polynomial tail".to_string(), found })
        }
    }
}

type Limit = <PolynomialLimitQuery as Query<Linear>>::Answer;

/// The certified limit.
pub(super) fn limit_of(case: &Case<Linear>) -> Stopped<Rc<Limit>> {
    case.ask(&PolynomialLimitQuery { k: exponent(case)? })
}
