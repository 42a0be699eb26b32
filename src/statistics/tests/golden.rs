//! The distributions against `fixtures/golden/tails.csv`, written by `tails.py` beside it.

use super::*;

/// A line: arguments and the value.
type Line = ([f64; 4], f64);

/// The lines of one function.
fn lines(what: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(&include_bytes!("../../../fixtures/golden/tails.csv")[..]);
    let all = reader.deserialize().map(|line| line.expect("a line"));
    let all = all.collect::<Vec<(String, f64, f64, f64, f64, f64)>>();
    all.into_iter()
        .filter(|(name, ..)| name == what)
        .map(|(_, a, b, c, d, value)| ([a, b, c, d], value))
        .collect()
}

/// The greatest relative error of a function over its lines, which are at least `least` in number.
fn worst(what: &str, least: usize, function: impl Fn([f64; 4]) -> f64) -> f64 {
    worst_where(what, least, |_| true, function)
}

/// The same over the lines that are kept. With `--nocapture` it is printed: the accuracies in the doc
/// comments are these.
fn worst_where(
    what: &str,
    least: usize,
    keep: impl Fn(&Line) -> bool,
    function: impl Fn([f64; 4]) -> f64,
) -> f64 {
    let lines: Vec<Line> = lines(what).into_iter().filter(keep).collect();
    assert!(lines.len() >= least, "{} lines of {what}", lines.len());
    let errors = lines.iter().map(|(arguments, want)| {
        let got = function(*arguments);
        ((got - want).abs() / want, *arguments, got)
    });
    let (error, arguments, got) = errors.max_by(|a, b| a.0.total_cmp(&b.0)).expect("lines");
    println!("{what}: worst relative error {error:.2e} at {arguments:?} ({got:e}), {} lines", lines.len());
    error
}

#[test]
fn binomial_tails_agree_with_sums_of_fifty_digits() {
    let at_most =
        worst("binomial_at_most", 200, |[k, trials, p, _]| binomial_at_most(k as u64, trials as u64, p));
    let at_least =
        worst("binomial_at_least", 200, |[k, trials, p, _]| binomial_at_least(k as u64, trials as u64, p));
    assert!(at_most.max(at_least) <= 1e-13, "{at_most:e}, {at_least:e}");
}

#[test]
fn the_complementary_error_function_agrees_with_fifty_digits() {
    let error = worst("erfc", 100, |[x, ..]| normal::erfc(x));
    assert!(error <= 1e-14, "{error:e}");
}

#[test]
fn students_tails_agree_with_those_of_fifty_digits() {
    let by_beta = |[freedom, t, ..]: [f64; 4]| student_tail(freedom, t);
    let error = worst_where("student_tail", 40, |([freedom, ..], _)| *freedom <= 1000.0, by_beta);
    assert!(error <= 1e-11, "{error:e}");
    let error = worst("student_tail", 50, by_beta);
    assert!(error <= 4e-10, "{error:e}");
    // At delta = 0 the integral is the same tail, by another way; it is for probabilities down to 1e-35.
    let by_integral = |[freedom, t, ..]: [f64; 4]| noncentral_at_most(freedom, 0.0, -t);
    let error = worst_where("student_tail", 40, |(_, value)| *value >= 1e-35, by_integral);
    assert!(error <= 1e-13, "{error:e}");
    // With more degrees of freedom than a table has: against the integral.
    let mut error = 0.0f64;
    for freedom in [1e4, 1e6, 1e8, 1e9] {
        for t in [0.01, 0.3, 1.0, 2.0, 5.0, 8.0, 11.0] {
            let (beta, integral) = (student_tail(freedom, t), noncentral_at_most(freedom, 0.0, -t));
            error = error.max(((beta - integral) / integral).abs());
        }
    }
    println!("student_tail with up to 1e9 degrees of freedom: worst relative error {error:.2e}");
    assert!(error <= 5e-6, "{error:e}");
    for freedom in [1.0, 7.0] {
        assert!((student_tail(freedom, -2.0) + student_tail(freedom, 2.0) - 1.0).abs() <= 1e-15);
    }
    assert!(student_tail(f64::NAN, 1.0).is_nan() && student_tail(1.0, f64::NAN).is_nan());
}

#[test]
fn noncentral_probabilities_agree_with_series_of_fifty_digits() {
    let error =
        worst("noncentral_at_most", 100, |[freedom, delta, t, _]| noncentral_at_most(freedom, delta, t));
    assert!(error <= 1e-13, "{error:e}");
}

#[test]
fn misses_of_equivalence_agree_with_quadrature_of_fifty_digits() {
    let miss = crate::statistics::equivalence::equivalence_miss;
    let error = worst("tost_miss", 20, |[freedom, theta, t, _]| miss(freedom, theta, t));
    assert!(error <= 1e-13, "{error:e}");
}

#[test]
fn misses_of_confidence_sequences_agree_with_fractions() {
    let error = worst("confidence_sequence_miss", 30, |[alpha, p0, p, trials]| {
        let test = SequentialTest::new(p0, rates(alpha, 0.1)).expect("a probability");
        test.miss(trials as u64, p)
    });
    assert!(error <= 1e-13, "{error:e}");
}
