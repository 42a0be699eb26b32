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

/// Whole numbers in the ratios of these doubles.
fn weights(values: &[(usize, f64)]) -> Vec<(usize, Whole)> {
    let sums: Vec<Vec<f64>> = values.iter().map(|v| vec![v.1]).collect();
    values.iter().map(|v| v.0).zip(whole_numbers(&sums, "the multipliers").unwrap()).collect()
}

fn l2(rows: &SignedRows, w: &[Vec<f64>], a: &[(usize, f64)]) -> Result<MarginEnclosure, Refused> {
    verify_margin_l2(rows, &whole_numbers(w, "the separator")?, &weights(a))
}

fn in_norm(rows: &SignedRows, norm: Norm, w: &[f64], a: &[(usize, f64)]) -> Result<MarginProof, Refused> {
    verify_margin(rows, norm, &whole_numbers(&sums(w), "the separator")?, &weights(a))
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
    let best = l2(&rows, &sums(&[1.0, 0.5]), &[(0, 4.0), (1, 1.0)]).unwrap();
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
        let wide = l2(&rows, &sums(&w), &[(0, a[0]), (1, a[1])]).unwrap();
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
    let narrow = l2(&rows, &sums(&[1.0, -0.5]), &[(0, 1.0)]).unwrap_err();
    assert!(matches!(narrow, Refused::NotSeparated { row: 1, value: -0.5 }), "{narrow}");
    let negative = l2(&rows, &sums(&[1.0, 0.5]), &[(0, 4.0), (1, -1.0)]).unwrap_err();
    assert_eq!(negative.to_string(), "the multiplier of row 1 is negative: -1");
    let short = l2(&rows, &sums(&[1.0]), &[(0, 1.0)]).unwrap_err();
    assert!(matches!(short, Refused::Length { found: 1, expected: 2, .. }));
    let infinite = l2(&rows, &sums(&[1.0, f64::INFINITY]), &[(0, 1.0)]).unwrap_err();
    assert!(matches!(infinite, Refused::NotFinite { index: 1, .. }));
    let none = l2(&rows, &sums(&[1.0, 0.5]), &[]).unwrap_err();
    assert_eq!(none, Refused::NoMultipliers);
}

#[test]
fn the_second_double_of_a_coordinate_counts() {
    // A third as a sum of two doubles: the least margin of (3) . w is 1 - 2^-108 or so instead of 1 - 2^-54.
    let rows = SignedRows::from_rows(&[[3.0, 1.0], [3.0, -1.0]]);
    let third = 1.0 / 3.0;
    let rest = third / (1u64 << 54) as f64;
    let dual = [(0, 1.0), (1, 1.0)];
    let one = l2(&rows, &[vec![third], vec![1e-20]], &dual).unwrap();
    let two = l2(&rows, &[vec![third, rest], vec![1e-20, -1e-20]], &dual).unwrap();
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
    let dual = [(0, 2.0), (1, 1.0)];
    // Norm 1: w = (2, 1)/3, margin 2/3. Norm infinity: w = (1, 1), margin 1, all weight on row 0.
    let one = in_norm(&rows, Norm::One, &[2.0, 1.0], &dual).unwrap();
    assert!(one.exact && one.lower.next_up() == one.upper);
    assert!(one.lower <= 2.0 / 3.0 && 2.0 / 3.0 <= one.upper);
    let inf = in_norm(&rows, Norm::Inf, &[1.0, 1.0], &[(0, 1.0)]).unwrap();
    assert_eq!(inf, MarginProof { lower: 1.0, upper: 1.0, exact: true });
    let wide = in_norm(&rows, Norm::One, &[2.0, 1.1], &dual).unwrap();
    assert!(wide.lower < 0.66 && wide.upper == one.upper && !wide.exact);
    let crossed = in_norm(&rows, Norm::Inf, &[1.0, -1.0], &[(0, 1.0)]).unwrap_err();
    assert!(matches!(crossed, Refused::NotSeparated { row: 1, value: -1.0 }));
    // Norm 2: w = (2, 1)/sqrt 5, margin sqrt(4/5), no double but a square root of a fraction.
    let two = in_norm(&rows, Norm::Two, &[2.0, 1.0], &[(0, 4.0), (1, 1.0)]).unwrap();
    assert!(two.exact && two.lower.next_up() == two.upper && two.lower < two.upper);
}

#[test]
fn a_coordinate_of_the_separator_below_all_doubles_counts() {
    // Rows 0 and 1 are opposite. Along w the last coordinate, 2^-1076 of the first, decides the sign of both products.
    let (small, large) = (f64::powi(2.0, -498), f64::powi(2.0, 498));
    let rows = SignedRows::from_rows(&[[small, -small, -large], [-small, small, large]]);
    let one = dashu_int::IBig::ONE;
    let w = [Whole((&one << 1076) + (&one << 988)), Whole(&one << 1076), Whole(one)];
    let other = Norm::of(3.0).unwrap();
    for norm in [Norm::One, Norm::Two, Norm::Inf, other] {
        let refused = verify_margin(&rows, norm, &w, &[(0, 1.into())]).unwrap_err();
        assert!(matches!(refused, Refused::NotSeparated { row: 0, .. }), "{refused}");
    }
    assert!(matches!(verify_margin_l2(&rows, &w, &[(0, 1.into())]), Err(Refused::NotSeparated { .. })));
}

#[test]
fn a_row_off_the_margin_by_less_than_a_double_can_say_is_no_margin_row() {
    // w^ is along row 0; along it row 1 is larger by 5e-401 of the margin.
    let rows = SignedRows::from_rows(&[[1e100, 0.0, 1e-100], [1e100, 5.0, 1.5e-100]]);
    let proved = l2(&rows, &sums(&[1e100, 0.0, 1e-100]), &[(0, 1.0)]).unwrap();
    assert!(proved.exact);
    assert_eq!(proved.margin_rows, [0]);
    assert!(proved.excess[1] > 0.0 && proved.excess[1] <= proved.excess_error[1], "{proved:?}");
}

#[test]
fn the_scale_of_a_certificate_does_not_matter() {
    let rows = SignedRows::from_rows(&[[1.0, 0.0], [0.0, 2.0]]);
    for norm in [Norm::One, Norm::Two, Norm::Inf] {
        let plain = in_norm(&rows, norm, &[2.0, 1.1], &[(0, 2.0), (1, 1.0)]).unwrap();
        for scale in [3.0, 1e-200, 1e200] {
            let w = [2.0 * scale, 1.1 * scale];
            let scaled = in_norm(&rows, norm, &w, &[(0, 2.0 * 1e100), (1, 1e100)]).unwrap();
            // The product 1.1 times the scale is rounded.
            assert!((scaled.lower / plain.lower - 1.0).abs() < 1e-15 && scaled.upper == plain.upper);
        }
        let common = |x: i64| Whole(dashu_int::IBig::from(x) * (dashu_int::IBig::ONE << 3000));
        let (w, a) = ([common(20), common(11)], [(0, common(2)), (1, common(1))]);
        let huge = verify_margin(&rows, norm, &w, &a).unwrap();
        let small = verify_margin(&rows, norm, &[20, 11].map(Whole::from), &[(0, 2.into()), (1, 1.into())]);
        assert_eq!(huge, small.unwrap());
    }
}

#[test]
fn a_partition_needs_a_direction_and_a_balance() {
    // Rows 0 and 1 are opposite, row 2 lies in their span, row 3 is separable across it.
    let rows = SignedRows::from_rows(&[[1.0, 1.0], [-2.0, -2.0], [0.5, 0.5], [3.0, 1.0]]);
    let w = [1, -1].map(Whole::from);
    let balance: Vec<(usize, Whole)> = vec![(0, 3.into()), (1, 2.into()), (2, 2.into())];
    let proved = verify_partition(&rows, &w, &balance).unwrap();
    assert_eq!((proved.separable_part, proved.rest), (vec![3], vec![0, 1, 2]));
    let refuse = |w: &[i64], a: &[(usize, i64)]| {
        let w: Vec<Whole> = w.iter().map(|&x| x.into()).collect();
        verify_partition(&rows, &w, &a.iter().map(|&(i, x)| (i, x.into())).collect::<Vec<_>>()).unwrap_err()
    };
    let good = [(0, 3), (1, 2), (2, 2)];
    assert!(matches!(refuse(&[1, -2], &good), Refused::NotOrthogonal { row: 0, .. }));
    assert!(matches!(refuse(&[-1, 1], &good), Refused::NotSeparated { row: 3, value: -1.0 }));
    assert!(matches!(refuse(&[0, 0], &good), Refused::NotSeparated { row: 3, .. }));
    assert!(matches!(refuse(&[1], &good), Refused::Length { .. }));
    assert!(matches!(refuse(&[1, -1], &[(0, 4), (1, 2), (2, 2)]), Refused::DoesNotCancel { column: 0, .. }));
    assert!(matches!(refuse(&[1, -1], &[(0, 2), (1, 1)]), Refused::NotSeparated { row: 2, value: 0.0 }));
    assert!(matches!(
        refuse(&[1, -1], &[(0, 3), (1, 2), (3, 2)]),
        Refused::NotSeparated { .. } | Refused::NotOrthogonal { .. }
    ));
    assert!(matches!(refuse(&[1, -1], &[(0, 2), (1, 1), (2, 0)]), Refused::WeightOfRest { row: 2, .. }));
    assert!(matches!(refuse(&[1, -1], &[(0, 3), (1, 2), (2, 2), (2, 1)]), Refused::RepeatedRow { row: 2 }));
    assert!(matches!(refuse(&[1, -1], &[(0, 3), (1, 2), (7, 2)]), Refused::NoSuchRow { row: 7, n: 4 }));
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
fn a_claim_beyond_the_proof_is_refused() {
    let (rows, _) = triangle();
    let dual = weights(&[(0, 4.0), (1, 1.0)]);
    let good = Certificate::of_whole(&rows, Norm::Two, [2, 1].map(Whole::from).to_vec(), dual).unwrap();
    let Certificate::Margin { norm, claim, primal, dual } = &good else { unreachable!("a margin") };
    assert!(claim.exact);
    assert_eq!(verify(&rows, &good), Ok(Proved::Margin(claim.clone())));
    let claiming = |claim: MarginProof| {
        let certificate =
            Certificate::Margin { norm: *norm, claim, primal: primal.clone(), dual: dual.clone() };
        verify(&rows, &certificate)
    };
    let modest = MarginProof { lower: 0.5, upper: 1.0, exact: false };
    assert_eq!(claiming(modest), Ok(Proved::Margin(claim.clone())), "what is proved is said, not the claim");
    let raised = MarginProof { lower: claim.lower.next_up(), ..claim.clone() };
    assert!(matches!(claiming(raised), Err(Refused::ProvesLess { .. })));
    let lowered = MarginProof { upper: claim.upper.next_down(), ..claim.clone() };
    assert!(matches!(claiming(lowered), Err(Refused::ProvesLess { .. })));
    let none = MarginProof { lower: f64::NAN, ..claim.clone() };
    assert!(matches!(claiming(none), Err(Refused::ProvesLess { .. })));
    let tilted = Certificate::Margin {
        norm: *norm,
        claim: claim.clone(),
        primal: vec![2001.into(), 1000.into()],
        dual: dual.clone(),
    };
    assert!(matches!(verify(&rows, &tilted), Err(Refused::ProvesLess { .. })));
    // Close enough to round to the same doubles, but not exact.
    let nearly = dashu_int::IBig::ONE << 200;
    let primal = vec![Whole(&nearly * 2), Whole(&nearly + 1)];
    let certificate = Certificate::Margin { norm: *norm, claim: claim.clone(), primal, dual: dual.clone() };
    assert!(matches!(verify(&rows, &certificate), Err(Refused::NotExact { .. })));
}
