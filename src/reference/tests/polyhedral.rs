//! The norms 1 and infinity, by linear programming.

use super::fixtures::{iris, wdbc};
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
        eprintln!("{norm} {:?} {:e}", found.margin, relative_width(found.margin));
        assert!((found.margin.0 / known - 1.0).abs() < 1e-9, "{norm}: {:?}", found.margin);
        assert!(relative_width(found.margin) < 1e-14, "{norm}: {:?}", found.margin);
        assert!(verify(&rows, &found.certificate).is_ok());
        let least = rows
            .rows()
            .map(|z| z.iter().zip(&found.w).map(|(z, w)| z * w).sum())
            .fold(f64::INFINITY, f64::min);
        assert!((least - 1.0f64).abs() < 1e-13, "{norm}: {least}");
    }
}

#[test]
fn wdbc_lies_within_the_known_bounds() {
    let rows = wdbc();
    for (norm, low, high) in [(Norm::One, 1.851208e-5, 1.851217e-5), (Norm::Inf, 4.899644e-5, 4.899651e-5)] {
        let start = std::time::Instant::now();
        let found = max_margin_lp(&rows, norm).unwrap();
        eprintln!("{norm} {:?} {:e} {:?}", found.margin, relative_width(found.margin), start.elapsed());
        assert!(found.margin.0 <= high && found.margin.1 >= low, "{norm}: {:?}", found.margin);
        assert!(relative_width(found.margin) < 1e-9, "{norm}: {:?}", found.margin);
    }
}

#[test]
fn overlapping_species_are_refused() {
    let error = max_margin_lp(&iris("versicolor", "virginica"), Norm::One).unwrap_err();
    assert!(matches!(error, ReferenceError::NotSeparable { .. }), "{error}");
}
