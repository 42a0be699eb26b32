//! Certificates of real answers, spoilt in a digit, a sign, an index or by an omission.

use super::fixtures::{iris, wdbc};
use super::planted::planted;
use crate::certificate::{Certificate, Proved, Refused, Whole, verify};
use crate::data::SignedRows;
use crate::reference::{Precision, Separability, max_margin_l2_with};

fn certificate(rows: &SignedRows, precision: Precision) -> Certificate {
    match max_margin_l2_with(rows, precision).unwrap() {
        Separability::Separable(found) => found.certificate,
        Separability::NotSeparable(witness) => Certificate::NotSeparable { weights: witness.weights },
    }
}

/// The number with its digit at `place` (from the left, modulo the length) changed.
fn another_digit(whole: &Whole, place: usize) -> Whole {
    let mut digits = whole.to_string().into_bytes();
    let first = usize::from(digits[0] == b'-');
    let at = first + place % (digits.len() - first);
    digits[at] = if digits[at] == b'9' { b'8' } else { digits[at] + 1 };
    String::from_utf8(digits).unwrap().parse().unwrap()
}

#[test]
fn an_exact_certificate_with_any_one_digit_changed_is_refused() {
    for seed in 0..20 {
        let rows = planted(seed, 5, 4, 10, 0.5).rows;
        let Certificate::Exact { alpha } = certificate(&rows, Precision::Exact) else {
            panic!("an exact one")
        };
        for m in 0..alpha.weights.len() {
            for place in [0, 1, 7, 50, 100, 10_000] {
                let mut spoilt = alpha.clone();
                spoilt.weights[m].1 = another_digit(&spoilt.weights[m].1, place);
                let refused = verify(&rows, &Certificate::Exact { alpha: spoilt }).unwrap_err();
                assert!(
                    matches!(refused, Refused::OffMargin { .. } | Refused::InsideMargin { .. }),
                    "set {seed}, multiplier {m}, digit {place}: {refused}"
                );
            }
            let mut without = alpha.clone();
            without.weights.remove(m);
            assert!(verify(&rows, &Certificate::Exact { alpha: without }).is_err());
            let mut negative = alpha.clone();
            negative.weights[m].1 = Whole(-negative.weights[m].1.0.clone());
            let refused = verify(&rows, &Certificate::Exact { alpha: negative }).unwrap_err();
            assert!(matches!(refused, Refused::NegativeMultiplier { row, .. } if row == alpha.weights[m].0));
            let mut elsewhere = alpha.clone();
            elsewhere.weights[m].0 = 9;
            assert!(verify(&rows, &Certificate::Exact { alpha: elsewhere }).is_err());
        }
        let mut denominator = alpha.clone();
        denominator.denominator = another_digit(&denominator.denominator, 60);
        assert!(verify(&rows, &Certificate::Exact { alpha: denominator }).is_err());
    }
}

#[test]
fn a_certificate_of_other_data_is_refused() {
    let rows = wdbc();
    let good = certificate(&rows, Precision::Exact);
    // One unit in the last place of one support row is enough.
    let Certificate::Exact { alpha } = &good else { panic!("an exact one") };
    let row = alpha.weights[3].0;
    let mut other = rows.clone();
    other.values[row * rows.d + 5] = other.values[row * rows.d + 5].next_up();
    assert!(verify(&rows, &good).is_ok());
    assert!(verify(&other, &good).is_err());
    // A row that is not in the support may move, as long as it stays outside the margin; not into it.
    let free = (0..rows.n).find(|i| alpha.weights.iter().all(|w| w.0 != *i)).unwrap();
    let mut moved = rows.clone();
    moved.values[free * rows.d] = moved.values[free * rows.d].next_up();
    assert!(matches!(verify(&moved, &good), Ok(Proved::Exact(_))));
    moved.values[free * rows.d..(free + 1) * rows.d].iter_mut().for_each(|x| *x = -*x);
    assert!(matches!(verify(&moved, &good), Err(Refused::InsideMargin { row, .. }) if row == free));
}

#[test]
fn a_spoilt_enclosure_still_holds_the_margin_or_is_refused() {
    for (rows, name) in [
        (wdbc(), "tumours"),
        (iris("setosa", "versicolor"), "iris"),
        (planted(3, 6, 6, 9, 0.5).rows, "planted"),
    ] {
        let Ok(Proved::Exact(truth)) = verify(&rows, &certificate(&rows, Precision::Exact)) else {
            panic!("exact")
        };
        let (low, high) = (truth.margin.lower, truth.margin.upper);
        let Certificate::Enclosure { norm, separator, multipliers } =
            certificate(&rows, Precision::Enclosure)
        else {
            panic!("an enclosure")
        };
        let mut refused = 0;
        for j in 0..rows.d {
            for factor in [1.0 + 1e-12, 1.0 + 1e-6, 0.9, -1.0] {
                let mut spoilt = separator.clone();
                spoilt[j][0] *= factor;
                let certificate =
                    Certificate::Enclosure { norm, separator: spoilt, multipliers: multipliers.clone() };
                match verify(&rows, &certificate) {
                    Ok(Proved::Enclosure(wide)) => {
                        assert!(wide.lower <= high && low <= wide.upper, "{name}");
                        let off: f64 = wide
                            .direction
                            .iter()
                            .zip(&truth.margin.direction)
                            .map(|(a, b)| (a - b) * (a - b))
                            .sum();
                        assert!(off.sqrt() <= wide.direction_error + truth.margin.direction_error, "{name}");
                        let known = truth.margin.margin_rows.iter().all(|i| wide.margin_rows.contains(i));
                        assert!(known, "{name}: a margin row is missing");
                    }
                    Ok(other) => panic!("{other:?}"),
                    Err(Refused::NotSeparated { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
        assert!(refused > 0, "{name}: some of these no longer separate");
        for m in 0..multipliers.len() {
            let mut spoilt = multipliers.clone();
            spoilt[m].1[0] *= 1.5;
            let certificate =
                Certificate::Enclosure { norm, separator: separator.clone(), multipliers: spoilt };
            let Ok(Proved::Enclosure(wide)) = verify(&rows, &certificate) else { panic!("still a bound") };
            assert!(
                wide.lower == low && wide.upper > high,
                "{name}: a wrong multiplier widens the upper end only"
            );
        }
    }
}

#[test]
fn a_spoilt_witness_is_refused() {
    let rows = iris("versicolor", "virginica");
    let Certificate::NotSeparable { weights } = certificate(&rows, Precision::Auto) else {
        panic!("no margin")
    };
    for m in 0..weights.len() {
        for place in [0, 5, 80] {
            let mut spoilt = weights.clone();
            spoilt[m].1 = another_digit(&spoilt[m].1, place);
            let refused = verify(&rows, &Certificate::NotSeparable { weights: spoilt }).unwrap_err();
            assert!(matches!(refused, Refused::DoesNotCancel { .. }), "{refused}");
        }
        let mut without = weights.clone();
        without.remove(m);
        assert!(verify(&rows, &Certificate::NotSeparable { weights: without }).is_err());
    }
}
