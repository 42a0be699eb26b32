//! Fresh points beside a planted problem.

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::frame::{add_scaled, dot};
use super::generator::as_text;
use crate::data::{DataSet, Seed, Truth};

/// The least |z.w^| of a fresh point, in margins.
const LEAST: f64 = 0.25;

/// Fresh points beside a problem that states its margin gamma and unit direction u: gamma (1/4 + E) u plus gamma
/// times a Gaussian across u, E exponential; `correct` of them, and `misclassified` of them with -u for u, so that
/// z.w^ <= -1/4 (Soudry et al., JMLR 19(70), 2018, Corollary 6). Shuffled, with random labels; not scaled. The split
/// states no truth of its own.
///
/// # Errors
/// [`GenerateError::NoStatedDirection`] where the problem does not state margin and direction, and
/// [`GenerateError::Parameter`] where no point is asked for.
pub fn validation_split(
    problem: &DataSet,
    seed: Seed,
    correct: usize,
    misclassified: usize,
) -> Result<DataSet, GenerateError> {
    let (Some(margin), Some(u)) = (problem.truth.margin, &problem.truth.direction) else {
        return Err(GenerateError::NoStatedDirection);
    };
    let count = correct + misclassified;
    if count == 0 {
        return Err(GenerateError::range("validation", "correct + misclassified", 0, "at least 1"));
    }
    let mut draws = Draws::new(seed.stream("validation").rng());
    let mut rows = Vec::with_capacity(count);
    for i in 0..count {
        let along = (LEAST + draws.exponential()) * if i < correct { 1.0 } else { -1.0 };
        let mut row = draws.gaussians(problem.d);
        let drift = along - dot(&row, u);
        add_scaled(&mut row, drift, u);
        row.iter_mut().for_each(|v| *v *= margin);
        rows.push(row);
    }
    let draft =
        Draft { rows, multipliers: None, separable: false, margin: None, on_margin: vec![false; count] };
    let parameters = as_text([
        ("correct", correct.to_string()),
        ("misclassified", misclassified.to_string()),
        ("of", format!("{:?}", problem.provenance)),
    ]);
    let mut data = draft.finish(&mut draws, "validation", seed, parameters);
    data.truth = Truth::default();
    data.feature_names = problem.feature_names.clone();
    Ok(data)
}
