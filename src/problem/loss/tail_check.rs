//! Whether a loss has a tight exponential tail.

use super::Loss;
use crate::numbers::{exp, exp_m1, ln, ln_1p};

/// Which of the two inequalities of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Side {
    /// (1 - e^(-mu_minus u)) e^-u <= -l'(u).
    Lower,
    /// -l'(u) <= (1 + e^(-mu_plus u)) e^-u.
    Upper,
}

/// The outcome of comparing a slope with the bounds of a tight exponential tail.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TailCheck {
    /// By how much ln(-l'(u)) + u leaves its interval at the worst margin, in units of the logarithm;
    /// negative where every margin is inside. `f64::MAX` where the slope is no number or an exponent is not
    /// positive.
    pub worst_excess: f64,
    /// The margin of the worst excess over its rounding allowance.
    pub at: f64,
    /// The inequality that it concerns.
    pub side: Side,
    /// What rounding alone may contribute at that margin.
    pub allowance: f64,
    /// Number of margins looked at.
    pub margins: usize,
}

impl TailCheck {
    /// Whether both inequalities hold on the whole grid, up to rounding.
    pub fn holds(&self) -> bool {
        self.worst_excess <= self.allowance
    }
}

/// Checks (1 - e^(-mu_minus u)) e^-u <= -l'(u) <= (1 + e^(-mu_plus u)) e^-u for u in [0, 700], in the log
/// domain: this is the tight exponential tail of Soudry et al. 2018 (arXiv:1710.10345), Definition 2, with a
/// = c = 1 and u_plus = u_minus = 0. An infinite exponent means a factor of exactly 1.
///
/// The grid has the multiples of 1/8 and 32 points an octave below 1, down to 2^-30. Between its points
/// nothing is checked: this refuses a loss with another tail, it proves nothing of one with the right tail.
///
/// The allowance is derived for slopes right to 4 units of 2^-52 max(1, |ln(-l'(u))|), as the built-in losses
/// are. With s = ln(-l'(u)) and b the bound, s + u carries that error and one rounding of the sum, at most
/// 2^-53 (|s| + u); b carries 3 roundings of max(1, |b|), and those of mu u: these move e^(-mu u) by mu u
/// e^(-mu u) 2^-53 < 2^-54 and 1 - e^(-mu u) by less than 2^-53 of itself. Together less than 2^-52 (5 max(1,
/// |s|) + u + 3 max(1, |b|)).
pub fn tight_exponential_tail(loss: &dyn Loss, mu_minus: f64, mu_plus: f64) -> TailCheck {
    let fine = (0..30 * 32).map(|i| {
        let (octave, step) = (i / 32, i % 32);
        (1.0 + f64::from(step) / 32.0) * 0.5f64.powi(30 - octave)
    });
    let grid = std::iter::once(0.0).chain(fine).chain((8..=5600).map(|i| f64::from(i) / 8.0));
    let mut worst = TailCheck {
        worst_excess: f64::MIN,
        at: 0.0,
        side: Side::Lower,
        allowance: 0.0,
        margins: grid.clone().count(),
    };
    let positive = mu_minus > 0.0 && mu_plus > 0.0;
    for u in grid {
        let log_slope = loss.log_slope(u);
        let level = log_slope + u;
        let lower = if mu_minus.is_infinite() { 0.0 } else { ln(-exp_m1(-mu_minus * u)) };
        let upper = if mu_plus.is_infinite() { 0.0 } else { ln_1p(exp(-mu_plus * u)) };
        for (side, excess, bound) in
            [(Side::Lower, lower - level, lower), (Side::Upper, level - upper, upper)]
        {
            if excess == f64::NEG_INFINITY {
                continue; // at u = 0 the lower bound is 0
            }
            let allowance = f64::EPSILON * (5.0 * log_slope.abs().max(1.0) + u + 3.0 * bound.abs().max(1.0));
            if !(positive && excess.is_finite()) {
                return TailCheck { worst_excess: f64::MAX, at: u, side, allowance: 0.0, ..worst };
            }
            if excess - allowance > worst.worst_excess - worst.allowance {
                worst = TailCheck { worst_excess: excess, at: u, side, allowance, ..worst };
            }
        }
    }
    worst
}
