//! That a mean, or a probability, is within a margin: two one-sided tests (Schuirmann, Journal of
//! Pharmacokinetics and Biopharmaceutics 15, 1987).

use super::binomial::OneSided;
use super::deviation::expectation;
use super::judgement::{MOST_TRIALS, bisect, least_whole};
use super::normal::erfc;
use super::student::{least_positive, mean_and_deviation, ordinary, positive, student_quantile};
use super::{Design, Rates, Refused};

/// What the data say of a margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The true value is within the margin. It is said of one outside with at most the rate of false alarm.
    Equivalent,
    /// The true value is outside the margin. It is said of one within with at most the rate of false alarm.
    Different,
    /// Neither is shown.
    CannotTell,
}

/// Equivalent when the interval that fails on each side with the rate of false alarm lies within the margin:
/// the two one-sided tests at the full rate, as only one of their hypotheses can hold. Different when the
/// interval that fails on each side with half of it lies outside: both sides can mislead.
pub(super) fn decide(
    (low, high): (f64, f64),
    (wide_low, wide_high): (f64, f64),
    margin: (f64, f64),
) -> Decision {
    if low > margin.0 && high < margin.1 {
        Decision::Equivalent
    } else if wide_low > margin.1 || wide_high < margin.0 {
        Decision::Different
    } else {
        Decision::CannotTell
    }
}

/// Whether the mean of normal data is within a margin of zero: |mean| < margin.
///
/// The miss is that a mean of exactly zero is not found equivalent; the discrepancy of the design is the
/// margin in units of the true standard deviation, so that the least detectable one is the least margin that
/// so many trials can show. With theta = margin sqrt(n) and t the quantile of Student's distribution the miss
/// is exactly P(|Z| >= theta - t S), S the sample's standard deviation; it falls with theta. Where it is
/// below one half it falls with n too: no proof is known to us, the tests try it on a grid of margins and
/// levels. (Above, it may rise: two trials have a tiny standard deviation more often than three.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanEquivalence {
    rates: Rates,
}

impl MeanEquivalence {
    /// The judgement at these rates.
    ///
    /// # Errors
    /// When a rate is below [`LEAST_NORMAL_RATE`](super::LEAST_NORMAL_RATE), or 1/2 or more.
    pub fn new(rates: Rates) -> Result<MeanEquivalence, Refused> {
        Ok(MeanEquivalence { rates: ordinary(rates)? })
    }

    /// Judges whether the mean of the values is within the margin of zero.
    ///
    /// # Errors
    /// When the margin is not positive and finite, there are fewer than two values, all are the same or one
    /// is not finite.
    pub fn judge(&self, values: &[f64], margin: f64) -> Result<Decision, Refused> {
        positive("the margin", margin)?;
        let (mean, deviation) = mean_and_deviation(values)?;
        let n = values.len() as f64;
        let half_width = |level: f64| student_quantile(n - 1.0, level) * deviation / n.sqrt();
        let (narrow, wide) =
            (half_width(self.rates.false_alarm()), half_width(0.5 * self.rates.false_alarm()));
        Ok(decide((mean - narrow, mean + narrow), (mean - wide, mean + wide), (-margin, margin)))
    }

    /// The probability that a mean of zero is not found equivalent; the margin in standard deviations.
    pub fn miss(&self, trials: u64, margin: f64) -> f64 {
        if trials < 2 {
            return 1.0;
        }
        let freedom = (trials - 1) as f64;
        equivalence_miss(
            freedom,
            margin * (trials as f64).sqrt(),
            student_quantile(freedom, self.rates.false_alarm()),
        )
    }
}

/// P(|Z| >= theta - t S), S = sqrt(chi^2 / freedom). Exact, and good where it is small. Against quadrature of
/// fifty digits the relative error is at most 4e-15 for misses down to 1e-12: `cargo test --lib
/// misses_of_equivalence_agree --
/// --nocapture` prints it.
pub(super) fn equivalence_miss(freedom: f64, theta: f64, t: f64) -> f64 {
    expectation(freedom, theta / t, 1.0 / theta.max(1.0), |s| {
        let left = theta - t * s;
        if left <= 0.0 { 1.0 } else { erfc(left * std::f64::consts::FRAC_1_SQRT_2) }
    })
}

impl Design for MeanEquivalence {
    fn rates(&self) -> Rates {
        self.rates
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        if trials < 2 {
            return Err(Refused::Undetectable { trials });
        }
        let freedom = (trials - 1) as f64;
        let t = student_quantile(freedom, self.rates.false_alarm());
        let root = (trials as f64).sqrt();
        Ok(least_positive(|margin| equivalence_miss(freedom, margin * root, t) <= self.rates.miss()))
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        Ok(self.miss(trials, positive("the margin", discrepancy)?) <= self.rates.miss())
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        if self.is_enough(from, discrepancy)? {
            return Ok(from);
        }
        let enough = |trials| self.miss(trials, discrepancy) <= self.rates.miss();
        least_whole(from, MOST_TRIALS, enough).ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })
    }
}

/// Whether P(pass) is within a margin of p0, by exact one-sided tests of the margin's ends, at any rates: towards p0 at
/// the rate of false alarm each, away from it at half of it.
///
/// The miss is that p = p0 is not found equivalent; the discrepancy of the design is the margin. Each side
/// gets half the rate of miss, so that the rates are kept and a number of trials is enough whenever the
/// design says so, though a few less might do. An end at 0 or 1 or beyond needs no showing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionEquivalence {
    p0: f64,
    rates: Rates,
}

impl ProportionEquivalence {
    /// The judgement about `p0`.
    ///
    /// # Errors
    /// When `p0` is not strictly between 0 and 1.
    pub fn new(p0: f64, rates: Rates) -> Result<ProportionEquivalence, Refused> {
        if !(p0 > 0.0 && p0 < 1.0) {
            return Err(Refused::Probability { what: "the probability in the middle", found: p0 });
        }
        Ok(ProportionEquivalence { p0, rates })
    }

    /// Judges whether P(pass) is in (p0 - margin, p0 + margin).
    ///
    /// # Errors
    /// When more passed than were tried or the margin is not positive and finite.
    pub fn judge(&self, passed: u64, trials: u64, margin: f64) -> Result<Decision, Refused> {
        positive("the margin", margin)?;
        if passed > trials {
            return Err(Refused::Passed { passed, trials });
        }
        let shown = |side: &OneSided| side.rejects(passed, trials);
        Ok(if self.ends(margin, true, self.rates).iter().all(shown) {
            Decision::Equivalent
        } else if self.ends(margin, false, self.rates.one_of_two_sides()).iter().any(shown) {
            Decision::Different
        } else {
            Decision::CannotTell
        })
    }

    /// The one-sided tests of p0 - margin and of p0 + margin, the ends that lie inside of (0, 1): towards p0, or away.
    fn ends(&self, margin: f64, towards: bool, rates: Rates) -> Vec<OneSided> {
        let end = |p0: f64, above: bool| OneSided { p0, rejects_above: above == towards, rates };
        let low = (margin < self.p0).then(|| end(self.p0 - margin, true));
        let high = (self.p0 + margin < 1.0).then(|| end(self.p0 + margin, false));
        low.into_iter().chain(high).collect()
    }

    /// The sides to be shown, at the rates of the design.
    fn sides(&self, margin: f64) -> Result<Vec<OneSided>, Refused> {
        let greatest = self.p0.max(1.0 - self.p0);
        if !(margin > 0.0 && margin < greatest) {
            return Err(Refused::Discrepancy { found: margin, greatest: greatest.next_down() });
        }
        let rates = Rates::new(self.rates.false_alarm(), 0.5 * self.rates.miss())?;
        Ok(self.ends(margin, true, rates))
    }

    /// The exact probability, when P(pass) = p0, that it is not found to be within the margin.
    ///
    /// # Errors
    /// When the margin is not positive or leaves nothing to show.
    pub fn miss(&self, trials: u64, margin: f64) -> Result<f64, Refused> {
        // The two misses exclude one another when the region of equivalence is not empty.
        let sides = self.sides(margin)?;
        Ok(sides.iter().map(|side| side.miss(trials, self.p0)).sum::<f64>().min(1.0))
    }
}

impl Design for ProportionEquivalence {
    fn rates(&self) -> Rates {
        self.rates
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        let greatest = self.p0.max(1.0 - self.p0);
        let enough = |margin: f64| self.is_enough(trials, margin) == Ok(true);
        let greatest = greatest.next_down();
        if enough(greatest) {
            Ok(bisect(greatest, 0.0, enough).0)
        } else {
            Err(Refused::Undetectable { trials })
        }
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        Ok(self.sides(discrepancy)?.iter().all(|side| side.miss(trials, self.p0) <= side.rates.miss()))
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        let sides = self.sides(discrepancy)?;
        let mut trials = from.max(1);
        loop {
            let before = trials;
            for side in &sides {
                trials = side
                    .least_trials_to_see(trials, self.p0)
                    .ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })?;
            }
            if trials == before {
                return Ok(trials);
            }
        }
    }
}
