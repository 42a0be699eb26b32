//! Error rates, sides and the outcome of a test, common to all tests.

use super::Refused;

/// More trials than this no design computes with whose trials are counted one by one.
pub(super) const MOST_TRIALS: u64 = 1 << 30;

/// The error rates of a decision.
///
/// Their sum is below 1: a coin, tossed whatever the data say, has rates that sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    false_alarm: f64,
    miss: f64,
}

impl Rates {
    /// The rates of false alarm (a true hypothesis is rejected) and of miss (a discrepancy is not seen).
    ///
    /// # Errors
    /// When a rate is not strictly between 0 and 1 (or below the least normal double), or their sum is not
    /// below 1.
    pub fn new(false_alarm: f64, miss: f64) -> Result<Rates, Refused> {
        for (what, found) in [("false alarm", false_alarm), ("miss", miss)] {
            if !(f64::MIN_POSITIVE..1.0).contains(&found) {
                return Err(Refused::Rate { what, found });
            }
        }
        if false_alarm + miss >= 1.0 {
            return Err(Refused::Coin { false_alarm, miss });
        }
        Ok(Rates { false_alarm, miss })
    }

    /// The greatest probability with which a true hypothesis may be rejected.
    pub fn false_alarm(self) -> f64 {
        self.false_alarm
    }

    /// The greatest probability with which a discrepancy may go unseen.
    pub fn miss(self) -> f64 {
        self.miss
    }

    /// Half of the false alarms, for one of two sides; all of the misses.
    pub(super) fn one_of_two_sides(self) -> Rates {
        Rates { false_alarm: 0.5 * self.false_alarm, miss: self.miss }
    }
}

/// On which side of the hypothesis a discrepancy is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The true value is greater.
    Above,
    /// The true value is less.
    Below,
    /// The true value is greater or less: both one-sided tests, each at half the rate of false alarm. A
    /// discrepancy is seen when the test on its own side rejects; a rejection on the wrong side does not
    /// count.
    Either,
}

/// What a test says of the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The p-value: under the hypothesis it is at most u with probability at most u, whatever u.
    pub p_value: f64,
    /// The rates at which the data are judged.
    pub rates: Rates,
    /// What a test with as many trials detects at these rates, so that a hypothesis that stands is no more
    /// than that; `None` when there are too few trials to detect anything.
    pub detectable: Option<f64>,
}

impl Judgement {
    /// Whether the hypothesis is rejected: the p-value is at most the rate of false alarm.
    pub fn rejects(&self) -> bool {
        self.p_value <= self.rates.false_alarm
    }
}

/// Neighbouring doubles between which the condition turns from true to false; it is true at `yes` and false
/// at `no`.
pub(super) fn bisect(mut yes: f64, mut no: f64, holds: impl Fn(f64) -> bool) -> (f64, f64) {
    loop {
        let middle = 0.5 * yes + 0.5 * no;
        if middle <= yes.min(no) || middle >= yes.max(no) {
            return (yes, no);
        }
        if holds(middle) { yes = middle } else { no = middle }
    }
}

/// The least whole number in (no, most] at which a condition holds that stays true once it is; `None` if it
/// does not hold at `most`. It is looked for near `no` first.
pub(crate) fn least_whole(no: u64, most: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut no, mut step) = (no, 1);
    let mut yes = loop {
        if no >= most {
            return None;
        }
        let next = no.saturating_add(step).min(most);
        if holds(next) {
            break next;
        }
        (no, step) = (next, step.saturating_mul(2));
    };
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if holds(middle) { yes = middle } else { no = middle }
    }
    Some(yes)
}
