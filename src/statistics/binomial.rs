//! The exact test of a probability (Clopper and Pearson, Biometrika 26, 1934; Neyman and Pearson 1933 for its
//! power).

use super::judgement::{MOST_TRIALS, bisect, least_whole};
use super::tail::{binomial_at_least, binomial_at_most, binomial_term};
use super::{Design, Judgement, Rates, Refused, Side};

/// The exact test of P(pass) = p0. The discrepancy is |p - p0|.
///
/// On either side it is both one-sided tests, each at half the rate of false alarm: the level is guaranteed
/// and there is one acceptance region for each number of trials, which the test by least likelihood does not
/// have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinomialTest {
    p0: f64,
    side: Side,
    rates: Rates,
}

impl BinomialTest {
    /// The test of P(pass) = `p0`.
    ///
    /// # Errors
    /// When `p0` is not strictly between 0 and 1.
    pub fn new(p0: f64, side: Side, rates: Rates) -> Result<BinomialTest, Refused> {
        if p0 > 0.0 && p0 < 1.0 {
            Ok(BinomialTest { p0, side, rates })
        } else {
            Err(Refused::Probability { what: "the probability under the hypothesis", found: p0 })
        }
    }

    /// The test of P(pass) = `p0` on either side, at these rates of false alarm and of miss.
    ///
    /// # Errors
    /// As [`BinomialTest::new`] and [`Rates::new`].
    pub fn two_sided(p0: f64, false_alarm: f64, miss: f64) -> Result<BinomialTest, Refused> {
        BinomialTest::new(p0, Side::Either, Rates::new(false_alarm, miss)?)
    }

    /// The p-value of `passed` of `trials`: P(X >= passed), P(X <= passed), or twice the lesser of the two.
    ///
    /// # Errors
    /// When more passed than were tried.
    pub fn p_value(&self, passed: u64, trials: u64) -> Result<f64, Refused> {
        if passed > trials {
            return Err(Refused::Passed { passed, trials });
        }
        let above = || binomial_at_least(passed, trials, self.p0);
        let below = || binomial_at_most(passed, trials, self.p0);
        Ok(match self.side {
            Side::Above => above(),
            Side::Below => below(),
            Side::Either => (2.0 * above().min(below())).min(1.0),
        })
    }

    /// Judges `passed` of `trials`.
    ///
    /// # Errors
    /// As [`BinomialTest::p_value`].
    pub fn judge(&self, passed: u64, trials: u64) -> Result<Judgement, Refused> {
        let p_value = self.p_value(passed, trials)?;
        Ok(Judgement { p_value, rates: self.rates, detectable: self.least_detectable(trials).ok() })
    }

    /// The least and the greatest number of passes with which the hypothesis stands.
    pub fn acceptance(&self, trials: u64) -> (u64, u64) {
        self.sides().iter().fold((0, trials), |(low, high), side| match side.rejects_above {
            true => (low, high.min(side.critical(trials) - 1)),
            false => (low.max(side.critical(trials)), high),
        })
    }

    /// The probability, when P(pass) = p, that the test rejects on the side of p; on both when p = p0, which
    /// is then the exact rate of false alarm.
    pub fn power(&self, trials: u64, p: f64) -> f64 {
        let on_its_side = |side: &&OneSided| p == self.p0 || side.rejects_above == (p > self.p0);
        self.sides().iter().filter(on_its_side).map(|side| side.power(trials, p)).sum()
    }

    /// The probability, when P(pass) = p, that the test does not reject on the side of p: 1 less the power,
    /// but good where it is small. At p = p0, the probability that the hypothesis stands.
    pub fn miss(&self, trials: u64, p: f64) -> f64 {
        if p == self.p0 {
            return 1.0 - self.power(trials, p);
        }
        let sides = self.sides();
        let its_own = sides.iter().find(|side| side.rejects_above == (p > self.p0));
        its_own.map_or(1.0, |side| side.miss(trials, p))
    }

    /// The one-sided tests that this one is made of.
    fn sides(&self) -> Vec<OneSided> {
        let one = |rejects_above, rates| OneSided { p0: self.p0, rejects_above, rates };
        match self.side {
            Side::Above => vec![one(true, self.rates)],
            Side::Below => vec![one(false, self.rates)],
            Side::Either => [true, false].map(|above| one(above, self.rates.one_of_two_sides())).to_vec(),
        }
    }

    /// The sides on which there is a true value at the discrepancy.
    fn sides_with(&self, discrepancy: f64) -> Result<Vec<OneSided>, Refused> {
        let sides = self.sides();
        let greatest = sides.iter().map(OneSided::room).fold(0.0, f64::max);
        if !(discrepancy > 0.0 && discrepancy <= greatest) {
            return Err(Refused::Discrepancy { found: discrepancy, greatest });
        }
        Ok(sides.into_iter().filter(|side| discrepancy <= side.room()).collect())
    }
}

impl Design for BinomialTest {
    fn rates(&self) -> Rates {
        self.rates
    }

    /// On either side, the least discrepancy that is detected on both; where one side has no true value so
    /// far away that it is detected, the least beyond all of that side.
    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        let sides = self.sides();
        let least = |side: &OneSided| side.least_detectable(trials).unwrap_or(side.room().next_up());
        let needed = sides.iter().map(least).fold(0.0, f64::max);
        if sides.iter().any(|side| needed <= side.room()) {
            Ok(needed)
        } else {
            Err(Refused::Undetectable { trials })
        }
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        Ok(self.sides_with(discrepancy)?.iter().all(|side| side.is_enough(trials, discrepancy)))
    }

    /// The power is a saw-tooth in the number of trials. This is exactly the least number from `from` on that
    /// is enough; a greater one may have a slightly smaller power (see [`Design::is_enough`]).
    ///
    /// For either side the two one-sided answers are raised in turn until they agree: every number that is
    /// enough for both is at least each of them.
    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        let sides = self.sides_with(discrepancy)?;
        let mut trials = from;
        loop {
            let before = trials;
            for side in &sides {
                trials = side
                    .least_trials_from(trials, discrepancy)
                    .ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })?;
            }
            if trials == before || sides.len() == 1 {
                return Ok(trials);
            }
        }
    }
}

/// One side: rejects at X >= critical, or (not above) at X < critical.
#[derive(Clone, Copy, Debug)]
pub(super) struct OneSided {
    pub(super) p0: f64,
    pub(super) rejects_above: bool,
    pub(super) rates: Rates,
}

impl OneSided {
    /// How far a true value can be away.
    fn room(&self) -> f64 {
        if self.rejects_above { 1.0 - self.p0 } else { self.p0 }
    }

    /// The true value at a discrepancy.
    fn truth(&self, discrepancy: f64) -> f64 {
        if self.rejects_above { (self.p0 + discrepancy).min(1.0) } else { self.p0 - discrepancy }
    }

    /// Whether rejecting from `critical` on keeps the level.
    fn keeps_level(&self, critical: u64, trials: u64) -> bool {
        self.outside(critical, trials, self.p0) <= self.rates.false_alarm()
    }

    /// P_p(rejects).
    fn outside(&self, critical: u64, trials: u64, p: f64) -> f64 {
        match (self.rejects_above, critical) {
            (true, _) => binomial_at_least(critical, trials, p),
            (false, 0) => 0.0,
            (false, _) => binomial_at_most(critical - 1, trials, p),
        }
    }

    /// P_p(does not reject).
    fn inside(&self, critical: u64, trials: u64, p: f64) -> f64 {
        OneSided { rejects_above: !self.rejects_above, ..*self }.outside(critical, trials, p)
    }

    /// The critical value of the largest region of rejection that keeps the level: in [1, trials + 1] above,
    /// in [0, trials] below.
    fn critical(&self, trials: u64) -> u64 {
        let (mut kept, mut broken) = if self.rejects_above { (trials + 1, 0) } else { (0, trials + 1) };
        while kept.abs_diff(broken) > 1 {
            let middle = kept.min(broken) + kept.abs_diff(broken) / 2;
            if self.keeps_level(middle, trials) { kept = middle } else { broken = middle }
        }
        kept
    }

    /// Whether so many passes reject: by the region that the design computes with.
    pub(super) fn rejects(&self, passed: u64, trials: u64) -> bool {
        (passed >= self.critical(trials)) == self.rejects_above
    }

    fn power(&self, trials: u64, p: f64) -> f64 {
        self.outside(self.critical(trials), trials, p)
    }

    pub(super) fn miss(&self, trials: u64, p: f64) -> f64 {
        self.inside(self.critical(trials), trials, p)
    }

    fn least_detectable(&self, trials: u64) -> Option<f64> {
        let critical = self.critical(trials);
        let seen =
            |discrepancy: f64| self.inside(critical, trials, self.truth(discrepancy)) <= self.rates.miss();
        seen(self.room()).then(|| bisect(self.room(), 0.0, seen).0)
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> bool {
        self.miss(trials, self.truth(discrepancy)) <= self.rates.miss()
    }

    /// The miss rate of the most powerful test of exactly the level, which rejects with a probability at the
    /// first value that the test proper does not reject. By the lemma of Neyman and Pearson (1933) it misses
    /// no more than any other test of the level, the one that leaves out a trial included: it falls with the
    /// number of trials, and it is never above [`OneSided::miss`].
    fn randomised_miss(&self, trials: u64, p: f64) -> f64 {
        let critical = self.critical(trials);
        let (edge, with_edge) =
            if self.rejects_above { (critical - 1, critical - 1) } else { (critical, critical + 1) };
        let left = self.rates.false_alarm() - self.outside(critical, trials, self.p0);
        let share = (left / binomial_term(edge, trials, self.p0)).clamp(0.0, 1.0);
        self.inside(with_edge, trials, p) + (1.0 - share) * binomial_term(edge, trials, p)
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Option<u64> {
        self.least_trials_to_see(from, self.truth(discrepancy))
    }

    /// The least number of trials from `from` on with which a true value p on the side is seen; `None` beyond
    /// [`MOST_TRIALS`].
    ///
    /// No number below the first at which the randomised test misses rarely enough is enough. From there on
    /// it goes from tooth to tooth: while the critical value stays, an upper test gains power with every
    /// trial and is best at the tooth's end, and a lower one loses and is best at its start.
    pub(super) fn least_trials_to_see(&self, from: u64, p: f64) -> Option<u64> {
        // A little more than the rate, for what the sums round.
        let bound = self.rates.miss() * (1.0 + 1e-6);
        let first = least_whole(0, MOST_TRIALS, |trials| self.randomised_miss(trials, p) <= bound)?;
        let mut trials = first.max(from);
        while trials <= MOST_TRIALS {
            let critical = self.critical(trials);
            let seen = |trials: u64| self.inside(critical, trials, p) <= self.rates.miss();
            if seen(trials) {
                return Some(trials);
            }
            if self.rejects_above {
                let next =
                    least_whole(trials, 2 * MOST_TRIALS, |trials| !self.keeps_level(critical, trials))?;
                if seen(next - 1) {
                    return least_whole(trials, next - 1, seen);
                }
                trials = next;
            } else {
                trials =
                    least_whole(trials, 2 * MOST_TRIALS, |trials| self.keeps_level(critical + 1, trials))?;
            }
        }
        None
    }
}
