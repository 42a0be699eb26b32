//! The partition and the ray: what holds of any rows.

use implicit_bias::data::SignedRows;
use implicit_bias::reference::{Partition, RayLoss, Separability, max_margin_l2, partition, ray};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::rows::{dot, keys, mapped, permuted, reflection, with_row};

/// Rows of small whole numbers, many of them in the plane of the first coordinates: of all three kinds.
fn any_rows() -> impl Strategy<Value = SignedRows> {
    (1..=5usize, 1..=9usize, vec((vec(-3..=3i8, 5), any::<bool>()), 9)).prop_map(|(d, n, rows)| {
        let rows: Vec<Vec<f64>> = rows[..n]
            .iter()
            .map(|(row, flat)| {
                let kept = if *flat { d.div_ceil(2) } else { d };
                (0..d).map(|j| if j < kept { f64::from(row[j]) } else { 0.0 }).collect()
            })
            .collect();
        SignedRows::from_rows(&rows)
    })
}

fn parts(rows: &SignedRows) -> Partition {
    partition(rows).expect("small numbers are decided")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_rest_is_empty_exactly_when_the_rows_are_separable(rows in any_rows()) {
        let separable = matches!(max_margin_l2(&rows).unwrap(), Separability::Separable(_));
        prop_assert_eq!(parts(&rows).rest.is_empty(), separable);
    }

    #[test]
    fn the_rest_alone_has_nothing_separable_and_the_part_alone_nothing_else(rows in any_rows()) {
        let found = parts(&rows);
        let of = |rows_of: &[usize]| -> Option<SignedRows> {
            let kept: Vec<&[f64]> = rows_of.iter().map(|&i| rows.row(i)).collect();
            (!kept.is_empty()).then(|| SignedRows::from_rows(&kept))
        };
        if let Some(rest) = of(&found.rest) {
            prop_assert!(parts(&rest).separable_part.is_empty());
        }
        if let Some(part) = of(&found.separable_part) {
            prop_assert!(parts(&part).rest.is_empty());
        }
    }

    #[test]
    fn order_scale_and_turns_do_not_matter(rows in any_rows(), keys in keys(), turn in reflection(), scale in -30..30i32) {
        let before = parts(&rows);
        let (moved, order) = permuted(&rows, &keys);
        let turned = mapped(&moved, |z| turn.apply(z).iter().map(|x| x * 2f64.powi(scale)).collect());
        let after = parts(&turned);
        let mut rest: Vec<usize> = after.rest.iter().map(|&at| order[at]).collect();
        rest.sort_unstable();
        prop_assert_eq!(rest, before.rest.clone());
        prop_assert_eq!(after.subspace_dim(), before.subspace_dim());
    }

    #[test]
    fn the_negative_of_a_row_puts_both_into_the_rest(rows in any_rows()) {
        let opposite: Vec<f64> = rows.row(0).iter().map(|x| -x).collect();
        let more = with_row(&rows, &opposite);
        let after = parts(&more);
        prop_assert!(after.rest.contains(&0) && after.rest.contains(&rows.n));
        // A repeated row is where the first one is.
        let again = parts(&with_row(&rows, rows.row(0)));
        prop_assert_eq!(again.rest.contains(&0), again.rest.contains(&rows.n));
        prop_assert_eq!(again.rest.contains(&0), parts(&rows).rest.contains(&0));
    }

    #[test]
    fn the_ray_is_what_its_parts_say(rows in any_rows()) {
        for loss in [RayLoss::Exponential, RayLoss::Logistic] {
            let found = ray(&rows, loss).expect("small numbers are decided");
            // v-bar: no gradient of the rest is left in its span, and v-bar lies in it.
            let pull = found.partition.rest.iter().fold(vec![0.0; rows.d], |mut sum, &i| {
                let u = dot(rows.row(i), &found.offset.v);
                let p = match loss {
                    RayLoss::Exponential => (-u).exp(),
                    RayLoss::Logistic => 1.0 / (1.0 + u.exp()),
                };
                sum.iter_mut().zip(rows.row(i)).for_each(|(s, z)| *s += p * z);
                sum
            });
            prop_assert!(pull.iter().all(|g| g.abs() < 1e-11), "{pull:?}");
            let Some(across) = found.across else {
                prop_assert!(found.partition.separable_part.is_empty());
                continue;
            };
            let stray = found.partition.rest.iter().map(|&i| dot(rows.row(i), &across.direction).abs());
            prop_assert!(stray.fold(0.0, f64::max) < 1e-14);
            prop_assert!(dot(&found.offset.v, &across.direction).abs() < 1e-12);
            let part = found.partition.separable_part.iter();
            let least = part.map(|&i| dot(rows.row(i), &across.direction)).fold(f64::INFINITY, f64::min);
            prop_assert!((least - across.margin.0).abs() < 1e-13, "{least} {:?}", across.margin);
            prop_assert!(across.margin.0 > 0.0 && across.direction_error < 1e-15);
        }
    }
}
