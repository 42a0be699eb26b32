//! Curves of all trials of an arm as one figure: quantiles, the closest call, and some of the others singly.

use super::axis::on;
use crate::record::{Axes, Record, Scale, Sense, Series, Verdict};
use crate::statistics::quantile;

/// Quantiles drawn of the measured curves.
pub(super) const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Times of the common grid.
const TIMES: usize = 56;
/// Most trials drawn singly.
const SINGLES: usize = 100;
/// A flow that goes on to this multiple of descent's log time leaves descent no room beside it.
const FAR: f64 = 200.0;

/// The curves of one name over all trials of the theorem's arm.
pub(super) struct CurveFigure<'a> {
    /// How many trials have it.
    pub(super) trials: usize,
    /// ln t of the common grid, ascending.
    pub(super) grid: Vec<f64>,
    /// By share, over the grid; missing where fewer than half of the trials have a value.
    pub(super) quantiles: [Vec<Option<f64>>; 5],
    /// Trials drawn singly, over the grid: a sample, and those that end lowest and highest.
    pub(super) singles: Vec<Vec<Option<f64>>>,
    /// The trial that came closest to its budget in this comparison.
    pub(super) closest: &'a Record,
    /// Its own curve.
    pub(super) series: &'a Series,
}

impl CurveFigure<'_> {
    /// The comparison's name.
    pub(super) fn name(&self) -> &str {
        &self.series.name
    }

    /// The comparison, and what is drawn of it where that is something else.
    pub(super) fn title(&self) -> String {
        let Series { name, quantity, .. } = self.series;
        if name == quantity { name.clone() } else { format!("{name}: {quantity}") }
    }

    /// The series' own axes; where the flow goes so far that descent would be a line's width, log log t for log t.
    pub(super) fn axes(&self) -> Axes {
        let last = self.grid.last().copied().unwrap_or_default();
        let far = self.flow_from().is_some_and(|s| last > FAR * s);
        if far { Axes { log_time: Scale::Logarithmic, ..self.series.axes } } else { self.series.axes }
    }

    /// ln t at which the closest call goes on along the flow.
    pub(super) fn flow_from(&self) -> Option<f64> {
        let first = self.series.flow_from?;
        (first > 0).then(|| self.series.log_time.get(first).copied()).flatten()
    }

    /// Where the closest call's budget is a band about the predicted value: below and above.
    pub(super) fn band(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let Series { predicted, band, .. } = self.series;
        (!band.is_empty()).then(|| {
            let edge = |sign: f64| predicted.iter().zip(band).map(|(p, b)| p + sign * b).collect();
            (edge(-1.0), edge(1.0))
        })
    }

    /// What the other line is.
    pub(super) fn against(&self) -> &'static str {
        match self.series.sense {
            Sense::Equals => "predicted",
            Sense::AtMost => "at most",
            Sense::AtLeast => "at least",
        }
    }

    /// The figure in words, with its numbers.
    pub(super) fn about(&self) -> String {
        let brief = crate::report::brief;
        let Series { log_time, measured, predicted, .. } = self.series;
        let ends = |values: &[f64]| match (values.first(), values.last()) {
            (Some(first), Some(last)) => format!("from {} to {}", brief(*first), brief(*last)),
            _ => "nowhere".to_string(),
        };
        let other = match predicted.is_empty() {
            true => String::new(),
            false => format!(", {} {}", self.against(), ends(predicted)),
        };
        let times = match (log_time.first(), log_time.last()) {
            (Some(first), Some(last)) => format!("t = e^{} to e^{}", brief(*first), brief(*last)),
            _ => "no time".to_string(),
        };
        let last = self.quantiles.iter().map(|values| values.iter().rev().find_map(|v| *v));
        let last: Vec<String> = last.flatten().map(brief).collect();
        let trials = self.trials;
        format!(
            "{} over {times}. Closest call, {} #{}: {}{other}. At the end of {trials} trials the 5, 25, 50, 75 and 95 % \
             quantiles are {}.",
            self.title(),
            self.closest.family,
            self.closest.index,
            ends(measured),
            last.join(", ")
        )
    }
}

/// The figures of an arm's trials, in the order in which the records name them.
pub(super) fn of<'a>(records: &[&'a Record], verdict: &Verdict) -> Vec<CurveFigure<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for series in records.iter().flat_map(|record| &record.series) {
        if !names.contains(&series.name.as_str()) {
            names.push(&series.name);
        }
    }
    names.into_iter().filter_map(|name| figure(name, records, verdict)).collect()
}

fn figure<'a>(name: &str, records: &[&'a Record], verdict: &Verdict) -> Option<CurveFigure<'a>> {
    let all: Vec<(&Record, &Series)> = records
        .iter()
        .filter_map(|record| Some((*record, record.series.iter().find(|series| series.name == name)?)))
        .filter(|(_, series)| series.measured.len() == series.log_time.len() && !series.measured.is_empty())
        .collect();
    let worst = verdict.worst.get(name).map(|worst| &worst.at);
    let is_worst = |(record, _): &&(&Record, &Series)| {
        worst.is_some_and(|(family, index)| *family == record.family && *index == record.index)
    };
    let (closest, series) = *all.iter().find(is_worst).or(all.first())?;
    let axes = series.axes;
    let grid = common_times(all.iter().map(|(_, series)| series.log_time.as_slice()));
    let curves: Vec<Vec<Option<f64>>> =
        all.iter().map(|(_, series)| grid.iter().map(|s| value_at(series, axes, *s)).collect()).collect();
    let quantiles = SHARES.map(|share| {
        (0..grid.len())
            .map(|k| {
                let mut values: Vec<f64> = curves.iter().filter_map(|curve| curve[k]).collect();
                values.sort_by(f64::total_cmp);
                if 2 * values.len() < curves.len() { None } else { quantile(&values, share) }
            })
            .collect()
    });
    let singles = sample(&curves).into_iter().map(|k| curves[k].clone()).collect();
    Some(CurveFigure { trials: all.len(), grid, quantiles, singles, closest, series })
}

/// Times as dense as those of the curves are together, the first and the last among them.
fn common_times<'a>(curves: impl Iterator<Item = &'a [f64]>) -> Vec<f64> {
    let mut all: Vec<f64> = curves.flatten().copied().filter(|s| s.is_finite()).collect();
    all.sort_by(f64::total_cmp);
    let last = all.len().saturating_sub(1);
    let mut grid: Vec<f64> = (0..TIMES).filter_map(|k| all.get(k * last / (TIMES - 1)).copied()).collect();
    grid.dedup();
    grid
}

/// The measured value at a time, on the straight line of the figure's axes between two readings; `None` outside of them.
fn value_at(series: &Series, axes: Axes, s: f64) -> Option<f64> {
    let times = &series.log_time;
    let after = times.partition_point(|time| *time < s);
    let right = *series.measured.get(after)?;
    if times[after] == s {
        return right.is_finite().then_some(right);
    }
    let before = after.checked_sub(1)?;
    let left = series.measured[before];
    let place = |s: f64| on(axes.log_time, s);
    let (from, to) = (place(times[before])?, place(times[after])?);
    let part = (place(s)? - from) / (to - from);
    // What the axis does not reach is joined by no line.
    let (low, high) = (on(axes.value, left)?, on(axes.value, right)?);
    Some(match axes.value {
        Scale::Linear => low + part * (high - low),
        Scale::Logarithmic => 10f64.powf(low + part * (high - low)),
    })
}

/// Which curves are drawn singly: those that end lowest and highest, and of the rest evenly many along the file. The trials are
/// independent draws of the suite's seed, so that these are a sample of them.
fn sample(curves: &[Vec<Option<f64>>]) -> Vec<usize> {
    let end = |k: &usize| curves[*k].iter().rev().find_map(|value| *value).unwrap_or(0.0);
    let all = || 0..curves.len();
    let lowest = all().min_by(|a, b| end(a).total_cmp(&end(b)));
    let highest = all().max_by(|a, b| end(a).total_cmp(&end(b)));
    let evenly = (0..SINGLES.min(curves.len())).map(|k| k * curves.len() / SINGLES.min(curves.len()));
    let mut kept: Vec<usize> = lowest.into_iter().chain(highest).chain(evenly).collect();
    let mut seen = vec![false; curves.len()];
    kept.retain(|k| !std::mem::replace(&mut seen[*k], true));
    kept.truncate(SINGLES);
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(log_time: &[f64], measured: &[f64], value: Scale) -> Series {
        Series {
            name: String::new(),
            quantity: String::new(),
            sense: Sense::Equals,
            axes: Axes { log_time: Scale::Linear, value },
            log_time: log_time.to_vec(),
            flow_from: None,
            judged_from: 0,
            measured: measured.to_vec(),
            predicted: Vec::new(),
            band: Vec::new(),
            law: Vec::new(),
        }
    }

    #[test]
    fn between_two_readings_the_value_is_on_the_drawn_line() {
        let straight = series(&[0.0, 2.0], &[1.0, 3.0], Scale::Linear);
        assert_eq!(value_at(&straight, straight.axes, 1.0), Some(2.0));
        let power = series(&[0.0, 2.0], &[1.0, 1e-4], Scale::Logarithmic);
        assert!((value_at(&power, power.axes, 1.0).unwrap() - 1e-2).abs() < 1e-15);
        assert_eq!(value_at(&power, power.axes, 2.5), None);
        assert_eq!(value_at(&power, power.axes, -0.5), None);
        let zero = series(&[0.0, 2.0], &[1.0, 0.0], Scale::Logarithmic);
        assert_eq!(value_at(&zero, zero.axes, 1.0), None);
    }

    #[test]
    fn the_common_grid_is_dense_where_the_readings_are_and_has_their_ends() {
        let descent: Vec<f64> = (0..60).map(f64::from).collect();
        let flow: Vec<f64> = (1..=10).map(|k| 100.0 * f64::from(k)).collect();
        let grid = common_times([descent.as_slice(), flow.as_slice()].into_iter());
        assert_eq!((grid.first(), grid.last(), grid.len()), (Some(&0.0), Some(&1000.0), TIMES));
        assert!(grid.iter().filter(|s| **s < 60.0).count() > 40);
        assert!(grid.is_sorted());
    }

    #[test]
    fn a_sample_has_the_extremes_and_no_trial_twice() {
        let curves: Vec<Vec<Option<f64>>> =
            (0..250).map(|k| vec![Some(f64::from((k * 37) % 250)), None]).collect();
        let kept = sample(&curves);
        assert_eq!(kept.len(), SINGLES);
        assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
        let ends: Vec<f64> = kept.iter().filter_map(|k| curves[*k][0]).collect();
        assert!(ends.contains(&0.0) && ends.contains(&249.0));
    }
}
