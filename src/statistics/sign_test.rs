//! The exact sign test (Arbuthnott, Philosophical Transactions 27, 1710; Dixon and Mood, Journal of the American
//! Statistical Association 41, 1946).

use super::{BinomialTest, Design, Judgement, Rates, Refused, Side};

/// The test that a median is zero: of differences of pairs, or of values less a number.
///
/// The hypothesis is P(X > 0) = P(X < 0), whatever the distribution. Ties (values of exactly zero) are dropped
/// and are no trials: given their number, the others are above zero with probability 1/2 each, so that the level
/// holds whether ties are frequent or not (Hemelrijk, Indagationes Mathematicae 14, 1952). The discrepancy is
/// |P(X > 0 | X not 0) - 1/2|, and the trials are those without a tie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignTest {
    of_signs: BinomialTest,
}

impl SignTest {
    /// The sign test on a side: above when positive values are expected to be more frequent.
    pub fn new(side: Side, rates: Rates) -> SignTest {
        SignTest { of_signs: BinomialTest::new(0.5, side, rates).expect("one half is a probability") }
    }

    /// Judges values of which `above` are positive and `below` negative.
    pub fn judge_counts(&self, above: u64, below: u64) -> Judgement {
        self.of_signs.judge(above, above + below).expect("no more above than are not tied")
    }

    /// Judges whether the median of the values is `median`.
    ///
    /// # Errors
    /// When a value or the median is NaN, or the median is infinite.
    pub fn judge_median(&self, values: &[f64], median: f64) -> Result<Judgement, Refused> {
        if !median.is_finite() {
            return Err(Refused::NotFinite { index: 0, found: median });
        }
        self.judge_compared(values.iter().map(|value| (*value, median)))
    }

    /// Judges whether the first of a pair is greater as often as the second.
    ///
    /// # Errors
    /// When a value is NaN.
    pub fn judge_pairs(&self, pairs: &[(f64, f64)]) -> Result<Judgement, Refused> {
        self.judge_compared(pairs.iter().copied())
    }

    /// Compares and does not subtract: a difference may round to zero.
    fn judge_compared(&self, pairs: impl Iterator<Item = (f64, f64)>) -> Result<Judgement, Refused> {
        let (mut above, mut below) = (0, 0);
        for (index, (first, second)) in pairs.enumerate() {
            match first.partial_cmp(&second) {
                Some(order) => {
                    above += u64::from(order.is_gt());
                    below += u64::from(order.is_lt());
                }
                None => {
                    let found = if first.is_nan() { first } else { second };
                    return Err(Refused::NotFinite { index, found });
                }
            }
        }
        Ok(self.judge_counts(above, below))
    }

    /// The test of the share of positive values that this is.
    pub fn of_signs(&self) -> &BinomialTest {
        &self.of_signs
    }
}

impl Design for SignTest {
    fn rates(&self) -> Rates {
        self.of_signs.rates()
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        self.of_signs.least_detectable(trials)
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        self.of_signs.is_enough(trials, discrepancy)
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        self.of_signs.least_trials_from(from, discrepancy)
    }
}
