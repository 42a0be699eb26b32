//! Numbers as text, and the magnitudes that are accepted.

/// The largest magnitude a feature may have: the square of it, summed over 1e8 features, is still a number.
pub const LARGEST: f64 = 1e150;

/// The smallest magnitude a feature that is not zero may have: the product of two is not yet subnormal.
pub const SMALLEST: f64 = 1e-150;

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    NotANumber,
    NotFinite,
    OutOfRange,
}

/// The double nearest to the text of a feature.
pub(super) fn feature(text: &str) -> Result<f64, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let value: f64 = text.parse().map_err(|_| Fault::NotANumber)?;
    if spelled_out(text) {
        return Err(Fault::NotFinite);
    }
    // Digits that reach infinity are out of range, not infinite.
    if value.is_infinite() {
        return Err(Fault::OutOfRange);
    }
    // A written mantissa that is not zero must not become zero: 1e-400 is refused, 0e-400 is zero.
    if value == 0.0 && text.split(['e', 'E']).next().is_some_and(|m| m.contains(|c| matches!(c, '1'..='9'))) {
        return Err(Fault::OutOfRange);
    }
    accepted(value)
}

/// A number that is already a double, held to the accepted magnitudes.
pub(super) fn accepted(value: f64) -> Result<f64, Fault> {
    if value == 0.0 || (SMALLEST..=LARGEST).contains(&value.abs()) {
        Ok(value)
    } else if !value.is_finite() {
        Err(Fault::NotFinite)
    } else {
        Err(Fault::OutOfRange)
    }
}

/// The number that a label is, where it is one; `Err` for NaN and infinities, which name no class.
pub(super) fn label(text: &str) -> Result<Option<f64>, Fault> {
    match text.parse::<f64>() {
        Err(_) => Ok(None),
        Ok(value) if value.is_finite() => Ok(Some(value)),
        Ok(_) => Err(Fault::NotFinite),
    }
}

/// Whether the text of a number is a word: `inf`, `nan`, `infinity`.
fn spelled_out(text: &str) -> bool {
    text.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_double_nearest_to_its_text() {
        // Half-way cases of the double grid, and a decimal that needs more than 17 digits to be decided.
        assert_eq!(feature("9007199254740993").map(f64::to_bits), Ok(9007199254740992.0f64.to_bits()));
        assert_eq!(feature("9007199254740993.0000000000000001"), Ok(9007199254740994.0));
        assert_eq!(feature(" -0.1\t"), Ok(-0.1));
        assert_eq!(feature("+1e-150"), Ok(1e-150));
        assert_eq!(feature("-0").map(f64::to_bits), Ok((-0.0f64).to_bits()));
        assert_eq!(feature("0e-999"), Ok(0.0));
    }

    #[test]
    fn magnitudes_whose_products_are_no_numbers_are_refused() {
        for text in ["1e308", "-1e151", "1e400", "1e-151", "-5e-324", "1e-400"] {
            assert_eq!(feature(text), Err(Fault::OutOfRange), "{text}");
        }
        const { assert!(LARGEST * LARGEST < f64::MAX / 1e7 && SMALLEST * SMALLEST > f64::MIN_POSITIVE) }
    }

    #[test]
    fn words_are_not_finite_numbers() {
        for text in ["nan", "NaN", "inf", "-inf", "+Infinity"] {
            assert_eq!(feature(text), Err(Fault::NotFinite), "{text}");
        }
        for text in ["1,5", "0x10", "1_000", "e5", "--1", "?"] {
            assert_eq!(feature(text), Err(Fault::NotANumber), "{text}");
        }
    }
}
