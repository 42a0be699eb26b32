//! One sample against a known distribution function, by the inequality of Dvoretzky, Kiefer and Wolfowitz.

use super::judgement::bisect;
use super::{Design, Judgement, Rates, Refused};
use crate::numbers::{exp, ln};

/// The test that a sample comes from a known distribution F, whatever it is.
///
/// With D = sup |F_n - F|, F_n the sample's own distribution function, P(D > e) <= 2 exp(-2 n e^2) for every F,
/// n and e (Dvoretzky, Kiefer and Wolfowitz, Annals of Mathematical Statistics 27, 1956; the factor 2 is
/// Massart's, Annals of Probability 18, 1990). So 2 exp(-2 n D^2), at most 1, is a p-value.
///
/// The discrepancy is sup |G - F| for the true distribution G. Let e(r) = sqrt(ln(2/r) / (2 n)), so that the
/// test rejects when D >= e(false alarm). By the inequality for G, sup |F_n - G| <= e(miss) but with probability
/// `miss`; then D >= sup |G - F| - sup |F_n - G| >= sup |G - F| - e(miss). So a discrepancy of e(false alarm) +
/// e(miss) is detected: a bound, greater than the least one by what the triangle inequality loses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DkwTest {
    rates: Rates,
}

/// Above this whole numbers are no longer all doubles.
const MOST_TRIALS: u64 = 1 << 53;

impl DkwTest {
    /// The test at these rates.
    pub fn new(rates: Rates) -> DkwTest {
        DkwTest { rates }
    }

    /// Judges whether the values come from the continuous distribution with the function `cdf`.
    ///
    /// # Errors
    /// When there are no values, one is not finite, or `cdf` leaves [0, 1] or falls.
    pub fn judge(&self, values: &[f64], cdf: impl Fn(f64) -> f64) -> Result<Judgement, Refused> {
        self.judge_with_jumps(values, &cdf, &cdf)
    }

    /// Judges whether the values come from a distribution that may have atoms: `at_most` is P(X <= x) and
    /// `below` is P(X < x).
    ///
    /// # Errors
    /// As [`DkwTest::judge`].
    pub fn judge_with_jumps(
        &self,
        values: &[f64],
        at_most: impl Fn(f64) -> f64,
        below: impl Fn(f64) -> f64,
    ) -> Result<Judgement, Refused> {
        let distance = sup_distance(values, at_most, below)?;
        let p_value = self.p_value(values.len() as u64, distance);
        Ok(Judgement {
            p_value,
            rates: self.rates,
            detectable: self.least_detectable(values.len() as u64).ok(),
        })
    }

    /// A bound on the p-value of a distance: 2 exp(-2 n D^2), at most 1.
    pub fn p_value(&self, trials: u64, distance: f64) -> f64 {
        (2.0 * exp(-2.0 * trials as f64 * distance * distance)).min(1.0)
    }

    /// The half-width of a band around F_n that holds all of the true distribution function but with
    /// probability `false_alarm`: sqrt(ln(2 / false alarm) / (2 n)).
    pub fn band(&self, trials: u64) -> f64 {
        (log_of_two_over(self.rates.false_alarm()) / (2.0 * trials as f64)).sqrt()
    }

    /// 2 n d^2 at the least detectable discrepancy d.
    fn needed(&self) -> f64 {
        let roots =
            log_of_two_over(self.rates.false_alarm()).sqrt() + log_of_two_over(self.rates.miss()).sqrt();
        roots * roots
    }
}

/// ln(2 / rate), the quotient being finite or not.
fn log_of_two_over(rate: f64) -> f64 {
    std::f64::consts::LN_2 - ln(rate)
}

impl Design for DkwTest {
    fn rates(&self) -> Rates {
        self.rates
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        let enough = |discrepancy: f64| self.is_enough(trials, discrepancy) == Ok(true);
        if enough(1.0) { Ok(bisect(1.0, 0.0, enough).0) } else { Err(Refused::Undetectable { trials }) }
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        if !(discrepancy > 0.0 && discrepancy <= 1.0) {
            return Err(Refused::Discrepancy { found: discrepancy, greatest: 1.0 });
        }
        Ok(2.0 * trials as f64 * discrepancy * discrepancy >= self.needed())
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        if self.is_enough(from, discrepancy)? {
            return Ok(from);
        }
        let enough = |trials| self.is_enough(trials, discrepancy) == Ok(true);
        super::judgement::least_whole(from, MOST_TRIALS, enough)
            .ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })
    }
}

/// D = sup |F_n - F|: between two neighbouring values F_n is constant and F lies between its values there, so
/// that the supremum is at a value or just before one.
fn sup_distance(
    values: &[f64],
    at_most: impl Fn(f64) -> f64,
    below: impl Fn(f64) -> f64,
) -> Result<f64, Refused> {
    if values.is_empty() {
        return Err(Refused::TooFew { found: 0, least: 1 });
    }
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(Refused::NotFinite { index, found: values[index] });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let (mut distance, mut before, mut counted) = (0.0f64, 0.0, 0);
    for ties in sorted.chunk_by(|a, b| a == b) {
        let (left, right) = (below(ties[0]), at_most(ties[0]));
        for found in [left, right] {
            if !(before..=1.0).contains(&found) {
                return Err(Refused::NotADistribution { found, before });
            }
            before = found;
        }
        distance = distance.max((left - counted as f64 / n).abs());
        counted += ties.len();
        distance = distance.max((counted as f64 / n - right).abs());
    }
    Ok(distance)
}
