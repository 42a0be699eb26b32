//! A problem in the plane: its signed rows, the certified direction, the path of the iterates and of their direction.

use super::drawing::Drawing;
use crate::record::{Picture, Record};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 262.0;
/// Half of a panel's side.
const HALF: f64 = 104.0;
/// Shades of the path, from its beginning to its end.
const SHADES: usize = 5;

/// A panel: the plane around a centre, with so many pixels to a unit.
struct Panel {
    at: (f64, f64),
    centre: [f64; 2],
    unit: f64,
}

impl Panel {
    /// Holds all points.
    fn around(at: (f64, f64), points: &[[f64; 2]]) -> Panel {
        let extent = |k: usize| {
            let of = |f: fn(f64, f64) -> f64, start: f64| points.iter().map(|p| p[k]).fold(start, f);
            (of(f64::min, f64::INFINITY), of(f64::max, f64::NEG_INFINITY))
        };
        let ((left, right), (low, high)) = (extent(0), extent(1));
        let side = (right - left).max(high - low).max(f64::MIN_POSITIVE);
        Panel { at, centre: [0.5 * (left + right), 0.5 * (low + high)], unit: 1.84 * HALF / side }
    }

    fn place(&self, p: [f64; 2]) -> (f64, f64) {
        let x = self.at.0 + self.unit * (p[0] - self.centre[0]);
        let y = self.at.1 - self.unit * (p[1] - self.centre[1]);
        (x.clamp(self.at.0 - HALF, self.at.0 + HALF), y.clamp(self.at.1 - HALF, self.at.1 + HALF))
    }
}

/// The picture of a trial; `None` where it has none.
pub(super) fn draw(record: &Record) -> Option<Drawing> {
    let picture = record.picture.as_ref()?;
    let mut drawing = Drawing::new(WIDTH, HEIGHT, about(record, picture));
    rows(&mut drawing, picture);
    path(&mut drawing, picture);
    Some(drawing)
}

fn about(record: &Record, picture: &Picture) -> String {
    let brief = crate::report::brief;
    let pair = |p: [f64; 2]| format!("({}, {})", brief(p[0]), brief(p[1]));
    let direction =
        picture.direction.map_or(String::new(), |d| format!(" The certified direction is {}.", pair(d)));
    let offset = picture.offset.map_or(String::new(), |o| format!(" The ray begins at {}.", pair(o)));
    let end = picture.path.last().map_or(String::new(), |w| format!(" The path ends at {}.", pair(*w)));
    let rows = picture.rows.len();
    format!("{} #{}: {rows} signed rows in the plane.{direction}{offset}{end}", record.family, record.index)
}

/// The signed rows, and around them the directions of the iterates on a circle.
fn rows(drawing: &mut Drawing, picture: &Picture) {
    let length = |p: &[f64; 2]| p[0].hypot(p[1]);
    let radius = picture.rows.iter().map(length).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let reach = 1.1 * radius;
    let panel = Panel::around((HALF + 8.0, HALF + 26.0), &[[-reach, -reach], [reach, reach]]);
    drawing.text("", 4.0, 15.0, "signed rows z_i, and w/||w|| on the circle");
    frame(drawing, &panel);
    let circle = (0..=72).map(|k| f64::from(k) * std::f64::consts::TAU / 72.0);
    drawing.line("grid", circle.map(|a| Some(panel.place([radius * a.cos(), radius * a.sin()]))));
    if let Some([x, y]) = picture.direction {
        drawing.line("other", [Some(panel.place([0.0, 0.0])), Some(panel.place([reach * x, reach * y]))]);
    }
    drawing.dots("dots row", picture.rows.iter().map(|z| panel.place(*z)));
    let onto = |w: &[f64; 2]| panel.place([radius * w[0] / length(w), radius * w[1] / length(w)]);
    shaded(drawing, picture.path.iter().filter(|w| length(w) > 0.0).map(onto).collect());
}

/// The path itself, with the ray.
fn path(drawing: &mut Drawing, picture: &Picture) {
    let from = picture.offset.unwrap_or_default();
    let mut points = picture.path.clone();
    points.extend([[0.0, 0.0], from]);
    let panel = Panel::around((WIDTH - HALF - 8.0, HALF + 26.0), &points);
    drawing.text("", WIDTH - 2.0 * HALF - 12.0, 15.0, "the path of w, and the ray");
    frame(drawing, &panel);
    let to = |p: [f64; 2]| Some(panel.place(p));
    drawing.line("grid", [to([-1e300, 0.0]), to([1e300, 0.0])]);
    drawing.line("grid", [to([0.0, -1e300]), to([0.0, 1e300])]);
    if let Some([x, y]) = picture.direction {
        let far =
            picture.path.iter().map(|w| (w[0] - from[0]) * x + (w[1] - from[1]) * y).fold(0.0, f64::max);
        drawing.line("other", [to(from), to([from[0] + far * x, from[1] + far * y])]);
    }
    drawing.line("median", picture.path.iter().map(|w| Some(panel.place(*w))));
    shaded(drawing, picture.path.iter().map(|w| panel.place(*w)).collect());
}

fn frame(drawing: &mut Drawing, panel: &Panel) {
    let (x, y) = panel.at;
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)];
    drawing.line("grid", corners.map(|(a, b)| Some((x + a * HALF, y + b * HALF))));
}

/// Points in the order of time, early ones light and late ones dark.
fn shaded(drawing: &mut Drawing, points: Vec<(f64, f64)>) {
    let size = points.len().div_ceil(SHADES).max(1);
    for (shade, part) in points.chunks(size).enumerate() {
        drawing.dots(&format!("dots s{shade}"), part.iter().copied());
    }
}
