//! The distributions against `fixtures/golden/statistics.csv`, written by `statistics.py` beside it.

use super::*;

/// A line: arguments and the value.
pub(super) type Line = ([f64; 4], f64);

/// The lines of one function.
pub(super) fn lines(what: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(&include_bytes!("../../../fixtures/golden/statistics.csv")[..]);
    let all = reader.deserialize().map(|line| line.expect("a line"));
    let all = all.collect::<Vec<(String, f64, f64, f64, f64, f64)>>();
    all.into_iter()
        .filter(|(name, ..)| name == what)
        .map(|(_, a, b, c, d, value)| ([a, b, c, d], value))
        .collect()
}

/// The greatest relative error of a function over its lines, which are at least `least` in number. With
/// `--nocapture` it is printed: the accuracies in the doc comments are these.
pub(super) fn worst(what: &str, least: usize, function: impl Fn([f64; 4]) -> f64) -> f64 {
    let lines = lines(what);
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
