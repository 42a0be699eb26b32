//! Confidence sequences and the test that may stop at any draw.

use super::*;
use crate::data::Seed;
use rand::RngExt;

fn after(alpha: f64, passed: u64, failed: u64) -> ConfidenceSequence {
    let mut sequence = ConfidenceSequence::new(alpha).expect("a rate");
    (0..passed).for_each(|_| sequence.observe(true));
    (0..failed).for_each(|_| sequence.observe(false));
    sequence
}

#[test]
fn the_mixture_is_a_martingale_under_the_hypothesis() {
    // From every state: p M(s + 1, n + 1) + (1 - p) M(s, n + 1) = M(s, n).
    for p in [1e-6, 0.2, 0.5, 0.999] {
        for n in 0..30 {
            for s in 0..=n {
                let m = |s: u64, n: u64| after(0.05, s, n - s).ln_mixture(p).exp();
                let (now, next) = (m(s, n), p * m(s + 1, n + 1) + (1.0 - p) * m(s, n + 1));
                assert!((now - next).abs() <= 1e-12 * now, "{p} {s} {n}: {now}, then {next}");
            }
        }
    }
}

#[test]
fn the_mixture_by_hand() {
    // B(3, 2) = 2! 1! / 4! = 1/12; 3 of 2 passed ... M = (1/12) / (p^2 (1 - p)).
    let sequence = after(0.05, 2, 1);
    assert!((sequence.ln_mixture(0.25) - ((1.0f64 / 12.0) / (0.0625 * 0.75)).ln()).abs() <= 1e-14);
    assert_eq!((sequence.passed(), sequence.trials()), (2, 3));
    assert_eq!(sequence.ln_mixture(0.0), f64::INFINITY);
    assert!(sequence.excludes(1.0) && sequence.ln_mixture(2.0).is_nan() && !sequence.excludes(f64::NAN));
    assert_eq!(after(0.05, 0, 0).interval(), (0.0, 1.0));
    // All of n passed: M = 1 / ((n + 1) p^n), so that the lower end solves (n + 1) p^n = alpha.
    let (low, high) = after(1e-12, 300, 0).interval();
    assert_eq!(high, 1.0);
    assert!((low - (1e-12f64 / 301.0).powf(1.0 / 300.0)).abs() <= 1e-14, "{low}");
}

#[test]
fn the_interval_is_where_nothing_is_excluded() {
    for alpha in [0.3, 1e-6, 1e-12] {
        for (passed, failed) in [(0, 5), (1, 0), (3, 50), (500, 500), (100_000, 1)] {
            let sequence = after(alpha, passed, failed);
            let (low, high) = sequence.interval();
            assert!(!sequence.excludes(low) && !sequence.excludes(high));
            assert!(low == 0.0 || sequence.excludes(low.next_down()), "{passed} {failed} {low}");
            assert!(high == 1.0 || sequence.excludes(high.next_up()), "{passed} {failed} {high}");
            for i in 0..=100 {
                let p = f64::from(i) / 100.0;
                assert_eq!(sequence.excludes(p), p < low || p > high, "{p}");
            }
        }
    }
}

#[test]
fn a_true_probability_is_ever_excluded_with_the_rate_of_false_alarm_at_most() {
    // Ville's inequality, exactly for the first 2000 draws.
    for alpha in [0.3, 0.05, 1e-6, 1e-12] {
        for p0 in [0.01, 0.3, 0.5, 0.9] {
            let test = SequentialTest::new(p0, rates(alpha, 0.1)).expect("a probability");
            let stands = test.miss(2000, p0);
            assert!(stands >= 1.0 - alpha - 1e-13, "{alpha} {p0}: {stands}");
        }
    }
}

#[test]
fn the_three_functions_agree() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-6), (1e-12, 1e-3)] {
        for p0 in [0.01, 0.3, 0.5] {
            let test = SequentialTest::new(p0, rates(false_alarm, miss)).expect("a probability");
            answered += consistent(&test, &[1, 30, 400, 2000], &[0.1, 0.2, 0.45]);
        }
    }
    // All but the single trial.
    assert_eq!(answered, Answered(9 * 3, 9 * 3));
}

#[test]
fn the_price_of_looking_after_every_draw() {
    // The sequential test needs more trials than the one that looks once, and less than twice as many here.
    let rates = rates(1e-6, 1e-6);
    let once = BinomialTest::new(0.5, Side::Either, rates).expect("a probability");
    let always = SequentialTest::new(0.5, rates).expect("a probability");
    for discrepancy in [0.1, 0.2, 0.4] {
        let (once, always) =
            (once.least_trials(discrepancy).unwrap(), always.least_trials(discrepancy).unwrap());
        assert!(once <= always && always <= 2 * once, "{discrepancy}: {once}, {always}");
    }
}

#[test]
fn rates_hold_on_simulated_data_and_wrong_probabilities_are_caught() {
    let mut rng = Seed(7).stream("confidence sequence").rng();
    let test = SequentialTest::new(0.4, rates(0.05, 0.1)).expect("a probability");
    let n = test.least_trials(0.15).expect("a number");
    let runs = 2000;
    let mut stopped = |p: f64| {
        (0..runs)
            .filter(|_| {
                let mut sequence = test.sequence();
                (0..n).any(|_| {
                    sequence.observe(rng.random::<f64>() < p);
                    sequence.excludes(0.4)
                })
            })
            .count() as u64
    };
    assert_at_most(0.05, stopped(0.4), runs, "false alarms");
    assert_at_most(0.1, runs - stopped(0.55), runs, "misses above");
    assert_at_most(0.1, runs - stopped(0.25), runs, "misses below");
    let draws = [true; 40];
    let judgement = test.judge(&draws);
    assert!(judgement.rejects() && judgement.detectable.is_some(), "{judgement:?}");
    // The p-value stays what it was at its least.
    let later: Vec<bool> = draws.into_iter().chain([false; 40]).collect();
    assert_eq!(test.judge(&later).p_value, judgement.p_value);
    assert_eq!(test.judge(&[]).p_value, 1.0);
}

#[test]
fn bad_numbers_are_refused() {
    for bad in [f64::NAN, 0.0, 1.0, -0.5] {
        assert!(matches!(ConfidenceSequence::new(bad), Err(Refused::Rate { .. })), "{bad}");
        assert!(
            matches!(SequentialTest::new(bad, rates(0.1, 0.1)), Err(Refused::Probability { .. })),
            "{bad}"
        );
    }
    let test = SequentialTest::new(0.25, rates(0.1, 0.1)).expect("a probability");
    assert!(matches!(test.least_trials(0.8), Err(Refused::Discrepancy { .. })));
    assert!(matches!(test.is_enough(1 << 20, 0.1), Err(Refused::TooManyTrials { .. })));
    assert_eq!(test.least_detectable(0), Err(Refused::Undetectable { trials: 0 }));
}
