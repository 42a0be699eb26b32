//! Axes: where a number stands on one, and which numbers it names.

use crate::record::Scale;
use crate::report::numbers::{brief, rounded_to};

/// ln 10.
const DECADE: f64 = std::f64::consts::LN_10;
/// Log times up to this are named by powers of ten, beyond by powers of e.
const COUNTED: f64 = 45.0;

/// A number as its axis has it; `None` where the axis does not reach it.
pub(super) fn on(scale: Scale, value: f64) -> Option<f64> {
    let at = match scale {
        Scale::Linear => value,
        Scale::Logarithmic => value.log10(),
    };
    at.is_finite().then_some(at)
}

/// An axis of a drawing: the interval of what [`on`] gives, along pixels.
pub(super) struct Axis {
    pub(super) scale: Scale,
    from: f64,
    to: f64,
    pixels: (f64, f64),
}

impl Axis {
    /// The axis that holds all of these numbers (in the axis's own terms), with a little air.
    pub(super) fn around(scale: Scale, on_axis: impl Iterator<Item = f64>, pixels: (f64, f64)) -> Axis {
        let (mut from, mut to) = (f64::INFINITY, f64::NEG_INFINITY);
        for at in on_axis {
            from = from.min(at);
            to = to.max(at);
        }
        if from > to {
            (from, to) = (0.0, 1.0);
        }
        let air = if to > from { 0.04 * (to - from) } else { (0.1 * from.abs()).max(0.5) };
        Axis { scale, from: from - air, to: to + air, pixels }
    }

    /// The pixel of a number in the axis's own terms, kept within the axis.
    pub(super) fn pixel(&self, at: f64) -> f64 {
        let share = ((at - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// The pixel of a number; `None` where the axis has none.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        Some(self.pixel(on(self.scale, value)?))
    }

    /// Ticks of values: place in the axis's own terms, and name.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let steps = nice(self.from, self.to, 6);
        match self.scale {
            Scale::Linear => steps.into_iter().map(|at| (at, brief(rounded_to(10, at)))).collect(),
            Scale::Logarithmic if self.to - self.from < 1.5 => {
                let places = (self.from.floor() as i32..=self.to.ceil() as i32)
                    .flat_map(|k| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(k)));
                let inside = |v: &f64| (self.from..=self.to).contains(&v.log10());
                places.filter(inside).map(|v| (v.log10(), brief(v))).collect()
            }
            Scale::Logarithmic => {
                let whole = steps.into_iter().filter(|at| at.fract() == 0.0);
                whole.map(|k| (k, if k == 0.0 { "1".to_string() } else { format!("10^{k}") })).collect()
            }
        }
    }

    /// Ticks of ln t: powers of ten while t can be counted, powers of e beyond.
    pub(super) fn time_ticks(&self) -> Vec<(f64, String)> {
        let name = |s: f64| {
            let decades = s / DECADE;
            if s == 0.0 {
                "1".to_string()
            } else if s <= COUNTED && (decades - decades.round()).abs() < 1e-9 {
                format!("10^{}", decades.round())
            } else {
                format!("e^{}", brief(s))
            }
        };
        match self.scale {
            Scale::Linear if self.to <= COUNTED => {
                let places = nice(self.from / DECADE, self.to / DECADE, 7);
                let whole = places.into_iter().filter(|k| k.fract() == 0.0);
                whole.map(|k| (k * DECADE, name(k * DECADE))).collect()
            }
            Scale::Linear => nice(self.from, self.to, 6).into_iter().map(|s| (s, name(s))).collect(),
            Scale::Logarithmic => {
                let counted = [1.0, 2.0, 4.0, 6.0].map(|k| k * DECADE);
                let beyond = (2..7).flat_map(|k| [1.0, 3.0].map(|m| m * 10f64.powi(k)));
                let inside = |s: &f64| (self.from..=self.to).contains(&s.log10());
                let all = counted.into_iter().chain(beyond).filter(inside);
                all.map(|s| (s.log10(), name(s))).collect()
            }
        }
    }
}

/// Round numbers within an interval, about so many.
fn nice(from: f64, to: f64, wanted: usize) -> Vec<f64> {
    let raw = (to - from) / wanted as f64;
    let unit = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * unit).find(|step| *step >= raw).unwrap_or(raw);
    let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ticks: Vec<(f64, String)>) -> String {
        ticks.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn times_are_powers_of_ten_while_they_can_be_counted_and_powers_of_e_beyond() {
        let steps = Axis::around(Scale::Linear, [0.0, 13.8].into_iter(), (0.0, 100.0));
        assert_eq!(names(steps.time_ticks()), "1 10^1 10^2 10^3 10^4 10^5 10^6");
        let flow = Axis::around(Scale::Linear, [0.0, 1000.0].into_iter(), (0.0, 100.0));
        assert_eq!(names(flow.time_ticks()), "1 e^200 e^400 e^600 e^800 e^1000");
        let both = Axis::around(Scale::Logarithmic, [0.3, 3.0].into_iter(), (0.0, 100.0));
        assert_eq!(names(both.time_ticks()), "10^1 10^2 10^4 10^6 e^100 e^300 e^1000");
    }

    #[test]
    fn a_number_stands_where_its_axis_has_it() {
        let axis = Axis::around(Scale::Logarithmic, [-2.0, 2.0].into_iter(), (0.0, 108.0));
        assert_eq!(axis.place(1.0), Some(54.0));
        assert_eq!(axis.place(0.0), None);
        assert_eq!(names(axis.ticks()), "10^-2 10^-1 1 10^1 10^2");
    }
}
