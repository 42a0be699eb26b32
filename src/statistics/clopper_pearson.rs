//! Exact (Clopper-Pearson) confidence bounds on the share of draws that pass.
//!
//! Clopper and Pearson, Biometrika 26 (1934). The bounds solve an equation in the binomial tail, by bisection
//! on the tail itself: a library's inverse of the beta distribution need not be right far out. Against sums of
//! sixty digits with up to 1000 trials the bounds are right to 5e-14 of p, or of 1 - p; `cargo test --lib
//! bounds_agree_with_sums_of_sixty_digits -- --nocapture` prints it.

use super::judgement::bisect;
use super::tail::{binomial_at_least, binomial_at_most};
use crate::numbers::{exp, exp_m1, ln};

/// The greatest p that the draws refute from below: a lower confidence bound on the probability of passing,
/// one-sided.
///
/// It solves P(X >= passed) = 1 - confidence for X binomial with `trials` draws; 0 where nothing passed. With
/// every draw passed it is (1 - confidence)^(1/trials): 300 of 300 at 95 % give 0.990064.
///
/// # Panics
/// When `passed` exceeds `trials` or the confidence is not strictly between 0 and 1.
pub fn clopper_pearson_lower(passed: u64, trials: u64, confidence: f64) -> f64 {
    check(passed, trials, confidence);
    lower_bound(passed, trials, 1.0 - confidence)
}

/// The lower bound that fails with probability alpha at most.
pub(super) fn lower_bound(passed: u64, trials: u64, alpha: f64) -> f64 {
    if passed == 0 {
        return 0.0;
    }
    if passed == trials {
        return exp(ln(alpha) / trials as f64);
    }
    bisect(0.0, 1.0, |p| binomial_at_least(passed, trials, p) <= alpha).0
}

/// An upper confidence bound on the probability of passing, one-sided: it solves P(X <= passed) = 1 -
/// confidence; 1 where every draw passed (or none was made).
///
/// # Panics
/// As [`clopper_pearson_lower`].
pub fn clopper_pearson_upper(passed: u64, trials: u64, confidence: f64) -> f64 {
    check(passed, trials, confidence);
    upper_bound(passed, trials, 1.0 - confidence)
}

/// The upper bound that fails with probability alpha at most.
pub(super) fn upper_bound(passed: u64, trials: u64, alpha: f64) -> f64 {
    if passed == trials {
        return 1.0;
    }
    if passed == 0 {
        return -exp_m1(ln(alpha) / trials as f64);
    }
    bisect(0.0, 1.0, |p| binomial_at_most(passed, trials, p) >= alpha).1
}

/// A two-sided confidence interval for the probability of passing: each side gets half of 1 - confidence.
///
/// # Panics
/// As [`clopper_pearson_lower`].
pub fn clopper_pearson_interval(passed: u64, trials: u64, confidence: f64) -> (f64, f64) {
    let each = 0.5 + 0.5 * confidence;
    (clopper_pearson_lower(passed, trials, each), clopper_pearson_upper(passed, trials, each))
}

fn check(passed: u64, trials: u64, confidence: f64) {
    assert!(passed <= trials, "{passed} of {trials} draws cannot pass");
    assert!(confidence > 0.0 && confidence < 1.0, "a confidence lies between 0 and 1: {confidence}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashu_int::UBig;

    #[test]
    fn bounds_agree_with_sums_of_sixty_digits() {
        let mut reader =
            csv::Reader::from_reader(&include_bytes!("../../fixtures/golden/clopper_pearson.csv")[..]);
        let (mut lines, mut worst) = (0, 0.0f64);
        for line in reader.deserialize() {
            let (passed, trials, confidence, lower, upper): (u64, u64, f64, f64, f64) = line.expect("a line");
            // P(X >= k) grows like p or faster and P(X <= k) falls like 1 - p or faster: a relative error of
            // the tail moves p, or 1 - p, by that share of itself at most.
            let relative = 1e-13;
            for (what, got, want, allowed) in [
                ("lower", clopper_pearson_lower(passed, trials, confidence), lower, relative * lower),
                (
                    "upper",
                    clopper_pearson_upper(passed, trials, confidence),
                    upper,
                    relative * (1.0 - upper) + f64::EPSILON,
                ),
            ] {
                let error = (got - want).abs();
                worst = worst.max(error / allowed * relative);
                assert!(
                    error <= allowed,
                    "{what} of {passed}/{trials} at {confidence}: {got}, golden {want}, off by {error}"
                );
            }
            lines += 1;
        }
        println!("{lines} lines, worst relative error of p or 1 - p: {worst:.1e}");
        assert!(lines > 150, "{lines} golden lines");
    }

    #[test]
    fn three_hundred_of_three_hundred_show_a_share_of_ninety_nine_percent() {
        let bound = clopper_pearson_lower(300, 300, 0.95);
        assert!((bound - 0.990_063_918_055_542_3).abs() <= 2.0 * f64::EPSILON, "{bound}");
        assert!(clopper_pearson_lower(299, 300, 0.95) < bound);
        assert_eq!(clopper_pearson_lower(0, 300, 0.95), 0.0);
        assert_eq!(clopper_pearson_upper(300, 300, 0.95), 1.0);
        assert_eq!(clopper_pearson_interval(0, 0, 0.95), (0.0, 1.0));
    }

    #[test]
    fn the_tail_at_a_bound_is_exact_in_whole_numbers() {
        // At p = a / 2^40 the tail is a whole number over 2^(40 n). Just inside and outside the lower bound
        // it lies on either side of alpha = 1/16 (confidence 15/16, a double).
        let (passed, trials) = (17usize, 25usize);
        let bound = clopper_pearson_lower(passed as u64, trials as u64, 0.9375);
        let scale = 2.0f64.powi(40);
        let tail_is_below_alpha = |a: u64| {
            let (a, rest) = (UBig::from(a), UBig::from((1u64 << 40) - a));
            let mut total = UBig::ZERO;
            let mut choose = UBig::ONE;
            for j in 0..=trials {
                if j >= passed {
                    total += &choose * a.pow(j) * rest.pow(trials - j);
                }
                choose = choose * UBig::from(trials - j) / UBig::from(j + 1);
            }
            (total << 4) < (UBig::ONE << (40 * trials))
        };
        // One unit of 2^-40 is 9e-13, above the bound's own error.
        assert!(tail_is_below_alpha((bound * scale) as u64 - 1));
        assert!(!tail_is_below_alpha((bound * scale) as u64 + 2));
    }

    #[test]
    fn upper_bounds_mirror_lower_ones_and_cover() {
        for (passed, trials) in [(0, 7), (3, 7), (6, 7), (150, 300)] {
            let upper = clopper_pearson_upper(passed, trials, 0.95);
            let mirrored = 1.0 - clopper_pearson_lower(trials - passed, trials, 0.95);
            assert!((upper - mirrored).abs() <= 1e-12, "{passed}/{trials}: {upper} against {mirrored}");
            let (low, high) = clopper_pearson_interval(passed, trials, 0.95);
            let share = passed as f64 / trials as f64;
            assert!(low <= share && share <= high && high >= upper, "{passed}/{trials}: [{low}, {high}]");
        }
    }

    #[test]
    #[should_panic(expected = "cannot pass")]
    fn more_passed_than_tried_is_refused() {
        clopper_pearson_lower(3, 2, 0.95);
    }
}
