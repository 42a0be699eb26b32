//! How far every trial of every arm lies from the theorem: misses in budgets, on a logarithmic axis.

use super::Shown;
use super::drawing::Drawing;
use crate::judge::separation_of;
use crate::record::{Must, THEOREM};

const WIDTH: f64 = 460.0;
const ROW: f64 = 36.0;
/// Where the axis begins and ends, in pixels; what is infinite stands beyond its end.
const AXIS: (f64, f64) = (14.0, 420.0);
/// Misses below this many budgets are drawn at it, in powers of ten.
const LEAST: f64 = -8.0;
/// Most dots of an arm.
const DOTS: usize = 100;

/// The figure of a claim; `None` where nothing is compared.
pub(super) fn draw(shown: &Shown) -> Option<Drawing> {
    let arms: Vec<(&str, Must, Vec<f64>)> = shown
        .card
        .arms
        .iter()
        .map(|arm| {
            let records = shown.of(&arm.name);
            let mut misses: Vec<f64> = records.iter().filter_map(|r| separation_of(&r.finding)).collect();
            misses.sort_by(f64::total_cmp);
            (arm.name.as_str(), arm.must, misses)
        })
        .filter(|(_, must, misses)| !misses.is_empty() && *must != Must::StayOutside)
        .collect();
    if arms.is_empty() {
        return None;
    }
    let power = |miss: f64| if miss > 0.0 { miss.log10().max(LEAST) } else { LEAST };
    let finite = || arms.iter().flat_map(|(.., misses)| misses).filter(|m| **m < f64::MAX).map(|m| power(*m));
    let low = finite().fold(-1.0, f64::min).floor();
    let high = finite().fold(1.0, f64::max).ceil();
    let place = |miss: f64| match miss < f64::MAX {
        true => AXIS.0 + (power(miss) - low) / (high - low) * (AXIS.1 - AXIS.0),
        false => AXIS.1 + 24.0,
    };
    let bottom = ROW * arms.len() as f64 + 18.0;
    let brief = crate::report::brief;
    let words: Vec<String> = arms
        .iter()
        .map(|(name, _, misses)| {
            let named = |miss: f64| if miss < f64::MAX { brief(miss) } else { "infinite".to_string() };
            format!("{name}: {} to {}", named(misses[0]), named(misses[misses.len() - 1]))
        })
        .collect();
    let about = format!("Misses in budgets, theorem and controls; one is the limit. {}.", words.join("; "));
    let mut drawing = Drawing::new(WIDTH, bottom + 34.0, about);
    let step = ((high - low) / 6.0).ceil().max(1.0);
    let mut at = (low / step).ceil() * step;
    while at <= high {
        let x = place(10f64.powf(at));
        drawing.line("grid", [Some((x, 14.0)), Some((x, bottom))]);
        let name = if at == 0.0 { "1".to_string() } else { format!("10^{at}") };
        drawing.text("m", x, bottom + 15.0, &name);
        at += step;
    }
    if arms.iter().any(|(.., misses)| misses.last() == Some(&f64::MAX)) {
        drawing.text("m", place(f64::MAX), bottom + 15.0, "infinity");
    }
    drawing.line("axis", [Some((place(1.0), 8.0)), Some((place(1.0), bottom))]);
    drawing.text("m", 0.5 * (AXIS.0 + AXIS.1), bottom + 30.0, "miss, in budgets");
    for (row, (name, must, misses)) in arms.iter().enumerate() {
        let y = 14.0 + ROW * row as f64;
        let class = if *must == Must::BeViolated { "bad" } else { "good" };
        let label = match (*name == THEOREM, must) {
            (true, _) => "the theorem".to_string(),
            (false, Must::Hold) => format!("positive control: {name}"),
            (false, _) => format!("control: {name}"),
        };
        drawing.text("", AXIS.0, y + 12.0, &cut(&label));
        let n = misses.len().min(DOTS);
        let shown = (0..n).map(|k| misses[k * (misses.len() - 1) / (n - 1).max(1)]);
        drawing.dots(&format!("dots {class}"), shown.map(|miss| (place(miss), y + 23.0)));
    }
    Some(drawing)
}

/// A label that fits the width.
fn cut(label: &str) -> String {
    const MOST: usize = 72;
    if label.chars().count() <= MOST {
        return label.to_string();
    }
    let short: String = label.chars().take(MOST - 1).collect();
    // No formula is cut in two.
    format!("{} …", short.rsplit_once(' ').map_or(short.as_str(), |(words, _)| words))
}
