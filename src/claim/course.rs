//! How an observable came to where it is compared: the curves beside a finding. Nothing here is judged.

use super::law::{Inequality, Law, Leg, Power, Reading, Sided, Slot, View};
use crate::case::{Run, Stopped};
use crate::numbers::{Ball, exp};
use crate::record::{Axes, Clock, Finding, Scale, Sense, Series};

/// How an observable came to where it is compared, for a drawing.
pub enum Course<P> {
    /// As if the runs had ended at each recorded step before: observable, prediction and budget are the comparison's own, read
    /// again there. For what is read off the end of a run of steps.
    Steps,
    /// By a slot of its own; the series' name is the comparison's. Where it draws distances from what is predicted, what it says of
    /// them is what is missing at each time: what reference and rounding leave in the comparison is added to it.
    Of(Slot<P, Series>),
    /// Nothing is drawn.
    Nothing,
}

/// What is read at log times, for a curve of its own: no name, nothing predicted.
pub fn plotted(quantity: &str, axes: Axes, readings: impl IntoIterator<Item = (f64, f64)>) -> Series {
    let (log_time, measured) = readings.into_iter().filter(|(s, y)| s.is_finite() && y.is_finite()).unzip();
    Series {
        name: String::new(),
        quantity: quantity.to_string(),
        sense: Sense::Equals,
        axes,
        log_time,
        flow_from: None,
        judged_from: 0,
        measured,
        predicted: Vec::new(),
        band: Vec::new(),
        law: Vec::new(),
    }
}

/// The same with the power of t of an exponent beside it, through its last reading.
pub fn falls_as_power(quantity: &str, readings: &[(f64, f64)], exponent: f64) -> Series {
    let series = plotted(quantity, AGAINST_LOG_TIME, readings.iter().copied());
    let law = match (series.log_time.last(), series.measured.last()) {
        (Some(end), Some(y)) => series.log_time.iter().map(|s| y * exp(exponent * (s - end))).collect(),
        _ => Vec::new(),
    };
    Series { law, ..series }
}

/// A run shorter than this has no course.
const FEWEST_STEPS: u64 = 10;
/// Most readings of a curve; of more, evenly spaced ones are taken.
const MOST_READINGS: usize = 64;

/// The curves of a law, as far as they can be read, beside what was found.
pub(super) fn courses<P: 'static>(law: &Law<P>, view: &View<P>, finding: &Finding) -> Vec<Series> {
    let misses = finding.misses();
    let named = |name: &str, series: Stopped<Series>| {
        let series = Series { name: name.to_string(), ..series.ok()? };
        (series.log_time.len() > 2).then(|| thinned(series))
    };
    let of_leg = |leg: &Leg<P>| match &leg.course {
        Course::Steps => named(&leg.name, steps(leg, view)),
        Course::Of(slot) => {
            let mut series = slot(view);
            let miss = misses.iter().find(|miss| miss.name == leg.name);
            if let (Ok(Series { sense: Sense::AtMost, predicted, .. }), Some(miss)) = (&mut series, miss) {
                let budget = miss.budget;
                predicted.iter_mut().for_each(|allowed| *allowed += budget.reference + budget.rounding);
                predicted.iter_mut().last().into_iter().for_each(|allowed| *allowed = budget.total());
            }
            named(&leg.name, series)
        }
        Course::Nothing => None,
    };
    match law {
        Law::Limit(legs) => legs.iter().filter_map(of_leg).collect(),
        Law::Rate(powers) => {
            let own = |power: &Power<P>| named(&power.name, power.course.as_ref()?(view));
            let grounds = powers.iter().flat_map(|power| &power.grounds).filter_map(of_leg);
            powers.iter().filter_map(own).chain(grounds).collect()
        }
        Law::Bound(inequalities) => {
            inequalities.iter().filter_map(|i| named(&i.name, bounded(i, view))).collect()
        }
        Law::Selection(_) | Law::Stationarity(_) | Law::Identity(_) | Law::Distribution(_) => Vec::new(),
    }
}

/// A power of t is straight.
pub const AGAINST_LOG_TIME: Axes = Axes { log_time: Scale::Linear, value: Scale::Logarithmic };
/// A power of log t is straight.
pub const AGAINST_LOG_LOG_TIME: Axes = Axes { log_time: Scale::Logarithmic, value: Scale::Logarithmic };

/// A leg, read again as if its runs had ended earlier. One number is drawn with its budget about the prediction; of several, and
/// where zero is predicted, how far they are from it, below the budget.
fn steps<P: 'static>(leg: &Leg<P>, view: &View<P>) -> Stopped<Series> {
    let (mut log_time, mut read) = (Vec::new(), Vec::new());
    for runs in shorter(view)? {
        let Ok((reading, predicted, remainder)) = read_leg(leg, &View { case: view.case, runs: &runs })
        else {
            continue;
        };
        let later = |s: &f64| log_time.last().is_none_or(|last| s > last);
        let Some(s) =
            reading.log_time.filter(|s| s.is_finite() && reading.clock == Clock::Descent).filter(later)
        else {
            continue;
        };
        let allowed = remainder + reading.rounding + norm(predicted.iter().map(|p| p.radius));
        if allowed.is_finite() && reading.value.iter().all(|x| x.is_finite()) {
            log_time.push(s);
            read.push((reading.value, predicted, allowed));
        }
    }
    let one = read.iter().all(|(value, predicted, _)| value.len() == 1 && predicted[0].value != 0.0);
    let miss = |(value, predicted, _): &(Vec<f64>, Vec<Ball>, f64)| {
        norm(value.iter().zip(predicted).map(|(v, p)| v - p.value))
    };
    let allowed = read.iter().map(|(.., allowed)| *allowed).collect();
    let linear = Axes { log_time: Scale::Linear, value: Scale::Linear };
    let judged_from = read.len().saturating_sub(1);
    let empty = Series { log_time, judged_from, ..plotted(&leg.name, linear, []) };
    Ok(match one {
        true => Series {
            measured: read.iter().map(|(value, ..)| value[0]).collect(),
            predicted: read.iter().map(|(_, predicted, _)| predicted[0].value).collect(),
            band: allowed,
            ..empty
        },
        false => Series {
            quantity: "distance from the prediction".to_string(),
            sense: Sense::AtMost,
            axes: AGAINST_LOG_TIME,
            measured: read.iter().map(miss).collect(),
            predicted: allowed,
            ..empty
        },
    })
}

/// The runs of a view, cut at each recorded step of the first.
fn shorter<P: 'static>(view: &View<P>) -> Stopped<Vec<Vec<Run<P>>>> {
    let cut = |until: u64| {
        let cut = |run: &Run<P>| Run { until: run.until.min(until), ..run.clone() };
        view.runs.iter().map(cut).collect()
    };
    let path = view.path()?;
    Ok(path.points.iter().filter(|at| at.step >= FEWEST_STEPS).map(|at| cut(at.step)).collect())
}

fn read_leg<P: 'static>(leg: &Leg<P>, view: &View<P>) -> Stopped<(Reading, Vec<Ball>, f64)> {
    Ok(((leg.observe)(view)?, (leg.predict)(view)?, (leg.remainder)(view)?))
}

/// An inequality at all its times; where a time has several pairs, the one nearest to failing. One that is told of the end alone is
/// read again as if the runs had ended earlier.
fn bounded<P: 'static>(inequality: &Inequality<P>, view: &View<P>) -> Stopped<Series> {
    let excess = |pair: &Sided| {
        let excess = pair.measured.value - pair.bound.value;
        if pair.from_below { -excess } else { excess }
    };
    let mut told = (inequality.pairs)(view)?;
    let of_the_end = told.len() == 1 && inequality.clock == Clock::Descent;
    if of_the_end {
        let earlier = shorter(view)?.into_iter().filter_map(|runs| {
            let pairs = (inequality.pairs)(&View { case: view.case, runs: &runs }).ok()?;
            <[Sided; 1]>::try_from(pairs).ok()
        });
        let told_earlier: Vec<Sided> = earlier.flatten().collect();
        told.splice(0..0, told_earlier);
    }
    let mut pairs: Vec<(f64, Sided)> = told
        .into_iter()
        .filter_map(|pair| Some((pair.log_time.filter(|s| s.is_finite())?, pair)))
        // A fold that has seen no step yet stands at the least number.
        .filter(|(_, pair)| pair.measured.value.abs() < f64::MAX && pair.bound.value.is_finite())
        .collect();
    pairs.sort_by(|(s, a), (t, b)| s.total_cmp(t).then(excess(b).total_cmp(&excess(a))));
    pairs.dedup_by(|(s, _), (t, _)| s == t);
    let values = || pairs.iter().flat_map(|(_, pair)| [pair.measured.value, pair.bound.value]);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    let value = if least > 0.0 && most > 10.0 * least { Scale::Logarithmic } else { Scale::Linear };
    let bounds: Vec<f64> = pairs.iter().map(|(_, pair)| pair.bound.value).collect();
    let below = pairs.first().is_some_and(|(_, pair)| pair.from_below);
    let axes = Axes { log_time: Scale::Linear, value };
    let series = plotted(&inequality.name, axes, pairs.iter().map(|(s, pair)| (*s, pair.measured.value)));
    Ok(Series {
        judged_from: if of_the_end { bounds.len().saturating_sub(1) } else { 0 },
        sense: if below { Sense::AtLeast } else { Sense::AtMost },
        flow_from: (inequality.clock == Clock::Flow).then_some(0),
        predicted: bounds,
        ..series
    })
}

/// At most so many readings, evenly spaced in number, the first and the last among them; values to single precision.
fn thinned(series: Series) -> Series {
    let n = series.log_time.len();
    let kept: Vec<usize> = match n > MOST_READINGS {
        true => (0..MOST_READINGS).map(|k| k * (n - 1) / (MOST_READINGS - 1)).collect(),
        false => (0..n).collect(),
    };
    let of = |values: &[f64]| -> Vec<f64> {
        if values.is_empty() { Vec::new() } else { kept.iter().map(|&i| seven_digits(values[i])).collect() }
    };
    Series {
        log_time: of(&series.log_time),
        flow_from: series.flow_from.map(|first| kept.iter().filter(|&&i| i < first).count()),
        judged_from: kept.iter().filter(|&&i| i < series.judged_from).count(),
        measured: of(&series.measured),
        predicted: of(&series.predicted),
        band: of(&series.band),
        law: of(&series.law),
        ..series
    }
}

/// To seven digits.
fn seven_digits(value: f64) -> f64 {
    format!("{value:.6e}").parse().expect("a number as it was written")
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum: f64, v| v.mul_add(v, sum)).sqrt()
}
