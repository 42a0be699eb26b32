//! The l2 max margin: known answers, invariances, hard data.

use rand::RngExt;

use super::fixtures::{iris, wdbc};
use super::planted::{bell, frame, planted};
use crate::certificate::{Certificate, Proved, verify};
use crate::data::{Seed, SignedRows};
use crate::reference::{
    CertificateKind, MaxMargin, Precision, ReferenceError, Separability, Witness, max_margin_l2,
    max_margin_l2_with,
};

fn separable_with(rows: &SignedRows, precision: Precision) -> MaxMargin {
    match max_margin_l2_with(rows, precision).unwrap() {
        Separability::Separable(found) => {
            assert!(verify(rows, &found.certificate).is_ok(), "the certificate given out is accepted");
            *found
        }
        Separability::NotSeparable(witness) => panic!("found a witness on separable data: {witness:?}"),
    }
}

fn separable(rows: &SignedRows) -> MaxMargin {
    separable_with(rows, Precision::Auto)
}

fn witness(rows: &SignedRows) -> Witness {
    match max_margin_l2(rows).unwrap() {
        Separability::NotSeparable(witness) => {
            let certificate = Certificate::NotSeparable { weights: witness.weights.clone() };
            assert!(matches!(verify(rows, &certificate), Ok(Proved::NotSeparable(_))));
            witness
        }
        Separability::Separable(found) => panic!("found a margin on data without one: {:?}", found.gamma),
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

#[test]
fn tumours_have_their_known_margin_both_ways() {
    let rows = wdbc();
    let exact = separable_with(&rows, Precision::Exact);
    assert_eq!(exact.gamma.0, 4.0475602358676245e-05);
    assert_eq!(exact.gamma.0.next_up(), exact.gamma.1);
    assert_eq!((exact.support.len(), exact.margin_rows.len()), (29, 29));
    assert_eq!(exact.certificate_kind, CertificateKind::Exact);
    assert_eq!(separable(&rows), exact, "29 rows of 30 are few enough for an exact answer");

    let enclosed = separable_with(&rows, Precision::Enclosure);
    assert_eq!(enclosed.certificate_kind, CertificateKind::Enclosure);
    assert_eq!(enclosed.gamma, exact.gamma, "30 digits of w leave only the rounding");
    assert!(
        distance(&enclosed.direction, &exact.direction) <= enclosed.direction_error + exact.direction_error
    );
    assert!(enclosed.direction_error < 1e-12, "{:e}", enclosed.direction_error);
    assert_eq!(enclosed.support, exact.support);
    for i in 0..rows.n {
        let bound = enclosed.multipliers_error[i] + exact.multipliers_error[i];
        assert!((enclosed.multipliers[i] - exact.multipliers[i]).abs() <= bound, "multiplier {i}");
        let bound = enclosed.excess_error[i] + exact.excess_error[i];
        assert!((enclosed.excess[i] - exact.excess[i]).abs() <= bound, "excess {i}");
    }
}

#[test]
fn species_of_iris() {
    let found = separable(&iris("setosa", "versicolor"));
    assert!((found.gamma.0 - 0.7431374902).abs() < 1e-10);
    let found = witness(&iris("versicolor", "virginica"));
    assert!(found.rows() <= 5, "four features: five rows suffice, {} found", found.rows());
}

#[test]
fn planted_answers_are_found_to_rounding() {
    for seed in 0..150 {
        let d = 2 + (seed % 11) as usize;
        let support = 2 + (seed as usize * 7) % (d - 1).max(1);
        let set = planted(seed, d, support.min(d), 20, 0.5);
        let found = separable(&set.rows);
        // The planted rows are rounded: each moves by about d units of 2^-53 of its length, at most 8 gamma here; the
        // answer moves by that over the smallest singular value of the support, bounded here by 1e4 units.
        assert!((found.gamma.0 / set.gamma - 1.0).abs() < 1e-12, "set {seed}: {:?}", found.gamma);
        assert!(distance(&found.direction, &set.direction) < 1e-11, "set {seed}");
        assert_eq!(found.certificate_kind, CertificateKind::Exact);
        for (i, p) in set.simplex.iter().enumerate() {
            let q = found.multipliers[i] * found.gamma.0 * found.gamma.0;
            assert!((p - q).abs() < 1e-10, "set {seed}, row {i}: {p} against {q}");
        }
    }
}

#[test]
fn an_exact_answer_does_not_depend_on_the_order_of_rows_or_on_rows_that_do_not_matter() {
    for seed in 0..40 {
        let set = planted(seed, 6, 5, 12, 0.25);
        let (n, d) = (set.rows.n, set.rows.d);
        let found = separable(&set.rows);
        let order: Vec<usize> = (0..n).map(|i| (i * 5 + 3) % n).collect();
        let permuted = SignedRows::from_rows(&order.iter().map(|&i| set.rows.row(i)).collect::<Vec<_>>());
        let again = separable(&permuted);
        assert_eq!((&again.w_hat, again.gamma), (&found.w_hat, found.gamma), "set {seed}, permuted");
        for (at, &i) in order.iter().enumerate() {
            assert_eq!(again.multipliers[at], found.multipliers[i], "set {seed}, permuted");
            assert_eq!(again.excess[at], found.excess[i]);
        }

        let mut longer = set.rows.clone();
        longer.values.extend(set.rows.row(0).to_vec());
        longer.values.extend(set.rows.row(1).iter().map(|x| x * 2.0));
        longer.n += 2;
        let again = separable(&longer);
        assert_eq!((&again.w_hat, again.gamma), (&found.w_hat, found.gamma), "set {seed}, longer");
        let sum: f64 = again.multipliers[0] + again.multipliers[n];
        assert!(
            (sum - found.multipliers[0]).abs() <= 4.0 * f64::EPSILON * sum,
            "the copies share one multiplier"
        );

        let scaled = SignedRows { n, d, values: set.rows.values.iter().map(|x| x * 1024.0).collect() };
        let again = separable(&scaled);
        assert_eq!(again.gamma, (found.gamma.0 * 1024.0, found.gamma.1 * 1024.0));
        assert_eq!(again.direction, found.direction);
        assert_eq!(again.w_hat, found.w_hat.iter().map(|x| x / 1024.0).collect::<Vec<_>>());
    }
}

#[test]
fn exact_and_enclosed_answers_agree() {
    for seed in 0..60 {
        let mut rng = Seed(seed).stream("agree").rng();
        let d = 2 + rng.random_range(0..12usize);
        let axes = frame(&mut rng, d);
        let rows: Vec<Vec<f64>> = (0..60)
            .map(|_| {
                let mut z: Vec<f64> = (0..d).map(|_| bell(&mut rng)).collect();
                let along: f64 = z.iter().zip(&axes[0]).map(|(a, b)| a * b).sum();
                let lift = along.abs() + 0.05 - along;
                z.iter_mut().zip(&axes[0]).for_each(|(z, a)| *z += lift * a);
                z
            })
            .collect();
        let rows = SignedRows::from_rows(&rows);
        let exact = separable_with(&rows, Precision::Exact);
        let close = separable_with(&rows, Precision::Enclosure);
        assert_eq!(exact.gamma, close.gamma, "set {seed}");
        assert_eq!(exact.support, close.support, "set {seed}");
        assert!(
            distance(&exact.direction, &close.direction) <= exact.direction_error + close.direction_error
        );
        assert!(distance(&exact.w_hat, &close.w_hat) <= exact.w_hat_error + close.w_hat_error);
        assert!(close.direction_error < 1e-14, "set {seed}: {:e}", close.direction_error);
        for i in 0..rows.n {
            assert!(
                (exact.excess[i] - close.excess[i]).abs() <= exact.excess_error[i] + close.excess_error[i]
            );
            assert!(
                (exact.multipliers[i] - close.multipliers[i]).abs()
                    <= exact.multipliers_error[i] + close.multipliers_error[i]
            );
        }
    }
}

#[test]
fn margins_far_below_the_scale_are_still_decided() {
    // Rows a and -a + 2^-k b: separable, and no longer so with b turned round on one of them.
    for k in [30, 45, 52, 60, 90, 200] {
        let tiny = (0..k).fold(1.0, |x: f64, _| x * 0.5);
        let near = SignedRows::from_rows(&[
            [1.0, 0.5, 0.0, tiny],
            [-1.0, -0.5, 0.0, tiny],
            [0.25, -1.0, 0.5, tiny],
            [-0.25, 1.0, -0.5, 2.0 * tiny],
            [0.0, 0.0, 1.0, 1.0],
        ]);
        let found = separable(&near);
        assert!(found.gamma.0 > 0.9 * tiny && found.gamma.1 < 2.0 * tiny, "2^-{k}: {:?}", found.gamma);
        let mut over = near.clone();
        over.values[7] = -tiny;
        let found = witness(&over);
        assert_eq!(found.weights.iter().map(|w| w.0).collect::<Vec<_>>(), [0, 1], "2^-{k}");
    }
}

#[test]
fn a_margin_hidden_below_rounding_is_not_missed() {
    // Half the sum of the four rows is (0, 0, t): separable for a positive t only.
    for k in [20, 40, 60, 100] {
        let tiny = (0..k).fold(1.0, |x: f64, _| x * 0.5);
        let rows = |t: f64| {
            SignedRows::from_rows(&[[0.3, 1.0, 0.0], [-0.3, 1.0, 0.0], [0.0, -1.0, t], [0.0, -1.0, t]])
        };
        let found = separable(&rows(tiny));
        assert!(found.gamma.1 < 2.0 * tiny, "2^-{k}: {:?}", found.gamma);
        assert_eq!(witness(&rows(0.0)).rows(), 3);
    }
}

#[test]
fn contradictions_zero_rows_and_cancelling_sums_have_witnesses() {
    let contradiction = SignedRows::from_rows(&[[0.1, 0.7], [0.5, 0.5], [-0.1, -0.7]]);
    let weights: Vec<(usize, String)> =
        witness(&contradiction).weights.iter().map(|(i, k)| (*i, k.to_string())).collect();
    assert_eq!(weights, [(0, "1".to_string()), (2, "1".to_string())]);
    let zero = SignedRows::from_rows(&[[0.1, 0.7], [0.0, -0.0], [3.0, 1.0]]);
    assert_eq!(witness(&zero).weights[0].0, 1);
    let halves = SignedRows::from_rows(&[[1.0, 0.0], [-0.5, 0.125], [-0.5, -0.125]]);
    let weights: Vec<String> = witness(&halves).weights.iter().map(|(_, k)| k.to_string()).collect();
    assert_eq!(weights, ["1", "1", "1"]);
}

#[test]
fn fewer_rows_than_columns_and_dependent_columns() {
    let wide = SignedRows::from_rows(&[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]]);
    let found = separable(&wide);
    assert_eq!(found.support, [0, 1]);
    assert_eq!(found.direction.iter().fold(0.0f64, |m, x| m.max((x - found.direction[0]).abs())), 0.0);
    let one = SignedRows::from_rows(&[[3.0, 4.0]]);
    assert_eq!(separable(&one).gamma, (5.0, 5.0));
    // The third column is the sum of the first two, the fourth a copy.
    for seed in 0..30 {
        let set = planted(seed, 4, 3, 10, 0.5);
        let widened: Vec<Vec<f64>> =
            set.rows.rows().map(|r| vec![r[0], r[1], r[2], r[3], r[0], (r[0] + r[1]) * 0.5]).collect();
        separable(&SignedRows::from_rows(&widened));
    }
}

#[test]
fn rows_of_very_different_lengths_keep_their_margin() {
    for seed in 0..30 {
        let set = planted(seed, 5, 4, 10, 0.5);
        let exact = separable(&set.rows);
        // Longer copies of rows change nothing, by whatever power of two they are longer.
        let mut rows = set.rows.clone();
        for (i, power) in [(0, 40), (3, 300), (7, 900), (9, 1000)] {
            let factor = (0..power).fold(1.0, |x: f64, _| x * 2.0);
            rows.values.extend(set.rows.row(i).iter().map(|x| x * factor));
            rows.n += 1;
        }
        let found = separable(&rows);
        assert_eq!((found.gamma, &found.w_hat), (exact.gamma, &exact.w_hat), "set {seed}");
    }
}

#[test]
fn small_whole_numbers_are_always_decided() {
    let (mut yes, mut no) = (0, 0);
    for seed in 0..2000 {
        let mut rng = Seed(seed).stream("small").rng();
        let (n, d) = (2 + rng.random_range(0..9usize), 1 + rng.random_range(0..5usize));
        let largest = [1i32, 2, 5][seed as usize % 3];
        // A bias towards one side, so that both answers occur.
        let lift = rng.random_range(0..2);
        let values = (0..n * d).map(|e| {
            f64::from(rng.random_range(-largest..=largest) + if e % d == 0 { lift * largest } else { 0 })
        });
        let rows = SignedRows { n, d, values: values.collect() };
        match max_margin_l2(&rows).unwrap() {
            Separability::Separable(found) => {
                yes += 1;
                assert!(verify(&rows, &found.certificate).is_ok());
                assert!(
                    rows.rows().all(|z| z.iter().zip(&found.w_hat).map(|(z, w)| z * w).sum::<f64>() > 0.999)
                );
                let close = separable_with(&rows, Precision::Enclosure);
                assert!(close.gamma.0 <= found.gamma.1 && found.gamma.0 <= close.gamma.1, "set {seed}");
            }
            Separability::NotSeparable(_) => {
                no += 1;
                witness(&rows);
            }
        }
    }
    assert!(yes > 400 && no > 400, "{yes} separable, {no} not");
}

#[test]
fn bad_data_are_refused_with_their_place() {
    let empty = SignedRows { n: 0, d: 3, values: Vec::new() };
    assert_eq!(max_margin_l2(&empty).unwrap_err(), ReferenceError::Empty { n: 0, d: 3 });
    let broken = SignedRows::from_rows(&[[1.0, 2.0], [3.0, f64::INFINITY]]);
    let error = max_margin_l2(&broken).unwrap_err();
    assert_eq!(error.to_string(), "row 1, column 1 holds inf, expected a finite number");
}

#[test]
fn the_largest_and_the_least_doubles_do_no_harm() {
    let huge = SignedRows::from_rows(&[[1e308, 1e308], [1e308, -1e307]]);
    let found = separable(&huge);
    assert!(found.gamma.0 > 4e307 && found.gamma.1.is_finite());
    let small = SignedRows::from_rows(&[[1e-308, 5e-324], [1e-310, 3e-310]]);
    let found = separable(&small);
    assert!(found.gamma.0 > 0.0 && found.gamma.1 < 1e-309);
    let mixed = SignedRows::from_rows(&[[1e300, 1e-300], [-1e300, 1e-300]]);
    let found = separable(&mixed);
    assert!(found.gamma.0 <= 1e-300 && 1e-300 <= found.gamma.1, "{:?}", found.gamma);
}

#[test]
fn the_multipliers_of_an_enclosure_are_those_of_the_exact_answer_within_small_radii() {
    // No more support vectors than columns: the multipliers are unique, and the active rows hold them.
    let sets = (0..30).map(|seed| planted(seed, 4 + seed as usize % 7, 2 + seed as usize % 3, 20, 0.5).rows);
    for (set, rows) in sets.chain([iris("setosa", "versicolor")]).enumerate() {
        let exact = separable_with(&rows, Precision::Exact);
        let enclosed = separable_with(&rows, Precision::Enclosure);
        assert_eq!(enclosed.certificate_kind, CertificateKind::Enclosure);
        let largest = exact.multipliers.iter().copied().fold(0.0, f64::max);
        for i in 0..rows.n {
            let (known, found) = (exact.multipliers[i], enclosed.multipliers[i]);
            let radius = enclosed.multipliers_error[i] + exact.multipliers_error[i];
            assert!((known - found).abs() <= radius, "set {set}, row {i}: {known} {found} {radius:e}");
            assert!(radius <= 1e-12 * largest, "set {set}, row {i}: {radius:e} of {largest}");
        }
    }
}
