//! Margins in the Frobenius, spectral and nuclear norms: known values, order of the norms, invariances.

use super::multiclass_sets::{first_of_each, iris, kesler, separable, unit_vectors};
use super::planted::planted;
use crate::certificate::{MatrixNorm, verify_margin_matrix};
use crate::data::generate::Classes;
use crate::data::{MulticlassSet, Seed};
use crate::reference::scaled_rows::times_power_of_two;
use crate::reference::{
    FrobeniusMaxMargin, MatrixMaxMargin, MulticlassSeparability, ReferenceError, max_margin_frobenius,
    max_margin_matrix,
};

const NORMS: [MatrixNorm; 2] = [MatrixNorm::Spectral, MatrixNorm::Nuclear];

fn frobenius(data: &MulticlassSet) -> FrobeniusMaxMargin {
    match max_margin_frobenius(&kesler(data)).unwrap() {
        MulticlassSeparability::Separable(found) => *found,
        MulticlassSeparability::NotSeparable(witness) => panic!("separable, refused by {witness:?}"),
    }
}

fn margin(data: &MulticlassSet, norm: MatrixNorm) -> MatrixMaxMargin {
    let found = max_margin_matrix(&kesler(data), norm).unwrap_or_else(|error| panic!("{norm}: {error}"));
    assert!(relative_width(found.margin) < 1e-12, "{norm}: {:?}", found.margin);
    found
}

fn relative_width(margin: (f64, f64)) -> f64 {
    (margin.1 - margin.0) / margin.0
}

/// The enclosure holds a number known to a few units.
fn holds(margin: (f64, f64), known: f64) -> bool {
    margin.0 <= known * (1.0 + 4.0 * f64::EPSILON) && known * (1.0 - 4.0 * f64::EPSILON) <= margin.1
}

fn singular_values(matrix: &[f64], columns: usize) -> Vec<f64> {
    let matrix = nalgebra::DMatrix::from_row_slice(matrix.len() / columns, columns, matrix);
    matrix.singular_values().iter().copied().collect()
}

/// The norm of a matrix by another road than the solver's: nalgebra's singular values.
fn length(norm: MatrixNorm, matrix: &[f64], columns: usize) -> f64 {
    let values = singular_values(matrix, columns);
    match norm {
        MatrixNorm::Spectral => values.iter().copied().fold(0.0, f64::max),
        MatrixNorm::Nuclear => values.iter().sum(),
    }
}

#[test]
fn unit_vectors_have_their_known_margins() {
    // By symmetry W = alpha (I - 1/K), with margins alpha and K - 1 singular values alpha.
    for classes in 2..=6 {
        let (data, k) = (unit_vectors(classes), classes as f64);
        assert!(holds(frobenius(&data).margin, 1.0 / (k - 1.0).sqrt()), "{classes}");
        assert!(holds(margin(&data, MatrixNorm::Spectral).margin, 1.0), "{classes}");
        assert!(holds(margin(&data, MatrixNorm::Nuclear).margin, 1.0 / (k - 1.0)), "{classes}");
    }
}

#[test]
fn a_square_has_its_known_margins() {
    // Class k at angle k pi/2: by symmetry W_k = alpha x_k, W^T W = 2 alpha^2 I, margins alpha (1 - cos(pi/2)) = alpha.
    let points = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
    let data = MulticlassSet::from_points(&points, &[0, 1, 2, 3], 4);
    assert!(holds(frobenius(&data).margin, 0.5));
    assert!(holds(margin(&data, MatrixNorm::Spectral).margin, 0.5f64.sqrt()));
    assert!(holds(margin(&data, MatrixNorm::Nuclear).margin, 0.125f64.sqrt()));
}

#[test]
fn two_classes_have_the_binary_margin_times_the_root_of_two() {
    // W = (w/2, -w/2) has one singular value ||w|| / sqrt(2) and the margins y w.x.
    for seed in 0..10 {
        let set = planted(seed, 5, 4, 12, 0.5);
        let points: Vec<Vec<f64>> = set
            .rows
            .rows()
            .enumerate()
            .map(|(i, z)| z.iter().map(|z| if i % 3 == 0 { -z } else { *z }).collect())
            .collect();
        let labels: Vec<usize> = (0..points.len()).map(|i| usize::from(i % 3 != 0)).collect();
        let data = MulticlassSet::from_points(&points, &labels, 2);
        let known = 0.5 * 2f64.sqrt();
        // The planted margin is that of the rows before they were rounded to doubles.
        let near = |margin: (f64, f64)| (margin.0 / known - 1.0).abs() < 1e-12;
        assert!(near(frobenius(&data).margin), "set {seed}");
        for norm in NORMS {
            assert!(near(margin(&data, norm).margin), "set {seed}, {norm}");
        }
    }
}

#[test]
fn three_norms_are_in_order_and_answers_are_what_they_say() {
    for (seed, (classes, d, n)) in
        [(3, 2, 9), (3, 4, 20), (4, 3, 25), (5, 6, 30), (6, 2, 20), (2, 6, 9), (4, 10, 6)]
            .into_iter()
            .enumerate()
    {
        let data = separable(seed as u64, classes, d, n);
        let rows = kesler(&data);
        let middle = frobenius(&data).margin;
        let [spectral, nuclear] = NORMS.map(|norm| margin(&data, norm));
        // ||W||_2 <= ||W||_F <= ||W||_* <= sqrt(rank) ||W||_F <= rank ||W||_2, rank at most K - 1 and d.
        let root = ((classes - 1).min(d) as f64).sqrt();
        assert!(middle.0 <= spectral.margin.1 && spectral.margin.0 <= root * middle.1, "set {seed}");
        assert!(nuclear.margin.0 <= middle.1 && middle.0 <= root * nuclear.margin.1, "set {seed}");
        for found in [spectral, nuclear] {
            let norm = found.norm;
            let proved = verify_margin_matrix(&rows.rows, d, &found.certificate).unwrap();
            assert_eq!((proved.lower, proved.upper), found.margin);
            let least = rows
                .rows
                .rows()
                .map(|row| row.iter().zip(&found.w).map(|(z, w)| z * w).sum::<f64>())
                .fold(f64::INFINITY, f64::min);
            assert!((least - 1.0).abs() < 1e-12, "set {seed}, {norm}: {least}");
            assert!((length(norm, &found.direction, d) - 1.0).abs() < 1e-11, "set {seed}, {norm}");
            // Strong duality: sum a = 1/gamma and ||sum a_i A_i|| = 1 in the dual norm; rows of W cancel.
            let total: f64 = found.multipliers.iter().sum();
            assert!((total * found.margin.0 - 1.0).abs() < 1e-12, "set {seed}, {norm}");
            let mut combined = vec![0.0; classes * d];
            for (row, a) in rows.rows.rows().zip(&found.multipliers) {
                combined.iter_mut().zip(row).for_each(|(sum, z)| *sum += a * z);
            }
            assert!((length(norm.dual(), &combined, d) - 1.0).abs() < 1e-11, "set {seed}, {norm}");
            for j in 0..d {
                let sum: f64 = (0..classes).map(|k| found.direction[k * d + j]).sum();
                assert!(sum.abs() < 1e-14, "set {seed}, {norm}, feature {j}: {sum}");
            }
        }
    }
}

#[test]
fn turning_permuting_and_scaling_move_the_margin_as_they_must() {
    let data = separable(11, 4, 3, 18);
    // I - 2 v v^T / (v.v) times v.v = 14, on points rounded to multiples of 2^-20, is exact.
    let v = [1.0, 2.0, 3.0];
    let coarse = |x: f64| (x * (1 << 20) as f64).round() / (1 << 20) as f64;
    let with = |map: &dyn Fn(&[f64]) -> Vec<f64>, relabel: &dyn Fn(usize) -> usize| {
        let points: Vec<Vec<f64>> =
            (0..data.n).map(|i| map(&data.point(i).iter().map(|&x| coarse(x)).collect::<Vec<_>>())).collect();
        let labels: Vec<usize> = data.labels.iter().map(|&k| relabel(k)).collect();
        MulticlassSet::from_points(&points, &labels, 4)
    };
    let plain = with(&|x| x.to_vec(), &|k| k);
    let turned = with(
        &|x| {
            let along: f64 = x.iter().zip(v).map(|(x, v)| x * v).sum();
            x.iter().zip(v).map(|(x, v)| 14.0 * x - 2.0 * along * v).collect()
        },
        &|k| k,
    );
    let permuted = with(&|x| x.to_vec(), &|k| (k + 1) % 4);
    let scaled = with(&|x| x.iter().map(|x| 3.0 * x).collect(), &|k| k);
    let tiny = with(&|x| x.iter().map(|x| x / (1u64 << 60) as f64).collect(), &|k| k);
    for norm in NORMS {
        let before = margin(&plain, norm).margin;
        for (what, after, factor) in [
            ("turned", &turned, 14.0),
            ("permuted", &permuted, 1.0),
            ("scaled", &scaled, 3.0),
            ("tiny", &tiny, 1.0 / (1u64 << 60) as f64),
        ] {
            let after = margin(after, norm).margin;
            let (low, high) = (factor * before.0 * (1.0 - 1e-15), factor * before.1 * (1.0 + 1e-15));
            assert!(after.0 <= high && low <= after.1, "{what}, {norm}: {after:?} against [{low}, {high}]");
        }
    }
}

#[test]
fn sizes_near_the_ends_of_the_range_change_no_digit() {
    let data = separable(15, 4, 3, 12);
    for norm in NORMS {
        let plain = margin(&data, norm);
        for power in [-1020, -700, -500, 500, 700, 1000] {
            let by = |x: f64| times_power_of_two(x, power);
            let mut scaled = data.clone();
            scaled.features.iter_mut().for_each(|x| *x = by(*x));
            let found = margin(&scaled, norm);
            let (low, high) = (by(plain.margin.0), by(plain.margin.1));
            assert!(found.margin.0 <= high && low <= found.margin.1, "2^{power}, {norm}: {:?}", found.margin);
            assert!((length(norm, &found.direction, data.d) - 1.0).abs() < 1e-13, "2^{power}, {norm}");
        }
        // A margin of which doubles hold no inverse is not given out.
        let mut tiny = data.clone();
        tiny.features.iter_mut().for_each(|x| *x = times_power_of_two(*x, -1030));
        let error = max_margin_matrix(&kesler(&tiny), norm).unwrap_err().to_string();
        assert!(error.ends_with("beyond doubles"), "{norm}: {error}");
    }
}

#[test]
fn the_direction_has_norm_one_where_rounding_hides_the_margin() {
    // Features of 1e12 beside margins of about one: in doubles z.w says little of a margin.
    let points = [[1e12, 0.5, 1.0], [1e12, -0.5, 0.25], [-1e-3, 3.0, -1.0]];
    let rows = kesler(&MulticlassSet::from_points(&points, &[0, 1, 2], 3));
    for norm in NORMS {
        let found = max_margin_matrix(&rows, norm).unwrap();
        let off = length(norm, &found.direction, 3) - 1.0;
        assert!(off.abs() < 1e-13, "{norm}: {off:e}");
        let off = length(norm, &found.w, 3) * found.margin.0 - 1.0;
        assert!(off.abs() < 1e-13, "{norm}: {off:e}");
    }
}

#[test]
fn a_point_beyond_the_margin_and_a_second_copy_change_nothing() {
    let data = separable(12, 3, 4, 15);
    for norm in NORMS {
        let before = margin(&data, norm).margin;
        let mut more = data.clone();
        // Twice a point has twice its margins; a copy has the same.
        more.features.extend(data.point(3).iter().map(|x| 2.0 * x));
        more.features.extend_from_slice(data.point(5));
        more.labels.extend([data.labels[3], data.labels[5]]);
        more.n += 2;
        let after = margin(&more, norm).margin;
        assert!(after.0 <= before.1 && before.0 <= after.1, "{norm}: {before:?} against {after:?}");
    }
}

#[test]
fn points_of_low_rank_and_fewer_points_than_classes_are_no_trouble() {
    // All points in a plane of R^5; three points, five classes; a feature that is always zero.
    let plane = separable(13, 3, 2, 12);
    let lifted: Vec<Vec<f64>> = (0..plane.n)
        .map(|i| {
            let (x, y) = (plane.point(i)[0], plane.point(i)[1]);
            vec![x, y, x + y, 0.0, x - y]
        })
        .collect();
    let lifted = MulticlassSet::from_points(&lifted, &plane.labels, 3);
    let few = MulticlassSet::from_points(&[[1.0, 0.5], [0.25, -1.0], [-1.0, 0.0]], &[0, 2, 4], 5);
    for norm in NORMS {
        for data in [&lifted, &few] {
            let found = margin(data, norm);
            assert!(found.margin.0 > 0.0);
        }
    }
}

#[test]
fn a_margin_far_below_the_scale_of_the_data_keeps_its_digits() {
    // Two points of different classes that are nearly one, and a feature far larger than the others.
    for (bits, size, steep) in
        [(10, 1.0, false), (20, 1.0, false), (10, 1e3, false), (20, 1e4, true), (30, 1e3, true)]
    {
        let mut data = separable(14, 3, 4, 14);
        let twin: Vec<f64> = data.point(0).to_vec();
        let other = (0..3).find(|k| *k != data.labels[0]).unwrap();
        let near = 1.0 / (1u64 << bits) as f64;
        // A feature of their own tells the twins apart.
        let with = |x: &[f64], own: f64| [x, &[own]].concat();
        let mut points: Vec<Vec<f64>> = (0..data.n).map(|i| with(data.point(i), 0.0)).collect();
        points[0][4] = near;
        points.push(with(&twin, -near));
        data.labels.push(other);
        points.iter_mut().for_each(|x| x[1] *= size);
        let data = MulticlassSet::from_points(&points, &data.labels, 3);
        let middle = frobenius(&data).margin;
        let root = 2f64.sqrt();
        for norm in NORMS {
            let said = match max_margin_matrix(&kesler(&data), norm) {
                Ok(found) => {
                    // The norms are in order.
                    let (least, most) = match norm {
                        MatrixNorm::Spectral => (middle.0, root * middle.1),
                        MatrixNorm::Nuclear => (middle.0 / root, middle.1),
                    };
                    let margin = found.margin;
                    assert!(
                        least * (1.0 - 1e-15) <= margin.1 && margin.0 <= most * (1.0 + 1e-15),
                        "{margin:?}"
                    );
                    let width = relative_width(margin);
                    assert!(width < if steep { 1e-8 } else { 1e-11 }, "2^-{bits}, {size}, {norm}: {width}");
                    format!("{:e}, width {width:.1e}", margin.0)
                }
                // What is beyond sums of two doubles is said to be so.
                Err(error) => {
                    assert!(steep && matches!(error, ReferenceError::Undecided { .. }), "{error}");
                    error.to_string()
                }
            };
            println!("twins at 2^-{bits}, size {size}: {norm} {said}");
        }
    }
}

#[test]
fn data_beyond_the_dense_method_are_refused_in_one_line() {
    let points: Vec<Vec<f64>> = (0..2).map(|i| vec![f64::from(2 * i) - 1.0; 1300]).collect();
    let data = MulticlassSet::from_points(&points, &[0, 1], 2);
    assert!(holds(frobenius(&data).margin, 650f64.sqrt() * 2.0));
    let error = max_margin_matrix(&kesler(&data), MatrixNorm::Nuclear).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no certified answer: 1300 unknowns are beyond the dense method, which takes 1200"
    );
}

#[test]
fn three_species_of_iris_are_not_separable_and_are_refused_with_a_witness() {
    for bias in [false, true] {
        let data = iris(bias);
        let rows = kesler(&data);
        let MulticlassSeparability::NotSeparable(witness) = max_margin_frobenius(&rows).unwrap() else {
            panic!("versicolor and virginica overlap")
        };
        println!("iris, bias {bias}: not separable, witness of {} pairs", witness.len());
        // The witness cancels exactly in the points and rivals that it names.
        for &(point, rival, _) in &witness {
            assert!(rows.row_of(point, rival).is_some() && data.labels[point] != rival);
        }
        for norm in NORMS {
            let error = max_margin_matrix(&rows, norm).unwrap_err();
            assert!(matches!(error, ReferenceError::NotSeparable { .. }), "{error}");
        }
    }
}

#[test]
fn the_first_points_of_iris_have_three_margins() {
    for bias in [false, true] {
        let data = first_of_each(&iris(bias), 15);
        let middle = frobenius(&data).margin;
        let [spectral, nuclear] = NORMS.map(|norm| margin(&data, norm));
        for (name, margin) in
            [("nuclear", nuclear.margin), ("frobenius", middle), ("spectral", spectral.margin)]
        {
            println!(
                "iris, first 15 of each, bias {bias}: {name} {:.15} width {:.1e}",
                margin.0,
                relative_width(margin)
            );
        }
        assert!(nuclear.margin.0 <= middle.1 && middle.0 <= spectral.margin.1);
        assert!(spectral.margin.0 <= 2f64.sqrt() * middle.1);
    }
}
#[test]
fn larger_data_keep_twelve_digits() {
    for (classes, d, n) in [(3, 4, 150), (5, 10, 100), (5, 16, 300), (8, 24, 200)] {
        let data = separable(77, classes, d, n);
        let rows = kesler(&data);
        for norm in NORMS {
            let start = std::time::Instant::now();
            let found = max_margin_matrix(&rows, norm).unwrap();
            let took = start.elapsed();
            let start = std::time::Instant::now();
            assert!(verify_margin_matrix(&rows.rows, d, &found.certificate).is_ok());
            println!(
                "{norm}, K = {classes}, d = {d}, n = {n}: {:.12}, width {:.1e}, {} multipliers, {took:.2?}, verified in {:.2?}",
                found.margin.0,
                relative_width(found.margin),
                found.support.len(),
                start.elapsed()
            );
            assert!(relative_width(found.margin) < 2e-12, "{norm}: {:?}", found.margin);
        }
    }
}

#[test]
fn drawn_classes_are_as_far_apart_as_their_generator_says() {
    for (number, (classes, d, each)) in [(2, 2, 1), (3, 3, 2), (3, 5, 4), (4, 4, 3)].into_iter().enumerate() {
        let set = Classes { classes, d, each, overlapping: false };
        let draw = |set: &Classes| kesler(&set.draw(Seed(number as u64)).expect("in range"));
        let MulticlassSeparability::Separable(found) = max_margin_frobenius(&draw(&set)).expect("decided")
        else {
            panic!("{set:?} is not separable");
        };
        // The centres, K orthonormal rows, leave 1 - 0.8.
        let stated = 0.2 / (classes as f64).sqrt();
        assert!(found.margin.1 >= stated, "{set:?}: {:?} for {stated}", found.margin);
        let both = max_margin_frobenius(&draw(&Classes { overlapping: true, ..set })).expect("decided");
        assert!(matches!(both, MulticlassSeparability::NotSeparable(_)));
    }
    for set in [(1, 3, 1), (3, 2, 1), (3, 3, 0)] {
        let (classes, d, each) = set;
        assert!(Classes { classes, d, each, overlapping: false }.draw(Seed(0)).is_err(), "{set:?}");
    }
}
