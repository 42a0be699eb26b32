//! Stein's two stages.

use super::*;
use crate::data::Seed;

#[test]
fn rates_hold_whatever_the_standard_deviation() {
    let mut rng = Seed(6).stream("stein").rng();
    let plan = SteinEquivalence::new(1.0, 8, rates(0.03, 0.05)).expect("a plan");
    let runs = 2000;
    for deviation in [0.1, 1.0, 3.0] {
        let mut count = |mean: f64, of: Decision| {
            (0..runs)
                .filter(|_| {
                    let mut values: Vec<f64> = (0..8).map(|_| mean + deviation * normal(&mut rng)).collect();
                    let all = plan.total_trials(&values).expect("a number");
                    values.extend((8..all).map(|_| mean + deviation * normal(&mut rng)));
                    plan.judge(&values).expect("a sample") == of
                })
                .count() as u64
        };
        assert_at_most(0.03, count(1.0, Decision::Equivalent), runs, "equivalent at the margin");
        assert_at_most(0.03, count(1.0, Decision::Different), runs, "different at the margin");
        assert_at_most(0.05, runs - count(0.0, Decision::Equivalent), runs, "misses");
        assert_at_most(0.2, runs - count(2.5, Decision::Different), runs, "a wrong mean");
    }
}

#[test]
fn the_number_of_all_trials_follows_the_first_standard_deviation() {
    // s_0^2 = 5/3, t = 2.353363434801823 (P = 0.05) and 2.353363434801823 (P = 0.1 / 2), three degrees of
    // freedom: N = 5/3 (2 t / m)^2 = 36.92... / m^2.
    let first = [1.0, 2.0, 3.0, 4.0];
    let of = |margin: f64| SteinEquivalence::new(margin, 4, rates(0.05, 0.1)).expect("a plan");
    let needed = 5.0 / 3.0 * (2.0 * 2.353363434801823f64).powi(2);
    assert_eq!(of(1.0).total_trials(&first), Ok(needed.ceil() as u64));
    assert_eq!(of(0.1).total_trials(&first), Ok((100.0 * needed).ceil() as u64));
    assert_eq!(of(100.0).total_trials(&first), Ok(4));
    assert!(matches!(of(1e-6).total_trials(&first), Err(Refused::TooMany { .. })));
    let least = needed.ceil() as u64;
    assert_eq!(of(1.0).judge(&first), Err(Refused::TooFew { found: 4, least }));
    assert_eq!(of(100.0).judge(&first), Ok(Decision::Equivalent));
}

#[test]
fn bad_plans_are_refused() {
    assert!(matches!(SteinEquivalence::new(1.0, 1, rates(0.1, 0.1)), Err(Refused::TooFew { .. })));
    assert!(matches!(SteinEquivalence::new(f64::NAN, 5, rates(0.1, 0.1)), Err(Refused::NotPositive { .. })));
    assert!(matches!(SteinEquivalence::new(1.0, 5, rates(1e-9, 0.1)), Err(Refused::Level { .. })));
    let plan = SteinEquivalence::new(1.0, 3, rates(0.1, 0.1)).expect("a plan");
    assert_eq!(plan.total_trials(&[1.0, 1.0, 1.0]), Err(Refused::Constant { value: 1.0 }));
    assert_eq!(plan.judge(&[1.0, 2.0]), Err(Refused::TooFew { found: 2, least: 3 }));
}
