//! Student's t test.

use super::*;
use crate::data::Seed;

const SIDES: [Side; 3] = [Side::Above, Side::Below, Side::Either];

fn test(side: Side, false_alarm: f64, miss: f64) -> StudentTest {
    StudentTest::new(side, rates(false_alarm, miss)).expect("ordinary rates")
}

#[test]
fn the_three_functions_agree() {
    let mut answered = Answered(0, 0);
    for (false_alarm, miss) in [(0.05, 0.2), (1e-6, 1e-6), (0.01, 1e-3)] {
        for side in SIDES {
            answered += consistent(&test(side, false_alarm, miss), &[1, 2, 3, 10, 1000], &[0.05, 0.5, 3.0]);
        }
    }
    // All but the single trial, which has no deviation.
    assert_eq!(answered, Answered(9 * 4, 9 * 3));
}

#[test]
fn trials_are_those_of_published_tables() {
    // Cohen, Statistical power analysis (1988): one sample at 0.05 and power 0.8, as G*Power 3.1 has them.
    let either = test(Side::Either, 0.05, 0.2);
    assert_eq!((either.least_trials(0.2), either.least_trials(0.5)), (Ok(199), Ok(34)));
    assert_eq!(either.least_trials(0.8), Ok(15));
    let above = test(Side::Above, 0.05, 0.2);
    assert_eq!((above.least_trials(0.2), above.least_trials(0.5)), (Ok(156), Ok(27)));
}

#[test]
fn a_small_sample_by_hand() {
    // Mean 5/2, variance 5/3, n = 4: t = sqrt(15) with three degrees of freedom, for which
    // P(T >= t) = 1/2 - (atan(x) + x / (1 + x^2)) / pi with x = t / sqrt(3) = sqrt(5).
    let x = 5.0f64.sqrt();
    let tail = 0.5 - (x.atan() + x / 6.0) / std::f64::consts::PI;
    let values = [4.0, 1.0, 3.0, 2.0];
    for (side, want) in [(Side::Above, tail), (Side::Below, 1.0 - tail), (Side::Either, 2.0 * tail)] {
        let judgement = test(side, 0.05, 0.2).judge(&values, 0.0).expect("a sample");
        assert!((judgement.p_value - want).abs() <= 1e-14, "{side:?}: {judgement:?}, expected {want}");
        assert!(judgement.detectable.expect("four trials") > 1.0);
    }
    // Far from zero nothing is lost but what the values themselves do not hold.
    let far: Vec<f64> = values.iter().map(|value| value + 1e9).collect();
    let judgement = test(Side::Above, 0.05, 0.2).judge(&far, 1e9).expect("a sample");
    assert!((judgement.p_value - tail).abs() <= 1e-9, "{judgement:?}");
}

#[test]
fn rates_hold_on_simulated_data_and_wrong_means_are_caught() {
    let mut rng = Seed(4).stream("student").rng();
    for side in SIDES {
        let test = test(side, 0.02, 0.05);
        let n = test.least_trials(0.9).expect("a number");
        let runs = 2000;
        let mut p_values = |mean: f64| -> Vec<f64> {
            (0..runs)
                .map(|_| {
                    let values: Vec<f64> = (0..n).map(|_| 3.0 * (normal(&mut rng) + mean)).collect();
                    // Not `judge`, which also computes what is detected.
                    test.p_value(&values, 0.0).expect("a sample")
                })
                .collect()
        };
        // Uniform under the hypothesis: judged by the inequality of Dvoretzky, Kiefer and Wolfowitz.
        let null = p_values(0.0);
        let uniform = DkwTest::new(rates(OF_A_SIMULATION, 0.5));
        assert!(!uniform.judge(&null, |u| u.clamp(0.0, 1.0)).expect("a sample").rejects(), "{side:?}");
        assert_at_most(0.02, null.iter().filter(|p| **p <= 0.02).count() as u64, runs, "false alarms");
        for (truth, applies) in [(0.9, side != Side::Below), (-0.9, side != Side::Above)] {
            let missed = p_values(truth).iter().filter(|p| **p > 0.02).count() as u64;
            if applies {
                assert_at_most(0.05, missed, runs, "misses");
                assert_at_most(1.0 - 0.03, runs - missed, runs, "detections: n is not the least");
            } else {
                assert_eq!(missed, runs, "a one-sided test rejects on the wrong side");
            }
        }
    }
}

#[test]
fn far_levels_and_bad_samples_are_refused() {
    let refused = StudentTest::new(Side::Above, rates(1e-9, 0.1)).expect_err("a far tail");
    assert_eq!(
        refused.to_string(),
        "found a rate of false alarm of 0.000000001 for a test that assumes normal data, expected one from 1e-6 to \
         below 0.5: prefer exact and distribution-free tests"
    );
    assert!(StudentTest::new(Side::Above, rates(0.1, 1e-7)).is_err());
    let test = test(Side::Either, 0.05, 0.2);
    assert_eq!(test.judge(&[1.0], 0.0), Err(Refused::TooFew { found: 1, least: 2 }));
    assert_eq!(test.judge(&[1.0, 1.0], 0.0), Err(Refused::Constant { value: 1.0 }));
    assert!(matches!(test.judge(&[1.0, f64::NAN], 0.0), Err(Refused::NotFinite { index: 1, .. })));
    assert!(matches!(test.judge(&[1.0, 2.0], f64::INFINITY), Err(Refused::NotFinite { .. })));
    for bad in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        assert!(matches!(test.least_trials(bad), Err(Refused::NotPositive { .. })), "{bad}");
    }
    assert!(matches!(test.least_trials(1e-9), Err(Refused::TooMany { .. })));
}

#[test]
fn tails_agree_with_closed_forms() {
    // Gosset's own integrals, without a difference of near numbers: one degree of freedom is Cauchy's law; with r =
    // sqrt(freedom + t^2) the tail is freedom / (2 r (r + t)) for two and, with c = 4 / (r (r + t)), c^2 (3 - c) / 4 for four.
    let cauchy = |t: f64| t.recip().atan() / std::f64::consts::PI;
    let of_two = |t: f64| {
        let r = t.hypot(2.0f64.sqrt());
        1.0 / (r * (r + t))
    };
    let of_four = |t: f64| {
        let r = t.hypot(2.0);
        let c = 4.0 / (r * (r + t));
        0.25 * c * c * (3.0 - c)
    };
    for exponent in -40..=140 {
        for mantissa in [1.0, 2.3, 4.9, 9.99] {
            let t = mantissa * 10f64.powi(exponent) / 1e3;
            for (freedom, want) in [(1.0, cauchy(t)), (2.0, of_two(t)), (4.0, of_four(t))] {
                if want < 1e-290 {
                    continue; // below the normal doubles
                }
                let (found, mirrored) = (student_tail(freedom, t), student_tail(freedom, -t));
                assert!((found - want).abs() <= 1e-12 * want, "{freedom} {t}: {found:e}, {want:e}");
                assert!((mirrored - (1.0 - want)).abs() <= 1e-12, "{freedom} -{t}: {mirrored}");
            }
        }
    }
}

#[test]
fn the_ends_of_students_family() {
    let infinity = f64::INFINITY;
    for freedom in [0.5, 1.0, 30.0, 1e12, infinity] {
        assert_eq!(student_tail(freedom, infinity), 0.0, "{freedom}");
        assert_eq!(student_tail(freedom, -infinity), 1.0, "{freedom}");
        assert_eq!(student_tail(freedom, 0.0), 0.5, "{freedom}");
    }
    for none in [0.0, -1.0, -infinity, f64::NAN] {
        assert!(student_tail(none, 1.0).is_nan(), "{none}");
    }
    // Infinitely many degrees of freedom are the normal law: its one, two and three sigma, and the limit of finite numbers.
    for (t, want) in
        [(1.0, 0.158_655_253_931_457_05), (2.0, 0.022_750_131_948_179_21), (3.0, 0.001_349_898_031_630_094_5)]
    {
        let found = student_tail(infinity, t);
        assert!((found - want).abs() <= 1e-14 * want, "{t}: {found}");
        assert!((student_tail(infinity, -t) - (1.0 - want)).abs() <= 1e-15);
        // For many degrees of freedom the tail is greater by (t^3 + t) / (4 freedom) densities (Fisher, Metron 5, 1925),
        // and by less than 1e-7 of itself more at 1e5.
        let density = (-0.5 * t * t).exp() / std::f64::consts::TAU.sqrt();
        let greater = want + (t * t * t + t) / 4e5 * density;
        let finite = student_tail(1e5, t);
        assert!((finite - greater).abs() <= 1e-7 * want, "{t}: {finite}, {greater}");
    }
}

#[test]
fn without_a_discrepancy_the_test_rejects_at_its_level() {
    for false_alarm in [0.3, 0.05, 1e-6] {
        for side in SIDES {
            let test = test(side, false_alarm, 0.1);
            let level = if side == Side::Either { 0.5 * false_alarm } else { false_alarm };
            for n in [2, 3, 4, 7, 30, 1000] {
                let missed = test.miss(n, 0.0);
                assert!((missed - (1.0 - level)).abs() <= 1e-13, "{false_alarm} {side:?} {n}: {missed}");
            }
            assert_eq!((test.miss(0, 1.0), test.miss(1, 1.0)), (1.0, 1.0));
        }
    }
}
