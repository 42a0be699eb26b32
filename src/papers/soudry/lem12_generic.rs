//! Almost every data set has at most d support vectors, each with a positive and unique multiplier.
//!
//! **Statement.** For almost every data set there are at most d support vectors, the dual multipliers are unique, and no
//! support vector's multiplier is zero.
//! **Hypotheses.** Separable.
//! **Prediction.** Exactly: no margin row without a positive multiplier in some dual optimum, no freedom in the dual, no
//! support vectors beyond the dimension. A margin row is one with z_i.w^ = 1 in exact arithmetic.
//! **Controls.** degenerate data; equal multipliers, duplicated support vectors.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 12; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Claim, Equality, Law};
use crate::measure::{Letters, linear_facts, reference_certificates};
use crate::numbers::Ball;
use crate::problem::{DegenerateSets, DuplicatedSets, GaussianSets, Linear, PlantedSets};
use crate::record::Quantifier;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity(vec![
        none("support vectors without a positive multiplier", |case| {
            let (found, constants) = (case.max_margin()?, case.constants()?);
            Ok(found.margin_rows.len() as f64 - constants.support.len() as f64)
        }),
        none("dimensions of freedom in the dual", |case| {
            let constants = case.constants()?;
            Ok(constants.support.len() as f64 - constants.rank_support as f64)
        }),
        none("support vectors beyond the dimension", |case| {
            Ok((case.max_margin()?.margin_rows.len() as f64 - case.problem.rows.d as f64).max(0.0))
        }),
    ]);
    Claim::new("soudry.lem12.generic", include_str!("lem12_generic.rs"), law)
        .about(Quantifier::AlmostEvery)
        .on(PlantedSets::Spanning, 150, 1500)
        .on(PlantedSets::Deficient, 150, 1500)
        .on(GaussianSets, 200, 2000)
        .hypothesis(separable())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_on("degenerate data", DegenerateSets)
        .control_on("equal multipliers, duplicated support vectors", DuplicatedSets)
}

fn none(
    name: &str,
    count: impl Fn(&Case<Linear>) -> Stopped<f64> + Send + Sync + 'static,
) -> Equality<Linear> {
    Equality {
        name: name.to_string(),
        left: Arc::new(move |view| Ok(vec![Ball::exact(count(view.case)?)])),
        right: Arc::new(|_| Ok(vec![Ball::exact(0.0)])),
    }
}
