//! Limits of polynomial tails move with the rows as the mathematics says.

use implicit_bias::data::SignedRows;
use implicit_bias::reference::polynomial_tail_limit;
use proptest::prelude::*;

use crate::rows::{any_separable, distance, dot, keys, mapped, norm, permuted, reflection, with_row};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn limits_turn_with_the_rows_and_ignore_their_order(
        rows in any_separable(), keys in keys(), turn in reflection(), k in prop::sample::select(vec![0.5, 1.0, 3.0, 10.0]),
    ) {
        let plain = polynomial_tail_limit(&rows, k).expect("separable");
        prop_assert!(plain.direction_error <= 1e-11 && plain.error <= 1e-11 * norm(&plain.minimiser));
        let ordered = polynomial_tail_limit(&permuted(&rows, &keys).0, k).expect("separable");
        prop_assert!(distance(&ordered.minimiser, &plain.minimiser) <= ordered.error + plain.error);
        let turned = polynomial_tail_limit(&mapped(&rows, |row| turn.apply(row)), k).expect("separable");
        // Turning w rounds: two sums of at most four numbers.
        let rounding = 8.0 * f64::EPSILON * norm(&plain.minimiser);
        let expected = turn.apply(&plain.minimiser);
        prop_assert!(distance(&turned.minimiser, &expected) <= turned.error + plain.error + rounding);
    }

    #[test]
    fn copies_of_all_rows_only_lengthen_and_a_new_row_turns_towards_itself(
        rows in any_separable(), copies in 2usize..4, k in prop::sample::select(vec![0.5, 1.0, 3.0, 10.0]),
    ) {
        // With m copies: |w|^2/2 + (m/k) sum m_i^-k, and w = m^(1/(k + 2)) times that for one copy.
        let plain = polynomial_tail_limit(&rows, k).expect("separable");
        let all: Vec<&[f64]> = rows.rows().cycle().take(copies * rows.n).collect();
        let more = polynomial_tail_limit(&SignedRows::from_rows(&all), k).expect("separable");
        let factor = (copies as f64).powf(1.0 / (k + 2.0));
        let expected: Vec<f64> = plain.minimiser.iter().map(|w| factor * w).collect();
        let allowed = more.error + factor * plain.error + 8.0 * f64::EPSILON * norm(&expected);
        prop_assert!(distance(&more.minimiser, &expected) <= allowed);
        // Weight on one row alone: its margin grows.
        let row = rows.row(0);
        let heavier = polynomial_tail_limit(&with_row(&rows, row), k).expect("separable");
        prop_assert!(dot(row, &heavier.minimiser) > dot(row, &plain.minimiser));
    }

    #[test]
    fn every_row_is_separated_and_the_forces_sum_to_the_minimiser(
        rows in any_separable(), k in prop::sample::select(vec![0.5, 1.0, 3.0, 10.0]),
    ) {
        let found = polynomial_tail_limit(&rows, k).expect("separable");
        let w = &found.minimiser;
        prop_assert!(rows.rows().all(|z| dot(z, w) > 0.0));
        let forces: Vec<f64> = rows.rows().map(|z| dot(z, w).powf(-k - 1.0)).collect();
        let sum: Vec<f64> =
            (0..rows.d).map(|j| rows.rows().zip(&forces).map(|(z, f)| f * z[j]).sum()).collect();
        // A margin is off by 8 units of |z||w|; a force by (k + 1) times that, relative to the margin.
        let blur: f64 = rows
            .rows()
            .zip(&forces)
            .map(|(z, f)| f * norm(z) * (k + 2.0) * 8.0 * f64::EPSILON * (1.0 + norm(z) * norm(w) / dot(z, w)))
            .sum();
        prop_assert!(distance(&sum, w) <= blur + found.error, "{sum:?} against {w:?}");
    }
}
