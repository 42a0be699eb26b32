//! Equivalence within a margin.

use super::*;
use crate::data::Seed;
use rand::RngExt;

#[test]
fn the_three_functions_agree_for_a_mean() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-6), (0.01, 1e-3)] {
        let test = MeanEquivalence::new(rates(false_alarm, miss)).expect("ordinary rates");
        answered += consistent(&test, &[1, 2, 3, 10, 1000], &[0.05, 0.5, 3.0]);
    }
    // All but the single trial, which has no deviation.
    assert_eq!(answered, Answered(3 * 4, 3 * 3));
}

#[test]
fn the_miss_of_a_mean_falls_with_the_trials_below_one_half() {
    for false_alarm in [0.4, 0.05, 1e-3, 1e-6] {
        let test = MeanEquivalence::new(rates(false_alarm, 0.1)).expect("ordinary rates");
        for margin in [0.1, 0.3, 1.0, 3.0, 10.0, 1e3] {
            let mut before = 1.0f64;
            for n in (2..60).chain([100, 101, 300, 301, 1000, 1001]) {
                let miss = test.miss(n, margin);
                assert!(before >= 0.5 || miss <= before, "{false_alarm} {margin} {n}: {miss} after {before}");
                before = miss;
            }
        }
    }
}

#[test]
fn the_three_functions_agree_for_a_proportion() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-3), (1e-12, 1e-12)] {
        for p0 in [0.001, 0.3, 0.5, 0.95] {
            let test = ProportionEquivalence::new(p0, rates(false_alarm, miss)).expect("a probability");
            answered += consistent(&test, &[1, 20, 300, 2000], &[0.03, 0.1, 0.2, 0.4]);
        }
    }
    // All but the single trial.
    assert_eq!(answered, Answered(12 * 3, 12 * 4));
}

#[test]
fn decisions_about_a_proportion_have_their_rates_exactly() {
    // By summation over all outcomes: at the margin equivalence is said with at most the rate of false alarm,
    // at every p within it difference is, and the miss is the computed one.
    for (p0, margin) in [(0.5, 0.2), (0.3, 0.25), (0.05, 0.2), (0.97, 0.1)] {
        let rates = rates(0.05, 0.1);
        let test = ProportionEquivalence::new(p0, rates).expect("a probability");
        for n in [1, 10, 60, 150] {
            let decisions: Vec<Decision> =
                (0..=n).map(|k| test.judge(k, n, margin).expect("k <= n")).collect();
            let probability = |p: f64, of: Decision| -> f64 {
                (0..=n).filter(|k| decisions[*k as usize] == of).map(|k| binomial_term(k, n, p)).sum()
            };
            for end in [p0 - margin, p0 + margin] {
                if end > 0.0 && end < 1.0 {
                    assert!(probability(end, Decision::Equivalent) <= 0.05, "{p0} {margin} {n}");
                }
            }
            for i in 0..=20 {
                let p = (p0 - margin + 2.0 * margin * f64::from(i) / 20.0).clamp(0.0, 1.0);
                assert!(probability(p, Decision::Different) <= 0.05 * (1.0 + 1e-12), "{p0} {margin} {n} {p}");
            }
            let missed = 1.0 - probability(p0, Decision::Equivalent);
            let computed = test.miss(n, margin).expect("a margin");
            assert!((missed - computed).abs() <= 1e-12, "{p0} {margin} {n}: {missed}, computed {computed}");
            // A side that is wrong altogether is caught.
            let far = if p0 < 0.5 { 1.0 } else { 0.0 };
            assert!(n < 60 || probability(far, Decision::Different) > 0.999, "{p0} {margin} {n}");
        }
    }
}

#[test]
fn rates_about_a_mean_hold_on_simulated_data() {
    let mut rng = Seed(5).stream("equivalence").rng();
    let test = MeanEquivalence::new(rates(0.03, 0.05)).expect("ordinary rates");
    let (margin, deviation, runs) = (1.4, 2.0, 4000);
    let n = test.least_trials(margin / deviation).expect("a number");
    let mut count = |mean: f64, of: Decision| {
        (0..runs)
            .filter(|_| {
                let values: Vec<f64> = (0..n).map(|_| mean + deviation * normal(&mut rng)).collect();
                test.judge(&values, margin).expect("a sample") == of
            })
            .count() as u64
    };
    assert_at_most(0.03, count(margin, Decision::Equivalent), runs, "equivalent at the margin");
    assert_at_most(0.03, count(margin, Decision::Different), runs, "different at the margin");
    assert_at_most(0.03, count(0.0, Decision::Different), runs, "different at zero");
    assert_at_most(0.05, runs - count(0.0, Decision::Equivalent), runs, "misses");
    // Twice the margin is found different, and never equivalent.
    assert_at_most(0.3, runs - count(2.0 * margin, Decision::Different), runs, "twice the margin");
    assert_eq!(count(2.0 * margin, Decision::Equivalent), 0);
    let small: Vec<f64> = (0..3).map(|_| rng.random::<f64>()).collect();
    assert_eq!(test.judge(&small, 0.7), Ok(Decision::CannotTell));
}

#[test]
fn bad_numbers_are_refused() {
    assert!(matches!(MeanEquivalence::new(rates(1e-9, 0.1)), Err(Refused::Level { .. })));
    let of_mean = MeanEquivalence::new(rates(0.1, 0.1)).expect("ordinary rates");
    let of_share = ProportionEquivalence::new(0.25, rates(0.1, 0.1)).expect("a probability");
    for bad in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        assert!(matches!(of_mean.judge(&[0.0, 1.0], bad), Err(Refused::NotPositive { .. })), "{bad}");
        assert!(matches!(of_mean.least_trials(bad), Err(Refused::NotPositive { .. })), "{bad}");
        assert!(matches!(of_share.judge(1, 2, bad), Err(Refused::NotPositive { .. })), "{bad}");
        assert!(matches!(of_share.least_trials(bad), Err(Refused::Discrepancy { .. })), "{bad}");
    }
    assert!(matches!(of_share.least_trials(0.75), Err(Refused::Discrepancy { .. })));
    assert_eq!(of_share.judge(3, 2, 0.1), Err(Refused::Passed { passed: 3, trials: 2 }));
    assert!(ProportionEquivalence::new(1.0, rates(0.1, 0.1)).is_err());
    assert_eq!(of_share.least_detectable(0), Err(Refused::Undetectable { trials: 0 }));
}
