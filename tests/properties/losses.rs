//! Slopes against differences of values, for every loss and any margin.
//!
//! A convex function's difference quotient lies between its slopes at the two ends, whatever the width: no
//! truncation error has to be allowed for, only rounding.

use implicit_bias::numbers::exp;
use implicit_bias::problem::{Exponential, Logistic, Loss, PolynomialTail, StretchedExponential};
use proptest::prelude::*;

/// Any built-in loss, with parameters beyond those of the golden values.
pub(crate) fn any_loss() -> impl Strategy<Value = Box<dyn Loss>> {
    prop_oneof![
        Just(Exponential).prop_map(|loss| Box::new(loss) as Box<dyn Loss>),
        Just(Logistic).prop_map(|loss| Box::new(loss) as Box<dyn Loss>),
        (0.25..8.0f64).prop_map(|k| Box::new(PolynomialTail { k }) as Box<dyn Loss>),
        (0.125..4.0f64).prop_map(|nu| Box::new(StretchedExponential { nu }) as Box<dyn Loss>),
    ]
}

/// Margins where values and slopes, and their ratio, stay within the range of doubles for every loss above.
fn margin() -> impl Strategy<Value = f64> {
    prop_oneof![-100.0..5.0f64, -3.0..3.0f64, prop::sample::select(vec![0.0, 1.0, -0.0, 1.0 - 1e-9])]
}

/// The width of a difference quotient: its rounding is then 2^-32 of a value, and the slopes at its ends are
/// 2^-20 apart.
const WIDTH: f64 = 1.0 / 1_048_576.0;

/// Relative error of e^y for a logarithm y right to 4 units of 2^-52 max(1, |y|, `inner`), and one unit of the
/// exponential itself.
fn relative(y: f64, inner: f64) -> f64 {
    (4.0 * y.abs().max(1.0).max(inner) + 1.0) * f64::EPSILON
}

/// The greatest number that a loss's logarithm is made of at u: u^nu for u in [1, 5] and nu <= 4.
const INNER: f64 = 625.0;

proptest! {
    #[test]
    fn a_difference_of_values_lies_between_the_slopes(loss in any_loss(), u in margin()) {
        // The width actually used is exact: u + WIDTH is rounded, the difference of neighbours is not.
        let next = u + WIDTH;
        let width = next - u;
        let (log_left, log_right) = (loss.log_value(u), loss.log_value(next));
        // In units of e^log_left, so that nothing under- or overflows.
        let quotient = (exp(log_right - log_left) - 1.0) / width;
        let slack = (relative(log_left, INNER) + relative(log_right, INNER)) / width;
        for (end, falls_at_least) in [(u, false), (next, true)] {
            let log_slope = loss.log_slope(end) - log_left;
            let slope = -exp(log_slope);
            let slack = slack - slope * relative(log_slope.abs() + log_left.abs(), INNER);
            if falls_at_least {
                prop_assert!(quotient <= slope + slack, "{} at {u}: {quotient} above {slope}", loss.key());
            } else {
                prop_assert!(quotient >= slope - slack, "{} at {u}: {quotient} below {slope}", loss.key());
            }
        }
    }

    #[test]
    fn a_difference_of_slopes_lies_between_the_curvatures(loss in any_loss(), u in margin()) {
        let next = u + WIDTH;
        let width = next - u;
        // l'' rises up to its centre (0 or 1) and falls beyond, for every built-in loss.
        prop_assume!([0.0, 1.0].iter().all(|centre| next <= *centre || u >= *centre));
        let (left, right) = (loss.log_slope(u), loss.log_slope(next));
        // l'(next) - l'(u) over the width, in units of e^left.
        let quotient = (1.0 - exp(right - left)) / width;
        let curvature = |end: f64, log_slope: f64| -loss.log_slope_derivative(end) * exp(log_slope - left);
        let (a, b) = (curvature(u, left), curvature(next, right));
        let slack = (relative(left, 1.0) + relative(right, 1.0)) / width;
        prop_assert!(
            quotient >= a.min(b) - slack && quotient <= a.max(b) + slack,
            "{} at {u}: {quotient} not between {a} and {b}, slack {slack}", loss.key()
        );
    }
}
