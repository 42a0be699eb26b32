//! The norms 1 and infinity, by linear programming.

use super::fixtures::{boosting, iris, wdbc};
use super::planted::planted;
use crate::certificate::{Norm, verify};
use crate::reference::{ReferenceError, max_margin_lp};

fn relative_width(margin: (f64, f64)) -> f64 {
    (margin.1 - margin.0) / margin.0
}

#[test]
fn iris_has_its_known_margins() {
    let rows = iris("setosa", "versicolor");
    for (norm, known) in [(Norm::One, 0.4371761658), (Norm::Inf, 1.121875)] {
        let found = max_margin_lp(&rows, norm).unwrap();
        assert!((found.margin.0 / known - 1.0).abs() < 1e-9, "{norm}: {:?}", found.margin);
        assert!(relative_width(found.margin) < 1e-14, "{norm}: {:?}", found.margin);
        assert!(verify(&rows, &found.certificate).is_ok());
        let least = rows
            .rows()
            .map(|z| z.iter().zip(&found.w).map(|(z, w)| z * w).sum())
            .fold(f64::INFINITY, f64::min);
        assert!((least - 1.0f64).abs() < 1e-13, "{norm}: {least}");
        // Strong duality: sum a = ||w||_p = 1/gamma and ||Z^T a||_q = 1.
        let total: f64 = found.multipliers.iter().sum();
        assert!((total * known - 1.0).abs() < 1e-9, "{norm}: {total}");
        let combined = (0..rows.d)
            .map(|j| rows.rows().zip(&found.multipliers).map(|(z, a)| a * z[j]).sum::<f64>().abs());
        let dual = match norm {
            Norm::One => combined.fold(0.0, f64::max),
            _ => combined.sum(),
        };
        assert!((dual - 1.0).abs() < 1e-12, "{norm}: {dual}");
    }
}

#[test]
fn wdbc_lies_within_the_known_bounds() {
    let rows = wdbc();
    for (norm, low, high) in [(Norm::One, 1.851208e-5, 1.851217e-5), (Norm::Inf, 4.899644e-5, 4.899651e-5)] {
        let found = max_margin_lp(&rows, norm).unwrap();
        assert!(found.margin.0 <= high && found.margin.1 >= low, "{norm}: {:?}", found.margin);
        assert!(relative_width(found.margin) < 1e-9, "{norm}: {:?}", found.margin);
    }
}

#[test]
fn overlapping_species_are_refused() {
    let error = max_margin_lp(&iris("versicolor", "virginica"), Norm::One).unwrap_err();
    assert!(matches!(error, ReferenceError::NotSeparable { .. }), "{error}");
}

#[test]
fn signs_have_margins_that_are_small_fractions() {
    // 7/19 = 0.3684 and 4/11 = 0.3636.
    for (rows, fraction) in boosting().iter().zip([7.0 / 19.0, 4.0 / 11.0]) {
        let found = max_margin_lp(rows, Norm::One).unwrap();
        assert!(
            found.margin.0 <= fraction && fraction <= found.margin.1,
            "{:?} misses {fraction}",
            found.margin
        );
        assert!(relative_width(found.margin) < 1e-14);
    }
}

#[test]
fn three_norms_are_in_order() {
    for seed in 0..40 {
        let set = planted(seed, 5, 4, 12, 0.5);
        let d = 5f64;
        let one = max_margin_lp(&set.rows, Norm::One).unwrap();
        let inf = max_margin_lp(&set.rows, Norm::Inf).unwrap();
        // ||w||_inf <= ||w||_2 <= ||w||_1 <= d ||w||_inf.
        assert!(one.margin.0 <= 0.5 * (1.0 + 1e-12) && inf.margin.1 >= 0.5 * (1.0 - 1e-12), "set {seed}");
        assert!(inf.margin.0 <= d * one.margin.1, "set {seed}");
        for found in [one, inf] {
            assert!(relative_width(found.margin) < 1e-13, "set {seed}: {:?}", found.margin);
            let least = set.rows.rows().map(|z| z.iter().zip(&found.w).map(|(z, w)| z * w).sum::<f64>());
            assert!((least.fold(f64::INFINITY, f64::min) - 1.0).abs() < 1e-12);
        }
    }
}
