//! Student's t test of a mean (Student, Biometrika 6, 1908), at ordinary levels.

use statrs::function::beta::beta_reg;

use super::deviation::expectation;
use super::judgement::{MOST_TRIALS, bisect, least_whole};
use super::normal::normal_at_most;
use super::{Design, Judgement, Rates, Refused, Side};

/// The least rate at which a test that assumes normal data is to be trusted: far tails of real data are not
/// normal.
pub const LEAST_NORMAL_RATE: f64 = 1e-6;

/// P(T >= t) for Student's t with a positive number of degrees of freedom, infinitely many of which make it normal; NaN
/// for NaN.
///
/// By the incomplete beta function of `statrs`, which uses the platform's elementary functions. Against fifty
/// digits, with tails down to 1e-142, the relative error is at most 2e-12 for up to 1000 degrees of freedom
/// and 4e-10 for 100000; against [`noncentral_at_most`] 3e-6 for 1e9: `cargo test --lib students_tails_agree
/// -- --nocapture` prints it.
pub fn student_tail(freedom: f64, t: f64) -> f64 {
    if t.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    if freedom.is_infinite() {
        return normal_at_most(-t);
    }
    let square = t * t;
    let beyond = if square < 1.0 {
        // Near zero the share below is the one that its argument keeps all digits of.
        0.5 - 0.5 * beta_reg(0.5, 0.5 * freedom, square / (freedom + square))
    } else {
        0.5 * beta_reg(0.5 * freedom, 0.5, freedom / (freedom + square))
    };
    if t >= 0.0 { beyond } else { 1.0 - beyond }
}

/// P(T <= t) for T = (Z + delta) / S, the noncentral t.
///
/// By integration over S, see the module `deviation`. Against series of fifty digits the relative error is at
/// most 2e-14 for probabilities down to 1e-35: `cargo test --lib noncentral_probabilities_agree --
/// --nocapture` prints it. Below, what the integral leaves out may count.
pub fn noncentral_at_most(freedom: f64, delta: f64, t: f64) -> f64 {
    let width = 1.0 / delta.abs().max(1.0);
    expectation(freedom, delta / t, width, |s| normal_at_most(t * s - delta))
}

/// The t >= 0 with P(T >= t) = `level`, by bisection; a level below 1/2.
pub(super) fn student_quantile(freedom: f64, level: f64) -> f64 {
    let mut above = 1.0;
    while student_tail(freedom, above) > level {
        above *= 2.0;
    }
    bisect(above, 0.0, |t| student_tail(freedom, t) <= level).0
}

/// Refuses rates that a test of normal data is not trusted with.
pub(super) fn ordinary(rates: Rates) -> Result<Rates, Refused> {
    let below = 0.5;
    for (what, found) in [("false alarm", rates.false_alarm()), ("miss", rates.miss())] {
        if !(LEAST_NORMAL_RATE..below).contains(&found) {
            return Err(Refused::Level { what, found, least: LEAST_NORMAL_RATE, below });
        }
    }
    Ok(rates)
}

/// Mean and standard deviation (with n - 1) of a sample of two or more values that differ.
pub(super) fn mean_and_deviation(values: &[f64]) -> Result<(f64, f64), Refused> {
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(Refused::NotFinite { index, found: values[index] });
    }
    let n = values.len() as f64;
    if values.len() < 2 {
        return Err(Refused::TooFew { found: values.len() as u64, least: 2 });
    }
    if values.iter().all(|value| *value == values[0]) {
        return Err(Refused::Constant { value: values[0] });
    }
    // Twice, so that the first mean's rounding is taken out.
    let first = values.iter().map(|value| value / n).sum::<f64>();
    let mean = first + values.iter().map(|value| (value - first) / n).sum::<f64>();
    let scale = values.iter().map(|value| (value - mean).abs()).fold(0.0, f64::max);
    let squares = values.iter().map(|value| ((value - mean) / scale).powi(2)).sum::<f64>();
    let deviation = scale * (squares / (n - 1.0)).sqrt();
    if deviation > 0.0 && deviation.is_finite() && mean.is_finite() {
        Ok((mean, deviation))
    } else {
        Err(Refused::Deviation { found: deviation })
    }
}

/// The t test that the mean of normal data is a number. The discrepancy is |mean - number| in units of the
/// true standard deviation.
///
/// On n trials with a discrepancy d the statistic has the noncentral t distribution with delta = d sqrt(n).
/// On either side it is both one-sided tests at half the rate of false alarm, and a rejection on the wrong
/// side does not count as seeing the discrepancy. The one-sided test is the uniformly most powerful one that
/// does not depend on the scale (Lehmann and Romano, Testing Statistical Hypotheses, 2005, 6.3), so that its
/// power grows with n: leaving out a trial is another test of that kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentTest {
    side: Side,
    rates: Rates,
}

impl StudentTest {
    /// The test on a side.
    ///
    /// # Errors
    /// When a rate is below [`LEAST_NORMAL_RATE`], or 1/2 or more.
    pub fn new(side: Side, rates: Rates) -> Result<StudentTest, Refused> {
        Ok(StudentTest { side, rates: ordinary(rates)? })
    }

    /// The p-value of the mean being `mean`.
    ///
    /// # Errors
    /// When there are fewer than two values, all are the same, or a number is not finite.
    pub fn p_value(&self, values: &[f64], mean: f64) -> Result<f64, Refused> {
        if !mean.is_finite() {
            return Err(Refused::NotFinite { index: 0, found: mean });
        }
        let (found, deviation) = mean_and_deviation(values)?;
        let n = values.len() as f64;
        let t = (found - mean) / (deviation / n.sqrt());
        Ok(match self.side {
            Side::Above => student_tail(n - 1.0, t),
            Side::Below => student_tail(n - 1.0, -t),
            Side::Either => 2.0 * student_tail(n - 1.0, t.abs()),
        })
    }

    /// Judges whether the mean is `mean`.
    ///
    /// # Errors
    /// As [`StudentTest::p_value`].
    pub fn judge(&self, values: &[f64], mean: f64) -> Result<Judgement, Refused> {
        let p_value = self.p_value(values, mean)?;
        let detectable = self.least_detectable(values.len() as u64).ok();
        Ok(Judgement { p_value, rates: self.rates, detectable })
    }

    /// The probability that a discrepancy is not seen on its side: small ones lose nothing.
    pub fn miss(&self, trials: u64, discrepancy: f64) -> f64 {
        if trials < 2 {
            return 1.0;
        }
        miss(trials, discrepancy, self.critical(trials))
    }

    /// The value of t from which on one side rejects; two trials or more.
    fn critical(&self, trials: u64) -> f64 {
        let rates = if self.side == Side::Either { self.rates.one_of_two_sides() } else { self.rates };
        student_quantile((trials - 1) as f64, rates.false_alarm())
    }
}

fn miss(trials: u64, discrepancy: f64, critical: f64) -> f64 {
    noncentral_at_most((trials - 1) as f64, discrepancy * (trials as f64).sqrt(), critical)
}

/// Refuses discrepancies that are not positive and finite.
pub(super) fn positive(what: &'static str, found: f64) -> Result<f64, Refused> {
    if found > 0.0 && found.is_finite() { Ok(found) } else { Err(Refused::NotPositive { what, found }) }
}

/// The least positive number at which a condition holds that stays true once it is.
pub(super) fn least_positive(holds: impl Fn(f64) -> bool) -> f64 {
    let mut above = 1.0;
    while !holds(above) {
        above *= 2.0;
    }
    bisect(above, 0.0, holds).0
}

impl Design for StudentTest {
    fn rates(&self) -> Rates {
        self.rates
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        if trials < 2 {
            return Err(Refused::Undetectable { trials });
        }
        let critical = self.critical(trials);
        Ok(least_positive(|discrepancy| miss(trials, discrepancy, critical) <= self.rates.miss()))
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        Ok(self.miss(trials, positive("the discrepancy", discrepancy)?) <= self.rates.miss())
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        positive("the discrepancy", discrepancy)?;
        if self.is_enough(from, discrepancy)? {
            return Ok(from);
        }
        let enough = |trials| self.miss(trials, discrepancy) <= self.rates.miss();
        least_whole(from, MOST_TRIALS, enough).ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })
    }
}
