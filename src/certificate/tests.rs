//! Certificates worked out by hand, and the same certificates spoilt in one place.

use super::*;
use crate::data::{DataSet, Provenance, SignedRows};

/// w^ = (1, 1/2), alpha = (1/2, 1/4, 0): gamma^2 = 4/5; the third row has z.w^ = 5/2.
fn triangle() -> (SignedRows, RationalMultipliers) {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [0.0, 2.0], [2.0, 1.0]]);
    (rows, alpha(&[(0, 4), (1, 1)], 4))
}

fn alpha(weights: &[(usize, i64)], denominator: i64) -> RationalMultipliers {
    let weights = weights.iter().map(|&(i, k)| (i, Whole::from(k))).collect();
    RationalMultipliers { weights, denominator: Whole::from(denominator) }
}

fn sums(values: &[f64]) -> Vec<Vec<f64>> {
    values.iter().map(|&x| vec![x]).collect()
}

fn multipliers(values: &[(usize, f64)]) -> Vec<(usize, Vec<f64>)> {
    values.iter().map(|&(i, a)| (i, vec![a])).collect()
}

#[test]
fn the_exact_margin_of_a_small_set_comes_out_between_adjacent_doubles() {
    let (rows, alpha) = triangle();
    let proved = verify_kkt_l2_exact(&rows, &alpha).unwrap();
    // gamma = sqrt(4/5), which is no double.
    let (lower, upper) = (proved.margin.lower, proved.margin.upper);
    assert_eq!(lower.next_up(), upper);
    assert_eq!((0.8f64.sqrt() - lower).abs().max((0.8f64.sqrt() - upper).abs()), upper - lower);
    assert_eq!(proved.margin_squared, 0.8);
    assert_eq!(proved.margin.separator, [1.0, 0.5]);
    assert_eq!(proved.margin.excess, [0.0, 0.0, 1.5]);
    assert_eq!(proved.margin.margin_rows, [0, 1]);
    assert_eq!(proved.multipliers, [1.0, 0.25, 0.0]);
    assert_eq!(proved.support, [0, 1]);
    let (u, v) = (proved.margin.direction[0], proved.margin.direction[1]);
    assert!((u * u - 0.8).abs() < 4e-16 && (v * v - 0.2).abs() < 4e-16 && v > 0.0);
}

#[test]
fn a_margin_that_is_a_double_is_given_as_one() {
    let rows = SignedRows::from_rows(&[[0.75, 0.0], [0.75, 3.0], [0.75, -3.0]]);
    let proved = verify_kkt_l2_exact(&rows, &alpha(&[(0, 16)], 9)).unwrap();
    assert_eq!((proved.margin.lower, proved.margin.upper), (0.75, 0.75));
    assert_eq!(proved.margin.margin_rows, [0, 1, 2], "rows on the margin without multiplier are named");
    assert_eq!(proved.support, [0]);
}

#[test]
fn the_doubles_are_taken_as_they_are() {
    // The third row is half of the first plus half of the second, as doubles too, and lies on the margin.
    let rows = SignedRows::from_rows(&[[0.1, 0.0], [0.0, 0.2], [0.05, 0.1]]);
    let weights = |x: f64| dashu_int::IBig::try_from(x * (1u64 << 60) as f64).unwrap();
    let (a, b) = (weights(0.1), weights(0.2));
    // alpha = (1/0.1^2, 1/0.2^2) over the common denominator a^2 b^2, in units of 2^-60.
    let shift = dashu_int::IBig::from(1) << 120;
    let exact = RationalMultipliers {
        weights: vec![(0, Whole(&b * &b * &shift)), (1, Whole(&a * &a * &shift))],
        denominator: Whole(&a * &a * &b * &b),
    };
    let proved = verify_kkt_l2_exact(&rows, &exact).unwrap();
    assert_eq!(proved.margin.margin_rows, [0, 1, 2]);
    let off = SignedRows::from_rows(&[[0.1, 0.0], [0.0, 0.2], [0.05f64.next_down(), 0.1]]);
    let refused = verify_kkt_l2_exact(&off, &exact).unwrap_err();
    assert!(
        matches!(refused, Refused::InsideMargin { row: 2, excess } if excess < 0.0 && excess > -1e-15),
        "{refused}"
    );
}

#[test]
fn a_spoilt_exact_certificate_is_refused_with_its_row() {
    let (rows, good) = triangle();
    let refuse = |weights: &[(usize, i64)], denominator| {
        verify_kkt_l2_exact(&rows, &alpha(weights, denominator)).unwrap_err()
    };
    assert!(verify_kkt_l2_exact(&rows, &good).is_ok());
    assert!(matches!(refuse(&[(0, 5), (1, 1)], 4), Refused::OffMargin { row: 0, excess } if excess == 0.25));
    assert!(
        matches!(refuse(&[(0, 3), (1, 1)], 4), Refused::InsideMargin { row: 0, excess } if excess == -0.25)
    );
    assert!(matches!(refuse(&[(0, -4), (1, 1)], 4), Refused::NegativeMultiplier { row: 0, .. }));
    assert!(matches!(refuse(&[(0, 4)], 4), Refused::InsideMargin { row: 1, excess } if excess == -1.0));
    assert!(matches!(refuse(&[(0, 4), (2, 1)], 4), Refused::OffMargin { row: 0, .. }));
    assert!(matches!(refuse(&[(0, 4), (3, 1)], 4), Refused::NoSuchRow { row: 3, n: 3 }));
    assert!(matches!(refuse(&[(0, 4), (0, 1)], 4), Refused::RepeatedRow { row: 0 }));
    assert!(matches!(refuse(&[(0, 0), (1, 0)], 4), Refused::NoMultipliers));
    assert!(matches!(refuse(&[], 4), Refused::NoMultipliers));
    assert!(matches!(refuse(&[(0, 4), (1, 1)], 0), Refused::Denominator { .. }));
    assert!(matches!(refuse(&[(0, 4), (1, 1)], -4), Refused::Denominator { .. }));
    assert!(matches!(refuse(&[(0, 4), (1, 1)], 5), Refused::InsideMargin { row: 0, .. }));
    let mut broken = rows.clone();
    broken.values[4] = f64::NAN;
    let refused = verify_kkt_l2_exact(&broken, &good).unwrap_err();
    assert_eq!(refused.to_string(), "the data holds a number that is not finite (entry 4)");
}

#[test]
fn an_enclosure_holds_the_truth_and_widens_when_spoilt() {
    let (rows, _) = triangle();
    let truth = 0.8f64.sqrt();
    let best = verify_margin_l2(&rows, &sums(&[1.0, 0.5]), &multipliers(&[(0, 4.0), (1, 1.0)])).unwrap();
    assert_eq!(best.lower.next_up(), best.upper);
    assert!(best.direction_error < 2e-16 && best.separator_error < 2e-16);
    assert_eq!(best.margin_rows, [0, 1]);
    assert_eq!((best.excess[2], best.separator.as_slice()), (1.5, &[1.0, 0.5][..]));
    for (w, a) in [
        ([1.0, 0.5001], [4.0, 1.0]),
        ([1.0, 0.5], [4.0, 1.001]),
        ([1.25, 0.5], [4.0, 1.0]),
        ([1.0, 0.5], [1.0, 1.0]),
    ] {
        let wide = verify_margin_l2(&rows, &sums(&w), &multipliers(&[(0, a[0]), (1, a[1])])).unwrap();
        assert!(wide.lower <= truth && truth <= wide.upper, "{w:?} {a:?}");
        assert!(wide.upper - wide.lower > 1e-9, "a spoilt digit shows: {w:?} {a:?}");
        let u = [truth, truth / 2.0];
        let off: f64 = wide.direction.iter().zip(u).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        assert!(off <= wide.direction_error, "{off} > {}", wide.direction_error);
        let off: f64 =
            wide.separator.iter().zip([1.0, 0.5]).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        assert!(off <= wide.separator_error);
        for (i, true_excess) in [0.0, 0.0, 1.5].into_iter().enumerate() {
            assert!((wide.excess[i] - true_excess).abs() <= wide.excess_error[i], "row {i}: {wide:?}");
        }
        assert!(wide.margin_rows.contains(&0) && wide.margin_rows.contains(&1), "no margin row is missing");
    }
    let narrow = verify_margin_l2(&rows, &sums(&[1.0, -0.5]), &multipliers(&[(0, 1.0)])).unwrap_err();
    assert!(matches!(narrow, Refused::NotSeparated { row: 1, value: -1.0 }), "{narrow}");
    let negative =
        verify_margin_l2(&rows, &sums(&[1.0, 0.5]), &multipliers(&[(0, 4.0), (1, -1.0)])).unwrap_err();
    assert_eq!(negative.to_string(), "the multiplier of row 1 is negative: -1e0");
    let short = verify_margin_l2(&rows, &sums(&[1.0]), &multipliers(&[(0, 1.0)])).unwrap_err();
    assert!(matches!(short, Refused::Length { found: 1, expected: 2, .. }));
    let infinite =
        verify_margin_l2(&rows, &sums(&[1.0, f64::INFINITY]), &multipliers(&[(0, 1.0)])).unwrap_err();
    assert!(matches!(infinite, Refused::NotFinite { index: 1, .. }));
    let none = verify_margin_l2(&rows, &sums(&[1.0, 0.5]), &[]).unwrap_err();
    assert_eq!(none, Refused::NoMultipliers);
}

#[test]
fn the_second_double_of_a_coordinate_counts() {
    // A third as a sum of two doubles: the least margin of (3) . w is 1 - 2^-108 or so instead of 1 - 2^-54.
    let rows = SignedRows::from_rows(&[[3.0, 1.0], [3.0, -1.0]]);
    let third = 1.0 / 3.0;
    let rest = third / (1u64 << 54) as f64;
    let dual = multipliers(&[(0, 1.0), (1, 1.0)]);
    let one = verify_margin_l2(&rows, &[vec![third], vec![1e-20]], &dual).unwrap();
    let two = verify_margin_l2(&rows, &[vec![third, rest], vec![1e-20, -1e-20]], &dual).unwrap();
    assert!(one.direction_error > 1e-11, "a tilt of 3e-20 costs its square root");
    assert!(two.direction_error < 2e-16);
    assert_eq!((two.lower, two.upper), (3.0, 3.0));
}

#[test]
fn a_witness_must_cancel_exactly() {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [0.0, 0.1], [-2.0, -0.3], [5.0, 5.0]]);
    // 0.3 is not three times 0.1 as doubles: the honest weights differ from (2, 3, 1).
    let weights = |w: &[(usize, i64)]| w.iter().map(|&(i, k)| (i, Whole::from(k))).collect::<Vec<_>>();
    let refused = verify_not_separable(&rows, &weights(&[(0, 2), (1, 3), (2, 1)])).unwrap_err();
    assert!(
        matches!(refused, Refused::DoesNotCancel { column: 1, value } if value.abs() < 1e-16),
        "{refused}"
    );
    let (tenth, three_tenths) = (3602879701896397, 5404319552844595 * 2);
    let exact = weights(&[(0, 2 * tenth), (1, three_tenths), (2, tenth)]);
    assert_eq!(verify_not_separable(&rows, &exact).unwrap().rows, [0, 1, 2]);
    let mut negative = exact.clone();
    negative[1].1 = Whole::from(-three_tenths);
    assert!(matches!(
        verify_not_separable(&rows, &negative),
        Err(Refused::NegativeMultiplier { row: 1, .. })
    ));
    let mut digit = exact.clone();
    digit[0].1 = Whole::from(2 * tenth + 1);
    assert!(matches!(verify_not_separable(&rows, &digit), Err(Refused::DoesNotCancel { column: 0, .. })));
    let mut index = exact.clone();
    index[2].0 = 3;
    assert!(matches!(verify_not_separable(&rows, &index), Err(Refused::DoesNotCancel { .. })));
    assert!(matches!(verify_not_separable(&rows, &exact[..2]), Err(Refused::DoesNotCancel { .. })));
    assert!(matches!(verify_not_separable(&rows, &weights(&[(0, 0)])), Err(Refused::NoMultipliers)));
}

#[test]
fn the_norms_one_and_infinity_use_each_other_as_dual() {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [0.0, 2.0]]);
    let dual = multipliers(&[(0, 2.0), (1, 1.0)]);
    // Norm 1: w = (2, 1)/3, margin 2/3. Norm infinity: w = (1, 1), margin 1, all weight on row 0.
    let one = verify_margin_polyhedral(&rows, Norm::One, &sums(&[2.0, 1.0]), &dual).unwrap();
    assert!(one.0.next_up() == one.1 && one.0 <= 2.0 / 3.0 && 2.0 / 3.0 <= one.1);
    let inf =
        verify_margin_polyhedral(&rows, Norm::Inf, &sums(&[1.0, 1.0]), &multipliers(&[(0, 1.0)])).unwrap();
    assert_eq!(inf, (1.0, 1.0));
    let wide = verify_margin_polyhedral(&rows, Norm::One, &sums(&[2.0, 1.1]), &dual).unwrap();
    assert!(wide.0 < 0.66 && wide.1 == one.1);
    let wrong = verify_margin_polyhedral(&rows, Norm::Two, &sums(&[1.0, 1.0]), &dual).unwrap_err();
    assert_eq!(wrong.to_string(), "an enclosure in norm 2 was given to the verifier of norm 1 and inf");
    let crossed = verify_margin_polyhedral(&rows, Norm::Inf, &sums(&[1.0, -1.0]), &dual).unwrap_err();
    assert!(matches!(crossed, Refused::NotSeparated { row: 1, value: -2.0 }));
}

#[test]
fn a_free_bias_margin_is_half_the_distance_of_the_hulls() {
    let rows = SignedRows::from_rows(&[[3.0, 0.0], [3.0, 4.0], [5.0, 1.0], [1.0, 1.0], [0.0, 2.0]]);
    let mut data = DataSet::from_signed_rows(rows, Provenance::Given { name: "five points".to_string() });
    data.labels = vec![1, 1, 1, -1, -1];
    let dual = multipliers(&[(0, 3.0), (1, 1.0), (3, 7.0)]);
    let best = verify_margin_free_bias(&data, &sums(&[2.0, 0.0]), &dual).unwrap();
    assert_eq!((best.lower, best.upper), (1.0, 1.0));
    assert_eq!(best.direction, [1.0, 0.0]);
    let tilted = verify_margin_free_bias(&data, &sums(&[2.0, 0.1]), &dual).unwrap();
    assert!(tilted.lower < 1.0 && tilted.upper == 1.0 && tilted.direction_error > 0.04);
    let one_class = verify_margin_free_bias(&data, &sums(&[2.0, 0.0]), &dual[..2]).unwrap_err();
    assert_eq!(one_class, Refused::NoMultipliers);
    let reversed = verify_margin_free_bias(&data, &sums(&[-1.0, 0.0]), &dual).unwrap_err();
    assert!(matches!(reversed, Refused::NotSeparated { .. }));
}

#[test]
fn certificates_survive_their_text() {
    let (rows, alpha) = triangle();
    let all = [
        Certificate::Exact { alpha },
        Certificate::Enclosure {
            norm: Norm::Two,
            separator: vec![vec![1.0, 1e-20], vec![0.5]],
            multipliers: multipliers(&[(0, 4.0), (1, 1.0)]),
        },
        Certificate::Enclosure {
            norm: Norm::Inf,
            separator: sums(&[1.0, 0.5]),
            multipliers: multipliers(&[(0, 1.0)]),
        },
        Certificate::NotSeparable { weights: vec![(2, "123456789012345678901234567890".parse().unwrap())] },
    ];
    for certificate in all {
        let text = serde_json::to_string(&certificate).unwrap();
        let back: Certificate = serde_json::from_str(&text).unwrap();
        assert_eq!(back, certificate, "{text}");
        assert_eq!(verify(&rows, &back), verify(&rows, &certificate));
    }
    let unreadable =
        serde_json::from_str::<Certificate>(r#"{"kind":"not-separable","weights":[[0,"1.5"]]}"#).unwrap_err();
    assert!(unreadable.to_string().contains("expected a whole number in decimal"), "{unreadable}");
}
