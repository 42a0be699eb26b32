//! Exact (Clopper-Pearson) confidence bounds on the share of draws that pass.
//!
//! Clopper and Pearson, Biometrika 26 (1934). The bounds solve an equation in the binomial tail, by bisection
//! on the tail itself: a library's inverse of the beta distribution need not be right far out. Against sums
//! of sixty digits with up to 1000 trials the bounds are right to 5e-14 of p, or of 1 - p; `cargo test --lib
//! bounds_agree_with_sums_of_sixty_digits -- --nocapture` prints it.

use super::judgement::bisect;
use super::tail::{binomial_at_least, binomial_at_most};
use crate::numbers::{exp, exp_m1, ln, ln_1p};

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
    lower_bound(passed, trials, Odds::of(confidence))
}

fn lower_bound(passed: u64, trials: u64, odds: Odds) -> f64 {
    if passed == 0 {
        return 0.0;
    }
    if passed == trials {
        return exp(odds.ln_fails() / trials as f64);
    }
    let refuted = |p: f64| match odds {
        Odds::Fails(alpha) => binomial_at_least(passed, trials, p) <= alpha,
        Odds::Holds(confidence) => binomial_at_most(passed - 1, trials, p) >= confidence,
    };
    bisect(0.0, 1.0, refuted).0
}

/// An upper confidence bound on the probability of passing, one-sided: it solves P(X <= passed) = 1 -
/// confidence; 1 where every draw passed (or none was made).
///
/// # Panics
/// As [`clopper_pearson_lower`].
pub fn clopper_pearson_upper(passed: u64, trials: u64, confidence: f64) -> f64 {
    check(passed, trials, confidence);
    upper_bound(passed, trials, Odds::of(confidence))
}

fn upper_bound(passed: u64, trials: u64, odds: Odds) -> f64 {
    if passed == trials {
        return 1.0;
    }
    if passed == 0 {
        return -exp_m1(odds.ln_fails() / trials as f64);
    }
    let stands = |p: f64| match odds {
        Odds::Fails(alpha) => binomial_at_most(passed, trials, p) >= alpha,
        Odds::Holds(confidence) => binomial_at_least(passed + 1, trials, p) <= confidence,
    };
    bisect(0.0, 1.0, stands).1
}

/// A two-sided confidence interval for the probability of passing: each side gets half of 1 - confidence.
///
/// # Panics
/// As [`clopper_pearson_lower`].
pub fn clopper_pearson_interval(passed: u64, trials: u64, confidence: f64) -> (f64, f64) {
    check(passed, trials, confidence);
    let each = Odds::Fails(0.5 * (1.0 - confidence));
    (lower_bound(passed, trials, each), upper_bound(passed, trials, each))
}

/// The lesser of the probabilities that a bound fails and that it holds: the one that a double has all digits of.
#[derive(Clone, Copy)]
enum Odds {
    Fails(f64),
    Holds(f64),
}

impl Odds {
    /// 1 - confidence is exact from 1/2 on.
    fn of(confidence: f64) -> Odds {
        if confidence < 0.5 { Odds::Holds(confidence) } else { Odds::Fails(1.0 - confidence) }
    }

    fn ln_fails(self) -> f64 {
        match self {
            Odds::Fails(alpha) => ln(alpha),
            Odds::Holds(confidence) => ln_1p(-confidence),
        }
    }
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
    fn confidences_next_to_zero_and_one_lose_no_digits() {
        // Of two draws one passed: P(X >= 1) = 1 - (1 - p)^2, P(X <= 1) = 1 - p^2. At the confidence c the lower bound is
        // (1 - c) / (1 + sqrt c), the upper one sqrt c; of none 1 - (1 - c)^(1/2), of both its complement.
        let nearly_one = 1.0f64.next_down();
        for c in [1e-300, 1e-30, 1e-17, 0.3, 0.5, 0.7, 1.0 - 1e-10, nearly_one] {
            let root = c.sqrt();
            let lower = (1.0 - c) / (1.0 + root);
            let none = c / (1.0 + (1.0 - c).sqrt());
            for (what, got, want) in [
                ("lower of one", clopper_pearson_lower(1, 2, c), lower),
                ("upper of one", clopper_pearson_upper(1, 2, c), root),
                ("upper of none", clopper_pearson_upper(0, 2, c), none),
                ("lower of both", clopper_pearson_lower(2, 2, c), (1.0 - c).sqrt()),
            ] {
                // What the tails are right to; and a probability is e to a logarithm that is rounded.
                let allowed = (5e-14 - 4.0 * f64::EPSILON * c.ln()) * want;
                assert!((got - want).abs() <= allowed, "{what} at {c:e}: {got:e}, {want:e}");
            }
            // Each side of the interval fails with half of 1 - c, which is a double where c is next to 1.
            let (low, high) = clopper_pearson_interval(1, 2, c);
            let half = 0.5 * (1.0 - c);
            let want = half / (1.0 + (1.0 - half).sqrt());
            assert!((low - want).abs() <= 5e-14 * want, "{c:e}: {low:e}, {want:e}");
            assert!((high - (1.0 - half).sqrt()).abs() <= f64::EPSILON, "{c:e}: {high:e}");
        }
    }

    #[test]
    #[should_panic(expected = "between 0 and 1")]
    fn a_certain_interval_is_refused() {
        clopper_pearson_interval(1, 2, 1.0);
    }

    #[test]
    #[should_panic(expected = "cannot pass")]
    fn more_passed_than_tried_is_refused() {
        clopper_pearson_lower(3, 2, 0.95);
    }
}
