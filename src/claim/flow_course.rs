//! Curves of linear problems: an observable at the recorded steps of descent, then along the flow.

use super::course::{AGAINST_LOG_LOG_TIME, AGAINST_LOG_TIME, Course, falls_as_power, plotted};
use super::law::{Slot, View};
use super::relayed::run;
use crate::case::{At, Case, Stopped};
use crate::dynamics::Reached;
use crate::measure::{
    Letters, Observable, ReadAt, distance, margin_gap, margin_gap_on_flow, on_both_clocks, unit,
};
use crate::numbers::{Ball, exp};
use crate::problem::Linear;
use crate::record::{Axes, Sense, Series};
use std::sync::Arc;

/// Misses below this are drawn as if they were this large: no double tells them apart.
const LEAST: f64 = 1e-18;

/// How the observable of the run of this number comes to its constant: the distance, beside what a comparison at that time would allow
/// for what is still to come, and the power t^(-lambda*), from the distance at the end of the descent.
pub(super) fn comes_to(
    number: usize,
    observable: Observable,
    constant: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let case = view.case;
        let (readings, descent) = on_both_clocks(case, run(view, number), |s, z| observable.at(case, s, z))?;
        let centre: Vec<f64> = constant(case)?.iter().map(|c| c.value).collect();
        let rate = case.lambda_star().unwrap_or(1.0);
        let measured: Vec<f64> = readings.iter().map(|at| distance(&at.value, &centre).max(LEAST)).collect();
        let mut predicted = Vec::new();
        for (i, at) in readings.iter().enumerate() {
            let Some(before) = at_half(&readings, i) else { continue };
            let q = exp(-rate * (at.s - before.s).max(0.1));
            predicted.push(2.0 * q / (1.0 - q) * distance(&before.value, &at.value));
        }
        // The first have none before them, at half of their log time.
        let first = predicted.first().copied().unwrap_or(0.0);
        predicted.splice(0..0, vec![first; readings.len() - predicted.len()]);
        let end = descent.saturating_sub(1);
        let law = |at: &ReadAt<Vec<f64>>| (measured[end] * exp(-rate * (at.s - readings[end].s))).max(LEAST);
        Ok(Series {
            sense: Sense::AtMost,
            judged_from: readings.len() - 1,
            predicted,
            law: readings.iter().map(law).collect(),
            ..drawn("distance from the constant", &readings, descent, &measured, AGAINST_LOG_TIME)
        })
    }))
}

/// How the slope on log t of what is read off (s, z), between s/2 and s, comes to its limit.
pub fn slope_comes_to(
    number: usize,
    read: impl Fn(&Case<Linear>, f64, &[f64]) -> Stopped<Vec<f64>> + Send + Sync + 'static,
    limit: impl Fn(&View<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let case = view.case;
        let (readings, descent) = on_both_clocks(case, run(view, number), |s, z| read(case, s, z))?;
        let limit = limit(view)?;
        let mut slopes = Vec::new();
        for (i, at) in readings.iter().enumerate() {
            let Some(before) = at_half(&readings, i) else { continue };
            let slope = at.value.iter().zip(&before.value).map(|(a, b)| (a - b) / (at.s - before.s));
            let off = slope
                .zip(&limit)
                .fold(0.0, |sum: f64, (x, c)| (x - c.value).mul_add(x - c.value, sum))
                .sqrt();
            slopes.push((i, ReadAt { s: at.s, value: off.max(LEAST) }));
        }
        let descent = slopes.iter().filter(|(i, _)| *i < descent).count();
        let slopes: Vec<ReadAt<f64>> = slopes.into_iter().map(|(_, at)| at).collect();
        let measured: Vec<f64> = slopes.iter().map(|at| at.value).collect();
        let quantity = "distance of the slope between s/2 and s = log t from its limit";
        Ok(drawn(quantity, &slopes, descent, &measured, AGAINST_LOG_LOG_TIME))
    }))
}

/// How what is read off (s, z) falls like t to an exponent: beside it that power, from the value at the end of the descent.
pub fn falls_like(
    read: impl Fn(&Case<Linear>, f64, &[f64]) -> Stopped<f64> + Send + Sync + 'static,
    exponent: impl Fn(&Case<Linear>) -> Stopped<f64> + Send + Sync + 'static,
) -> Slot<Linear, Series> {
    Arc::new(move |view| {
        let case = view.case;
        let (readings, descent) = on_both_clocks(case, run(view, 0), |s, z| read(case, s, z))?;
        let measured: Vec<f64> = readings.iter().map(|at| at.value.max(LEAST)).collect();
        let (exponent, end) = (exponent(case)?, descent.saturating_sub(1));
        let law = |at: &ReadAt<f64>| (measured[end] * exp(exponent * (at.s - readings[end].s))).max(LEAST);
        Ok(Series {
            law: readings.iter().map(law).collect(),
            ..drawn(
                "size, by the flow of w: it ends in rounding",
                &readings,
                descent,
                &measured,
                AGAINST_LOG_TIME,
            )
        })
    })
}

/// How the margin gap of the run of this number falls, at its recorded steps: beside it the power of t of an exponent.
pub fn gap_falls_like(number: usize, exponent: f64) -> Slot<Linear, Series> {
    Arc::new(move |view| {
        let path = view.case.run(run(view, number))?;
        let gap = |at: &At| Some((at.log_time, margin_gap(view.case, at).ok()?.gap));
        let readings: Vec<(f64, f64)> = path
            .points
            .iter()
            .filter(|at| at.step > 1)
            .filter_map(gap)
            .filter(|(_, gap)| *gap > 0.0)
            .collect();
        Ok(falls_as_power("margin gap", &readings, exponent))
    })
}

/// How the direction of the run of this number comes to one that is predicted, at its recorded steps.
pub fn direction_comes_to(
    number: usize,
    predicted: impl Fn(&View<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let target: Vec<f64> = predicted(view)?.iter().map(|x| x.value).collect();
        let path = view.case.run(run(view, number))?;
        let off = |at: &At| (at.log_time, distance(&unit(&at.w), &unit(&target)).max(LEAST));
        let readings = path.points.iter().filter(|at| at.step > 1).map(off);
        Ok(plotted("distance of w/||w|| from the direction predicted", AGAINST_LOG_LOG_TIME, readings))
    }))
}

/// How the margin gap falls, at the recorded steps and along the flow: beside it 1/log t.
pub fn gap_falls_like_log(number: usize) -> Course<Linear> {
    Course::Of(Arc::new(move |view| {
        let case = view.case;
        let (readings, descent) = on_both_clocks(case, run(view, number), |s, z| {
            Ok(margin_gap_on_flow(case, &Reached { s, z: z.to_vec(), error: 0.0 })?.gap)
        })?;
        let measured: Vec<f64> = readings.iter().map(|at| at.value.max(LEAST)).collect();
        let end = readings.len() - 1;
        let law = readings.iter().map(|at| measured[end] * readings[end].s / at.s).collect();
        Ok(Series {
            law,
            ..drawn("margin gap, beside 1/log t", &readings, descent, &measured, AGAINST_LOG_LOG_TIME)
        })
    }))
}

/// The last reading up to half of the log time of this one.
fn at_half<T>(readings: &[ReadAt<T>], i: usize) -> Option<&ReadAt<T>> {
    // Half powers of two meet the half but for a rounding.
    let half = 0.5 * (1.0 + 4.0 * f64::EPSILON) * readings[i].s;
    readings[..i].iter().rev().find(|before| before.s <= half)
}

fn drawn<T>(quantity: &str, readings: &[ReadAt<T>], descent: usize, measured: &[f64], axes: Axes) -> Series {
    let series = plotted(quantity, axes, readings.iter().map(|at| at.s).zip(measured.iter().copied()));
    Series { flow_from: (descent < readings.len()).then_some(descent), ..series }
}
