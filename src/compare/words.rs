//! Words of a table that are equal up to the last digits of their numbers.

/// Largest relative difference of two numbers that count as equal.
///
/// The table has eight digits, a change in the last of which is at most 1e-7. After t steps, each rounding w once and
/// none moving two iterates apart, a change of the order of operations has moved w by at most t 2^-53 ||w||. The most
/// sensitive numbers are squares of ||P_perp w||, and the least of these is figure one's at t = 10^6: there
/// 10^6 2^-53 7.7 / 0.011 = 8e-8, twice that for the square.
const RELATIVE: f64 = 1e-6;

/// Largest absolute difference, for numbers whose exact value is zero: a few dozen roundings of numbers of order one.
const ABSOLUTE: f64 = 64.0 * f64::EPSILON;

/// Whether two texts have the same lines of the same words, numbers with a point or an exponent up to rounding.
pub fn near(reference: &str, test: &str) -> bool {
    let lines = |text: &str| -> Vec<Vec<String>> {
        text.trim().lines().map(|line| line.split_whitespace().map(str::to_string).collect()).collect()
    };
    let (reference, test) = (lines(reference), lines(test));
    reference.len() == test.len()
        && reference
            .iter()
            .zip(&test)
            .all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_word(a, b)))
}

/// Whether two words are the same, or two numbers equal up to rounding.
pub(super) fn same_word(a: &str, b: &str) -> bool {
    a == b
        || match (real(a), real(b)) {
            (Some(a), Some(b)) => (a - b).abs() <= (RELATIVE * a.abs().max(b.abs())).max(ABSOLUTE),
            _ => false,
        }
}

/// A measured number. Whole numbers are times and sizes: they are what they are.
fn real(word: &str) -> Option<f64> {
    let measured = word.contains(['.', 'e']);
    word.parse::<f64>().ok().filter(|value| measured && value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str =
        "gamma 0.25000000  eta 1.5000000e-3\n      t      norm\n    100 8.1234567\n   1000 -2.5e-17\n";

    fn with(from: &str, to: &str) -> String {
        assert_eq!(STORED.matches(from).count(), 1, "{from} stands once in the text");
        STORED.replace(from, to)
    }

    #[test]
    fn the_last_digits_of_a_number_may_change() {
        assert!(near(STORED, STORED));
        for (from, value) in [("8.1234567", 8.1234567f64), ("1.5000000e-3", 1.5e-3), ("0.25000000", 0.25)] {
            for relative in [1e-9, -1e-9, 9e-7] {
                let changed = with(from, &format!("{:e}", value * (1.0 + relative)));
                assert!(near(STORED, &changed) && near(&changed, STORED), "{changed}");
            }
        }
        assert!(near(STORED, &with("-2.5e-17", "1.0e-15")), "two values of zero");
        assert!(near(STORED, &with("  eta", " eta")), "alignment is no content");
    }

    #[test]
    fn a_change_of_one_number_is_seen() {
        for (from, value) in [("8.1234567", 8.1234567f64), ("1.5000000e-3", 1.5e-3), ("0.25000000", 0.25)] {
            for relative in [1e-4, -1e-4, 1e-5] {
                let changed = with(from, &format!("{:e}", value * (1.0 + relative)));
                assert!(!near(STORED, &changed) && !near(&changed, STORED), "{changed}");
            }
        }
        for to in ["8.1234567e1", "-8.1234567", "NaN", "inf", "-"] {
            assert!(!near(STORED, &with("8.1234567", to)), "{to}");
        }
        assert!(!near(STORED, &with("-2.5e-17", "1.0e-12")), "no longer zero");
        assert!(!near(STORED, &with("1000", "1001")) && !near(STORED, &with("1000", "1000.0")), "a time");
    }

    #[test]
    fn a_change_of_a_word_a_column_or_a_line_is_seen() {
        for (from, to) in [
            ("gamma", "margin"),
            ("8.1234567", "8.1234567 1.0"),
            ("8.1234567", ""),
            ("   1000 -2.5e-17\n", ""),
            ("   1000 -2.5e-17\n", "   1000 -2.5e-17\n  10000 0.0\n"),
            ("\n      t", " t"),
        ] {
            let changed = with(from, to);
            assert!(!near(STORED, &changed) && !near(&changed, STORED), "{changed}");
        }
    }
}
