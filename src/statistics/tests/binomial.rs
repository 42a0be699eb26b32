//! The exact test of a probability.

use super::*;
use crate::data::Seed;
use rand::RngExt;

const SIDES: [Side; 3] = [Side::Above, Side::Below, Side::Either];

fn test(p0: f64, side: Side, rates: Rates) -> BinomialTest {
    BinomialTest::new(p0, side, rates).expect("a probability")
}

#[test]
fn p_values_are_super_uniform_exactly() {
    // For every n up to 40: the probability that the p-value is at most each value u that it takes is at most
    // u.
    for p0 in [0.01, 0.3, 0.5, 0.9] {
        for side in SIDES {
            let test = test(p0, side, rates(0.05, 0.05));
            for n in 0..=40 {
                let p_values: Vec<f64> = (0..=n).map(|k| test.p_value(k, n).expect("k <= n")).collect();
                for &u in &p_values {
                    let probability: f64 =
                        (0..=n).filter(|k| p_values[*k as usize] <= u).map(|k| binomial_term(k, n, p0)).sum();
                    assert!(probability <= u * (1.0 + 1e-13), "{p0} {side:?} {n}: {probability} <= {u}");
                }
            }
        }
    }
}

#[test]
fn the_acceptance_region_is_where_the_p_value_exceeds_the_level() {
    for level in [0.3, 0.05, 1e-6, 1e-12] {
        for p0 in [0.01, 0.3, 0.5, 0.9] {
            for side in SIDES {
                let test = test(p0, side, rates(level, 1e-3));
                for n in [0, 1, 5, 30, 100] {
                    let (low, high) = test.acceptance(n);
                    for k in 0..=n {
                        let judgement = test.judge(k, n).expect("k <= n");
                        assert_eq!(judgement.rejects(), k < low || k > high, "{k} of {n} at {p0}, {side:?}");
                    }
                    assert!(test.power(n, p0) <= level);
                }
            }
        }
    }
}

#[test]
fn the_three_functions_agree() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-3, 1e-6), (1e-6, 1e-3), (1e-12, 1e-12)] {
        for p0 in [0.001, 0.2, 0.5, 0.95] {
            for side in SIDES {
                let test = test(p0, side, rates(false_alarm, miss));
                answered += consistent(&test, &[1, 10, 77, 400, 3000], &[0.02, 0.049, 0.1, 0.3]);
            }
        }
    }
    // No true value is so far away: for 0.001 below (all four), 0.2 below (one), 0.95 above (two). Of the 240 numbers of
    // trials those without an answer are the small ones.
    assert_eq!(answered, Answered(157, 4 * (12 * 4 - 4 - 1 - 2)));
}

#[test]
fn the_least_number_of_trials_is_the_least_by_trying_all() {
    for (false_alarm, miss) in [(0.05, 0.2), (0.01, 0.01), (1e-6, 0.5)] {
        for p0 in [0.02, 0.3, 0.5, 0.9] {
            for side in SIDES {
                let test = test(p0, side, rates(false_alarm, miss));
                for discrepancy in [0.09, 0.2, 0.4] {
                    let Ok(least) = test.least_trials(discrepancy) else { continue };
                    let tried = (1..=least).find(|n| test.is_enough(*n, discrepancy) == Ok(true));
                    assert_eq!(tried, Some(least), "{p0} {side:?} {discrepancy}");
                    // Beyond the first tooth too.
                    let from = least + 1;
                    let next = test.least_trials_from(from, discrepancy).expect("a number");
                    let tried = (from..=next).find(|n| test.is_enough(*n, discrepancy) == Ok(true));
                    assert_eq!(tried, Some(next), "{p0} {side:?} {discrepancy} from {from}");
                }
            }
        }
    }
}

#[test]
fn more_trials_may_have_less_power() {
    // The saw-tooth: 5 of 5 heads reject a fair coin at 0.05, 5 of 6 do not.
    let test = test(0.5, Side::Above, rates(0.05, 0.35));
    assert_eq!((test.acceptance(5), test.acceptance(6)), ((0, 4), (0, 5)));
    assert!(test.power(5, 0.9) > test.power(6, 0.9));
    assert_eq!(test.least_trials(0.42), Ok(5));
    assert_eq!(test.is_enough(6, 0.42), Ok(false));
    let refused = Plan::new(&test, 6, 0.42).expect_err("a tooth");
    assert!(matches!(refused, PlanRefused::TooFewTrials { enough: 8, .. }), "{refused}");
}

#[test]
fn known_answers() {
    // 0 of n rules out p0 = 0.5 at 1e-6 from n = 20 on: 2^-20 < 1e-6 < 2^-19.
    let below = test(0.5, Side::Below, rates(1e-6, 1e-12));
    assert_eq!(below.least_trials(0.5), Ok(20));
    assert_eq!(below.least_detectable(19), Err(Refused::Undetectable { trials: 19 }));
    // Fisher's lady tasting tea with replacement: 8 of 8, 1/256.
    let above = test(0.5, Side::Above, rates(0.05, 0.1)).p_value(8, 8).expect("8 <= 8");
    assert!((above - 1.0 / 256.0).abs() <= 4.0 * f64::EPSILON / 256.0, "{above}");
    let either = test(0.5, Side::Either, rates(0.05, 0.1)).p_value(8, 8).expect("8 <= 8");
    assert!((either - 1.0 / 128.0).abs() <= 4.0 * f64::EPSILON / 128.0, "{either}");
    assert_eq!(test(0.5, Side::Either, rates(0.05, 0.1)).p_value(3, 6), Ok(1.0));
}

#[test]
fn rates_hold_on_simulated_data_and_wrong_hypotheses_are_caught() {
    let mut rng = Seed(1).stream("binomial").rng();
    let mut draw = |n: u64, p: f64| (0..n).filter(|_| rng.random::<f64>() < p).count() as u64;
    for side in SIDES {
        let test = test(0.3, side, rates(0.02, 0.05));
        let n = test.least_trials(0.1).expect("a number");
        let runs = 4000;
        let rejected = (0..runs).filter(|_| test.p_value(draw(n, 0.3), n).expect("k <= n") <= 0.02).count();
        assert_at_most(0.02, rejected as u64, runs, "false alarms");
        for (truth, applies) in [(0.4, side != Side::Below), (0.2, side != Side::Above)] {
            let missed =
                (0..runs).filter(|_| test.p_value(draw(n, truth), n).expect("k <= n") > 0.02).count();
            if applies {
                assert_at_most(0.05, missed as u64, runs, "misses");
            } else {
                assert!(missed as u64 > runs / 2, "a one-sided test rejects on the wrong side");
            }
        }
    }
}

#[test]
fn bad_numbers_are_refused() {
    for bad in [f64::NAN, 0.0, 1.0, -0.5, 2.0] {
        assert!(matches!(
            BinomialTest::new(bad, Side::Above, rates(0.1, 0.1)),
            Err(Refused::Probability { .. })
        ));
        assert!(bad == 0.0 || bad == 1.0 || binomial_at_most(1, 2, bad).is_nan());
    }
    let test = test(0.25, Side::Either, rates(1e-6, 1e-6));
    assert_eq!(test.p_value(3, 2), Err(Refused::Passed { passed: 3, trials: 2 }));
    for bad in [f64::NAN, 0.0, -0.1, 0.76] {
        assert!(matches!(test.is_enough(10, bad), Err(Refused::Discrepancy { .. })), "{bad}");
        assert!(matches!(test.least_trials(bad), Err(Refused::Discrepancy { .. })), "{bad}");
    }
    assert!(matches!(test.least_trials(1e-7), Err(Refused::TooMany { .. })));
    assert_eq!(test.judge(0, 0).expect("no trials").detectable, None);
}

#[test]
fn a_miss_is_what_is_left_of_the_acceptance_region_on_the_side_of_the_truth() {
    for p0 in [0.01, 0.3, 0.5, 0.9] {
        for side in SIDES {
            let test = test(p0, side, rates(0.05, 0.05));
            for n in [1, 7, 40, 400] {
                let (low, high) = test.acceptance(n);
                for p in [1e-3, 0.1, 0.3, 0.5, 0.75, 0.999, p0] {
                    // On the wrong side of a one-sided test nothing is seen; far off a miss is as small as 1e-300.
                    let missed: f64 = match (side, p.total_cmp(&p0)) {
                        (Side::Below, std::cmp::Ordering::Greater) => 1.0,
                        (Side::Above, std::cmp::Ordering::Less) => 1.0,
                        (_, std::cmp::Ordering::Greater) => (0..=high).map(|k| binomial_term(k, n, p)).sum(),
                        (_, std::cmp::Ordering::Less) => (low..=n).map(|k| binomial_term(k, n, p)).sum(),
                        _ => (low..=high).map(|k| binomial_term(k, n, p)).sum(),
                    };
                    let found = test.miss(n, p);
                    assert!(
                        (found - missed).abs() <= 1e-12 * missed,
                        "{p0} {side:?} {n} {p}: {found}, {missed}"
                    );
                }
            }
        }
    }
}

#[test]
fn rates_that_a_number_of_trials_just_reaches_are_reached() {
    // Where the level is spent to the last digit and the miss is the rate itself, no randomised test does better, and
    // the least number of trials is this one (or one that the saw-tooth has before it).
    for (p0, n, critical) in [(0.5, 5, 5), (0.3, 40, 20), (0.9, 30, 30), (0.5, 200, 130)] {
        let level = binomial_at_least(critical, n, p0) * (1.0 + 1e-13);
        for discrepancy in [0.05, 0.09] {
            let rate = binomial_at_most(critical - 1, n, p0 + discrepancy);
            if level + rate >= 1.0 {
                continue;
            }
            let above = test(p0, Side::Above, rates(level, rate));
            assert_eq!(above.acceptance(n), (0, critical - 1));
            assert_eq!(above.is_enough(n, discrepancy), Ok(true));
            assert_eq!(above.least_trials(discrepancy), Ok(n), "{p0} {n} {critical}");
        }
    }
}
