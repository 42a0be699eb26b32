//! Margins in the norms p: weak duality, order in p, changes of the data, and what any run proves of them.

use implicit_bias::certificate::{Norm, Refused, verify, verify_margin, verify_upper, whole_numbers};
use implicit_bias::data::SignedRows;
use implicit_bias::data::arbitrary::{NonSeparable, Separable};
use implicit_bias::data::strategies::non_separable_with_cycle;
use implicit_bias::reference::{
    CertificateKind, NormMaxMargin, NormSeparability, margin_sandwich, max_margin_in,
};
use proptest::collection::vec;
use proptest::prelude::*;
use quickcheck::{QuickCheck, TestResult};

use crate::rows::{any_separable, keys, mapped, permuted, with_row};

fn norm_of(p: f64) -> Norm {
    Norm::of(p).expect("an exponent from 1")
}

/// Exponents at both ends, at 2, and between.
fn exponent() -> impl Strategy<Value = f64> {
    prop_oneof![Just(1.0), Just(f64::INFINITY), Just(2.0), 1.05..2.0, 2.0..8.0]
}

fn margin(rows: &SignedRows, p: f64) -> NormMaxMargin {
    match max_margin_in(rows, norm_of(p)).unwrap_or_else(|error| panic!("p = {p}: {error}")) {
        NormSeparability::Separable(found) => {
            assert!(verify(rows, &found.certificate).is_ok());
            let polyhedral = [1.0, 2.0, f64::INFINITY].contains(&p);
            assert_eq!(found.certificate_kind == CertificateKind::Exact, polyhedral, "p = {p}");
            *found
        }
        NormSeparability::NotSeparable(witness) => {
            panic!("separable by construction, refused by {witness:?}")
        }
    }
}

/// ||x||_p in doubles.
fn size(x: &[f64], p: f64) -> f64 {
    let top = x.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    if p == f64::INFINITY || top == 0.0 {
        return top;
    }
    top * x.iter().map(|x| (x.abs() / top).powf(p)).sum::<f64>().powf(1.0 / p)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_pair_of_a_direction_and_weights_encloses_the_margin(
        rows in any_separable(),
        p in exponent(),
        w in vec(-8..=8i8, 8),
        a in vec(0..=9u8, 16),
    ) {
        let w: Vec<Vec<f64>> = w[..rows.d].iter().map(|&w| vec![f64::from(w)]).collect();
        let primal = whole_numbers(&w, "w").unwrap();
        let weights: Vec<Vec<f64>> = a[..rows.n].iter().map(|&a| vec![f64::from(a)]).collect();
        let dual: Vec<_> = whole_numbers(&weights, "a").unwrap().into_iter().enumerate().collect();
        let (lower, upper) = margin(&rows, p).margin;
        match verify_upper(&rows, norm_of(p), &dual) {
            Ok(bound) => prop_assert!(lower <= bound, "{lower} > {bound}"),
            Err(refused) => {
                prop_assert!(a[..rows.n].iter().all(|a| *a == 0));
                prop_assert_eq!(refused, Refused::NoMultipliers);
            }
        }
        let ones: Vec<_> = (0..rows.n).map(|i| (i, 1.into())).collect();
        match verify_margin(&rows, norm_of(p), &primal, &ones) {
            Ok(proof) => prop_assert!(proof.lower <= upper && lower <= proof.upper),
            Err(Refused::NotSeparated { row, .. }) => {
                let along: f64 = rows.row(row).iter().zip(&w).map(|(z, w)| z * w[0]).sum();
                prop_assert!(along <= 0.0, "row {row} is separated");
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn margins_grow_with_the_exponent(rows in any_separable(), first in exponent(), second in exponent()) {
        let (p, q) = (first.min(second), first.max(second));
        let (small, large) = (margin(&rows, p).margin, margin(&rows, q).margin);
        prop_assert!(small.0 <= large.1, "p = {p}: {small:?}, p = {q}: {large:?}");
    }

    #[test]
    fn the_direction_reaches_the_margin(rows in any_separable(), p in exponent()) {
        let found = margin(&rows, p);
        prop_assert!((size(&found.direction, p) - 1.0).abs() < 1e-14);
        let least = rows
            .rows()
            .map(|z| z.iter().zip(&found.direction).map(|(z, w)| z * w).sum::<f64>())
            .fold(f64::INFINITY, f64::min);
        let longest = rows.rows().map(|z| size(z, 1.0)).fold(0.0, f64::max);
        prop_assert!((least - found.margin.0).abs() <= 1e-14 * longest, "{least} and {:?}", found.margin);
        prop_assert!(found.support.iter().all(|&i| found.multipliers[i] > 0.0));
    }

    #[test]
    fn order_signs_and_scale_do_what_they_must(rows in any_separable(), p in exponent(), keys in keys(), flips in any::<u8>()) {
        let before = margin(&rows, p).margin;
        let moved = permuted(&rows, &keys).0;
        // Columns backwards, some with the other sign, all four times as long: every norm p allows for that.
        let turned = mapped(&moved, |z| {
            z.iter().rev().enumerate().map(|(j, z)| if flips >> (j % 8) & 1 == 1 { -4.0 * z } else { 4.0 * z }).collect()
        });
        let after = margin(&turned, p).margin;
        let slack = 1.0 + 1e-10;
        prop_assert!(after.0 <= 4.0 * before.1 * slack && 4.0 * before.0 <= after.1 * slack, "{before:?} {after:?}");
        if p == 1.0 || p == 2.0 || p == f64::INFINITY {
            prop_assert_eq!(after, (4.0 * before.0, 4.0 * before.1));
        }
    }

    #[test]
    fn rows_inside_change_nothing_and_repeated_ones_neither(rows in any_separable(), p in exponent()) {
        let before = margin(&rows, p).margin;
        let inner: Vec<f64> = (0..rows.d).map(|j| rows.row(0)[j] + rows.row(rows.n - 1)[j]).collect();
        for more in [with_row(&rows, &inner), with_row(&rows, rows.row(0))] {
            let after = margin(&more, p).margin;
            let slack = 1.0 + 1e-10;
            prop_assert!(after.0 <= before.1 * slack && before.0 <= after.1 * slack, "{before:?} {after:?}");
        }
    }

    #[test]
    fn rows_that_close_a_cycle_have_a_witness_in_every_norm((rows, _cycle) in non_separable_with_cycle(), p in exponent()) {
        match max_margin_in(&rows, norm_of(p)).expect("decided") {
            NormSeparability::NotSeparable(witness) => {
                let weights = witness.weights;
                prop_assert!(implicit_bias::certificate::verify_not_separable(&rows, &weights).is_ok());
            }
            NormSeparability::Separable(found) => prop_assert!(false, "found {found:?}"),
        }
    }

    #[test]
    fn a_run_encloses_the_margin_by_itself(rows in any_separable(), p in exponent(), steps in 0..60usize) {
        // Gradient descent on the exponential loss, in the log domain; any w would do.
        let mut w = vec![0.0; rows.d];
        let longest = rows.rows().map(|z| size(z, 2.0)).fold(0.0, f64::max);
        for _ in 0..steps {
            let margins: Vec<f64> = rows.rows().map(|z| z.iter().zip(&w).map(|(z, w)| z * w).sum()).collect();
            let least = margins.iter().copied().fold(f64::INFINITY, f64::min);
            let shares: Vec<f64> = margins.iter().map(|m| (least - m).exp()).collect();
            let total: f64 = shares.iter().sum();
            for (z, share) in rows.rows().zip(&shares) {
                w.iter_mut().zip(z).for_each(|(w, z)| *w += share / total * z / longest.powi(2));
            }
        }
        let sandwich = margin_sandwich(&rows, norm_of(p), &w).unwrap();
        let (lower, upper) = margin(&rows, p).margin;
        prop_assert!(lower <= sandwich.upper);
        prop_assert!(sandwich.lower.is_none_or(|reached| reached <= upper));
        prop_assert!(steps > 0 || sandwich.lower.is_none());
    }
}

#[test]
fn arbitrary_data_are_decided_in_every_norm() {
    fn separable(data: Separable) -> TestResult {
        let rows = data.0;
        let margins: Vec<(f64, f64)> =
            [1.0, 1.5, 2.0, 3.0, f64::INFINITY].map(|p| margin(&rows, p).margin).to_vec();
        TestResult::from_bool(margins.windows(2).all(|pair| pair[0].0 <= pair[1].1))
    }
    fn not_separable(data: NonSeparable) -> TestResult {
        let answer = max_margin_in(&data.0, Norm::One).expect("decided");
        TestResult::from_bool(matches!(answer, NormSeparability::NotSeparable(_)))
    }
    QuickCheck::new().tests(60).quickcheck(separable as fn(Separable) -> TestResult);
    QuickCheck::new().tests(60).quickcheck(not_separable as fn(NonSeparable) -> TestResult);
}
