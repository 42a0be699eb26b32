//! Quantiles of a sample, and rounding for print.

/// The q-quantile of values in ascending order, q in [0, 1]; `None` for no values.
///
/// With n values and h = (n - 1) q it interpolates linearly between the values of rank floor(h) and floor(h)
/// + 1, counted from 0 (definition 7 of Hyndman and Fan 1996, the default of NumPy and R).
///
/// # Panics
/// When q is outside [0, 1] or the values do not ascend (a NaN among them, say).
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    assert!((0.0..=1.0).contains(&q), "a quantile's share lies in [0, 1]: {q}");
    assert!(sorted.iter().all(|v| !v.is_nan()) && sorted.is_sorted(), "values in ascending order");
    let last = sorted.len().checked_sub(1)?;
    let h = last as f64 * q;
    let below = (h.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let part = h - below as f64;
    // At a rank the value itself, infinite ones included.
    Some(if part == 0.0 || low == high { low } else { low + part * (high - low) })
}

/// The median of values in ascending order; `None` for no values. See [`quantile`].
///
/// # Panics
/// When the values do not ascend.
pub fn median(sorted: &[f64]) -> Option<f64> {
    quantile(sorted, 0.5)
}

/// The number rounded to that many significant decimal digits (at least 1), ties as the standard library's
/// decimal output has them: the nearest decimal of the exact binary value.
pub fn significant(value: f64, digits: usize) -> f64 {
    if !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", digits.max(1) - 1).parse().expect("the standard library reads what it writes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_ranks() {
        // numpy.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .9, 1])
        let values = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (q, want) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.9, 12.8), (1.0, 16.0)] {
            let got = quantile(&values, q).expect("values");
            assert!((got - want).abs() <= 4.0 * f64::EPSILON * want, "{q}: {got}, expected {want}");
        }
        assert_eq!(median(&[1.0, 2.0, 4.0, 8.0]), Some(3.0));
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[]), None);
        assert_eq!(quantile(&[0.0, 1.0, f64::INFINITY], 1.0), Some(f64::INFINITY));
    }

    #[test]
    #[should_panic(expected = "ascending")]
    fn unsorted_values_are_refused() {
        quantile(&[2.0, 1.0], 0.5);
    }

    #[test]
    fn numbers_are_rounded_to_significant_digits() {
        assert_eq!(significant(0.990_063_957_123_456_7, 12), 0.990063957123);
        assert_eq!(significant(123456.0, 2), 120000.0);
        assert_eq!(significant(-1.5e-300, 1), -2e-300);
        assert_eq!(significant(0.0, 3), 0.0);
    }
}
