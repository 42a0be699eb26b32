//! Margins of positive semidefinite matrices: known values, the same in other coordinates, what has none.

use crate::certificate::{Norm, verify_semidefinite};
use crate::data::{Seed, SignedRows, unit_vector};
use crate::problem::{Family, UnevenMatrices};
use crate::reference::{
    NormSeparability, ReferenceError, SemidefiniteMargin, max_margin_in, max_margin_semidefinite,
};
use rand::RngExt;

fn margin(rows: &SignedRows) -> SemidefiniteMargin {
    let found = max_margin_semidefinite(rows).unwrap_or_else(|error| panic!("{error}"));
    let (lower, upper) = found.margin;
    assert!(upper - lower <= 1e-13 * lower, "{:?}", found.margin);
    let proved = verify_semidefinite(rows, &found.certificate).unwrap();
    assert_eq!((proved.lower, proved.upper), found.margin);
    found
}

/// The enclosure holds a number known to a few units.
fn holds(margin: (f64, f64), known: f64) -> bool {
    margin.0 <= known * (1.0 + 4.0 * f64::EPSILON) && known * (1.0 - 4.0 * f64::EPSILON) <= margin.1
}

/// Six matrices of 4 x 4 on which some W of rank above one is best.
fn drawn(seed: u64) -> SignedRows {
    UnevenMatrices { negative: seed % 2 == 1 }.draw(Seed(seed), 0).rows.as_ref().clone()
}

#[test]
fn small_cases_have_their_known_margins() {
    assert!(holds(margin(&SignedRows::from_rows(&[[3.0]])).margin, 3.0));
    // diag(2, 0) and diag(0, 1): W = diag(1/3, 2/3).
    let two = margin(&SignedRows::from_rows(&[[2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]));
    assert!(holds(two.margin, 2.0 / 3.0));
    let known = [1.0 / 3.0, 0.0, 0.0, 2.0 / 3.0];
    assert!(two.direction.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12), "{:?}", two.direction);
    // The off-diagonal matrix: W = (1, 1)(1, 1)^T / 2; the same given by one of its halves.
    assert!(holds(margin(&SignedRows::from_rows(&[[0.0, 1.0, 1.0, 0.0]])).margin, 1.0));
    assert!(holds(margin(&SignedRows::from_rows(&[[0.0, 2.0, 0.0, 0.0]])).margin, 1.0));
    // diag(1, -2): a negative eigenvalue is of no use.
    assert!(holds(margin(&SignedRows::from_rows(&[[1.0, 0.0, 0.0, -2.0]])).margin, 1.0));
}

#[test]
fn diagonal_matrices_have_the_l1_margin_of_their_positive_diagonals() {
    for seed in 0..10 {
        let mut rng = Seed(seed).rng();
        let (n, size) = (3 + seed as usize % 4, 2 + seed as usize % 3);
        let diagonals: Vec<Vec<f64>> =
            (0..n).map(|_| (0..size).map(|_| 0.1 + rng.random::<f64>()).collect()).collect();
        let full = |diagonal: &Vec<f64>| {
            let entry = |at: usize| if at / size == at % size { diagonal[at / size] } else { 0.0 };
            (0..size * size).map(entry).collect::<Vec<f64>>()
        };
        let matrices: Vec<Vec<f64>> = diagonals.iter().map(full).collect();
        let NormSeparability::Separable(vectors) =
            max_margin_in(&SignedRows::from_rows(&diagonals), Norm::One).unwrap()
        else {
            panic!("positive rows are separable")
        };
        let found = margin(&SignedRows::from_rows(&matrices)).margin;
        let apart = (found.0 - vectors.margin.1).max(vectors.margin.0 - found.1);
        assert!(apart <= 0.0, "set {seed}: {found:?}, {:?}", vectors.margin);
    }
}

#[test]
fn a_rotation_a_repeated_row_and_a_power_of_two_change_nothing() {
    for seed in 0..6 {
        let rows = drawn(seed);
        let plain = margin(&rows).margin;
        let relative = |found: (f64, f64)| (found.0 - plain.0).abs() / plain.0;
        // Reflection across a random hyperplane, Q = I - 2 v v^T.
        let v = unit_vector(&mut Seed(seed).rng(), 4);
        let q = nalgebra::DMatrix::from_fn(4, 4, |i, j| f64::from(u8::from(i == j)) - 2.0 * v[i] * v[j]);
        let turned: Vec<Vec<f64>> = rows
            .rows()
            .map(|row| (&q * nalgebra::DMatrix::from_row_slice(4, 4, row) * &q).as_slice().to_vec())
            .collect();
        assert!(relative(margin(&SignedRows::from_rows(&turned)).margin) < 1e-13, "set {seed}");
        let mut repeated: Vec<Vec<f64>> = rows.rows().map(<[f64]>::to_vec).collect();
        repeated.extend_from_within(..2);
        repeated.reverse();
        assert!(relative(margin(&SignedRows::from_rows(&repeated)).margin) < 1e-13, "set {seed}");
        for power in [-300, 300] {
            let scale = 2.0f64.powi(power);
            let scaled =
                SignedRows { values: rows.values.iter().map(|x| x * scale).collect(), ..rows.clone() };
            assert_eq!(margin(&scaled).margin, (plain.0 * scale, plain.1 * scale), "set {seed}, 2^{power}");
        }
    }
}

#[test]
fn what_has_no_margin_or_is_no_matrix_is_told() {
    let why = |rows: &[Vec<f64>]| match max_margin_semidefinite(&SignedRows::from_rows(rows)) {
        Err(ReferenceError::Undecided { why }) => why,
        other => panic!("{other:?}"),
    };
    assert!(why(&[vec![-1.0, 0.0, 0.0, -1.0]]).contains("is not separated"));
    assert_eq!(why(&[vec![1.0, 2.0]]), "found rows of 2 numbers, expected D^2, D from 1 to 64");
    assert_eq!(
        why(&[vec![0.0; 4]]),
        "found 1 rows with entries up to 0, expected finite ones that are not all zero"
    );
    assert_eq!(
        why(&[vec![f64::NAN, 1.0, 1.0, 1.0]]),
        "found 1 rows with entries up to NaN, expected finite ones that are not all zero"
    );
}
