//! Matrix margins of points in several classes: weak duality, order of the norms, changes of the data, two classes.

use implicit_bias::certificate::{
    MatrixCertificate, MatrixNorm, NormBound, verify_margin_matrix, verify_not_separable,
};
use implicit_bias::data::arbitrary::Separable;
use implicit_bias::data::{KeslerRows, MulticlassSet};
use implicit_bias::reference::{
    MulticlassSeparability, ReferenceError, Separability, max_margin_frobenius, max_margin_l2,
    max_margin_matrix,
};
use proptest::collection::vec;
use proptest::prelude::*;
use quickcheck::{QuickCheck, TestResult};

use crate::rows::{norm, reflection};

const NORMS: [MatrixNorm; 2] = [MatrixNorm::Spectral, MatrixNorm::Nuclear];

/// Points with coordinates in eighths, each in the class that a drawn W of small whole numbers gives the highest score;
/// points without a single highest one are left out. With the points comes that W.
fn separable() -> impl Strategy<Value = (MulticlassSet, Vec<f64>)> {
    let small = || -16..=16i16;
    (2..=4usize, 1..=4usize, vec(small(), 16), vec(vec(small(), 4), 1..=9)).prop_filter_map(
        "a point of some class",
        |(classes, d, w, points)| {
            let w: Vec<f64> = w[..classes * d].iter().map(|&w| f64::from(w)).collect();
            let (mut kept, mut labels) = (Vec::new(), Vec::new());
            for point in points {
                let x: Vec<f64> = point[..d].iter().map(|&x| f64::from(x) / 8.0).collect();
                let scores: Vec<f64> =
                    w.chunks_exact(d).map(|w| w.iter().zip(&x).map(|(w, x)| w * x).sum()).collect();
                let best = (0..classes).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap_or(0);
                if scores.iter().filter(|score| **score == scores[best]).count() == 1 {
                    kept.push(x);
                    labels.push(best);
                }
            }
            (!kept.is_empty()).then(|| (MulticlassSet::from_points(&kept, &labels, classes), w))
        },
    )
}

fn kesler(data: &MulticlassSet) -> KeslerRows {
    KeslerRows::of(data).expect("points in classes")
}

fn margin(data: &MulticlassSet, norm: MatrixNorm) -> (f64, f64) {
    let found = max_margin_matrix(&kesler(data), norm).unwrap_or_else(|error| panic!("{norm}: {error}"));
    let (lower, upper) = found.margin;
    assert!(upper - lower <= 1e-10 * lower, "{norm}: [{lower}, {upper}]");
    (lower, upper)
}

/// A bound that needs no singular value: ||M||_2 <= ||M||_F and ||M||_* <= sqrt(s) ||M||_F, the factor being the
/// identity.
fn crude(norm_of: MatrixNorm, matrix: &[f64], size: usize) -> NormBound {
    match norm_of {
        MatrixNorm::Spectral => NormBound::Spectral { below: norm(matrix) * (1.0 + 1e-9) },
        MatrixNorm::Nuclear => {
            let factor = (0..size * size).map(|at| f64::from(u8::from(at / size == at % size))).collect();
            NormBound::Nuclear { factor }
        }
    }
}

/// Two enclosures of one number, the second multiplied by a factor that is exact up to rounding of its ends.
fn meet(a: (f64, f64), b: (f64, f64), factor: f64) -> bool {
    a.0 <= factor * b.1 * (1.0 + 1e-15) && factor * b.0 * (1.0 - 1e-15) <= a.1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_separator_and_every_multipliers_enclose_the_margin(
        (data, w) in separable(), weights in vec(0..=8u8, 27),
    ) {
        let rows = kesler(&data);
        let multipliers: Vec<(usize, Vec<f64>)> =
            (0..rows.rows.n).map(|i| (i, vec![f64::from(weights[i])])).filter(|m| m.1[0] > 0.0).collect();
        prop_assume!(!multipliers.is_empty());
        let mut combined = vec![0.0; rows.rows.d];
        for (row, a) in &multipliers {
            combined.iter_mut().zip(rows.rows.row(*row)).for_each(|(sum, z)| *sum += a[0] * z);
        }
        // The separator that classified the points separates them: <sum a A, W> > 0, so the sum is not zero.
        let size = rows.classes.min(rows.d);
        for norm_of in NORMS {
            let certificate = MatrixCertificate {
                norm: norm_of,
                separator: w.iter().map(|&w| vec![w]).collect(),
                multipliers: multipliers.clone(),
                separator_bound: crude(norm_of, &w, size),
                dual_bound: crude(norm_of.dual(), &combined, size),
            };
            let wide = verify_margin_matrix(&rows.rows, rows.d, &certificate).expect("a separator and weights");
            let (lower, upper) = margin(&data, norm_of);
            prop_assert!(wide.lower <= upper && lower <= wide.upper, "{norm_of}: {wide:?} against [{lower}, {upper}]");
        }
    }

    #[test]
    fn the_norms_are_in_order((data, _) in separable()) {
        let MulticlassSeparability::Separable(middle) = max_margin_frobenius(&kesler(&data)).expect("decided") else {
            panic!("separable by construction")
        };
        let (middle, [spectral, nuclear]) = (middle.margin, NORMS.map(|norm| margin(&data, norm)));
        let root = ((data.classes() - 1).min(data.d) as f64).sqrt() * (1.0 + f64::EPSILON);
        prop_assert!(nuclear.0 <= middle.1 && middle.0 <= spectral.1);
        prop_assert!(spectral.0 <= root * middle.1 && middle.0 <= root * nuclear.1);
    }

    #[test]
    fn reflecting_renaming_and_scaling_move_the_margin_as_they_must(
        (data, _) in separable(), turn in reflection(), shift in 1..4usize, power in -40..40i32, whole in 3..8u8,
    ) {
        let mut moved = data.clone();
        moved.features = (0..data.n).flat_map(|i| turn.apply(data.point(i))).collect();
        moved.labels.iter_mut().for_each(|k| *k = (*k + shift) % data.classes());
        let factor = f64::from(whole) * 2f64.powi(power);
        moved.features.iter_mut().for_each(|x| *x *= factor);
        for norm in NORMS {
            let (before, after) = (margin(&data, norm), margin(&moved, norm));
            prop_assert!(meet(after, before, factor), "{norm}: {after:?} against {factor} times {before:?}");
        }
    }

    #[test]
    fn points_in_any_classes_have_a_margin_or_a_witness((data, _) in separable(), labels in vec(0..4usize, 9)) {
        let mut data = data;
        data.labels.iter_mut().zip(&labels).for_each(|(label, new)| *label = new % data.class_names.len());
        let rows = kesler(&data);
        match max_margin_frobenius(&rows).expect("decided") {
            MulticlassSeparability::Separable(found) => {
                let spectral = margin(&data, MatrixNorm::Spectral);
                prop_assert!(found.margin.0 <= spectral.1);
            }
            MulticlassSeparability::NotSeparable(witness) => {
                let weights: Option<Vec<_>> = witness
                    .into_iter()
                    .map(|(point, rival, weight)| Some((rows.row_of(point, rival)?, weight)))
                    .collect();
                prop_assert!(verify_not_separable(&rows.rows, &weights.expect("pairs that are there")).is_ok());
                for norm in NORMS {
                    let error = max_margin_matrix(&rows, norm).expect_err("not separable");
                    prop_assert!(matches!(error, ReferenceError::NotSeparable { .. }), "{error}");
                }
            }
        }
    }
}

#[test]
fn two_classes_have_the_binary_margin_times_the_root_of_two() {
    fn property(rows: Separable) -> TestResult {
        let rows = &rows.0;
        // Every other point on the other side, in the other class.
        let points: Vec<Vec<f64>> = rows
            .rows()
            .enumerate()
            .map(|(i, z)| z.iter().map(|z| if i % 2 == 0 { *z } else { -z }).collect())
            .collect();
        let labels: Vec<usize> = (0..rows.n).map(|i| (i + 1) % 2).collect();
        let data = MulticlassSet::from_points(&points, &labels, 2);
        let Separability::Separable(binary) = max_margin_l2(rows).expect("decided") else {
            return TestResult::error("separable by construction");
        };
        for norm in NORMS {
            let found = margin(&data, norm);
            if !meet(found, binary.gamma, 2f64.sqrt()) {
                return TestResult::error(format!("{norm}: {found:?} against {:?}", binary.gamma));
            }
        }
        TestResult::passed()
    }
    QuickCheck::new().tests(100).quickcheck(property as fn(Separable) -> TestResult);
}
