//! A constant feature gives the SVM that penalises the bias, not the usual one.
//!
//! **Statement.** With a constant feature 1 appended, gradient descent tends to the direction that minimises ||w||^2 + b^2, not
//! to the usual SVM, whose bias is free.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** Of the two directions (w, b) in R^(d+1), each certified, the flow reaches the penalised one.
//! **Controls.** the usual SVM, bias free, as the limit; coordinate descent posing as gradient descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, remark on the bias in section 2; arXiv:1710.10345.

use crate::case::Stopped;
use crate::claim::linear::coordinate_descent;
use crate::claim::{Choice, Claim, Law, View, run};
use crate::measure::{FreeBias, Letters, direction_reached, distance, unit};
use crate::problem::{Linear, OffsetSets};
use crate::record::Candidate;
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let law =
        |penalised: bool| Law::Selection(Choice { reached: Arc::new(move |view| reached(view, penalised)) });
    Claim::new("soudry.bias_remark", include_str!("bias_remark.rs"), law(true))
        .on(OffsetSets, 40, 400)
        .in_the_linear_setting()
        .control_law("the usual SVM, bias free, as the limit", law(false))
        .control_dynamics("coordinate descent posing as gradient descent", coordinate_descent)
}

fn reached(view: &View<Linear>, penalised: bool) -> Stopped<(Vec<Candidate>, crate::record::Budget)> {
    let (direction, budget) = direction_reached(view.case, run(view, 0))?;
    let with = &view.case.max_margin()?.direction;
    let without = unit(&view.case.ask(&FreeBias)?.weights_and_bias());
    let candidate = |name: &str, answer: &[f64], claimed| Candidate {
        name: name.to_string(),
        distance: distance(&direction, answer),
        claimed,
    };
    Ok((
        vec![
            candidate("the SVM with the bias penalised", with, penalised),
            candidate("the SVM with the bias free", &without, !penalised),
        ],
        budget,
    ))
}
