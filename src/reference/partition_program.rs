//! The partition by a linear program in doubles: an independent second solver.

use super::ReferenceError;
use crate::data::SignedRows;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable};

/// Which rows belong to the maximal separable part, by max sum xi_i subject to 0 <= xi_i <= 1, xi_i <= z_i.w and
/// z_i.w >= 0: w is free to grow, so that at the optimum xi_i is one there and zero on the rest. Right to the tolerance of
/// the solver, about 1e-9; [`partition`](super::partition()) decides the same in whole numbers.
///
/// # Errors
/// `Undecided` where the solver gives up, or leaves a xi between.
pub fn separable_part_by_linear_program(rows: &SignedRows) -> Result<Vec<bool>, ReferenceError> {
    let undecided = |why: String| ReferenceError::Undecided { why };
    let mut space = ProblemVariables::new();
    let w: Vec<Variable> = (0..rows.d).map(|_| space.add(variable())).collect();
    let xi: Vec<Variable> = (0..rows.n).map(|_| space.add(variable().min(0.0).max(1.0))).collect();
    let total: Expression = xi.iter().copied().sum();
    let mut model = space.maximise(total).using(microlp);
    for (row, &xi) in rows.rows().zip(&xi) {
        let margin = || -> Expression { row.iter().zip(&w).map(|(z, w)| *z * *w).sum() };
        model.add_constraint(constraint!(margin() >= 0.0));
        model.add_constraint(constraint!(margin() >= xi));
    }
    let solution = model.solve().map_err(|error| undecided(format!("the linear program failed: {error}")))?;
    xi.iter()
        .map(|&xi| match solution.value(xi) {
            x if x > 1.0 - 1e-6 => Ok(true),
            x if x < 1e-6 => Ok(false),
            x => Err(undecided(format!("the linear program ended between, at {x}"))),
        })
        .collect()
}
