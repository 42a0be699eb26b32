//! Certificates of real answers, spoilt in a digit, a sign, an index or by an omission.

use super::fixtures::{iris, wdbc};
use super::planted::planted;
use crate::certificate::{Certificate, Norm, Proved, Refused, Whole, verify, verify_margin_l2};
use crate::data::generate::Mixed;
use crate::data::{Seed, SignedRows};
use crate::reference::{
    NormSeparability, Precision, RayLoss, Separability, max_margin_in, max_margin_l2_with, ray,
};
use dashu_int::IBig;

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

/// The whole numbers of a certificate, with one of them replaced.
fn with_primal(certificate: &Certificate, at: usize, value: Whole) -> Certificate {
    let mut spoilt = certificate.clone();
    match &mut spoilt {
        Certificate::Margin { primal, .. } | Certificate::Partition { primal, .. } => primal[at] = value,
        Certificate::NotSeparable { .. } => unreachable!("a witness has no direction"),
    }
    spoilt
}

fn dual(certificate: &mut Certificate) -> &mut Vec<(usize, Whole)> {
    match certificate {
        Certificate::Margin { dual, .. } | Certificate::Partition { dual, .. } => dual,
        Certificate::NotSeparable { weights } => weights,
    }
}

/// The certificates of real answers in each norm, exact ones.
fn exact_ones(rows: &SignedRows) -> Vec<Certificate> {
    let mut all = vec![certificate(rows, Precision::Exact)];
    for norm in [Norm::One, Norm::Inf] {
        match max_margin_in(rows, norm).unwrap() {
            NormSeparability::Separable(found) => all.push(found.certificate),
            NormSeparability::NotSeparable(witness) => {
                all.push(Certificate::NotSeparable { weights: witness.weights });
            }
        }
    }
    all
}

/// Every whole number with a digit or its sign changed, every row named otherwise, left out or named twice.
fn spoil_everywhere(rows: &SignedRows, good: &Certificate, name: &str) {
    assert!(verify(rows, good).is_ok(), "{name}");
    let refused = |spoilt: &Certificate, what: &str| {
        assert!(verify(rows, spoilt).is_err(), "{name}: {what} went unnoticed");
    };
    if let Certificate::Margin { primal, .. } | Certificate::Partition { primal, .. } = good {
        for (j, value) in primal.iter().enumerate() {
            for place in [0, 1, 7, 50, 100, 10_000] {
                refused(
                    &with_primal(good, j, another_digit(value, place)),
                    &format!("digit {place} of w_{j}"),
                );
            }
            if value.0 != IBig::ZERO {
                refused(&with_primal(good, j, Whole(-value.0.clone())), &format!("the sign of w_{j}"));
            }
        }
    }
    let named = dual(&mut good.clone()).clone();
    for (m, (row, value)) in named.iter().enumerate() {
        let spoil = |change: &dyn Fn(&mut Vec<(usize, Whole)>), what: &str| {
            let mut spoilt = good.clone();
            change(dual(&mut spoilt));
            refused(&spoilt, what);
        };
        if named.len() > 1 {
            for place in [0, 1, 7, 50, 100, 10_000] {
                let other = another_digit(value, place);
                spoil(&|dual| dual[m].1 = other.clone(), &format!("digit {place} of row {row}'s weight"));
            }
        }
        spoil(&|dual| dual[m].1 = Whole(-value.0.clone()), "a sign");
        spoil(&|dual| drop(dual.remove(m)), "a row left out");
        spoil(&|dual| dual.push(named[m].clone()), "a row named twice");
        spoil(&|dual| dual[m].0 = rows.n, "a row beyond the last");
        let free = (0..rows.n).find(|i| named.iter().all(|w| w.0 != *i) && rows.row(*i) != rows.row(*row));
        if let Some(free) = free {
            spoil(&|dual| dual[m].0 = free, "another row");
        }
    }
}

#[test]
fn an_exact_certificate_spoilt_in_one_place_is_refused() {
    for seed in 0..10 {
        let rows = planted(seed, 5, 4, 10, 0.5).rows;
        for (good, norm) in exact_ones(&rows).iter().zip(["2", "1", "inf"]) {
            spoil_everywhere(&rows, good, &format!("set {seed}, norm {norm}"));
        }
    }
    let rows = iris("setosa", "versicolor");
    for (good, norm) in exact_ones(&rows).iter().zip(["2", "1", "inf"]) {
        spoil_everywhere(&rows, good, &format!("iris, norm {norm}"));
    }
}

#[test]
fn a_witness_spoilt_in_one_place_is_refused() {
    let rows = iris("versicolor", "virginica");
    for (good, norm) in exact_ones(&rows).iter().zip(["2", "1", "inf"]) {
        spoil_everywhere(&rows, good, &format!("iris, from the method of norm {norm}"));
    }
}

#[test]
fn a_ray_spoilt_in_one_place_is_refused() {
    for seed in 0..6u64 {
        let mixed = Mixed { d: 4, subspace: 2, rest: 4 + seed as usize, separable: 5, balanced: false };
        let rows = mixed.draw(Seed(seed)).unwrap().data.signed_rows();
        let good = ray(&rows, RayLoss::Logistic).unwrap().certificate;
        spoil_everywhere(&rows, &good, &format!("set {seed}"));
        let Certificate::Partition { projected: Some((claim, weights)), .. } = &good else {
            panic!("mixed data have a margin across the rest")
        };
        for (m, (row, value)) in weights.iter().enumerate() {
            let refused = |change: &dyn Fn(&mut Vec<(usize, Whole)>), what: &str| {
                let (mut spoilt, mut changed) = (good.clone(), weights.clone());
                change(&mut changed);
                if let Certificate::Partition { projected, .. } = &mut spoilt {
                    *projected = Some((claim.clone(), changed));
                }
                assert!(verify(&rows, &spoilt).is_err(), "set {seed}: {what} of row {row} went unnoticed");
            };
            for place in [0, 1, 7, 50, 100, 10_000] {
                let other = another_digit(value, place);
                refused(&|weights| weights[m].1 = other.clone(), "a digit");
            }
            refused(&|weights| weights[m].1 = Whole(-value.0.clone()), "a sign");
            refused(&|weights| drop(weights.remove(m)), "the weight");
            refused(&|weights| weights[m].0 = rows.n, "the index");
            refused(&|weights| weights.push(weights[m].clone()), "a repetition");
        }
    }
}

#[test]
fn a_certificate_of_other_data_is_refused() {
    let rows = wdbc();
    let good = certificate(&rows, Precision::Exact);
    // One unit in the last place of one support row is enough.
    let support = dual(&mut good.clone()).clone();
    let row = support[3].0;
    let mut other = rows.clone();
    other.values[row * rows.d + 5] = other.values[row * rows.d + 5].next_up();
    assert!(verify(&rows, &good).is_ok());
    assert!(verify(&other, &good).is_err());
    // A row that is not in the support may move, as long as it stays outside the margin; not into it.
    let free = (0..rows.n).find(|i| support.iter().all(|w| w.0 != *i)).unwrap();
    let mut moved = rows.clone();
    moved.values[free * rows.d] = moved.values[free * rows.d].next_up();
    assert!(matches!(verify(&moved, &good), Ok(Proved::Margin(proved)) if proved.exact));
    moved.values[free * rows.d..(free + 1) * rows.d].iter_mut().for_each(|x| *x = -*x);
    assert!(matches!(verify(&moved, &good), Err(Refused::NotSeparated { row, .. }) if row == free));
}

#[test]
fn a_spoilt_enclosure_still_holds_the_margin_or_is_refused() {
    for (rows, name) in [
        (wdbc(), "tumours"),
        (iris("setosa", "versicolor"), "iris"),
        (planted(3, 6, 6, 9, 0.5).rows, "planted"),
    ] {
        let Separability::Separable(truth) = max_margin_l2_with(&rows, Precision::Exact).unwrap() else {
            panic!("separable")
        };
        let (low, high) = truth.gamma;
        let Certificate::Margin { primal, dual, .. } = certificate(&rows, Precision::Enclosure) else {
            panic!("an enclosure")
        };
        let mut refused = 0;
        for j in 0..rows.d {
            for thousandths in [1000 + 1, 900, -1000] {
                let mut spoilt = primal.clone();
                spoilt[j] = Whole(&spoilt[j].0 * thousandths / 1000);
                match verify_margin_l2(&rows, &spoilt, &dual) {
                    Ok(wide) => {
                        assert!(wide.lower <= high && low <= wide.upper, "{name}");
                        let off: f64 =
                            wide.direction.iter().zip(&truth.direction).map(|(a, b)| (a - b) * (a - b)).sum();
                        assert!(off.sqrt() <= wide.direction_error + truth.direction_error, "{name}");
                        let known = truth.margin_rows.iter().all(|i| wide.margin_rows.contains(i));
                        assert!(known, "{name}: a margin row is missing");
                    }
                    Err(Refused::NotSeparated { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
        assert!(refused > 0, "{name}: some of these no longer separate");
        for m in 0..dual.len() {
            let mut spoilt = dual.clone();
            spoilt[m].1 = Whole(&spoilt[m].1.0 * 3 / 2);
            let wide = verify_margin_l2(&rows, &primal, &spoilt).unwrap();
            assert!(
                wide.lower == low && wide.upper > high,
                "{name}: a wrong multiplier widens the upper end only"
            );
        }
    }
}
