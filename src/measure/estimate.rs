//! Limits, slopes and exponents of a series in log time, with what they may still be off by.
//!
//! A series that tends to its asymptote like y(s) = limit + C e^(-lambda s) + O(e^(-mu s)), s = log t, mu > lambda > 0, is
//! relieved of its leading remainder by the known lambda, window by window; what is left of the windows' answers shrinks
//! like e^(-mu s). The answer of the last window is given out, with a bias that follows from how far the windows still
//! moved. Laws in 1/s are no business of these estimators: over any window that a run reaches they look like a limit.

use crate::numbers::exp;
use crate::record::Stop;

/// The asymptote of a series, as the theory knows it before the series is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asymptote {
    /// Log time at which it begins: no earlier reading is used.
    pub begins: f64,
    /// lambda: the exponent of the leading remainder, which is taken out.
    pub leading: f64,
    /// mu: the exponent of the next one, above lambda.
    pub next: f64,
}

/// A number read off a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The answer of the last window.
    pub value: f64,
    /// What the next remainder may still add to it.
    pub bias: f64,
    /// What errors of the readings may have added to it.
    pub noise: f64,
    /// Log time of the last reading.
    pub log_time: f64,
}

/// Why a series gives no number.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unsettled {
    /// Fewer readings than the windows need.
    #[error(
        "found {found} readings after the asymptote begins at log time {begins}, expected at least {expected}"
    )]
    TooFew {
        /// Readings there are.
        found: usize,
        /// Readings needed.
        expected: usize,
        /// When the asymptote begins.
        begins: f64,
    },
    /// Times that do not ascend, readings that are no numbers, or exponents out of order.
    #[error("found {found} at log time {log_time}, expected finite readings at ascending times")]
    Disordered {
        /// The reading.
        found: f64,
        /// Its time.
        log_time: f64,
    },
    /// Exponents that tell the remainders not apart.
    #[error(
        "found exponents {leading} and {next} of the remainders, expected the second above the first, both positive"
    )]
    Exponents {
        /// lambda.
        leading: f64,
        /// mu.
        next: f64,
    },
    /// The windows move as no remainder of that exponent lets them.
    #[error(
        "the windows disagree: they moved by {before:e}, then by {last:e}, where a share of {share:.2e} is expected"
    )]
    Disagree {
        /// The move before.
        before: f64,
        /// The last move.
        last: f64,
        /// The share of it that the next remainder leaves.
        share: f64,
    },
}

impl From<Unsettled> for Stop {
    fn from(why: Unsettled) -> Stop {
        Stop::Undecided { why: why.to_string() }
    }
}

/// Windows that are held against one another.
const WINDOWS: usize = 4;

/// The limit of a series of (log time, value): two readings a window. `noise` bounds the error of each reading.
///
/// # Errors
/// [`Unsettled`]: too few readings, or windows that do not agree.
pub fn limit(series: &[(f64, f64)], asymptote: Asymptote, noise: f64) -> Result<Estimate, Unsettled> {
    let readings = after(series, asymptote, WINDOWS + 1)?;
    settled(&readings, limits(&readings, asymptote), 1, asymptote, noise)
}

/// The answer of the last window alone, whatever the others say: for a series that has no such limit and is held against
/// one that has.
///
/// # Errors
/// [`Unsettled`]: too few readings.
pub fn last_limit(series: &[(f64, f64)], asymptote: Asymptote) -> Result<f64, Unsettled> {
    let answers = limits(&after(series, asymptote, WINDOWS + 1)?, asymptote);
    Ok(answers[answers.len() - 1].0)
}

/// Each window's answer, with how it amplifies the readings' errors.
fn limits(readings: &[(f64, f64)], asymptote: Asymptote) -> Vec<(f64, f64)> {
    let answer = |pair: &[(f64, f64)]| {
        let [(s0, y0), (s1, y1)] = [pair[0], pair[1]];
        let q = exp(-asymptote.leading * (s1 - s0));
        ((y1 - q * y0) / (1.0 - q), (1.0 + q) / (1.0 - q))
    };
    readings.windows(2).map(answer).collect()
}

/// The slope on log time of a series of (log time, value) with y = a s + b + C e^(-lambda s) + O(e^(-mu s)): three readings
/// a window.
///
/// # Errors
/// As [`limit`].
pub fn slope(series: &[(f64, f64)], asymptote: Asymptote, noise: f64) -> Result<Estimate, Unsettled> {
    let readings = after(series, asymptote, WINDOWS + 2)?;
    settled(&readings, slopes(&readings, asymptote), 2, asymptote, noise)
}

/// As [`last_limit`], of slopes.
///
/// # Errors
/// [`Unsettled`]: too few readings.
pub fn last_slope(series: &[(f64, f64)], asymptote: Asymptote) -> Result<f64, Unsettled> {
    let answers = slopes(&after(series, asymptote, WINDOWS + 2)?, asymptote);
    Ok(answers[answers.len() - 1].0)
}

/// Each window's answer, with how it amplifies the readings' errors.
fn slopes(readings: &[(f64, f64)], asymptote: Asymptote) -> Vec<(f64, f64)> {
    let answer = |three: &[(f64, f64)]| {
        let [(s0, y0), (s1, y1), (s2, y2)] = [three[0], three[1], three[2]];
        let (h0, h1) = (s1 - s0, s2 - s1);
        // What C e^(-lambda s) does over each half of the window, up to one factor.
        let q = exp(-asymptote.leading * h0);
        let (e0, e1) = (1.0 - q, q * (1.0 - exp(-asymptote.leading * h1)));
        let scale = h0 * e1 - h1 * e0;
        (((y1 - y0) * e1 - (y2 - y1) * e0) / scale, 2.0 * (e0 + e1) / scale.abs())
    };
    readings.windows(3).map(answer).collect()
}

/// The exponent a of a series of (log time, ln y) with y = A t^a (1 + D t^(-lambda) + O(t^(-mu))): the slope of ln y.
/// `noise` bounds the relative error of each y.
///
/// # Errors
/// As [`limit`].
pub fn exponent_of(logs: &[(f64, f64)], asymptote: Asymptote, noise: f64) -> Result<Estimate, Unsettled> {
    slope(logs, asymptote, noise)
}

/// The readings from the beginning of the asymptote on, if there are enough and all is in order.
fn after(series: &[(f64, f64)], asymptote: Asymptote, least: usize) -> Result<Vec<(f64, f64)>, Unsettled> {
    let Asymptote { begins, leading, next } = asymptote;
    if !(leading > 0.0 && next > leading && next.is_finite()) {
        return Err(Unsettled::Exponents { leading, next });
    }
    let readings: Vec<(f64, f64)> = series.iter().copied().filter(|(s, _)| *s >= begins).collect();
    let disordered = |&(s, y): &(f64, f64)| Unsettled::Disordered { found: y, log_time: s };
    if let Some(reading) = readings.iter().find(|(s, y)| !(s.is_finite() && y.is_finite())) {
        return Err(disordered(reading));
    }
    if let Some(pair) = readings.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
        return Err(disordered(&pair[1]));
    }
    if readings.len() < least {
        return Err(Unsettled::TooFew { found: readings.len(), expected: least, begins });
    }
    Ok(readings)
}

/// The last of the windows' answers, each with how it amplifies the readings' errors. `reach`: readings from the first to the
/// last of a window.
fn settled(
    readings: &[(f64, f64)],
    answers: Vec<(f64, f64)>,
    reach: usize,
    asymptote: Asymptote,
    noise: f64,
) -> Result<Estimate, Unsettled> {
    let noise = noise * answers.iter().fold(0.0, |most: f64, answer| most.max(answer.1));
    let values: Vec<f64> = answers.into_iter().map(|answer| answer.0).collect();
    let steps = readings.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let share = exp(-asymptote.next * steps.fold(f64::INFINITY, f64::min));
    let bias = agree(&values, share, noise)?;
    let last = readings[values.len() - 1 + reach].0;
    Ok(Estimate { value: values[values.len() - 1], bias, noise, log_time: last })
}

/// What the last of a sequence of answers still misses, where their changes shrink by `share` or faster from one to the
/// next, or drown in noise.
///
/// One remainder that shrinks by q a window still misses q / (1 - q) times its last change. Twice that is allowed, with what
/// the change before has left and the noise of a change (twice that of an answer) added to the last.
///
/// # Errors
/// [`Unsettled::Disagree`] where the changes do not shrink about as fast, or change sign: then something else leads.
pub(super) fn agree(answers: &[f64], share: f64, noise: f64) -> Result<f64, Unsettled> {
    let changes: Vec<f64> = answers.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let drowned = |change: f64| change.abs() <= 2.0 * noise;
    for pair in changes.windows(2) {
        let (before, last) = (pair[0], pair[1]);
        let one_way = before * last > 0.0 && last.abs() <= (1.5 * share * before.abs()).max(2.0 * noise);
        if !(one_way || drowned(before) && drowned(last)) {
            return Err(Unsettled::Disagree { before, last, share });
        }
    }
    let at = |back: usize| changes.len().checked_sub(back).map_or(0.0, |at| changes[at].abs());
    Ok(2.0 * share / (1.0 - share) * (at(1) + share * at(2) + 2.0 * noise))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use rand::RngExt;

    /// A series at equal steps of log time.
    fn series(from: f64, step: f64, count: usize, y: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..count).map(|k| from + step * k as f64).map(|s| (s, y(s))).collect()
    }

    const WINDOW: Asymptote = Asymptote { begins: 4.0, leading: 0.5, next: 1.1 };

    #[test]
    fn the_bias_covers_every_synthetic_series_and_says_something() {
        let mut rng = Seed(11).rng();
        let mut draw = |low: f64, high: f64| low + (high - low) * rng.random::<f64>();
        let mut sharper = 0;
        for _ in 0..2000 {
            let leading = draw(0.2, 1.0);
            let next = leading + draw(0.3, 1.0);
            let (truth, c, d, e) = (draw(-3.0, 3.0), draw(-5.0, 5.0), draw(-5.0, 5.0), draw(-5.0, 5.0));
            let rest = |s: f64| c * exp(-leading * s) + d * exp(-next * s) + e * exp(-(next + 0.5) * s);
            let asymptote = Asymptote { begins: 4.0, leading, next };
            let noise = 1e-13;
            // Steps that differ a little, as those of whole numbers of steps do.
            let unequal = |s: f64| s + 0.01 * (3.0 * s).sin();
            let at: Vec<f64> = (0..10).map(|k| unequal(6.0 + f64::from(k))).collect();
            let limits: Vec<(f64, f64)> = at.iter().map(|&s| (s, truth + rest(s))).collect();
            let lines: Vec<(f64, f64)> = at.iter().map(|&s| (s, truth * s + 1.5 + rest(s))).collect();
            for found in [limit(&limits, asymptote, noise), slope(&lines, asymptote, noise)] {
                // Two remainders of opposite sign can make the windows turn round: that is refused, not guessed.
                let Ok(found) = found else { continue };
                let off = (found.value - truth).abs();
                assert!(off <= found.bias + found.noise, "{found:?}, truth {truth}, off by {off:e}");
                let naive = rest(at[9]).abs();
                sharper += usize::from(found.bias + found.noise < 0.1 * naive);
            }
        }
        assert!(sharper > 2000, "ten times better than the last reading in {sharper} of 4000");
    }

    #[test]
    fn an_exponent_is_the_slope_of_the_logarithm() {
        let logs = series(5.0, 1.0, 9, |s| -0.75 * s + 2.0 + (0.3 * exp(-0.5 * s)).ln_1p());
        let found = exponent_of(&logs, Asymptote { next: 1.0, ..WINDOW }, 1e-15).unwrap();
        assert!((found.value + 0.75).abs() <= found.bias + found.noise, "{found:?}");
        // A hundred times better than the slope of the last two readings.
        assert!(found.bias < 2e-6, "{found:?}");
        assert_eq!(found.log_time, 13.0);
    }

    #[test]
    fn a_wrong_leading_exponent_or_a_law_in_1_over_s_is_refused() {
        let slow = series(5.0, 1.0, 10, |s| 1.0 + 3.0 * exp(-0.2 * s));
        assert!(matches!(limit(&slow, WINDOW, 1e-14), Err(Unsettled::Disagree { .. })));
        let logarithmic = series(5.0, 1.0, 10, |s| 1.0 + 3.0 / s);
        assert!(matches!(limit(&logarithmic, WINDOW, 1e-14), Err(Unsettled::Disagree { .. })));
        let grows = series(5.0, 1.0, 10, |s| s.ln());
        assert!(matches!(limit(&grows, WINDOW, 1e-14), Err(Unsettled::Disagree { .. })));
        let wave = series(5.0, 1.0, 10, |s| 1.0 + exp(-0.5 * s) + 0.1 * (2.0 * s).sin());
        assert!(matches!(slope(&wave, WINDOW, 1e-14), Err(Unsettled::Disagree { .. })));
    }

    #[test]
    fn noise_is_stated_and_never_taken_for_agreement() {
        let mut rng = Seed(12).rng();
        let size = 1e-6;
        for _ in 0..300 {
            let noisy: Vec<(f64, f64)> = series(6.0, 1.0, 8, |s| 2.0 + exp(-0.5 * s))
                .into_iter()
                .map(|(s, y)| (s, y + size * (2.0 * rng.random::<f64>() - 1.0)))
                .collect();
            let found = limit(&noisy, WINDOW, size).unwrap();
            assert!((found.value - 2.0).abs() <= found.bias + found.noise, "{found:?}");
            assert!(found.noise >= size && found.bias >= 2.0 * size * exp(-1.1), "{found:?}");
        }
    }

    #[test]
    fn readings_before_the_asymptote_are_not_used() {
        let bent = |s: f64| if s < 4.0 { 1e6 } else { 1.0 + exp(-0.5 * s) };
        let found = limit(&series(0.0, 1.0, 12, bent), WINDOW, 1e-15).unwrap();
        assert!((found.value - 1.0).abs() <= found.bias + found.noise);
        let early = limit(&series(0.0, 1.0, 8, bent), WINDOW, 1e-15);
        assert_eq!(early, Err(Unsettled::TooFew { found: 4, expected: 5, begins: 4.0 }));
    }

    #[test]
    fn disorder_is_said() {
        let mut readings = series(5.0, 1.0, 8, |s| s);
        readings[3].1 = f64::NAN;
        assert!(
            matches!(limit(&readings, WINDOW, 0.0), Err(Unsettled::Disordered { log_time, .. }) if log_time == 8.0)
        );
        readings[3] = (7.0, 1.0);
        assert!(matches!(slope(&readings, WINDOW, 0.0), Err(Unsettled::Disordered { .. })));
        let bad = Asymptote { leading: 1.0, next: 1.0, ..WINDOW };
        assert_eq!(limit(&readings, bad, 0.0), Err(Unsettled::Exponents { leading: 1.0, next: 1.0 }));
    }
}
