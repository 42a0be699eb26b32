//! The max margin by Clarabel's interior point, for the table of matching digits: it certifies nothing.
//!
//! `cargo run --release --example clarabel_margin -- DATA NORM [TOLERANCE]` with NORM 1, 2 or inf prints one JSON
//! object: Clarabel's status word, its w, and the seconds of the solve. The program is
//! min ||w|| subject to z_i.w >= 1 (half the square for norm 2), so "infeasible" is "not separable".

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT};
use implicit_bias::data::SignedRows;
use implicit_bias::data::read::{ReadOptions, read};
use std::error::Error;
use std::time::Instant;

/// A x <= b with a linear objective, or with half the sum of the squares of x.
struct Program {
    columns: Vec<Vec<(usize, f64)>>,
    bounds: Vec<f64>,
    linear: Vec<f64>,
    quadratic: bool,
}

/// The variables are w, then for norm 1 a bound of each |w_j|, for norm inf one bound of them all.
fn program(rows: &SignedRows, norm: &str) -> Result<Program, String> {
    let (n, d) = (rows.n, rows.d);
    let extra = match norm {
        "1" => d,
        "2" => 0,
        "inf" => 1,
        other => return Err(format!("found norm {other}, expected 1, 2 or inf")),
    };
    let mut columns: Vec<Vec<(usize, f64)>> =
        (0..d).map(|j| (0..n).map(|i| (i, -rows.row(i)[j])).collect()).collect();
    columns.resize(d + extra, Vec::new());
    let mut bounds = vec![-1.0; n];
    if extra > 0 {
        // w_j - t <= 0 and -w_j - t <= 0.
        for j in 0..d {
            let bound = d + j % extra;
            for (row, sign) in [(n + 2 * j, 1.0), (n + 2 * j + 1, -1.0)] {
                columns[j].push((row, sign));
                columns[bound].push((row, -1.0));
            }
        }
        bounds.resize(n + 2 * d, 0.0);
    }
    let linear = (0..d + extra).map(|j| if j < d { 0.0 } else { 1.0 }).collect();
    Ok(Program { columns, bounds, linear, quadratic: extra == 0 })
}

fn sparse(rows: usize, columns: &[Vec<(usize, f64)>]) -> CscMatrix<f64> {
    let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in columns {
        indices.extend(column.iter().map(|&(row, _)| row));
        values.extend(column.iter().map(|&(_, value)| value));
        starts.push(indices.len());
    }
    CscMatrix::new(rows, columns.len(), starts, indices, values)
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (data, norm) = match &words[..] {
        [data, norm] | [data, norm, _] => (data, norm),
        _ => return Err("expected DATA NORM [TOLERANCE]".into()),
    };
    let rows = read(data, &ReadOptions::default())?.signed_rows();
    let mut settings = DefaultSettings { verbose: false, ..DefaultSettings::default() };
    if let Some(tolerance) = words.get(2) {
        let tolerance: f64 = tolerance.parse()?;
        (settings.tol_gap_abs, settings.tol_gap_rel, settings.tol_feas) = (tolerance, tolerance, tolerance);
    }
    let started = Instant::now();
    let Program { columns, bounds, linear, quadratic } = program(&rows, norm)?;
    let size = columns.len();
    let cost = if quadratic { CscMatrix::identity(size) } else { CscMatrix::zeros((size, size)) };
    let matrix = sparse(bounds.len(), &columns);
    let cones = [NonnegativeConeT(bounds.len())];
    let mut solver = DefaultSolver::new(&cost, &linear, &matrix, &bounds, &cones, settings)
        .map_err(|error| format!("{error:?}"))?;
    solver.solve();
    let solution = &solver.solution;
    let answer = serde_json::json!({
        "status": format!("{:?}", solution.status),
        "w": solution.x[..rows.d],
        "seconds": started.elapsed().as_secs_f64(),
    });
    println!("{answer}");
    Ok(())
}
