//! Two stages: as many trials as an unknown standard deviation takes.

use super::Refused;
use super::equivalence::{Decision, decide};
use super::judgement::MOST_TRIALS;
use super::judgement::Rates;
use super::student::{mean_and_deviation, ordinary, positive, student_quantile};

/// Whether the mean of normal data is within a margin of zero, with both rates guaranteed whatever the
/// standard deviation.
///
/// No fixed number of trials has a power that does not depend on the standard deviation (Dantzig, Annals of
/// Mathematical Statistics 11, 1940). Stein (same Annals 16, 1945) takes n_0 trials first and the rest by
/// their standard deviation s_0. Given s_0 the number N of all trials is known, the mean of all N is normal
/// with variance sigma^2 / N, and it is independent of s_0: sqrt(N) (mean - mu) / s_0 has Student's t
/// distribution with n_0 - 1 degrees of freedom exactly. So with s_0 for the standard deviation, at any N >=
/// n_0, the two one-sided tests have their level. With t_r the quantile, P(T >= t_r) = r, and
///
///   N >= (s_0 (t_{false alarm} + t_{miss/2}) / margin)^2
///
/// a mean of zero is not found equivalent only if |T| >= margin sqrt(N) / s_0 - t_{false alarm} >=
/// t_{miss/2}, which has the probability `miss` at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteinEquivalence {
    margin: f64,
    first: u64,
    rates: Rates,
}

impl SteinEquivalence {
    /// The plan with `first` trials in the first stage.
    ///
    /// # Errors
    /// When the margin is not positive and finite, the first stage has fewer than two trials, or a rate is
    /// none for normal data.
    pub fn new(margin: f64, first: u64, rates: Rates) -> Result<SteinEquivalence, Refused> {
        positive("the margin", margin)?;
        if first < 2 {
            return Err(Refused::TooFew { found: first, least: 2 });
        }
        Ok(SteinEquivalence { margin, first, rates: ordinary(rates)? })
    }

    /// The number N of all trials, those of the first stage included.
    ///
    /// # Errors
    /// When the first stage has another number of values than planned, or they have no standard deviation, or
    /// more trials are needed than are computed with.
    pub fn total_trials(&self, first: &[f64]) -> Result<u64, Refused> {
        let deviation = self.deviation(first)?;
        let needed = (deviation
            * (self.quantile(self.rates.false_alarm()) + self.quantile(0.5 * self.rates.miss()))
            / self.margin)
            .powi(2);
        if needed > MOST_TRIALS as f64 {
            return Err(Refused::TooMany { discrepancy: self.margin, most: MOST_TRIALS });
        }
        Ok(self.first.max(needed.ceil() as u64))
    }

    /// Judges all values, those of the first stage first.
    ///
    /// # Errors
    /// When there are fewer than [`SteinEquivalence::total_trials`] of the first stage's, or a value is not
    /// finite. More are no harm when their number was settled by the first stage alone.
    pub fn judge(&self, values: &[f64]) -> Result<Decision, Refused> {
        let found = values.len() as u64;
        if found < self.first {
            return Err(Refused::TooFew { found, least: self.first });
        }
        let first = &values[..self.first as usize];
        let least = self.total_trials(first)?;
        if found < least {
            return Err(Refused::TooFew { found, least });
        }
        let (mean, _) = mean_and_deviation(values)?;
        let standard_error = self.deviation(first)? / (found as f64).sqrt();
        let interval = |level: f64| {
            let half_width = self.quantile(level) * standard_error;
            (mean - half_width, mean + half_width)
        };
        let level = self.rates.false_alarm();
        Ok(decide(interval(level), interval(0.5 * level), (-self.margin, self.margin)))
    }

    fn quantile(&self, level: f64) -> f64 {
        student_quantile((self.first - 1) as f64, level)
    }

    fn deviation(&self, first: &[f64]) -> Result<f64, Refused> {
        if first.len() as u64 != self.first {
            return Err(Refused::TooFew { found: first.len() as u64, least: self.first });
        }
        Ok(mean_and_deviation(first)?.1)
    }
}
