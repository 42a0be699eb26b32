//! What a judgement costs the suite in false alarms.

/// The rate of false alarms of the whole suite: one in a million runs.
pub const SUITE_BUDGET: f64 = 1e-6;

/// A rate of false alarm that a judgement costs: positive, and at most [`SUITE_BUDGET`].
///
/// By Boole's inequality the suite raises a false alarm with at most the sum of its prices, however its
/// judgements depend on one another.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Price(f64);

/// Why a price is refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PriceRefused {
    /// Not a positive finite rate.
    #[error("found a price of {found}, expected a positive rate of false alarm of at most {SUITE_BUDGET:e}")]
    NotARate {
        /// The number.
        found: f64,
    },
    /// More than the whole suite may cost.
    #[error("found a price of {found:e}, expected at most the {SUITE_BUDGET:e} of the suite")]
    OverBudget {
        /// The price, or the sum of prices rounded upward.
        found: f64,
    },
    /// No prices, or no parts.
    #[error("found no prices, expected at least one")]
    Nothing,
}

impl Price {
    /// A price.
    ///
    /// # Errors
    /// When it is not positive and finite, or above the suite's budget.
    pub fn new(rate: f64) -> Result<Price, PriceRefused> {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(PriceRefused::NotARate { found: rate });
        }
        if rate > SUITE_BUDGET {
            return Err(PriceRefused::OverBudget { found: rate });
        }
        Ok(Price(rate))
    }

    /// The rate of false alarm.
    pub fn rate(self) -> f64 {
        self.0
    }

    /// The price of each of `parts` judgements that cost no more than this together: rounded downward.
    ///
    /// # Errors
    /// When there are no parts, or so many that the price of one is no longer a positive double.
    pub fn part(self, parts: u64) -> Result<Price, PriceRefused> {
        if parts == 0 {
            return Err(PriceRefused::Nothing);
        }
        let part = self.0 / parts as f64;
        let rounded_up = part.mul_add(parts as f64, -self.0) > 0.0;
        Price::new(if rounded_up || parts > 1 << 53 { part.next_down() } else { part })
    }

    /// The sum of prices, rounded upward: never less than the exact sum, and more by two roundings at most.
    ///
    /// # Errors
    /// When there are none or their sum exceeds the budget.
    pub fn sum(prices: impl IntoIterator<Item = Price>) -> Result<Price, PriceRefused> {
        let (mut sum, mut lost) = (0.0, 0.0);
        for Price(price) in prices {
            let (next, error) = two_sum(sum, price);
            // What the roundings lost is itself summed upward.
            (sum, lost) = (next, add_up(lost, error));
        }
        if sum == 0.0 { Err(PriceRefused::Nothing) } else { Price::new(add_up(sum, lost)) }
    }
}

/// a + b and what its rounding left out, exactly (Knuth; Moller 1965).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

/// The least double that is at least a + b.
fn add_up(a: f64, b: f64) -> f64 {
    let (sum, error) = two_sum(a, b);
    if error > 0.0 { sum.next_up() } else { sum }
}
