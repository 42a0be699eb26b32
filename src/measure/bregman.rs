//! What mirror descent is held against.

use crate::case::{Case, Stopped};
use crate::certificate::BregmanProblem;
use crate::data::SignedRows;
use crate::numbers::{Ball, Potential};
use crate::problem::Regression;
use crate::record::Stop;
use crate::reference::bregman_projection;
use std::rc::Rc;

/// The argmin of D_psi(w, w0) over Xw = y, length d, for a potential and a start of its own, certified; kept under `name`.
pub fn bregman_projection_of(
    case: &Case<Regression>,
    name: &str,
    potential: Potential,
    start: &[f64],
) -> Stopped<Rc<Vec<Ball>>> {
    let Regression { rows, targets, .. } = &case.problem;
    projection_onto(case, name, &BregmanProblem { rows, targets, start, potential })
}

/// The argmin of D_psi(w, w0) over Xw = y and sum w = `sum` by the problem's own potential from its own start, certified.
pub fn bregman_projection_of_sum(case: &Case<Regression>, sum: f64) -> Stopped<Rc<Vec<Ball>>> {
    let Regression { rows, targets, start, potential, .. } = &case.problem;
    let values = rows.values.iter().copied().chain(std::iter::repeat_n(1.0, rows.d)).collect();
    let rows = SignedRows { n: rows.n + 1, d: rows.d, values };
    let targets: Vec<f64> = targets.iter().copied().chain([sum]).collect();
    let problem = BregmanProblem { rows: &rows, targets: &targets, start, potential: *potential };
    projection_onto(case, &format!("of sum {sum:e}"), &problem)
}

fn projection_onto(
    case: &Case<Regression>,
    name: &str,
    problem: &BregmanProblem<'_>,
) -> Stopped<Rc<Vec<Ball>>> {
    case.once(&format!("Bregman projection, {name}"), || {
        let undecided = |why: String| Stop::Undecided { why };
        let found = bregman_projection(problem).map_err(|error| undecided(error.to_string()))?;
        let error = found.error.map_err(|none| undecided(none.to_string()))?;
        Ok(found.w.into_iter().map(|w| Ball::new(w, error)).collect())
    })
}
