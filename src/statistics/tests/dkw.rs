//! The inequality of Dvoretzky, Kiefer and Wolfowitz.

use super::*;
use crate::data::Seed;
use rand::RngExt;

fn uniform(x: f64) -> f64 {
    x.clamp(0.0, 1.0)
}

#[test]
fn the_distance_is_taken_on_both_sides_of_a_value() {
    let test = DkwTest::new(rates(0.05, 0.05));
    let p_value = |values: &[f64]| test.judge(values, uniform).expect("numbers").p_value;
    // F_n = 1/2 on [0.1, 0.2), 1 from 0.2 on: D = 0.8. F_n = 0 below 0.9: D = 0.9.
    assert_eq!(p_value(&[0.2, 0.1]), test.p_value(2, 0.8));
    assert_eq!(p_value(&[0.9]), test.p_value(1, 0.9));
    // An atom of 1/2 at 0: a sample with half of it there is at no distance.
    let (at_most, below) = (
        |x: f64| if x < 0.0 { 0.0 } else { 0.5 + 0.5 * uniform(x) },
        |x: f64| {
            if x <= 0.0 { 0.0 } else { 0.5 + 0.5 * uniform(x) }
        },
    );
    let with_atom = test.judge_with_jumps(&[0.0, 0.0, 0.5, 1.0], at_most, below).expect("numbers");
    assert_eq!(with_atom.p_value, test.p_value(4, 0.25));
}

#[test]
fn the_three_functions_agree() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-6), (1e-12, 1e-12), (1e-300, 0.5)] {
        let test = DkwTest::new(rates(false_alarm, miss));
        answered += consistent(&test, &[1, 5, 100, 100_000], &[1e-5, 0.01, 0.5, 1.0]);
        let n = 1000;
        let other = DkwTest::new(rates(miss, false_alarm));
        let least = test.least_detectable(n).expect("a thousand values detect something");
        assert!((least - test.band(n) - other.band(n)).abs() <= 1e-14);
    }
    // One value and five are too few, a hundred for the last.
    assert_eq!(answered, Answered(7, 4 * 4));
    // (sqrt(ln 40) + sqrt(ln 40))^2 / 2 = 2 ln 40 = 7.38: eight trials for the distance 1.
    assert_eq!(DkwTest::new(rates(0.05, 0.05)).least_trials(1.0), Ok(8));
}

#[test]
fn p_values_are_super_uniform_and_rates_hold_on_simulated_data() {
    let mut rng = Seed(3).stream("dkw").rng();
    let test = DkwTest::new(rates(0.05, 0.05));
    let n = test.least_trials(0.2).expect("a number");
    let runs = 2000;
    let mut missed = 0;
    let mut p_values = Vec::new();
    for _ in 0..runs {
        let values: Vec<f64> = (0..n).map(|_| rng.random()).collect();
        p_values.push(test.judge(&values, uniform).expect("numbers").p_value);
        // 0.8 uniform on [0, 1] + 0.2 at just above 0: sup-distance 0.2 (a wrong distribution).
        let wrong: Vec<f64> =
            (0..n).map(|_| if rng.random::<f64>() < 0.2 { 1e-9 } else { rng.random() }).collect();
        missed += u64::from(!test.judge(&wrong, uniform).expect("numbers").rejects());
    }
    for u in [0.01, 0.05, 0.2, 0.5, 0.9] {
        let seen = p_values.iter().filter(|p| **p <= u).count() as u64;
        assert_at_most(u, seen, runs, "p-values at most u");
    }
    assert_at_most(0.05, missed, runs, "misses");
}

#[test]
fn the_level_is_kept_exactly_for_one_and_two_values() {
    // D for one value u is max(u, 1 - u): P(D >= d) = 2 (1 - d) for d in [1/2, 1].
    let test = DkwTest::new(rates(0.05, 0.05));
    for i in 0..=500 {
        let d = 0.5 + i as f64 / 1000.0;
        assert!(test.p_value(1, d) >= 2.0 * (1.0 - d), "{d}");
        // For two: 2 (1 - d)^2 on [1/2, 1].
        assert!(test.p_value(2, d) >= 2.0 * (1.0 - d) * (1.0 - d), "{d}");
    }
}

#[test]
fn what_is_no_sample_or_no_distribution_is_refused() {
    let test = DkwTest::new(rates(0.05, 0.05));
    assert_eq!(test.judge(&[], uniform), Err(Refused::TooFew { found: 0, least: 1 }));
    assert!(matches!(test.judge(&[0.0, f64::NAN], uniform), Err(Refused::NotFinite { index: 1, .. })));
    assert!(matches!(test.judge(&[0.5], |_| f64::NAN), Err(Refused::NotADistribution { .. })));
    assert!(matches!(test.judge(&[0.5, 0.6], |x| 1.0 - x), Err(Refused::NotADistribution { .. })));
    assert!(matches!(test.judge(&[2.0], |x| x), Err(Refused::NotADistribution { .. })));
    assert_eq!(test.least_detectable(1), Err(Refused::Undetectable { trials: 1 }));
    assert!(matches!(test.least_trials(1e-12), Err(Refused::TooMany { .. })));
    assert!(matches!(test.is_enough(5, 1.5), Err(Refused::Discrepancy { .. })));
}
