//! Losses by name, for the command line and for stored runs.

use super::{Exponential, Logistic, Loss, PolynomialTail, StretchedExponential};

/// Why a text names no loss.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LossError {
    /// No built-in loss has that name.
    #[error("found loss `{0}`, expected `exp`, `logistic`, `polynomial(K)` or `stretched(NU)`")]
    UnknownName(String),
    /// The parameter is no positive finite number.
    #[error("found parameter `{parameter}` in loss `{name}`, expected a positive number")]
    BadParameter {
        /// The loss's name.
        name: String,
        /// The text between the brackets.
        parameter: String,
    },
}

/// The built-in loss of a key (`exponential`, `logistic`, `polynomial(1)`, `stretched(0.5)`), `exp` for short.
///
/// # Errors
/// When no loss has that name, or its parameter is not positive and finite.
pub fn loss_from_key(key: &str) -> Result<Box<dyn Loss>, LossError> {
    match key {
        "exp" | "exponential" => return Ok(Box::new(Exponential)),
        "logistic" => return Ok(Box::new(Logistic)),
        _ => {}
    }
    let unknown = || LossError::UnknownName(key.into());
    let (name, parameter) = key.strip_suffix(')').and_then(|k| k.split_once('(')).ok_or_else(unknown)?;
    let positive = || match parameter.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err(LossError::BadParameter { name: name.into(), parameter: parameter.into() }),
    };
    match name {
        "polynomial" => Ok(Box::new(PolynomialTail { k: positive()? })),
        "stretched" => Ok(Box::new(StretchedExponential { nu: positive()? })),
        _ => Err(unknown()),
    }
}
