//! The sign test.

use super::*;
use crate::data::Seed;
use rand::RngExt;

#[test]
fn ties_are_dropped_and_the_rest_is_a_fair_coin() {
    let test = SignTest::new(Side::Either, rates(0.05, 0.1));
    let values = [1.0, 1.0, 2.0, 3.0, 4.0, 0.5, 1.0, 9.0, 7.0];
    let judgement = test.judge_median(&values, 1.0).expect("numbers");
    // 5 above, 1 below, 3 ties: 2 (C(6,5) + C(6,6)) / 64.
    assert!((judgement.p_value - 14.0 / 64.0).abs() <= 1e-15, "{judgement:?}");
    assert_eq!(judgement, test.judge_counts(5, 1));
    let pairs: Vec<(f64, f64)> = values.iter().map(|value| (*value, 1.0)).collect();
    assert_eq!(test.judge_pairs(&pairs), Ok(judgement));
    // Denormal differences count.
    assert_eq!(test.judge_pairs(&[(1e-320, 0.9e-320)]), Ok(test.judge_counts(1, 0)));
}

#[test]
fn the_three_functions_agree() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-6), (1e-12, 1e-9)] {
        for side in [Side::Above, Side::Below, Side::Either] {
            let test = SignTest::new(side, rates(false_alarm, miss));
            answered += consistent(&test, &[3, 20, 100, 2000], &[0.01, 0.1, 0.25, 0.5]);
        }
    }
    // Three trials are too few; twenty for the last rates, and at 1e-6 on either side: 2^-20 = 9.5e-7.
    assert_eq!(answered, Answered(5 + 9 + 9, 9 * 4));
}

#[test]
fn rates_hold_with_ties_and_a_wrong_median_is_caught() {
    let mut rng = Seed(2).stream("sign test").rng();
    let test = SignTest::new(Side::Either, rates(0.01, 0.02));
    let n = test.least_trials(0.2).expect("a number");
    // Cauchy by its quantile function, a third of the draws tied to the median.
    let runs = 2000;
    let mut count = |median: f64, draws: u64, ties: bool| {
        (0..runs)
            .filter(|_| {
                let values: Vec<f64> = (0..draws)
                    .map(|_| {
                        let u: f64 = rng.random();
                        let cauchy = (std::f64::consts::PI * (u - 0.5)).tan();
                        if ties && rng.random::<f64>() < 1.0 / 3.0 { 0.0 } else { cauchy }
                    })
                    .collect();
                test.judge_median(&values, median).expect("numbers").rejects()
            })
            .count() as u64
    };
    assert_at_most(0.01, count(0.0, 40, true), runs, "false alarms");
    // P(X > m) = 0.3 at m = tan(0.2 pi).
    let seen = count((0.2 * std::f64::consts::PI).tan(), n, false);
    assert_at_most(0.02, runs - seen, runs, "misses");
}

#[test]
fn bad_numbers_are_refused() {
    let test = SignTest::new(Side::Above, rates(0.1, 0.1));
    assert!(matches!(test.judge_median(&[0.0], f64::NAN), Err(Refused::NotFinite { .. })));
    let refused = test.judge_median(&[0.0, f64::NAN], 1.0);
    assert!(matches!(refused, Err(Refused::NotFinite { index: 1, .. })), "{refused:?}");
    assert_eq!(test.judge_median(&[], 1.0).expect("no values").p_value, 1.0);
}
