//! Matrix margins by a second method: cutting planes and linear programs.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, microlp, variable};
use nalgebra::DMatrix;

use super::multiclass_sets::{kesler, separable};
use crate::certificate::MatrixNorm;
use crate::data::KeslerRows;
use crate::reference::max_margin_matrix;

/// Lower and upper bounds of the margin by Kelley's method: the ball is cut down to from a cube, each time by the plane
/// that touches it in the direction of the last answer. Wider than 1e-7 only after `most` cuts.
fn cutting_planes(rows: &KeslerRows, norm: MatrixNorm, most: usize) -> (f64, f64) {
    let size = rows.rows.d;
    let mut cuts: Vec<Vec<f64>> = Vec::new();
    let (mut lower, mut upper) = (0.0f64, f64::INFINITY);
    for _ in 0..most {
        let mut variables = ProblemVariables::new();
        let w = variables.add_vector(variable().min(-1.0).max(1.0), size);
        let t = variables.add(variable());
        let mut model = variables.maximise(t).using(microlp);
        let product = |row: &[f64]| row.iter().zip(&w).map(|(&z, &w)| z * w).sum::<Expression>();
        for row in rows.rows.rows() {
            model.add_constraint((product(row) - t).geq(0.0));
        }
        for cut in &cuts {
            model.add_constraint(product(cut).leq(1.0));
        }
        let solution = model.solve().unwrap();
        let value: Vec<f64> = w.iter().map(|&w| solution.value(w)).collect();
        upper = upper.min(solution.value(t));
        let svd = DMatrix::from_row_slice(rows.classes, rows.d, &value).svd(true, true);
        let (u, v) = (svd.u.as_ref().unwrap(), svd.v_t.as_ref().unwrap());
        let length = match norm {
            MatrixNorm::Spectral => svd.singular_values.max(),
            MatrixNorm::Nuclear => svd.singular_values.sum(),
        };
        let least = rows
            .rows
            .rows()
            .map(|row| row.iter().zip(&value).map(|(z, w)| z * w).sum::<f64>())
            .fold(f64::INFINITY, f64::min);
        lower = lower.max(least / length);
        if upper - lower < 1e-7 * upper {
            break;
        }
        // Matrices Y with ||Y|| = 1 in the dual norm: u v^T for every singular value above one, or the polar factor.
        let mut add = |y: DMatrix<f64>| {
            cuts.push((0..size).map(|at| y[(at / rows.d, at % rows.d)]).collect());
        };
        match norm {
            MatrixNorm::Spectral => {
                for k in (0..svd.singular_values.len()).filter(|&k| svd.singular_values[k] > 1.0) {
                    add(u.column(k) * v.row(k));
                }
            }
            MatrixNorm::Nuclear => add(u * v),
        }
    }
    (lower, upper)
}

#[test]
fn cutting_planes_agree() {
    for (seed, (classes, d, n)) in [(3, 2, 8), (2, 3, 7), (3, 3, 10), (4, 2, 10)].into_iter().enumerate() {
        let rows = kesler(&separable(100 + seed as u64, classes, d, n));
        for norm in [MatrixNorm::Spectral, MatrixNorm::Nuclear] {
            let ours = max_margin_matrix(&rows, norm).unwrap().margin;
            let (lower, upper) = cutting_planes(&rows, norm, 150);
            assert!(lower <= ours.1 * (1.0 + 1e-9) && ours.0 <= upper * (1.0 + 1e-9), "set {seed}, {norm}");
            assert!(upper - lower < 1e-4 * upper, "set {seed}, {norm}: the peer proves [{lower}, {upper}]");
        }
    }
}
