//! The linear programs of the norms 1 and infinity by good_lp with microlp, primal and dual: an independent solver.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint, microlp,
    variable,
};

use super::scaled_rows::times_power_of_two;
use super::staircase::{Program, Staircase};
use crate::certificate::Norm;

/// A separator and multipliers as sums of doubles, as certificates take them.
pub(super) struct Pair {
    pub(super) separator: Vec<Vec<f64>>,
    pub(super) multipliers: Vec<(usize, Vec<f64>)>,
}

impl Pair {
    /// Both programs solved.
    pub(super) fn of(program: &Program, norm: Norm) -> Result<Pair, ResolutionError> {
        let d = program.column_shifts.len();
        let (x, a) = match norm {
            Norm::Inf => (boxed_separator(program, d)?, boxed_multipliers(program, d)?),
            _ => (absolute_separator(program, d)?, absolute_multipliers(program, d)?),
        };
        let separator =
            x.iter().zip(&program.column_shifts).map(|(&x, &s)| vec![times_power_of_two(x, s)]).collect();
        let positive = a.iter().enumerate().filter(|(_, a)| **a > 0.0);
        let multipliers =
            positive.map(|(i, &a)| (i, vec![times_power_of_two(a, program.row_shifts[i])])).collect();
        Ok(Pair { separator, multipliers })
    }
}

/// c of |x|, or b of |x| <= b.
fn size(program: &Program, j: usize) -> f64 {
    match program.columns[j] {
        Staircase::Absolute(size) | Staircase::Boxed(size) => size,
        Staircase::Level => 1.0,
    }
}

/// min sum c_j |x_j| subject to A x >= b.
fn absolute_separator(program: &Program, d: usize) -> Result<Vec<f64>, ResolutionError> {
    let mut space = ProblemVariables::new();
    let plus: Vec<Variable> = (0..d).map(|_| space.add(variable().min(0.0))).collect();
    let minus: Vec<Variable> = (0..d).map(|_| space.add(variable().min(0.0))).collect();
    let objective: Expression = (0..d).map(|j| size(program, j) * (plus[j] + minus[j])).sum();
    let mut model = space.minimise(objective).using(microlp);
    for i in 0..program.n {
        let along: Expression = (0..d).map(|j| program.row(i)[j] * (plus[j] - minus[j])).sum();
        model.add_constraint(constraint!(along >= program.levels[i]));
    }
    let solution = model.solve()?;
    Ok((0..d).map(|j| solution.value(plus[j]) - solution.value(minus[j])).collect())
}

/// max sum b_i a_i subject to a >= 0 and |A^T a|_j <= c_j.
fn absolute_multipliers(program: &Program, d: usize) -> Result<Vec<f64>, ResolutionError> {
    let mut space = ProblemVariables::new();
    let a: Vec<Variable> = (0..program.n).map(|_| space.add(variable().min(0.0))).collect();
    let objective: Expression = a.iter().zip(&program.levels).map(|(&a, &b)| b * a).sum();
    let mut model = space.maximise(objective).using(microlp);
    for j in 0..d {
        let combined: Expression = (0..program.n).map(|i| program.row(i)[j] * a[i]).sum();
        model.add_constraint(constraint!(combined.clone() <= size(program, j)));
        model.add_constraint(constraint!(-combined <= size(program, j)));
    }
    let solution = model.solve()?;
    Ok(a.iter().map(|&a| solution.value(a).max(0.0)).collect())
}

/// max t subject to z_i.x >= levels of t, |x_j| <= b_j.
fn boxed_separator(program: &Program, d: usize) -> Result<Vec<f64>, ResolutionError> {
    let mut space = ProblemVariables::new();
    let x: Vec<Variable> =
        (0..d).map(|j| space.add(variable().min(-size(program, j)).max(size(program, j)))).collect();
    let t = space.add(variable());
    let mut model = space.maximise(t).using(microlp);
    for i in 0..program.n {
        let along: Expression = (0..d).map(|j| program.row(i)[j] * x[j]).sum();
        model.add_constraint(constraint!(along + program.row(i)[d] * t >= 0.0));
    }
    let solution = model.solve()?;
    Ok(x.iter().map(|&x| solution.value(x)).collect())
}

/// min sum b_j |A^T a|_j subject to a >= 0 and the multipliers of t summing to 1.
fn boxed_multipliers(program: &Program, d: usize) -> Result<Vec<f64>, ResolutionError> {
    let mut space = ProblemVariables::new();
    let a: Vec<Variable> = (0..program.n).map(|_| space.add(variable().min(0.0))).collect();
    let sizes: Vec<Variable> = (0..d).map(|_| space.add(variable().min(0.0))).collect();
    let objective: Expression = (0..d).map(|j| size(program, j) * sizes[j]).sum();
    let mut model = space.minimise(objective).using(microlp);
    for j in 0..d {
        let combined: Expression = (0..program.n).map(|i| program.row(i)[j] * a[i]).sum();
        model.add_constraint(constraint!(combined.clone() <= sizes[j]));
        model.add_constraint(constraint!(-combined <= sizes[j]));
    }
    let sum: Expression = (0..program.n).map(|i| -program.row(i)[d] * a[i]).sum();
    model.add_constraint(constraint!(sum == 1.0));
    let solution = model.solve()?;
    Ok(a.iter().map(|&a| solution.value(a).max(0.0)).collect())
}
