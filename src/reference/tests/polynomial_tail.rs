//! Limits of polynomial tails against closed forms, their scaling law, the max margin and spoilt certificates.

use super::fixtures::wdbc;
use super::planted::planted;
use crate::certificate::{PolynomialTailCertificate, Refused, verify_polynomial_tail};
use crate::data::SignedRows;
use crate::reference::{
    PolynomialTailLimit, ReferenceError, Separability, max_margin_l2, polynomial_tail_limit,
};

const EXPONENTS: [f64; 6] = [0.1, 0.5, 1.0, 2.5, 7.0, 40.0];

fn limit(rows: &SignedRows, k: f64) -> PolynomialTailLimit {
    polynomial_tail_limit(rows, k).unwrap_or_else(|why| panic!("k = {k}: {why}"))
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

#[test]
fn one_point_and_two_symmetric_points_have_closed_forms() {
    for k in EXPONENTS {
        // w = t z/|z| with t = |z| (t |z|)^-(k + 1): t = |z|^(-k/(k + 2)).
        let one = limit(&SignedRows::from_rows(&[[3.0, 4.0]]), k);
        let t = 5f64.powf(-k / (k + 2.0));
        assert!(distance(&one.minimiser, &[0.6 * t, 0.8 * t]) <= one.error + 4e-16, "k = {k}: {one:?}");
        assert!(distance(&one.direction, &[0.6, 0.8]) <= one.direction_error + 2e-16);
        // (a, b) and (a, -b): w = (t, 0) with t = 2 a (t a)^-(k + 1).
        let two = limit(&SignedRows::from_rows(&[[0.5, 2.0], [0.5, -2.0]]), k);
        let t = (2.0 * 0.5f64.powf(-k)).powf(1.0 / (k + 2.0));
        assert!(distance(&two.minimiser, &[t, 0.0]) <= two.error + 4e-16 * t, "k = {k}: {two:?}");
        assert!(distance(&two.direction, &[1.0, 0.0]) <= two.direction_error);
        assert!(one.error < 1e-15 && two.direction_error < 1e-14, "k = {k}: {:e} {:e}", one.error, two.error);
    }
}

/// With f(w) = |w|^2/2 + (1/k) sum (c z_i.w)^-k and w = c^-a v the two terms scale alike for 2 a = k (1 - a).
#[test]
fn scaled_rows_scale_the_minimiser_by_a_known_power() {
    for seed in 0..5 {
        let rows = planted(seed, 4, 3, 8, 0.5).rows;
        for k in EXPONENTS {
            let plain = limit(&rows, k);
            for power in [-100, -3, 1, 60] {
                let c = f64::powi(2.0, power);
                let scaled =
                    SignedRows { values: rows.values.iter().map(|x| c * x).collect(), ..rows.clone() };
                let found = limit(&scaled, k);
                let factor = c.powf(-k / (k + 2.0));
                let expected: Vec<f64> = plain.minimiser.iter().map(|w| factor * w).collect();
                // The factor is right to a unit for each power of two in its exponent.
                let blur = 1e-14 * distance(&expected, &[0.0; 4]);
                let allowed = found.error + factor * plain.error + blur;
                assert!(distance(&found.minimiser, &expected) <= allowed, "k = {k}, 2^{power}");
                assert!(
                    distance(&found.direction, &plain.direction)
                        <= found.direction_error + plain.direction_error
                );
            }
        }
    }
}

#[test]
fn the_larger_the_exponent_the_closer_to_the_max_margin() {
    for seed in 0..6 {
        let rows = planted(seed, 4, 3, 8, 0.5).rows;
        let Separability::Separable(margin) = max_margin_l2(&rows).unwrap() else { panic!("separable") };
        let mut last = f64::INFINITY;
        let mut first = None;
        for k in [64.0, 256.0, 1024.0, 4096.0] {
            let found = limit(&rows, k);
            let off = distance(&found.direction, &margin.direction);
            assert!(off < 0.5 * last, "seed {seed}, k = {k}: {off:e} after {last:e}");
            first.get_or_insert(off);
            last = off;
        }
        // Multipliers differ from the dual's by factors: m^-(k+1) ratios give m = 1 + O(1/k), and so does the direction.
        let first = first.expect("at least one");
        assert!(last < 4.0 * first * 64.0 / 4096.0 && last > 1e-9, "seed {seed}: {first:e} to {last:e}");
    }
}

#[test]
fn the_answer_is_where_differences_of_the_objective_vanish() {
    for seed in 0..5 {
        let rows = planted(seed, 5, 4, 9, 0.5).rows;
        for k in EXPONENTS {
            let found = limit(&rows, k);
            let value = |w: &[f64]| -> f64 {
                let margins = rows.rows().map(|z| z.iter().zip(w).map(|(z, w)| z * w).sum::<f64>());
                w.iter().map(|x| 0.5 * x * x).sum::<f64>() + margins.map(|m| m.powf(-k)).sum::<f64>() / k
            };
            let h = 1e-4;
            for j in 0..rows.d {
                let at = |t: f64| {
                    let mut w = found.minimiser.clone();
                    w[j] += t;
                    value(&w)
                };
                let (up, down, here) = (at(h), at(-h), at(0.0));
                let curvature = (up - 2.0 * here + down) / (h * h);
                assert!(curvature > 0.9, "k = {k}: strong convexity, {curvature}");
                // A central difference is off by h^2/6 times a third derivative of at most (k + 1)(k + 2) sum m^-(k+3).
                let slope = (up - down) / (2.0 * h);
                assert!(slope.abs() <= 2e-3 * h * curvature * (k + 2.0) + 1e-10, "k = {k}: {slope:e}");
            }
        }
    }
}

#[test]
fn real_data_are_answered_and_bad_questions_refused() {
    let rows = wdbc();
    for k in [0.5, 2.0, 10.0, 100.0] {
        let found = limit(&rows, k);
        let length = distance(&found.minimiser, &vec![0.0; rows.d]);
        println!("WDBC, k = {k}: error {:e}, of direction {:e}", found.error, found.direction_error);
        assert!(found.direction_error < 1e-15 && found.error < 1e-15 * length, "k = {k}: {found:?}");
    }
    let opposite = SignedRows::from_rows(&[[1.0], [-1.0]]);
    assert!(matches!(polynomial_tail_limit(&opposite, 1.0), Err(ReferenceError::NotSeparable { .. })));
    for k in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = polynomial_tail_limit(&rows, k).unwrap_err();
        assert!(error.to_string().starts_with("the exponent is"), "{error}");
    }
}

#[test]
fn a_certificate_with_one_number_changed_is_refused() {
    let rows = planted(3, 5, 4, 9, 0.5).rows;
    for k in EXPONENTS {
        let good = limit(&rows, k).certificate;
        let verify = |spoilt: &PolynomialTailCertificate| verify_polynomial_tail(&rows, spoilt);
        assert!(verify(&good).is_ok());
        for j in 0..5 {
            let w: f64 = good.minimiser[j].iter().sum();
            for wrong in [w * (1.0 + 1e-9), w * (1.0 - 1e-9), -w, 0.0, f64::NAN] {
                let mut spoilt = good.clone();
                spoilt.minimiser[j] = vec![wrong];
                assert!(verify(&spoilt).is_err(), "k = {k}: coordinate {j} from {w} to {wrong}");
            }
        }
        let mut spoilt = good.clone();
        spoilt.exponent *= 1.0 + 1e-9;
        assert!(matches!(verify(&spoilt), Err(Refused::Beyond { .. })));
        spoilt.exponent = -k;
        assert!(matches!(verify(&spoilt), Err(Refused::NotPositive { .. })));
        let mut spoilt = good.clone();
        spoilt.minimiser.swap(0, 1);
        assert!(verify(&spoilt).is_err());
        spoilt.minimiser.pop();
        assert!(matches!(verify(&spoilt), Err(Refused::Length { found: 4, expected: 5, .. })));
        // Rows that matter, left out or changed.
        let fewer = SignedRows { n: rows.n - 1, values: rows.values[5..].to_vec(), ..rows.clone() };
        assert!(verify_polynomial_tail(&fewer, &good).is_err());
        let mut other = rows.clone();
        other.values[0] *= -1.0;
        assert!(verify_polynomial_tail(&other, &good).is_err());
    }
    // 4^-1e300 is positive, but below all that is enclosed.
    let steep = PolynomialTailCertificate { exponent: 1e300, minimiser: vec![vec![2.0]] };
    let refused = verify_polynomial_tail(&SignedRows::from_rows(&[[2.0]]), &steep).unwrap_err();
    assert_eq!(refused, Refused::OutOfRange { what: "the margins", index: 0 });
    let negative = PolynomialTailCertificate { exponent: 1.0, minimiser: vec![vec![-1.0]] };
    let refused = verify_polynomial_tail(&SignedRows::from_rows(&[[2.0]]), &negative).unwrap_err();
    assert_eq!(refused, Refused::NotSeparated { row: 0, value: -2.0 });
}

#[test]
fn the_stated_error_holds_for_a_minimiser_within_the_limit_but_not_the_best() {
    let rows = planted(1, 4, 3, 8, 0.5).rows;
    for k in [0.5, 1.0, 2.5] {
        let best = limit(&rows, k);
        let mut rough = best.certificate.clone();
        rough.minimiser[0] = vec![best.minimiser[0] * (1.0 + 1e-14)];
        let proof = verify_polynomial_tail(&rows, &rough).unwrap();
        assert!(proof.error > 2.0 * best.error);
        assert!(distance(&proof.minimiser, &best.minimiser) <= proof.error + best.error);
        assert!(distance(&proof.direction, &best.direction) <= proof.direction_error + best.direction_error);
    }
}
