//! The norms 1 and infinity, by linear programming.

use super::fixtures::{boosting, iris, wdbc};
use super::planted::planted;
use crate::certificate::{Norm, verify, verify_not_separable};
use crate::data::SignedRows;
use crate::reference::{CertificateKind, NormMaxMargin, NormSeparability, max_margin_in};

fn separable(rows: &SignedRows, norm: Norm) -> NormMaxMargin {
    match max_margin_in(rows, norm).unwrap() {
        NormSeparability::Separable(found) => *found,
        NormSeparability::NotSeparable(witness) => panic!("found a witness: {witness:?}"),
    }
}

fn relative_width(margin: (f64, f64)) -> f64 {
    (margin.1 - margin.0) / margin.0
}

#[test]
fn iris_has_its_known_margins() {
    let rows = iris("setosa", "versicolor");
    for (norm, known) in [(Norm::One, 0.4371761658), (Norm::Inf, 1.121875)] {
        let found = separable(&rows, norm);
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
        let found = separable(&rows, norm);
        assert!(found.margin.0 <= high && found.margin.1 >= low, "{norm}: {:?}", found.margin);
        assert!(found.margin.0.next_up() == found.margin.1, "{norm}: {:?}", found.margin);
        assert_eq!(found.certificate_kind, CertificateKind::Exact);
        assert_eq!(found.unique, Some(true));
    }
}

#[test]
fn overlapping_species_have_a_witness() {
    let rows = iris("versicolor", "virginica");
    for norm in [Norm::One, Norm::Inf] {
        let NormSeparability::NotSeparable(witness) = max_margin_in(&rows, norm).unwrap() else {
            panic!("no w separates them")
        };
        assert!(verify_not_separable(&rows, &witness.weights).is_ok());
    }
}

#[test]
fn signs_have_margins_that_are_small_fractions() {
    // 7/19 = 0.3684 and 4/11 = 0.3636.
    for (rows, fraction) in boosting().iter().zip([7.0 / 19.0, 4.0 / 11.0]) {
        let found = separable(rows, Norm::One);
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
        let one = separable(&set.rows, Norm::One);
        let inf = separable(&set.rows, Norm::Inf);
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
