//! The linear programs of the norms 1 and infinity, primal and dual, by good_lp with microlp.

use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable, variables,
};

use super::ReferenceError;
use crate::certificate::Norm;

/// Rows of a program with columns and rows scaled, row-major.
pub(super) struct Program<'a> {
    pub(super) n: usize,
    pub(super) d: usize,
    pub(super) values: &'a [f64],
}

impl Program<'_> {
    fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.d..(i + 1) * self.d]
    }

    /// A minimiser of the norm of w subject to z_i.w >= 1, each |w_j| counted `costs[j]` times.
    pub(super) fn separator(&self, norm: Norm, costs: &[f64]) -> Result<Vec<f64>, ReferenceError> {
        let mut space = ProblemVariables::new();
        let plus: Vec<Variable> = (0..self.d).map(|_| space.add(variable().min(0.0))).collect();
        let minus: Vec<Variable> = (0..self.d).map(|_| space.add(variable().min(0.0))).collect();
        let top = space.add(variable().min(0.0));
        let objective: Expression = match norm {
            Norm::One => (0..self.d).map(|j| costs[j] * (plus[j] + minus[j])).sum(),
            _ => top.into(),
        };
        let mut model = space.minimise(objective).using(microlp);
        for i in 0..self.n {
            let along: Expression = (0..self.d).map(|j| self.row(i)[j] * (plus[j] - minus[j])).sum();
            model.add_constraint(constraint!(along >= 1.0));
        }
        if norm == Norm::Inf {
            for j in 0..self.d {
                model.add_constraint(constraint!(costs[j] * (plus[j] + minus[j]) <= top));
            }
        }
        let solution = model.solve().map_err(undecided)?;
        Ok((0..self.d).map(|j| solution.value(plus[j]) - solution.value(minus[j])).collect())
    }

    /// A maximiser of sum a over a >= 0 with the dual norm of Z^T a at most 1, coordinate j divided by `costs[j]`.
    pub(super) fn multipliers(&self, norm: Norm, costs: &[f64]) -> Result<Vec<f64>, ReferenceError> {
        variables! { space: }
        let a: Vec<Variable> = (0..self.n).map(|_| space.add(variable().min(0.0))).collect();
        let sizes: Vec<Variable> = (0..self.d).map(|_| space.add(variable().min(0.0))).collect();
        let objective: Expression = a.iter().copied().sum();
        let mut model = space.maximise(objective).using(microlp);
        for j in 0..self.d {
            let combined: Expression = (0..self.n).map(|i| self.row(i)[j] * a[i]).sum();
            model.add_constraint(constraint!(combined.clone() <= costs[j] * sizes[j]));
            model.add_constraint(constraint!(-combined <= costs[j] * sizes[j]));
        }
        match norm {
            // The largest |Z^T a|_j, or their sum, is at most 1.
            Norm::One => sizes.iter().for_each(|&s| {
                model.add_constraint(constraint!(s <= 1.0));
            }),
            _ => {
                let sum: Expression = sizes.iter().copied().sum();
                model.add_constraint(constraint!(sum <= 1.0));
            }
        }
        let solution = model.solve().map_err(undecided)?;
        Ok(a.iter().map(|&a| solution.value(a).max(0.0)).collect())
    }
}

fn undecided(error: good_lp::ResolutionError) -> ReferenceError {
    ReferenceError::Undecided {
        why: format!(
            "the linear program of rows that are separable ended with \"{}\"",
            error.to_string().to_lowercase()
        ),
    }
}
