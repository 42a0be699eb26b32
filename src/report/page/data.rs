//! The curves as the page's script reads them: common curves in 16 bit, the closest call with its digits.

use super::Shown;
use super::axis::on;
use super::curves::CurveFigure;
use crate::record::{Scale, Sense};
use crate::report::numbers::rounded_to;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

/// Code of a missing value.
const MISSING: u16 = u16::MAX;
/// Codes of values.
const CODES: f64 = 65534.0;
/// Bytes that all trials drawn singly may take on the page together.
const SINGLES_IN_ALL: usize = 2_000_000;

/// All figures by claim, as JSON that may stand in a `script` element.
pub(super) fn of(claims: &[Shown]) -> String {
    let each: usize = claims.iter().flat_map(|shown| &shown.curves).map(|(_, f)| f.grid.len() * 8 / 3).sum();
    let most = (SINGLES_IN_ALL / each.max(1)).clamp(10, 100);
    let list = |shown: &Shown| Value::Array(shown.curves.iter().map(|(_, f)| figure(f, most)).collect());
    let all: serde_json::Map<String, Value> = claims
        .iter()
        .filter(|shown| !shown.curves.is_empty())
        .map(|shown| (shown.card.id.clone(), list(shown)))
        .collect();
    // No text may end the element, or begin another.
    Value::Object(all).to_string().replace('<', "\\u003c")
}

fn figure(figure: &CurveFigure, most: usize) -> Value {
    let series = figure.series;
    let axes = figure.axes();
    let step = figure.singles.len().div_ceil(most).max(1);
    let singles: Vec<&Vec<Option<f64>>> = figure.singles.iter().step_by(step).collect();
    let drawn = |value: &Option<f64>| value.and_then(|v| on(axes.value, v));
    let all = || figure.quantiles.iter().chain(singles.iter().copied()).flatten().filter_map(drawn);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let code = |value: &Option<f64>| match drawn(value) {
        None => MISSING,
        Some(_) if high <= low => 0,
        Some(at) => ((at - low) / (high - low) * CODES).round() as u16,
    };
    let coded = |curves: &mut dyn Iterator<Item = &Vec<Option<f64>>>| {
        BASE64_STANDARD
            .encode(curves.flatten().flat_map(|value| code(value).to_le_bytes()).collect::<Vec<_>>())
    };
    let drawn_to = |value| rounded_to(7, value);
    let (below, above) = figure.band().unwrap_or_default();
    let logarithmic = |scale: Scale| scale == Scale::Logarithmic;
    json!({
        "name": series.name,
        "quantity": series.quantity,
        "against": figure.against(),
        "side": match series.sense {
            Sense::Equals => 0,
            Sense::AtMost => 1,
            Sense::AtLeast => -1,
        },
        "log_time": logarithmic(axes.log_time),
        "log_value": logarithmic(axes.value),
        "trials": figure.trials,
        "at": format!("{} #{}", figure.closest.family, figure.closest.index),
        "flow_from": figure.flow_from(),
        "judged_from": series.judged_from,
        "grid": figure.grid,
        "low": if low.is_finite() { low } else { 0.0 },
        "high": if high.is_finite() { high } else { 0.0 },
        "quantiles": coded(&mut figure.quantiles.iter()),
        "singles": coded(&mut singles.into_iter()),
        "times": series.log_time,
        "measured": series.measured,
        "predicted": series.predicted,
        "below": below.into_iter().map(drawn_to).collect::<Vec<_>>(),
        "above": above.into_iter().map(drawn_to).collect::<Vec<_>>(),
        "law": series.law,
    })
}
