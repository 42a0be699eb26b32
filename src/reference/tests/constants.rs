//! The constants against closed forms, brute force and their own equations.

use std::collections::BTreeSet;

use nalgebra::DMatrix;
use rand::RngExt;

use super::fixtures::{iris, wdbc};
use super::planted::planted;
use crate::certificate::verify_kkt_l2_exact;
use crate::data::{Seed, SignedRows};
use crate::numbers::{Ball, exp, ln};
use crate::reference::exact::ExactActiveSet;
use crate::reference::linear::dot;
use crate::reference::{
    Constants, DualFace, MaxMargin, Precision, Separability, max_margin_l2, max_margin_l2_with,
};

fn answer(rows: &SignedRows) -> (MaxMargin, Constants) {
    let Separability::Separable(found) = max_margin_l2(rows).unwrap() else {
        panic!("separable by construction")
    };
    let constants = Constants::of(rows, &found).unwrap();
    (*found, constants)
}

fn contains(ball: Ball, truth: f64, slack: f64) -> bool {
    (ball.value - truth).abs() <= ball.radius + slack
}

/// H(p) of positive numbers that sum to one.
fn entropy(p: impl Iterator<Item = f64>) -> f64 {
    p.filter(|p| *p > 0.0).map(|p| -p * ln(p)).sum()
}

/// Every equation that ties the constants together, to their own radii.
fn check_equations(rows: &SignedRows, found: &MaxMargin, constants: &Constants) {
    let sum = constants.simplex_multipliers.iter().fold(Ball::exact(0.0), |s, &p| s + p);
    assert!(contains(sum, 1.0, 0.0), "p sums to {sum:?}");
    let h = constants.entropy;
    for (&i, &p) in constants.support.iter().zip(&constants.simplex_multipliers) {
        let z = rows.row(i);
        let length = dot(z, z).sqrt();
        let along = dot(z, &constants.v);
        let target = -p.ln() - h;
        let slack = length * (constants.v_error + 1e-15 * constants.a_perp.value * rows.d as f64);
        assert!((along - target.value).abs() <= target.radius + slack, "row {i}: {along} against {target:?}");
    }
    let lean = dot(&constants.v, &found.direction);
    let slack = constants.v_error + constants.a_perp.value * (found.direction_error + 1e-15 * rows.d as f64);
    assert!(lean.abs() <= slack, "v leans on w^ by {lean:e}, more than {slack:e}");
    // The axes are orthonormal, and v has no part across the support.
    let axes: Vec<&Vec<f64>> = std::iter::once(&constants.direction)
        .chain(&constants.across_basis)
        .chain(&constants.complement_basis)
        .collect();
    assert_eq!(axes.len(), constants.rank_data);
    for (a, x) in axes.iter().enumerate() {
        for (b, y) in axes.iter().enumerate() {
            assert!((dot(x, y) - f64::from(u8::from(a == b))).abs() < 1e-12, "axes {a} and {b}");
        }
    }
    for axis in &constants.complement_basis {
        assert!(dot(axis, &constants.v).abs() <= constants.v_error + 1e-12 * constants.a_perp.value);
    }
    assert_eq!(constants.rank_support, 1 + constants.across_basis.len());
    assert_eq!(constants.eigenvalues.len(), constants.rank_support);
    assert!(constants.eigenvalues.contains(&Ball::exact(1.0)), "the eigenvalue of w^ is exactly one");
}

#[test]
fn planted_constants_follow_from_the_planted_multipliers() {
    for seed in 0..100 {
        let d = 2 + (seed % 9) as usize;
        let support = if seed % 2 == 0 { d } else { (d / 2).max(2) };
        let set = planted(seed, d, support, 20, 0.5);
        let (found, constants) = answer(&set.rows);
        check_equations(&set.rows, &found, &constants);
        assert!(constants.dual_is_unique && !constants.degenerate);
        let h = entropy(set.simplex.iter().copied());
        let largest = set.simplex.iter().copied().fold(0.0, f64::max);
        // The planted rows are rounded; p moves by at most 1e-10 (see the test of the margin itself).
        let slack = 1e-9;
        assert!(contains(constants.entropy, h, slack), "set {seed}");
        assert!(contains(constants.k, h + ln(largest), slack));
        assert!(contains(constants.c0, 2.0 * ln(0.5) + h, slack));
        assert_eq!((constants.rank_support, constants.rank_data), (support, d));
        assert_eq!(constants.support_spans, support == d);
        let theta =
            set.rows.rows().skip(support).map(|z| dot(z, &set.direction) / 0.5).fold(f64::INFINITY, f64::min);
        assert!(contains(constants.theta.unwrap(), theta, 1e-10));
        assert!(constants.v_error < 1e-12 * (1.0 + constants.a_perp.value), "{:e}", constants.v_error);
    }
}

#[test]
fn eigenvalues_are_those_of_the_matrix_itself() {
    for seed in 0..40 {
        let d = 3 + (seed % 6) as usize;
        let set = planted(seed, d, d, 5, 0.5);
        let (found, constants) = answer(&set.rows);
        let m = DMatrix::from_fn(d, d, |a, b| {
            (0..set.rows.n).map(|i| found.multipliers[i] * set.rows.row(i)[a] * set.rows.row(i)[b]).sum()
        });
        let size: f64 = m.trace();
        let mut values: Vec<f64> = m.symmetric_eigen().eigenvalues.iter().copied().collect();
        values.sort_by(f64::total_cmp);
        for (got, value) in constants.eigenvalues.iter().zip(&values) {
            // The symmetric solver is right to some units of the trace.
            assert!(contains(*got, *value, 1e-13 * size), "set {seed}: {got:?} against {value}");
        }
        let star = constants.lambda_star(1.0).value;
        assert!(
            star <= 1.0 && star <= constants.lambda_min() && star <= constants.theta_minus_one.unwrap().value
        );
    }
}

#[test]
fn the_radii_cover_what_another_order_of_rows_and_columns_changes() {
    for seed in 0..40 {
        let set = planted(seed, 6, 6, 10, 0.5);
        let (_, one) = answer(&set.rows);
        let turned: Vec<Vec<f64>> = (0..set.rows.n)
            .map(|i| {
                let mut row = set.rows.row((i * 3 + 1) % set.rows.n).to_vec();
                row.reverse();
                row
            })
            .collect();
        let (_, mut two) = answer(&SignedRows::from_rows(&turned));
        two.v.reverse();
        let apart: Vec<f64> = one.v.iter().zip(&two.v).map(|(a, b)| a - b).collect();
        assert!(dot(&apart, &apart).sqrt() <= one.v_error + two.v_error, "set {seed}");
        assert!(contains(one.entropy, two.entropy.value, two.entropy.radius));
        for (a, b) in one.eigenvalues.iter().zip(&two.eigenvalues) {
            assert!(contains(*a, b.value, b.radius), "set {seed}: {a:?} against {b:?}");
        }
    }
}

#[test]
fn a_duplicated_row_shares_its_multiplier_equally() {
    for seed in 0..30 {
        let mut set = planted(seed, 5, 5, 8, 0.5);
        let (_, single) = answer(&set.rows);
        let twin = set.rows.row(2).to_vec();
        set.rows.values.extend(twin);
        set.rows.n += 1;
        let (found, double) = answer(&set.rows);
        check_equations(&set.rows, &found, &double);
        assert!(!double.dual_is_unique && !double.degenerate);
        assert_eq!(double.support, [0, 1, 2, 3, 4, 13]);
        let (p, q) = (&single.simplex_multipliers, &double.simplex_multipliers);
        for (at, share) in [(0, 1.0), (1, 1.0), (2, 0.5), (3, 1.0), (4, 1.0)] {
            assert!(contains(q[at], share * p[at].value, p[at].radius), "set {seed}, row {at}: {:?}", q[at]);
        }
        assert!(contains(q[5], 0.5 * p[2].value, p[2].radius));
        let h = single.entropy.value + p[2].value * ln(2.0);
        assert!(
            contains(double.entropy, h, 1e-14 + single.entropy.radius),
            "one vertex alone would miss ln 2 p_2"
        );
        assert!(double.entropy.radius < 1e-8, "{:?}", double.entropy);
    }
}

#[test]
fn symmetric_points_get_equal_multipliers() {
    // Two and two points across from each other: the dual optima are a segment, its middle is selected.
    let rows = SignedRows::from_rows(&[[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 0.0, 1.0], [1.0, 0.0, -1.0]]);
    let (found, constants) = answer(&rows);
    check_equations(&rows, &found, &constants);
    assert!(!constants.dual_is_unique && found.support.len() < 4);
    assert_eq!(constants.support, [0, 1, 2, 3]);
    assert!(constants.simplex_multipliers.iter().all(|&p| contains(p, 0.25, 0.0)));
    assert!(contains(constants.entropy, ln(4.0), 1e-15) && contains(constants.k, 0.0, 0.0));
    assert!(contains(constants.a_perp, 0.0, 0.0) && constants.a_perp.radius < 1e-10);
    assert_eq!(constants.theta, None, "no row lies off the margin");
    assert_eq!(constants.lambda_star(f64::INFINITY).value, constants.eigenvalues[0].value);

    // Figure 1 of Soudry et al.: two support vectors, each twice; lambda = 1/4 across w^.
    let rows = SignedRows::from_rows(&[[0.5, 1.5], [1.5, 0.5], [0.5, 1.5], [1.5, 0.5], [3.0, 2.5]]);
    let (_, constants) = answer(&rows);
    assert!(contains(constants.eigenvalues[0], 0.25, 0.0) && constants.eigenvalues[0].radius < 1e-10);
    assert!(contains(constants.theta.unwrap(), 2.75, 0.0));
}

#[test]
fn selected_multipliers_satisfy_their_equation() {
    // More margin rows than dimensions, without symmetry: gamma = 1 along the first axis.
    let rows = SignedRows::from_rows(&[
        [1.0, 1.0, 0.0],
        [1.0, -2.0, 1.0],
        [1.0, 0.5, -3.0],
        [1.0, 1.0, 2.0],
        [1.0, -1.0, -1.0],
    ]);
    let (found, constants) = answer(&rows);
    check_equations(&rows, &found, &constants);
    assert_eq!(constants.support.len(), 5);
    let (w, error) = constants.offset(&found, Ball::exact(ln(0.25))).unwrap();
    let alpha = |i: usize| 0.25 * exp(-dot(rows.row(i), &w));
    for j in 0..3 {
        let sum: f64 = (0..5).map(|i| alpha(i) * rows.row(i)[j]).sum();
        let truth = f64::from(u8::from(j == 0));
        assert!((sum - truth).abs() <= 30.0 * error + 1e-14, "coordinate {j}: {sum}");
    }
    assert!(error < 1e-10, "{error:e}");
}

#[test]
fn a_degenerate_row_is_seen_and_its_neighbour_is_not_taken_for_one() {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [1.0, 1.0]]);
    let (found, constants) = answer(&rows);
    assert_eq!((&found.support, &found.margin_rows), (&vec![0], &vec![0, 1]));
    assert!(constants.degenerate && constants.dual_is_unique);
    assert_eq!(constants.support, [0]);
    assert_eq!(constants.offset(&found, Ball::exact(0.0)), None);
    let (found, constants) = answer(&SignedRows::from_rows(&[[1.0, 0.0], [1.0 + f64::EPSILON, 1.0]]));
    assert!(!constants.degenerate);
    assert_eq!(found.margin_rows, [0]);
    assert!(contains(constants.theta_minus_one.unwrap(), f64::EPSILON, 0.0));
}

#[test]
fn the_face_of_dual_optima_agrees_with_all_its_vertices() {
    let (mut unique, mut several, mut degenerate) = (0, 0, 0);
    for seed in 0..1500 {
        let mut rng = Seed(seed).stream("face").rng();
        let (n, d) = (2 + rng.random_range(0..6usize), 2 + rng.random_range(0..3usize));
        let lifted = |e: usize| i32::from(e.is_multiple_of(d));
        let values = (0..n * d).map(|e| f64::from(rng.random_range(-1..=1) * (1 - lifted(e)) + lifted(e)));
        let rows = SignedRows { n, d, values: values.collect() };
        let Separability::Separable(found) = max_margin_l2(&rows).unwrap() else { continue };
        let face = DualFace::of(&rows, &found).unwrap();
        // Every vertex of the face has independent support among the margin rows: try them all.
        let mut exact = ExactActiveSet::new(&rows);
        let (mut union, mut vertices) = (BTreeSet::new(), 0);
        for mask in 1u32..1 << found.margin_rows.len() {
            let chosen: Vec<usize> = (0..found.margin_rows.len())
                .filter(|b| mask >> b & 1 == 1)
                .map(|b| found.margin_rows[b])
                .collect();
            if let Some(alpha) = exact.optimum_on(&chosen)
                && alpha.weights.len() == chosen.len()
                && verify_kkt_l2_exact(&rows, &alpha).is_ok()
            {
                vertices += 1;
                union.extend(chosen);
            }
        }
        assert_eq!(face.support, union.into_iter().collect::<Vec<_>>(), "set {seed}: {rows:?}");
        assert_eq!(face.is_unique, vertices == 1, "set {seed}: {rows:?}");
        assert_eq!(face.degenerate, face.support.len() < found.margin_rows.len());
        unique += usize::from(face.is_unique);
        several += usize::from(!face.is_unique);
        degenerate += usize::from(face.degenerate);
        let constants = Constants::of(&rows, &found).unwrap();
        check_equations(&rows, &found, &constants);
    }
    assert!(unique > 100 && several > 100 && degenerate > 100, "{unique} {several} {degenerate}");
}

#[test]
fn real_data_have_constants_with_honest_radii() {
    for rows in [iris("setosa", "versicolor"), wdbc()] {
        let (found, constants) = answer(&rows);
        check_equations(&rows, &found, &constants);
        assert!(constants.v_error < 1e-6 * constants.a_perp.value, "{:e}", constants.v_error);
        let Separability::Separable(close) = max_margin_l2_with(&rows, Precision::Enclosure).unwrap() else {
            panic!()
        };
        let enclosed = Constants::of(&rows, &close).unwrap();
        assert!(contains(enclosed.entropy, constants.entropy.value, constants.entropy.radius));
        assert!(contains(enclosed.k, constants.k.value, constants.k.radius));
        assert!(contains(enclosed.c0, constants.c0.value, constants.c0.radius));
    }
}

#[test]
fn the_rank_of_the_data_is_not_that_modulo_one_prime() {
    // The determinant is 2^62 - 57, the first prime of the house: zero to it.
    let rows = SignedRows::from_rows(&[[1.0, 1.0], [57.0, (1u64 << 62) as f64]]);
    let (found, constants) = answer(&rows);
    assert_eq!((constants.rank_support, constants.rank_data), (1, 2));
    assert!(!constants.support_spans);
    check_equations(&rows, &found, &constants);
    let flat = SignedRows::from_rows(&[[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [3.0, 7.0, 0.0]]);
    assert_eq!(ExactActiveSet::new(&flat).rank(), 2);
    assert_eq!(ExactActiveSet::new(&SignedRows::from_rows(&[[0.0, 0.0]])).rank(), 0);
}

#[test]
fn lambda_star_is_the_least_of_its_terms_and_reaches_as_low_as_any() {
    let (_, constants) = answer(&planted(1, 3, 3, 5, 0.5).rows);
    let of = |eigenvalue: Ball, theta_minus_one: Option<Ball>, mu: f64| {
        let eigenvalues = vec![eigenvalue, Ball::exact(1.0)];
        let star = Constants { eigenvalues, theta_minus_one, ..constants.clone() }.lambda_star(mu);
        (star.value, star.radius)
    };
    let (half, below) = (Ball::new(0.5, 0.0625), Ball::new(0.53125, 0.125));
    assert_eq!(of(half, None, 1.0), (0.5, 0.0625));
    // The other term may be as low as 0.40625.
    assert_eq!(of(half, Some(below), 1.0), (0.5, 0.09375));
    assert_eq!(of(half, Some(Ball::new(0.75, 0.125)), f64::INFINITY), (0.5, 0.0625));
    assert_eq!(of(half, None, 0.25), (0.25, 0.0));
    assert_eq!(of(half, None, 0.46875), (0.46875, 0.03125));
    assert_eq!(of(Ball::exact(1.0), Some(Ball::new(3.0, 1.0)), f64::INFINITY), (1.0, 0.0));
    // A radius far below the rounding of the value is kept.
    assert_eq!(of(Ball::new(0.5, 1e-30), None, 1.0), (0.5, 1e-30));
}

#[test]
fn theta_has_the_radius_of_its_row_or_of_one_that_may_be_less() {
    for (rows, precision) in [
        (iris("setosa", "versicolor"), Precision::Auto),
        (iris("setosa", "versicolor"), Precision::Enclosure),
        (planted(5, 6, 4, 30, 0.5).rows, Precision::Enclosure),
    ] {
        let Separability::Separable(mut found) = max_margin_l2_with(&rows, precision).unwrap() else {
            panic!("separable")
        };
        let theta = |found: &MaxMargin| Constants::of(&rows, found).unwrap().theta_minus_one.unwrap();
        let plain = theta(&found);
        let mut off: Vec<usize> = (0..rows.n).filter(|i| !found.margin_rows.contains(i)).collect();
        off.sort_by(|&a, &b| found.excess[a].total_cmp(&found.excess[b]));
        let (least, next) = (off[0], off[1]);
        assert_eq!(plain.value, found.excess[least]);
        assert!(plain.radius >= found.excess_error[least], "{plain:?}");
        assert!(plain.radius < 1e-10 * (1.0 + plain.value), "{plain:?}");
        found.excess_error[next] = found.excess[next] - 0.5 * plain.value;
        let low = theta(&found);
        assert_eq!(low.value, plain.value);
        assert!((low.radius - 0.5 * plain.value).abs() <= 1e-15 * plain.value, "{low:?}");
    }
}

#[test]
fn multipliers_of_one_vector_are_in_proportion_to_what_the_offsets_leave() {
    // Three copies of the support vector and a row beyond: p_i is e^-b_i over their sum. Offsets that are far apart have
    // differences that round, by far more than a last place of p.
    let rows = SignedRows::from_rows(&[[1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [4.0, 3.0]]);
    let Separability::Separable(found) = max_margin_l2(&rows).unwrap() else { panic!("separable") };
    let mut rng = Seed(11).stream("offsets").rng();
    for _ in 0..300 {
        let b = [rng.random::<f64>(), 40.0 + 400.0 * rng.random::<f64>(), 1.0 + 30.0 * rng.random::<f64>()];
        let offsets: Vec<Ball> = b.iter().chain(&[0.0]).map(|&b| Ball::exact(b)).collect();
        let constants = Constants::with_offsets(&rows, &found, &offsets, &[0.0; 4]).unwrap();
        assert_eq!(constants.support, [0, 1, 2]);
        // b_i - b_0 with what its rounding leaves out (Knuth's sum of two numbers).
        let weights = b.map(|x| {
            let away = x - b[0];
            let back = away + b[0];
            let left = (x - back) + ((back - b[0]) - away);
            exp(-away) * (1.0 - left)
        });
        let sum: f64 = weights.iter().sum();
        for (p, weight) in constants.simplex_multipliers.iter().zip(weights) {
            let truth = weight / sum;
            let units = 4.0 * f64::EPSILON * truth;
            assert!((p.value - truth).abs() <= p.radius + units, "{b:?}: {p:?}, {truth:e}");
            assert!(p.radius <= 1e-11 * truth, "{p:?}");
        }
    }
}
