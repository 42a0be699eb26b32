//! Step sizes that a theorem allows, and the smoothness they come from.
//!
//! Everything is in the sum convention, L(w) = sum_i l(z_i.w): a step on the mean of n losses is n times as
//! large.

use crate::data::SignedRows;
use crate::numbers::{exp, log_sum_exp};

use super::loss::{Loss, LossKernel};
use super::spectral::squared_spectral_norm;

/// A rule that gives the constant step of a run.
pub trait StepRule: Send + Sync + std::fmt::Debug {
    /// A short name with its parameters, unique: runs are keyed by it, and [`step_from_text`] reads the
    /// built-in ones.
    fn key(&self) -> String;

    /// The step eta for the rows (n x d), the loss and the start (length d), in the sum convention.
    ///
    /// # Errors
    /// When the rule gives no positive finite step for this problem.
    fn step(&self, rows: &SignedRows, loss: &dyn Loss, start: &[f64]) -> Result<f64, StepError>;
}

/// Why there is no step.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StepError {
    /// A text is no step rule.
    #[error(
        "found step `{0}`, expected a number such as 0.01, a share of the threshold such as threshold*0.9, or a step on \
         the mean of the losses such as mean*1"
    )]
    Unreadable(String),
    /// A number is not positive and finite.
    #[error("found {what} {value}, expected a positive finite number")]
    NotPositive {
        /// What the number is: a step, a share of the threshold.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// The loss is neither smooth nor exponential: no theorem here bounds its step.
    #[error("found loss {0} with no bound on its curvature, expected a smooth loss or the exponential one")]
    NoThreshold(String),
    /// The start has another length than a row.
    #[error("found a start of length {found}, expected {expected}, the length of a row")]
    StartLength {
        /// Length of the start.
        found: usize,
        /// Length of a row.
        expected: usize,
    },
    /// The smoothness at this start is beyond the range of doubles.
    #[error("found ln of the local smoothness {0}, expected a number whose exponential is a double")]
    OutOfRange(f64),
}

/// A share of the threshold below which the theorem speaks; see [`threshold`]. Where every step is below it, for rows
/// of zeros, the share itself is the step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfThreshold {
    /// The share; below 1 the hypothesis is met, above 1 it is broken on purpose.
    pub fraction: f64,
}

/// A step given by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fixed {
    /// The step, in the sum convention.
    pub eta: f64,
}

/// A step given by number for the mean of the losses: eta / n for their sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnTheMean {
    /// The step on the mean.
    pub eta: f64,
}

impl StepRule for OnTheMean {
    fn key(&self) -> String {
        format!("mean*{}", self.eta)
    }

    fn step(&self, rows: &SignedRows, loss: &dyn Loss, _: &[f64]) -> Result<f64, StepError> {
        positive("step on the mean", self.eta / (rows.n / loss.rivals()) as f64)
    }
}

impl StepRule for OfThreshold {
    fn key(&self) -> String {
        format!("threshold*{}", self.fraction)
    }

    fn step(&self, rows: &SignedRows, loss: &dyn Loss, start: &[f64]) -> Result<f64, StepError> {
        positive("share of the threshold", self.fraction)?;
        let threshold = threshold(rows, loss, start)?;
        positive("step", self.fraction * if threshold == f64::INFINITY { 1.0 } else { threshold })
    }
}

impl StepRule for Fixed {
    fn key(&self) -> String {
        format!("{}", self.eta)
    }

    fn step(&self, _: &SignedRows, _: &dyn Loss, _: &[f64]) -> Result<f64, StepError> {
        positive("step", self.eta)
    }
}

/// The step rule that a text names: `0.01`, `threshold*0.9` or `mean*1`.
///
/// # Errors
/// When the text is neither, or its number is not positive and finite.
pub fn step_from_text(text: &str) -> Result<Box<dyn StepRule>, StepError> {
    let unreadable = || StepError::Unreadable(text.into());
    let number = |digits: &str| digits.trim().parse::<f64>().map_err(|_| unreadable());
    let times = |word: &str| text.trim().strip_prefix(word).map(|rest| rest.trim_start().strip_prefix('*'));
    if let Some(rest) = times("threshold") {
        let fraction = number(rest.ok_or_else(unreadable)?)?;
        return Ok(Box::new(OfThreshold { fraction: positive("share of the threshold", fraction)? }));
    }
    if let Some(rest) = times("mean") {
        let eta = number(rest.ok_or_else(unreadable)?)?;
        return Ok(Box::new(OnTheMean { eta: positive("step on the mean", eta)? }));
    }
    Ok(Box::new(Fixed { eta: positive("step", number(text)?)? }))
}

/// The step below which gradient descent from `start` provably converges (Soudry et al. 2018, arXiv:1710.10345,
/// Lemma 1), rounded downwards: 2 / (beta sigma_max(Z)^2) for a beta-smooth loss; for the exponential loss
/// 1 / (R^2 L(w_0)), R the longest row, which is the lemma's footnote scaled to rows of any length. Infinite for rows
/// of zeros.
///
/// # Errors
/// When the loss has no such threshold or the start has the wrong length.
pub fn threshold(rows: &SignedRows, loss: &dyn Loss, start: &[f64]) -> Result<f64, StepError> {
    let least = if loss.smoothness().is_some() { 2.0 } else { 1.0 };
    let bound = least / smoothness_bound(rows, loss, start)?;
    Ok(bound * (1.0 - f64::EPSILON))
}

/// A bound beta' on the curvature of L where descent from `start` (length d) can go, rounded upwards; `None`
/// where none is known. With it, one step of size eta < 2/beta' lowers L by eta (1 - beta' eta/2) ||grad
/// L||^2 at least (Soudry et al. 2018, arXiv:1710.10345, Lemma 10).
///
/// A beta-smooth loss: Hessian = sum_i l''(z_i.w) z_i z_i^T <= beta Z^T Z <= beta sigma_max(Z)^2, everywhere.
///
/// The exponential loss: Hessian = sum_i e^-u_i z_i z_i^T <= sum_i e^-u_i ||z_i||^2 <= R^2 L(w), and L(w) <=
/// L(w_0) on the sublevel set of the start. A bound by sigma_max(Z)^2 max_i e^-u_i <= sigma_max(Z)^2 L(w_0)
/// is never better, as R <= sigma_max(Z). The sublevel set is convex and steps below 2/beta' stay inside:
/// along the segment L falls as long as the curvature bound holds, so that it cannot reach L(w_0) again
/// before the end of the step.
pub fn local_smoothness(rows: &SignedRows, loss: &dyn Loss, start: &[f64]) -> Option<f64> {
    smoothness_bound(rows, loss, start).ok()
}

fn smoothness_bound(rows: &SignedRows, loss: &dyn Loss, start: &[f64]) -> Result<f64, StepError> {
    if start.len() != rows.d {
        return Err(StepError::StartLength { found: start.len(), expected: rows.d });
    }
    if rows.values.iter().all(|&v| v == 0.0) {
        return Ok(0.0);
    }
    let bound = match loss.smoothness() {
        Some(beta) => beta * squared_spectral_norm(rows),
        None if loss.kernel() == LossKernel::Exponential => exponential_bound(rows, start)?,
        None => return Err(StepError::NoThreshold(loss.key())),
    };
    let bound = bound * (1.0 + f64::EPSILON);
    if bound.is_normal() { Ok(bound) } else { Err(StepError::OutOfRange(crate::numbers::ln(bound))) }
}

/// R^2 L(start) for the exponential loss. A margin is a sum of d products: it errs by at most d roundings of
/// the sum of their absolute values, and so does ln L, plus two units of its own; a squared length errs by d
/// roundings of itself.
fn exponential_bound(rows: &SignedRows, start: &[f64]) -> Result<f64, StepError> {
    let dot = |row: &[f64], by: fn(f64) -> f64| row.iter().zip(start).map(|(z, w)| by(z * w)).sum::<f64>();
    let exponents: Vec<f64> = rows.rows().map(|row| -dot(row, |x| x)).collect();
    let roundings = (rows.d + 4) as f64 * f64::EPSILON;
    let error = roundings * rows.rows().map(|row| dot(row, f64::abs)).fold(1.0, f64::max);
    let log_loss = log_sum_exp(&exponents);
    let error = error + 4.0 * f64::EPSILON * log_loss.abs().max(1.0);
    let longest = rows.rows().map(|row| row.iter().map(|v| v * v).sum::<f64>()).fold(0.0, f64::max);
    let bound = longest * (1.0 + roundings) * exp(log_loss + error) * (1.0 + 4.0 * f64::EPSILON);
    if bound.is_normal() {
        Ok(bound)
    } else {
        Err(StepError::OutOfRange(log_loss + crate::numbers::ln(longest)))
    }
}

fn positive(what: &'static str, value: f64) -> Result<f64, StepError> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(StepError::NotPositive { what, value }) }
}

#[cfg(test)]
mod tests {
    use super::super::loss::{Exponential, Logistic, PolynomialTail, StretchedExponential, Tail};
    use super::*;

    fn rows() -> SignedRows {
        SignedRows::from_rows(&[[3.0, 4.0], [1.0, 0.0]])
    }

    #[test]
    fn thresholds_follow_the_lemma() {
        // Z^T Z = [[10, 12], [12, 16]]: eigenvalues 13 +- sqrt(153).
        let sigma = 13.0 + 153.0f64.sqrt();
        for loss in [&Logistic as &dyn Loss, &PolynomialTail { k: 2.0 }, &StretchedExponential { nu: 0.5 }] {
            let beta = loss.smoothness().expect("smooth");
            let (got, want) = (threshold(&rows(), loss, &[0.0; 2]).expect("smooth"), 2.0 / (beta * sigma));
            assert!(got <= want && got >= want * (1.0 - 1e-13), "{}: {got} against {want}", loss.key());
            let smoothness = local_smoothness(&rows(), loss, &[0.0; 2]).expect("smooth");
            assert!(smoothness >= beta * sigma && smoothness <= beta * sigma * (1.0 + 1e-13));
        }
        // R^2 = 25; L(0) = 2, L(0, 1) = e^-4 + 1.
        for (start, value) in [([0.0, 0.0], 2.0), ([0.0, 1.0], 1.0 + exp(-4.0))] {
            let want = 1.0 / (25.0 * value);
            let got = threshold(&rows(), &Exponential, &start).expect("exponential");
            assert!(got < want && got >= want * (1.0 - 1e-13), "{got} against {want}");
        }
    }

    #[test]
    fn the_local_smoothness_bounds_every_hessian_of_the_sublevel_set() {
        // In one dimension the Hessian is L'' itself: largest where L = L(w_0).
        let rows = SignedRows::from_rows(&[[2.0], [0.5], [-1.0]]);
        let start = [-0.7];
        let value = |w: f64| rows.rows().map(|z| exp(-z[0] * w)).sum::<f64>();
        let curvature = |w: f64| rows.rows().map(|z| z[0] * z[0] * exp(-z[0] * w)).sum::<f64>();
        let bound = local_smoothness(&rows, &Exponential, &start).expect("exponential");
        let mut seen = 0;
        for i in -300..=300 {
            let w = f64::from(i) / 100.0;
            if value(w) <= value(start[0]) {
                assert!(curvature(w) <= bound, "at {w}: {} above {bound}", curvature(w));
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} points in the sublevel set");
    }

    #[test]
    fn one_step_below_the_bound_descends_as_the_lemma_says() {
        let rows = SignedRows::from_rows(&[[1.0, 2.0], [-0.5, 1.5], [2.0, -1.0]]);
        let value = |loss: &dyn Loss, w: &[f64; 2]| -> f64 {
            rows.rows().map(|z| exp(loss.log_value(z[0] * w[0] + z[1] * w[1]))).sum()
        };
        for loss in [&Logistic as &dyn Loss, &Exponential, &PolynomialTail { k: 1.0 }] {
            for start in [[0.0, 0.0], [-1.0, 0.3], [2.0, 2.0]] {
                let smoothness = local_smoothness(&rows, loss, &start).expect("bounded");
                let mut gradient = [0.0; 2];
                for z in rows.rows() {
                    let slope = exp(loss.log_slope(z[0] * start[0] + z[1] * start[1]));
                    gradient = [gradient[0] - slope * z[0], gradient[1] - slope * z[1]];
                }
                let square = gradient[0] * gradient[0] + gradient[1] * gradient[1];
                for share in [0.1, 0.5, 0.99] {
                    let eta = share * 2.0 / smoothness;
                    let next = [start[0] - eta * gradient[0], start[1] - eta * gradient[1]];
                    let promised = eta * (1.0 - smoothness * eta / 2.0) * square;
                    let before = value(loss, &start);
                    // Three terms, each right to a few units, and three sums.
                    let rounding = 32.0 * f64::EPSILON * before;
                    assert!(
                        value(loss, &next) <= before - promised + rounding,
                        "{} from {start:?}, share {share}",
                        loss.key()
                    );
                }
            }
        }
    }

    #[test]
    fn rules_are_read_from_text_and_give_their_step() {
        for (text, key) in [
            ("0.01", "0.01"),
            ("threshold*0.9", "threshold*0.9"),
            (" threshold * 2 ", "threshold*2"),
            ("mean*1", "mean*1"),
        ] {
            assert_eq!(step_from_text(text).expect(text).key(), key);
        }
        let full = threshold(&rows(), &Logistic, &[0.0; 2]).expect("smooth");
        let rule = step_from_text("threshold*0.5").expect("a rule");
        assert_eq!(rule.step(&rows(), &Logistic, &[0.0; 2]), Ok(0.5 * full));
        assert_eq!(Fixed { eta: 0.25 }.step(&rows(), &Exponential, &[]), Ok(0.25));
        assert_eq!(OnTheMean { eta: 1.0 }.step(&rows(), &Exponential, &[]), Ok(0.5));
    }

    #[test]
    fn on_rows_of_zeros_every_step_is_below_the_threshold() {
        let zero = SignedRows::from_rows(&[[0.0, 0.0]]);
        for loss in [&Logistic as &dyn Loss, &Exponential] {
            assert_eq!(threshold(&zero, loss, &[0.0; 2]), Ok(f64::INFINITY));
            assert_eq!(local_smoothness(&zero, loss, &[0.0; 2]), Some(0.0));
            assert_eq!(OfThreshold { fraction: 0.9 }.step(&zero, loss, &[0.0; 2]), Ok(0.9));
        }
    }

    #[test]
    fn what_gives_no_step_says_why() {
        let said = |text: &str| step_from_text(text).expect_err(text).to_string();
        assert_eq!(
            said("fast"),
            "found step `fast`, expected a number such as 0.01, a share of the threshold such as threshold*0.9, or a step \
             on the mean of the losses such as mean*1"
        );
        assert!(said("threshold").starts_with("found step `threshold`"));
        assert_eq!(said("-1"), "found step -1, expected a positive finite number");
        assert_eq!(said("threshold*0"), "found share of the threshold 0, expected a positive finite number");
        assert_eq!(said("inf"), "found step inf, expected a positive finite number");

        #[derive(Debug)]
        struct Squared;
        impl Loss for Squared {
            fn key(&self) -> String {
                "gaussian".into()
            }
            fn log_value(&self, u: f64) -> f64 {
                -u * u
            }
            fn log_slope(&self, u: f64) -> f64 {
                -u * u
            }
            fn log_slope_derivative(&self, u: f64) -> f64 {
                -2.0 * u
            }
            fn smoothness(&self) -> Option<f64> {
                None
            }
            fn tail(&self) -> Tail {
                Tail::Other
            }
        }
        assert_eq!(threshold(&rows(), &Squared, &[0.0; 2]), Err(StepError::NoThreshold("gaussian".into())));
        assert_eq!(local_smoothness(&rows(), &Squared, &[0.0; 2]), None);
        let short = threshold(&rows(), &Logistic, &[0.0]);
        assert_eq!(short, Err(StepError::StartLength { found: 1, expected: 2 }));
        assert!(matches!(threshold(&rows(), &Exponential, &[-1e3, 0.0]), Err(StepError::OutOfRange(_))));
    }
}
