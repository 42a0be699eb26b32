//! What is said of rows that are known but for an error, against the margins of rows within it.

use super::planted::bell;
use crate::data::{Seed, SignedRows};
use crate::numbers::Ball;
use crate::reference::linear::dot;
use crate::reference::{Constants, MaxMargin, ReferenceError, Separability, max_margin_l2};

fn margin(rows: &SignedRows) -> MaxMargin {
    let Separability::Separable(found) = max_margin_l2(rows).unwrap() else { panic!("separable") };
    *found
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// How far b is from a, over what a says it may be.
fn share(a: Ball, b: Ball) -> f64 {
    ((a.value - b.value).abs() - b.radius) / a.radius
}

#[test]
fn margins_and_constants_of_rows_within_the_errors_are_within_the_bounds() {
    let error = 1e-9;
    let mut largest = [0.0f64; 8];
    let mut decided = 0;
    for seed in 0..200 {
        let mut rng = Seed(seed).stream("perturbed").rng();
        let (n, d) = (12, 2 + seed as usize % 4);
        let mut values: Vec<f64> = (0..n * d).map(|_| bell(&mut rng)).collect();
        values.chunks_exact_mut(d).for_each(|row| row[0] = 1.0 + row[0].abs());
        let rows = SignedRows { n, d, values };
        let errors = vec![error; n];
        let Ok(wide) = margin(&rows).for_rows_within(&rows, &errors) else { continue };
        let zeros = vec![Ball::exact(0.0); n];
        let constants = Constants::with_offsets(&rows, &wide, &zeros, &errors).unwrap();
        decided += 1;
        for _ in 0..5 {
            let mut moved = rows.clone();
            for row in moved.values.chunks_exact_mut(d) {
                let aside: Vec<f64> = (0..d).map(|_| bell(&mut rng)).collect();
                let length = dot(&aside, &aside).sqrt();
                row.iter_mut().zip(&aside).for_each(|(x, a)| *x += 0.999 * error * a / length);
            }
            let other = margin(&moved);
            assert_eq!(other.support, wide.support, "seed {seed}");
            let theirs = Constants::of(&moved, &other).unwrap();
            let multiplier = |at: &usize| {
                let ball = |of: &MaxMargin| Ball::new(of.multipliers[*at], of.multipliers_error[*at]);
                share(ball(&wide), ball(&other))
            };
            let off = (0..n).filter(|i| !wide.margin_rows.contains(i));
            let excess = off.map(|i| {
                let ball = |of: &MaxMargin| Ball::new(of.excess[i], of.excess_error[i]);
                share(ball(&wide), ball(&other))
            });
            let eigenvalues = constants.eigenvalues.iter().zip(&theirs.eigenvalues);
            let seen = [
                distance(&wide.w_hat, &other.w_hat) / wide.w_hat_error,
                distance(&wide.direction, &other.direction) / wide.direction_error,
                share(wide.gamma_ball(), other.gamma_ball()),
                wide.support.iter().map(multiplier).fold(0.0, f64::max),
                excess.fold(0.0, f64::max),
                distance(&constants.v, &theirs.v) / constants.v_error.max(1e-300),
                share(constants.entropy, theirs.entropy),
                eigenvalues.filter(|(a, _)| a.radius > 0.0).map(|(a, b)| share(*a, *b)).fold(0.0, f64::max),
            ];
            for (largest, seen) in largest.iter_mut().zip(seen) {
                assert!(seen <= 1.0, "seed {seed}: {seen} of the bound");
                *largest = largest.max(seen);
            }
        }
    }
    assert!(decided >= 150, "{decided} decided");
    // None of the bounds is one that nothing comes near.
    assert!(largest.iter().all(|share| *share > 0.02), "{largest:?}");
}

#[test]
fn rows_that_an_error_could_bring_onto_the_margin_or_off_it_are_undecided() {
    let refused = |rows: &[[f64; 2]], error: f64| {
        let rows = SignedRows::from_rows(rows);
        match margin(&rows).for_rows_within(&rows, &vec![error; rows.n]) {
            Err(ReferenceError::Undecided { why }) => why,
            other => panic!("found {other:?}"),
        }
    };
    // A row just off the margin, one that is on it without a multiplier, one of a multiplier of nearly nothing.
    let beyond = refused(&[[1.0, 1.0], [1.0, -1.0], [1.0 + 1e-9, 0.0]], 1e-8);
    assert!(beyond.contains("could bring row 2 onto the margin"), "{beyond}");
    let on = refused(&[[1.0, 1.0], [1.0, -1.0], [1.0, 0.5]], 1e-12);
    assert!(on.contains("lies on the margin"), "{on}");
    let light = refused(&[[1.0, 1e-9], [1.0, -1.0]], 1e-8);
    assert!(light.contains("off the support"), "{light}");
    // Copies move as one; rows that are known exactly are as they were.
    let copies = SignedRows::from_rows(&[[1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]);
    assert!(margin(&copies).for_rows_within(&copies, &[1e-9; 3]).is_ok());
    assert_eq!(margin(&copies).for_rows_within(&copies, &[0.0; 3]).unwrap(), margin(&copies));
}
