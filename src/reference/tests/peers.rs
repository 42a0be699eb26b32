//! Against Clarabel, an interior point method, to its own accuracy.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus};
use rand::RngExt;

use super::planted::{bell, frame};
use crate::data::{Seed, SignedRows};
use crate::reference::{Separability, max_margin_l2};

/// min ||w||^2 / 2 subject to z_i.w >= 1; `None` unless Clarabel reports a solution.
fn clarabel(rows: &SignedRows) -> Option<Vec<f64>> {
    let p = CscMatrix::identity(rows.d);
    let (mut columns, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    for j in 0..rows.d {
        for i in 0..rows.n {
            indices.push(i);
            values.push(-rows.row(i)[j]);
        }
        columns.push(indices.len());
    }
    let a = CscMatrix::new(rows.n, rows.d, columns, indices, values);
    let settings = DefaultSettings {
        verbose: false,
        tol_gap_abs: 1e-10,
        tol_gap_rel: 1e-10,
        tol_feas: 1e-10,
        ..DefaultSettings::default()
    };
    let cones = [NonnegativeConeT(rows.n)];
    let (linear, bounds) = (vec![0.0; rows.d], vec![-1.0; rows.n]);
    let mut solver = DefaultSolver::new(&p, &linear, &a, &bounds, &cones, settings).ok()?;
    solver.solve();
    (solver.solution.status == SolverStatus::Solved).then(|| solver.solution.x.clone())
}

#[test]
fn separable_data_give_the_point_of_the_interior_point_method() {
    let mut compared = 0;
    for seed in 0..40 {
        let mut rng = Seed(seed).stream("peers").rng();
        let (n, d) = (20 + rng.random_range(0..60usize), 2 + rng.random_range(0..10usize));
        let axis = frame(&mut rng, d).swap_remove(0);
        let rows: Vec<Vec<f64>> = (0..n)
            .map(|_| {
                let mut z: Vec<f64> = (0..d).map(|_| bell(&mut rng)).collect();
                let along: f64 = z.iter().zip(&axis).map(|(a, b)| a * b).sum();
                let lift = along.abs() + 0.2 - along;
                z.iter_mut().zip(&axis).for_each(|(z, a)| *z += lift * a);
                z
            })
            .collect();
        let rows = SignedRows::from_rows(&rows);
        let Separability::Separable(found) = max_margin_l2(&rows).unwrap() else {
            panic!("separable by construction")
        };
        let Some(peer) = clarabel(&rows) else { continue };
        compared += 1;
        let norm = peer.iter().map(|x| x * x).sum::<f64>().sqrt();
        // A gap of 1e-10 of ||w||^2 allows a distance of about 1e-5 ||w||.
        let off: f64 = peer.iter().zip(&found.w_hat).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        assert!(off <= 3e-5 * norm, "set {seed}: {off:e} of {norm}");
        assert!((norm * found.gamma.0 - 1.0).abs() < 1e-8, "set {seed}");
    }
    assert!(compared >= 30, "{compared} of 40 were solved by the peer");
}

#[test]
fn data_without_a_margin_are_infeasible_there_too() {
    let mut both = 0;
    for seed in 0..40 {
        let mut rng = Seed(seed).stream("overlap").rng();
        let d = 2 + rng.random_range(0..6usize);
        let rows = SignedRows { n: 6 * d, d, values: (0..6 * d * d).map(|_| bell(&mut rng)).collect() };
        let peer = clarabel(&rows);
        match max_margin_l2(&rows).unwrap() {
            Separability::NotSeparable(_) => {
                assert_eq!(peer, None, "set {seed}: a solution of a program that has none");
                both += 1;
            }
            Separability::Separable(_) => assert!(peer.is_some(), "set {seed}"),
        }
    }
    assert!(both > 20, "{both} of 40 without a margin");
}
