//! How the step size falls as the steps go on.

use crate::numbers::{exp, ln};

/// The factor of the step size at step t, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Schedule {
    /// 1.
    #[default]
    Constant,
    /// 1 / sqrt(t + 1).
    InverseSquareRoot,
    /// 1 / (t + 1).
    Inverse,
}

/// Up to this many steps are added one by one.
const FEW: u64 = 64;
/// zeta(1/2): what the sum of 1 / sqrt(k) keeps beside 2 sqrt(t).
const ZETA_OF_HALF: f64 = -1.460_354_508_809_586_8;
/// What the sum of 1 / k keeps beside ln t.
const EULER: f64 = 0.577_215_664_901_532_9;

impl Schedule {
    /// A short name, unique: runs are keyed by it.
    pub fn key(self) -> &'static str {
        match self {
            Schedule::Constant => "constant",
            Schedule::InverseSquareRoot => "inverse-sqrt",
            Schedule::Inverse => "inverse",
        }
    }

    /// The factor at step t.
    #[inline(always)]
    pub fn at(self, t: u64) -> f64 {
        match self {
            Schedule::Constant => 1.0,
            Schedule::InverseSquareRoot => 1.0 / (t as f64 + 1.0).sqrt(),
            Schedule::Inverse => 1.0 / (t as f64 + 1.0),
        }
    }

    /// The factors of the first t steps added, sum_{j < t} `at(j)`, right to four units in the last place.
    ///
    /// Beyond 64 steps by the Euler-Maclaurin formula: the first term left out is below 1e-16 of the sum.
    pub fn sum(self, t: u64) -> f64 {
        if self != Schedule::Constant && t <= FEW {
            return (0..t).rev().fold(0.0, |sum, j| sum + self.at(j));
        }
        let t = t as f64;
        match self {
            Schedule::Constant => t,
            Schedule::InverseSquareRoot => {
                let square = 1.0 / (t * t);
                let correction = 1.0 / 24.0 - square * (1.0 / 384.0 - square * (1.0 / 1024.0));
                2.0 * t.sqrt() + (ZETA_OF_HALF + (0.5 - correction / t) / t.sqrt())
            }
            Schedule::Inverse => {
                let square = 1.0 / (t * t);
                let correction = 1.0 / 12.0 - square * (1.0 / 120.0 - square * (1.0 / 252.0));
                ln(t) + (EULER + (0.5 - correction / t) / t)
            }
        }
    }

    /// The factor as a function of log time s = ln [`sum`](Schedule::sum), up to terms of order 1/t of it.
    pub fn by_log_time(self) -> fn(f64) -> f64 {
        match self {
            Schedule::Constant => |_| 1.0,
            Schedule::InverseSquareRoot => |s| 2.0 / (exp(s) - ZETA_OF_HALF),
            Schedule::Inverse => |s| exp(EULER - exp(s)),
        }
    }

    /// ln tau after t steps of base size `eta`, tau = `eta` times their [`sum`](Schedule::sum): the time that gradient
    /// flow takes for them. Minus infinity at the start.
    pub fn log_tau(self, t: u64, eta: f64) -> f64 {
        ln(eta) + ln(self.sum(t))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FALLING: [Schedule; 2] = [Schedule::InverseSquareRoot, Schedule::Inverse];

    /// Whether `got` is within four units in the last place of `want`.
    fn near(got: f64, want: f64) -> bool {
        (got - want).abs() <= 4.0 * f64::EPSILON * want
    }

    #[test]
    fn sums_are_those_of_the_factors() {
        for schedule in FALLING {
            let (mut sum, mut lost) = (0.0f64, 0.0f64);
            for t in 0..2_000_000u64 {
                if t < 1000 || t % 9973 == 0 {
                    let got = schedule.sum(t);
                    assert!(near(got, sum + lost), "{schedule:?} at {t}: {got}, {}", sum + lost);
                }
                let (term, before) = (schedule.at(t), sum);
                sum += term;
                lost += if before > term { (before - sum) + term } else { (term - sum) + before };
            }
        }
        assert_eq!(Schedule::Constant.sum(1_000_000_007), 1_000_000_007.0);
        assert!(FALLING.iter().all(|schedule| schedule.sum(0) == 0.0 && schedule.sum(1) == 1.0));
    }

    #[test]
    fn long_sums_have_their_sixteen_digits() {
        // By mpmath with 40 digits: zeta(s) - zeta(s, t + 1), and harmonic(t).
        let known = [
            (1_000_000_000, 63_244.092_864_670_165, 21.300_481_502_347_944),
            (1_000_000_000_000, 1_999_998.539_645_991_2, 28.208_236_780_830_581),
            (1_000_000_000_000_000, 63_245_551.743_013_09, 35.115_992_059_812_22),
        ];
        for (t, root, inverse) in known {
            assert!(near(Schedule::InverseSquareRoot.sum(t), root), "{t}");
            assert!(near(Schedule::Inverse.sum(t), inverse), "{t}");
        }
    }

    #[test]
    fn factors_by_log_time_are_those_of_the_steps() {
        for schedule in [Schedule::Constant, Schedule::InverseSquareRoot, Schedule::Inverse] {
            for t in [100, 10_000, 1_000_000] {
                let found = schedule.by_log_time()(ln(schedule.sum(t)));
                let off = (found / schedule.at(t) - 1.0).abs();
                assert!(off <= 1.0 / t as f64, "{schedule:?} at {t}: off by {off:e}");
            }
        }
    }

    #[test]
    fn log_time_is_that_of_the_sum() {
        for schedule in [Schedule::Constant, Schedule::InverseSquareRoot, Schedule::Inverse] {
            let (got, want) = (schedule.log_tau(5000, 0.25), ln(0.25 * schedule.sum(5000)));
            assert!((got - want).abs() <= 8.0 * f64::EPSILON * want.abs(), "{schedule:?}: {got}, {want}");
            assert_eq!(schedule.log_tau(0, 0.25), f64::NEG_INFINITY);
        }
    }

    #[test]
    fn the_greatest_step_count_is_no_overflow() {
        for schedule in FALLING {
            assert!(schedule.at(u64::MAX) > 0.0 && schedule.sum(u64::MAX).is_finite());
        }
    }
}
