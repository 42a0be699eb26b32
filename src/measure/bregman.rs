//! What mirror descent is held against.

use crate::case::{Case, Stopped};
use crate::certificate::BregmanProblem;
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
    case.once(&format!("Bregman projection, {name}"), || {
        let Regression { rows, targets, .. } = &case.problem;
        let undecided = |why: String| Stop::Undecided { why };
        let found = bregman_projection(&BregmanProblem { rows, targets, start, potential })
            .map_err(|error| undecided(error.to_string()))?;
        let error = found.error.map_err(|none| undecided(none.to_string()))?;
        Ok(found.w.into_iter().map(|w| Ball::new(w, error)).collect())
    })
}
