//! A convergence plot as a drawing.

use super::axis::{Axis, on};
use super::curves::CurveFigure;
use super::drawing::Drawing;
use crate::record::Sense;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
/// The frame's edges: left, top, right, bottom.
const FRAME: (f64, f64, f64, f64) = (76.0, 34.0, 624.0, 350.0);

/// The figure of one comparison.
pub(super) fn draw(figure: &CurveFigure) -> Drawing {
    let (left, top, right, bottom) = FRAME;
    let (axes, series) = (figure.axes(), figure.series);
    let band = figure.band();
    let mut drawing = Drawing::new(WIDTH, HEIGHT, figure.about());
    let times = figure.grid.iter().chain(&series.log_time).filter_map(|s| on(axes.log_time, *s));
    let x = Axis::around(axes.log_time, times, (left, right));
    let edges = band.iter().flat_map(|(low, high)| low.iter().chain(high)).copied();
    let quantiles = figure.quantiles.iter().flatten().flatten().copied();
    let values = series.measured.iter().chain(&series.predicted).chain(&series.law).copied();
    let values = values.chain(edges).chain(quantiles).filter_map(|v| on(axes.value, v));
    let y = Axis::around(axes.value, values, (bottom, top));

    for (at, name) in x.time_ticks() {
        drawing.line("grid", [Some((x.pixel(at), top)), Some((x.pixel(at), bottom))]);
        drawing.text("m", x.pixel(at), bottom + 17.0, &name);
    }
    for (at, name) in y.ticks() {
        drawing.line("grid", [Some((left, y.pixel(at))), Some((right, y.pixel(at)))]);
        drawing.text("e", left - 7.0, y.pixel(at) + 4.0, &name);
    }
    let place = |s: f64, v: f64| Some((x.place(s)?, y.place(v)?));
    let line = |times: &[f64], values: &[f64]| -> Vec<Option<(f64, f64)>> {
        times.iter().zip(values).map(|(s, v)| place(*s, *v)).collect()
    };
    let between = |times: &[f64], low: &[Option<f64>], high: &[Option<f64>]| -> Vec<(f64, f64)> {
        let edge = |values: &[Option<f64>]| -> Vec<(f64, f64)> {
            times.iter().zip(values).filter_map(|(s, v)| place(*s, (*v)?)).collect()
        };
        edge(high).into_iter().chain(edge(low).into_iter().rev()).collect()
    };
    let [q05, q25, q50, q75, q95] = &figure.quantiles;
    drawing.area("wide", between(&figure.grid, q05, q95));
    drawing.area("narrow", between(&figure.grid, q25, q75));
    for single in &figure.singles {
        drawing.line("single", figure.grid.iter().zip(single).map(|(s, v)| place(*s, (*v)?)));
    }
    drawing.line("median", figure.grid.iter().zip(q50).map(|(s, v)| place(*s, (*v)?)));

    let predicted = line(&series.log_time, &series.predicted);
    let far = match series.sense {
        Sense::AtMost => Some(top),
        Sense::AtLeast => Some(bottom),
        Sense::Equals => None,
    };
    let judged = predicted.iter().skip(series.judged_from);
    let drawn: Vec<(f64, f64)> = judged.flatten().copied().collect();
    if let (Some(far), Some(first), Some(last)) = (far, drawn.first(), drawn.last()) {
        drawing.area("no", drawn.iter().copied().chain([(last.0, far), (first.0, far)]));
    }
    if let Some((low, high)) = &band {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let from = series.judged_from.min(low.len());
        drawing.area("no", between(&series.log_time[from..], &some(&low[from..]), &some(&high[from..])));
    }
    drawing.line("other", predicted);
    drawing.line("law", line(&series.log_time, &series.law));
    drawing.line("run", line(&series.log_time, &series.measured));
    if let Some(at) = figure.flow_from().and_then(|s| x.place(s)) {
        drawing.line("mark", [Some((at, top)), Some((at, bottom))]);
        drawing.text("", (at + 4.0).min(right - 90.0), top + 13.0, "flow from here");
    }
    drawing.line("axis", [Some((left, top)), Some((left, bottom)), Some((right, bottom))]);
    drawing.text("e", right, HEIGHT - 12.0, "t");
    drawing.text("", left, 18.0, &figure.title());
    drawing.text("", left, HEIGHT - 12.0, &key(figure));
    drawing
}

/// What the lines are.
fn key(figure: &CurveFigure) -> String {
    let closest = format!("solid: {} #{}", figure.closest.family, figure.closest.index);
    let other = if figure.series.predicted.is_empty() {
        String::new()
    } else {
        format!("; dashed: {}", figure.against())
    };
    let law = if figure.series.law.is_empty() { "" } else { "; dotted: the law" };
    format!("{closest}{other}{law}")
}
