//! How a number is shown to a person.

/// Six significant digits, in plain notation where that is short.
pub fn brief(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let magnitude = value.abs();
    if !(1e-3..1e6).contains(&magnitude) {
        let text = format!("{value:.3e}");
        return text.replace(".000e", "e");
    }
    let decimals = (5 - magnitude.log10().floor() as i32).clamp(0, 8) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// A value to three significant digits.
pub(super) fn rounded(value: f64) -> f64 {
    rounded_to(3, value)
}

/// A value to so many significant digits, at least one.
pub(super) fn rounded_to(digits: usize, value: f64) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn numbers_are_short_and_keep_six_digits() {
        assert_eq!(brief(0.743_137_490_2), "0.743137");
        assert_eq!(brief(1.0), "1");
        assert_eq!(brief(4.047_560_2e-5), "4.048e-5");
        assert_eq!(brief(-13.815_51), "-13.8155");
        assert_eq!(brief(2e9), "2e9");
    }
}
