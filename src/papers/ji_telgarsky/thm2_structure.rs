//! Any data part uniquely into a separable part and a rest with a finite optimum in its span.
//!
//! **Statement.** There is one partition of the rows into the maximal separable part Z and a rest whose risk has a unique
//! minimiser v-bar in the span S of the rest; across S the part Z has a max margin in a unique direction u-bar.
//! **Hypotheses.** Has a separable part.
//! **Prediction.** Partition, S, u-bar and v-bar as they are decided in whole numbers are those of a linear program in
//! doubles, of the same rows mirrored and in another order, and of Newton's method on the rest. A copy of a row of Z
//! belongs to Z; beside its negative it does not.
//! **Controls.** Z as the rows that a point far out on the ray classifies correctly; S across as the span of Z; u-bar of Z
//! without projecting; v-bar of all rows; a row of Z that stays separable beside its negative.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Theorem 2; arXiv:1803.07300.

use super::setting::{equality, has_separable_part};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Law};
use crate::data::SignedRows;
use crate::measure::{
    RayLetters, Structure, classified_by_the_ray, finite_optimum, linear_facts, part_by_linear_program,
    plain_direction, projection_across, reference_certificates,
};
use crate::numbers::Ball;
use crate::problem::{BallSets, Linear};

const PART: &str = "separable part: in whole numbers against a linear program";
const ACROSS: &str = "projection across S: of the rows against the rows turned";
const DIRECTION: &str = "u-bar: across S against the rows turned";
const OFFSET: &str = "v-bar: the reference against Newton's method";
const NEGATIVE: &str = "rows of Z in the separable part beside their negatives";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity(vec![
        equality(
            PART,
            |case| Ok(Structure::of(&case.problem.rows)?.part),
            |case| part_by_linear_program(&case.problem.rows),
        ),
        equality(
            ACROSS,
            |case| Ok(Structure::of(&case.problem.rows)?.across),
            |case| Ok(Structure::of_turned(&case.problem.rows)?.across),
        ),
        equality(
            DIRECTION,
            |case| {
                let (direction, error) = case.across()?.direction();
                Ok(direction.into_iter().map(|x| Ball::new(x, error)).collect())
            },
            |case| Ok(Structure::of_turned(&case.problem.rows)?.direction),
        ),
        equality(
            OFFSET,
            |case| {
                let (inside, error) = (case.inside()?, case.ray()?.offset.error);
                Ok(inside.v.iter().map(|&v| Ball::new(v, error)).collect())
            },
            |case| optimum_of(case, &case.ray()?.partition.rest),
        ),
        equality(
            "rows of Z in the separable part beside a copy",
            |case| beside(case, 1.0),
            |_| Ok(vec![Ball::exact(2.0)]),
        ),
        equality(NEGATIVE, |case| beside(case, -1.0), |_| Ok(vec![Ball::exact(0.0)])),
    ]);
    Claim::new("ji-telgarsky.thm2.structure", include_str!("thm2_structure.rs"), law)
        .on(BallSets::Mixed, 40, 400)
        .on(BallSets::Separable, 10, 100)
        .hypothesis(has_separable_part())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction(
            "Z as the rows that a point far out on the ray classifies correctly",
            PART,
            |view| classified_by_the_ray(view.case),
        )
        .control_prediction("S across as the span of Z", ACROSS, |view| {
            let rows = &view.case.problem.rows;
            let part: Vec<&[f64]> = view.case.across()?.part.iter().map(|&i| rows.row(i)).collect();
            let beyond = projection_across(&part, rows.d);
            let identity = |at: usize| f64::from(u8::from(at / rows.d == at % rows.d));
            Ok(beyond.into_iter().enumerate().map(|(at, x)| Ball::exact(identity(at)) - x).collect())
        })
        .control_prediction("u-bar of Z without projecting", DIRECTION, |view| {
            plain_direction(&view.case.problem.rows, &view.case.across()?.part)
        })
        .control_prediction("v-bar of all rows", OFFSET, |view| {
            let all: Vec<usize> = (0..view.case.problem.rows.n).collect();
            if view.case.inside()?.v.is_empty() { Ok(Vec::new()) } else { optimum_of(view.case, &all) }
        })
        .control_prediction("a row of Z that stays separable beside its negative", NEGATIVE, |_| {
            Ok(vec![Ball::exact(1.0)])
        })
}

/// The finite optimum of some rows as S sees them.
fn optimum_of(case: &Case<Linear>, some: &[usize]) -> Stopped<Vec<Ball>> {
    let across = case.across()?;
    let k = across.subspace.len();
    if k == 0 {
        return Ok(Vec::new());
    }
    let values = some.iter().flat_map(|&i| across.inside(case.problem.rows.row(i))).collect();
    finite_optimum(&SignedRows { n: some.len(), d: k, values }, case.problem.loss.as_ref())
}

/// How many of the first row of Z and of `times` it belong to the separable part of the rows with both.
fn beside(case: &Case<Linear>, times: f64) -> Stopped<Vec<Ball>> {
    let rows = &case.problem.rows;
    let first = case.across()?.part[0];
    let more = rows.row(first).iter().map(|x| times * x);
    let values = rows.values.iter().copied().chain(more).collect();
    let part = Structure::of(&SignedRows { n: rows.n + 1, d: rows.d, values })?.part;
    Ok(vec![part[first] + part[rows.n]])
}
