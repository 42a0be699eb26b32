//! The l2 max margin under changes of the data whose effect is known.
//!
//! The rows are eighths of small whole numbers and the answer carries an exact certificate: gamma lies
//! between the same two doubles, and w^ is the nearest double in each coordinate, so that most comparisons
//! are of bits.

use implicit_bias::data::strategies::non_separable_with_cycle;
use implicit_bias::data::{DataSet, Provenance, SignedRows};
use implicit_bias::reference::{CertificateKind, MaxMargin, Separability, Witness, max_margin_l2};
use proptest::prelude::*;

use crate::rows::{any_separable, distance, dot, keys, mapped, norm, permuted, reflection, with_row};

fn margin(rows: &SignedRows) -> MaxMargin {
    match max_margin_l2(rows).expect("rows of small numbers are decided") {
        Separability::Separable(answer) => {
            assert_eq!(
                answer.certificate_kind,
                CertificateKind::Exact,
                "small rows get an exact certificate"
            );
            *answer
        }
        Separability::NotSeparable(witness) => panic!("separable by construction, refused by {witness:?}"),
    }
}

fn witness(rows: &SignedRows) -> Witness {
    match max_margin_l2(rows).expect("rows of small numbers are decided") {
        Separability::Separable(answer) => panic!("not separable by construction, found {answer:?}"),
        Separability::NotSeparable(witness) => witness,
    }
}

proptest! {
    #[test]
    fn permuting_rows_permutes_the_answer(rows in any_separable(), keys in keys()) {
        let before = margin(&rows);
        let (moved, order) = permuted(&rows, &keys);
        let after = margin(&moved);
        prop_assert_eq!(after.gamma, before.gamma);
        prop_assert_eq!(&after.w_hat, &before.w_hat);
        let mut places: Vec<usize> = after.margin_rows.iter().map(|&i| order[i]).collect();
        places.sort_unstable();
        prop_assert_eq!(places, before.margin_rows);
        for (place, &i) in order.iter().enumerate() {
            prop_assert_eq!(after.excess[place], before.excess[i]);
        }
    }

    #[test]
    fn reflecting_rows_reflects_the_answer(rows in any_separable(), first in reflection(), second in reflection()) {
        let before = margin(&rows);
        let turn = |x: &[f64]| second.apply(&first.apply(x));
        let after = margin(&mapped(&rows, turn));
        prop_assert_eq!(after.gamma, before.gamma);
        prop_assert_eq!(&after.margin_rows, &before.margin_rows);
        // Two reflections of at most five rounded operations each, on a vector of the length of w^.
        let rounding = 16.0 * f64::EPSILON * norm(&before.w_hat);
        let error = distance(&after.w_hat, &turn(&before.w_hat));
        prop_assert!(error <= before.w_hat_error + after.w_hat_error + rounding, "off by {error}");
    }

    #[test]
    fn scaling_rows_scales_the_margin(rows in any_separable(), power in -40..40i32, whole in 3..8u8) {
        let before = margin(&rows);
        let c = 2.0f64.powi(power);
        let after = margin(&mapped(&rows, |row| row.iter().map(|z| c * z).collect()));
        prop_assert_eq!(after.gamma, (c * before.gamma.0, c * before.gamma.1));
        prop_assert_eq!(&after.w_hat, &before.w_hat.iter().map(|w| w / c).collect::<Vec<_>>());
        prop_assert_eq!(&after.margin_rows, &before.margin_rows);
        prop_assert_eq!(&after.excess, &before.excess);

        let c = f64::from(whole);
        let after = margin(&mapped(&rows, |row| row.iter().map(|z| c * z).collect()));
        // Both intervals hold c gamma; the product rounds each end once.
        let (low, high) = (c * before.gamma.0 * (1.0 - f64::EPSILON), c * before.gamma.1 * (1.0 + f64::EPSILON));
        prop_assert!(after.gamma.0 <= high && after.gamma.1 >= low, "{:?} against [{low}, {high}]", after.gamma);
        prop_assert_eq!(&after.margin_rows, &before.margin_rows);
        prop_assert_eq!(&after.excess, &before.excess);
    }

    #[test]
    fn flipping_labels_and_signs_changes_nothing_and_signs_alone_turn_w_round(
        rows in any_separable(), labels in prop::collection::vec(any::<bool>(), 13),
    ) {
        let before = margin(&rows);
        let mut data = DataSet::from_signed_rows(rows.clone(), Provenance::Given { name: "any".into() });
        for i in (0..data.n).filter(|&i| labels[i]) {
            data.labels[i] = -1;
            data.features[i * rows.d..(i + 1) * rows.d].iter_mut().for_each(|x| *x = -*x);
        }
        prop_assert_eq!(&margin(&data.signed_rows()), &before);
        let turned = margin(&mapped(&rows, |row| row.iter().map(|z| -z).collect()));
        prop_assert_eq!(turned.gamma, before.gamma);
        prop_assert_eq!(turned.w_hat, before.w_hat.iter().map(|w| -w).collect::<Vec<_>>());
    }

    #[test]
    fn a_second_copy_of_a_row_changes_nothing(rows in any_separable(), which in any::<prop::sample::Index>()) {
        let before = margin(&rows);
        let i = which.index(rows.n);
        let after = margin(&with_row(&rows, rows.row(i)));
        prop_assert_eq!(after.gamma, before.gamma);
        prop_assert_eq!(&after.w_hat, &before.w_hat);
        let mut expected = before.margin_rows.clone();
        expected.extend(before.margin_rows.contains(&i).then_some(rows.n));
        prop_assert_eq!(after.margin_rows, expected);
    }

    #[test]
    fn a_point_of_the_cone_beyond_the_hull_changes_nothing(
        rows in any_separable(),
        (i, j) in any::<(prop::sample::Index, prop::sample::Index)>(),
        (a, b) in (2..8u8, 3..8u8),
    ) {
        let before = margin(&rows);
        // (a z_i + b z_j) / 4 with a + b > 4: its product with w^ is at least (a + b) / 4 > 1.
        let (p, q) = (rows.row(i.index(rows.n)), rows.row(j.index(rows.n)));
        let inner: Vec<f64> =
            p.iter().zip(q).map(|(p, q)| (f64::from(a) * p + f64::from(b) * q) / 4.0).collect();
        let after = margin(&with_row(&rows, &inner));
        prop_assert_eq!(after.gamma, before.gamma);
        prop_assert_eq!(&after.w_hat, &before.w_hat);
        prop_assert_eq!(&after.margin_rows, &before.margin_rows);
        prop_assert!(after.excess[rows.n] >= f64::from(a + b) / 4.0 - 1.0);
    }

    #[test]
    fn the_answer_is_optimal_by_its_own_multipliers(rows in any_separable()) {
        let answer = margin(&rows);
        let w = &answer.w_hat;
        let size = norm(w) * rows.rows().map(norm).fold(0.0, f64::max);
        // Six products a row, with w^ off by half a unit in each coordinate.
        let rounding = 8.0 * f64::EPSILON * size.max(1.0);
        for (i, row) in rows.rows().enumerate() {
            prop_assert!(dot(row, w) >= 1.0 - rounding, "row {i}: {}", dot(row, w));
            prop_assert!((dot(row, w) - 1.0 - answer.excess[i]).abs() <= rounding + answer.excess_error[i]);
            prop_assert!(answer.multipliers[i] >= 0.0);
            prop_assert_eq!(answer.multipliers[i] > 0.0, answer.support.contains(&i));
        }
        prop_assert!(answer.support.iter().all(|i| answer.margin_rows.contains(i)));
        prop_assert!(answer.support.len() <= rows.d);
        let combined: Vec<f64> = (0..rows.d)
            .map(|j| rows.rows().zip(&answer.multipliers).map(|(row, alpha)| alpha * row[j]).sum())
            .collect();
        // Each alpha_i z_i is off by the error of alpha_i and two roundings, and at most d terms are added.
        let each = answer.multipliers.iter().zip(&answer.multipliers_error);
        let terms: f64 = rows
            .rows()
            .zip(each)
            .map(|(row, (alpha, error))| (error + 8.0 * f64::EPSILON * alpha) * norm(row))
            .sum();
        let allowed = terms + answer.w_hat_error;
        prop_assert!(distance(&combined, w) <= allowed, "{combined:?} against {w:?}");
        let product = norm(w) * answer.gamma_ball().value;
        prop_assert!((product - 1.0).abs() <= 16.0 * f64::EPSILON, "||w^|| gamma = {product}");
    }

    #[test]
    fn rows_that_sum_to_zero_are_refused_with_weights_that_do(
        (rows, cycle) in non_separable_with_cycle(), keys in keys(), turn in reflection(),
    ) {
        prop_assert!(cycle >= 1);
        for rows in [permuted(&rows, &keys).0, mapped(&rows, |row| turn.apply(row)), rows] {
            let found = witness(&rows);
            prop_assert!(!found.weights.is_empty());
            for j in 0..rows.d {
                let mut sum = dashu_int::IBig::ZERO;
                for (i, weight) in &found.weights {
                    prop_assert!(weight.0 > dashu_int::IBig::ZERO);
                    // Sixteenths hold every entry: reflections halve at most once.
                    let sixteenths = rows.row(*i)[j] * 16.0;
                    prop_assert_eq!(sixteenths.fract(), 0.0);
                    sum += &weight.0 * dashu_int::IBig::from(sixteenths as i64);
                }
                prop_assert_eq!(sum, dashu_int::IBig::ZERO, "column {}", j);
            }
        }
    }

    #[test]
    fn the_negative_sum_of_all_rows_ends_separability(rows in any_separable()) {
        let sum: Vec<f64> = (0..rows.d).map(|j| -rows.rows().map(|row| row[j]).sum::<f64>()).collect();
        prop_assert!(!witness(&with_row(&rows, &sum)).weights.is_empty());
    }
}
