//! The references against golden values of the graded fixtures, computed elsewhere in long arithmetic.
//!
//! `fixtures/golden/margins.py` and `rays.py` made the values, each proved there to 20 digits or more.

mod golden;

use golden::{fixture, fixtures};
use std::process::Command;

use implicit_bias::certificate::{Norm, Proved, verify};
use implicit_bias::data::SignedRows;
use implicit_bias::reference::{
    CertificateKind, NormSeparability, RayLoss, Separability, max_margin_in, max_margin_l2, ray,
};

/// A line of a golden file: the data set, and the cells after file and options.
struct Golden {
    name: String,
    rows: SignedRows,
    cells: Vec<String>,
}

fn golden(file: &str) -> Vec<Golden> {
    let mut reader = csv::Reader::from_path(fixtures().join("golden").join(file)).unwrap();
    reader
        .records()
        .map(|record| {
            let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            let rows = fixture(&cells[0], &cells[1]).signed_rows();
            Golden { name: cells[..2].join(" "), rows, cells: cells[2..].to_vec() }
        })
        .collect()
}

fn numbers(cell: &str) -> Vec<f64> {
    cell.split_whitespace().map(|x| x.parse().unwrap()).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

#[test]
fn reference_margins_enclose_the_golden_ones_in_every_norm() {
    let all = golden("margins.csv");
    assert!(all.len() > 80, "{} golden margins", all.len());
    for Golden { name, rows, cells } in all {
        let norm: Norm = cells[0].parse().unwrap();
        let answer =
            max_margin_in(&rows, norm).unwrap_or_else(|error| panic!("{name}, norm {norm}: {error}"));
        match answer {
            NormSeparability::NotSeparable(_) => assert_eq!(cells[1], "not separable", "{name}, norm {norm}"),
            NormSeparability::Separable(found) => {
                let known: f64 = cells[1].parse().unwrap_or_else(|_| panic!("{name}: not separable"));
                let (lower, upper) = found.margin;
                // The golden value was rounded once on its way into a double.
                assert!(
                    lower.next_down() <= known && known <= upper.next_up(),
                    "{name}, norm {norm}: {lower:?} {known:?}"
                );
                let widest = match norm {
                    Norm::Two => 1e-12,
                    _ => 1e-10,
                };
                assert!(upper - lower <= widest * lower, "{name}, norm {norm}: [{lower:?}, {upper:?}]");
                assert!(matches!(verify(&rows, &found.certificate), Ok(Proved::Margin(_))), "{name}");
            }
        }
    }
}

#[test]
fn reference_directions_lie_as_near_the_golden_ones_as_they_say() {
    for Golden { name, rows, cells } in golden("directions.csv") {
        let Separability::Separable(found) = max_margin_l2(&rows).unwrap() else {
            panic!("{name}: separable")
        };
        let known = numbers(&cells[0]);
        let off = distance(&found.direction, &known);
        // Each golden coordinate was rounded to a double.
        assert!(
            off <= found.direction_error + f64::EPSILON / 2.0,
            "{name}: {off:e} {:e}",
            found.direction_error
        );
        if found.certificate_kind == CertificateKind::Exact {
            assert!(found.direction_error <= 1e-13, "{name}");
        }
    }
}

#[test]
fn reference_rays_are_the_golden_ones() {
    let indices = |cell: &str| cell.split_whitespace().map(|i| i.parse().unwrap()).collect::<Vec<usize>>();
    for Golden { name, rows, cells } in golden("rays.csv") {
        let loss = if cells[0] == "exp" { RayLoss::Exponential } else { RayLoss::Logistic };
        let found = ray(&rows, loss).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.partition.separable_part, indices(&cells[1]), "{name}");
        assert_eq!(found.partition.rest, indices(&cells[2]), "{name}");
        assert_eq!(found.partition.subspace_dim(), cells[3].parse::<usize>().unwrap(), "{name}");
        let known = numbers(&cells[4]);
        let rounding = f64::EPSILON * known.iter().map(|x| x * x).sum::<f64>().sqrt();
        let off = distance(&found.offset.v, &known);
        assert!(off <= found.offset.error + rounding, "{name}: {off:e} {:e}", found.offset.error);
        assert!(
            found.offset.error < 1e-10 * (1.0 + rounding / f64::EPSILON),
            "{name}: {:e}",
            found.offset.error
        );
        match found.across {
            None => assert_eq!(cells[5], "", "{name}"),
            Some(across) => {
                let off = distance(&across.direction, &numbers(&cells[5]));
                assert!(off <= across.direction_error + f64::EPSILON / 2.0, "{name}: {off:e}");
                let (known, (lower, upper)) = (cells[6].parse::<f64>().unwrap(), across.margin);
                assert!(
                    lower.next_down() <= known && known <= upper.next_up(),
                    "{name}: {lower:?} {known:?}"
                );
            }
        }
    }
}

#[test]
fn the_graded_fixtures_are_what_their_script_makes() {
    let script = fixtures().join("graded/make.py");
    let answer =
        Command::new("python3").arg(script).arg("--check").output().expect("python3 runs the script");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
}
