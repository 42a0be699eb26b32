//! Bregman projections move with their questions as the mathematics says, and split divergences as Pythagoras does.

use implicit_bias::certificate::{BregmanProblem, Potential};
use implicit_bias::data::SignedRows;
use implicit_bias::data::arbitrary::Separable;
use implicit_bias::reference::{BregmanProjection, bregman_projection};
use proptest::collection::vec;
use proptest::prelude::*;
use quickcheck::{QuickCheck, TestResult};

use crate::rows::{any_separable, distance, dot, keys, norm, permuted, with_row};

const POTENTIALS: [Potential; 5] = [
    Potential::Quadratic,
    Potential::Entropy,
    Potential::Hypentropy { scale: 0.25 },
    Potential::Power { exponent: 1.5 },
    Potential::Power { exponent: 3.0 },
];

/// Rows, a positive solution of their equations, and a positive start: eighths, so that targets are exact. Many of
/// these equations follow from others, and often there are more of them than unknowns.
fn questions() -> impl Strategy<Value = (SignedRows, Vec<f64>, Vec<f64>)> {
    let positive = || vec((1i8..=16).prop_map(|k| f64::from(k) / 8.0), 6);
    (any_separable(), positive(), positive()).prop_map(|(rows, mut solution, mut start)| {
        solution.truncate(rows.d);
        start.truncate(rows.d);
        (rows, solution, start)
    })
}

fn targets(rows: &SignedRows, w: &[f64]) -> Vec<f64> {
    rows.rows().map(|x| dot(x, w)).collect()
}

fn project(rows: &SignedRows, targets: &[f64], start: &[f64], potential: Potential) -> BregmanProjection {
    bregman_projection(&BregmanProblem { rows, targets, start, potential })
        .unwrap_or_else(|why| panic!("{potential}: {why}"))
}

/// psi and its derivative at one coordinate.
fn psi(potential: Potential, w: f64) -> (f64, f64) {
    match potential {
        Potential::Quadratic => (0.5 * w * w, w),
        Potential::Entropy => (w * w.ln() - w, w.ln()),
        Potential::Hypentropy { scale } => (w * (w / scale).asinh() - w.hypot(scale), (w / scale).asinh()),
        Potential::Power { exponent } => {
            (w.abs().powf(exponent) / exponent, w.abs().powf(exponent - 1.0).copysign(w))
        }
    }
}

fn divergence(potential: Potential, w: &[f64], from: &[f64]) -> f64 {
    let each =
        |(&w, &v): (&f64, &f64)| psi(potential, w).0 - psi(potential, v).0 - psi(potential, v).1 * (w - v);
    w.iter().zip(from).map(each).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn order_copies_and_scale_of_the_equations_change_nothing(
        (rows, solution, start) in questions(), keys in keys(), power in -40i32..40,
    ) {
        for potential in POTENTIALS {
            let y = targets(&rows, &solution);
            let plain = project(&rows, &y, &start, potential);
            let error = plain.error.clone().expect("a bound");
            prop_assert!(plain.feasibility <= 1e-12 && plain.span <= 1e-12);
            prop_assert!(error <= 1e-6 * (1.0 + norm(&plain.w)), "{potential}: {error:e}");
            let (moved, order) = permuted(&rows, &keys);
            let moved_y: Vec<f64> = order.iter().map(|&i| y[i]).collect();
            let copied = with_row(&rows, rows.row(rows.n - 1));
            let copied_y: Vec<f64> = y.iter().copied().chain([y[rows.n - 1]]).collect();
            let c = 2f64.powi(power);
            let scaled = SignedRows { values: rows.values.iter().map(|x| c * x).collect(), ..rows.clone() };
            let scaled_y: Vec<f64> = y.iter().map(|y| c * y).collect();
            for (rows, y) in [(moved, moved_y), (copied, copied_y), (scaled, scaled_y)] {
                let other = project(&rows, &y, &start, potential);
                let allowed = error + other.error.expect("a bound");
                prop_assert!(distance(&other.w, &plain.w) <= allowed, "{potential}");
            }
        }
    }

    #[test]
    fn signs_of_columns_go_with_the_coordinates((rows, solution, start) in questions(), flip in any::<[bool; 6]>()) {
        // All potentials but the entropy are even.
        for potential in POTENTIALS.into_iter().filter(|p| *p != Potential::Entropy) {
            let y = targets(&rows, &solution);
            let plain = project(&rows, &y, &start, potential);
            let turn = |w: &[f64]| -> Vec<f64> {
                w.iter().zip(flip).map(|(&w, flip)| if flip { -w } else { w }).collect()
            };
            let turned: Vec<Vec<f64>> = rows.rows().map(turn).collect();
            let other = project(&SignedRows::from_rows(&turned), &y, &turn(&start), potential);
            let allowed = plain.error.expect("a bound") + other.error.expect("a bound");
            prop_assert!(distance(&turn(&other.w), &plain.w) <= allowed, "{potential}");
        }
    }

    #[test]
    fn divergences_split_at_the_projection((rows, solution, start) in questions()) {
        // D(u, w0) = D(u, w) + D(w, w0) for every u with Xu = y: the planted solution is one.
        for potential in POTENTIALS {
            let found = project(&rows, &targets(&rows, &solution), &start, potential);
            let whole = divergence(potential, &solution, &start);
            let parts = divergence(potential, &solution, &found.w) + divergence(potential, &found.w, &start);
            // Values of psi and their products are below 10 here, six of each; psi' moves by less than 1e-10 with w.
            prop_assert!((whole - parts).abs() <= 1e-8 * (1.0 + whole), "{potential}: {whole} against {parts}");
            prop_assert!(divergence(potential, &found.w, &start) <= whole + 1e-12);
        }
    }
}

#[test]
fn projecting_twice_is_projecting_once() {
    fn property(data: Separable, numerators: Vec<u8>) -> TestResult {
        let rows = data.0;
        if numerators.len() < 2 * rows.d {
            return TestResult::discard();
        }
        let eighths = |k: &u8| f64::from(1 + k % 16) / 8.0;
        let solution: Vec<f64> = numerators[..rows.d].iter().map(eighths).collect();
        let start: Vec<f64> = numerators[rows.d..2 * rows.d].iter().map(eighths).collect();
        // First onto the first equation alone, then onto all, is onto all: the spans add up.
        let first = SignedRows::from_rows(&[rows.row(0)]);
        for potential in POTENTIALS {
            let y = targets(&rows, &solution);
            let once = project(&rows, &y, &start, potential);
            let half = project(&first, &y[..1], &start, potential);
            let twice = project(&rows, &y, &half.w, potential);
            // The start of the second is off by the error of the first; how far that moves the end depends on how
            // the curvatures differ, here by less than 1e6.
            let allowed = once.error.expect("a bound")
                + twice.error.expect("a bound")
                + 1e6 * half.error.expect("a bound");
            if distance(&once.w, &twice.w) > allowed {
                return TestResult::error(format!("{potential}: {:?} against {:?}", once.w, twice.w));
            }
        }
        TestResult::passed()
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(Separable, Vec<u8>) -> TestResult);
}
