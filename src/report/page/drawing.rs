//! Drawings: the marks of a figure as SVG, inside the page in its colours, as a file black on white.

use crate::report::typeset::{escaped, svg};
use std::fmt::Write;

/// How the marks look in a file by itself; the page has colours of its own for the same classes.
const INK: &str = ".f{fill:none;stroke:#000;stroke-linecap:round;stroke-linejoin:round}.t{fill:#000;stroke:#fff;stroke-width:3px;paint-order:stroke;font:12px \
    Helvetica,Arial,sans-serif}.m{text-anchor:middle}.e{text-anchor:end}.axis{stroke-width:1}.grid{stroke:#ddd;stroke-width:1}\
    .good,.run{stroke:#0072b2}.bad,.other{stroke:#d55e00}.run{stroke-width:2}.other{stroke-width:1.6;stroke-dasharray:7 4}\
    .law{stroke:#000;stroke-width:1.2;stroke-dasharray:2 4}.median{stroke:#555;stroke-width:1.2}.wide{fill:#0072b2;\
    fill-opacity:.13;stroke:none}.narrow{fill:#0072b2;fill-opacity:.22;stroke:none}.single{stroke:#888;stroke-width:.5;\
    stroke-opacity:.5}.no{fill:#d55e00;fill-opacity:.1;stroke:none}.dots{stroke-width:5;stroke-opacity:.45}.tick{stroke-width:9;\
    stroke-linecap:butt}.mark{stroke-dasharray:1 4;stroke-width:1.2}\
    .row{stroke:#888}.s0{stroke:#bcd9ee}.s1{stroke:#8fc1e3}.s2{stroke:#4d9fd0}.s3{stroke:#0072b2}.s4{stroke:#00436b}";

/// A drawing in user units of a pixel.
pub(super) struct Drawing {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The figure in words.
    pub(super) about: String,
    body: String,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64, about: String) -> Drawing {
        Drawing { width, height, about, body: String::new() }
    }

    /// A line through points; the pen is lifted where one is missing.
    pub(super) fn line(&mut self, class: &str, points: impl IntoIterator<Item = Option<(f64, f64)>>) {
        let (mut path, mut down) = (String::new(), false);
        for point in points {
            if let Some((x, y)) = point {
                let _ = write!(path, "{}{} {}", if down { 'L' } else { 'M' }, short(x), short(y));
            }
            down = point.is_some();
        }
        self.path(class, &path);
    }

    /// A closed area.
    pub(super) fn area(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (x, y) in points {
            let _ = write!(path, "{}{} {}", if path.is_empty() { 'M' } else { 'L' }, short(x), short(y));
        }
        if !path.is_empty() {
            path.push('Z');
        }
        self.path(class, &path);
    }

    /// A round dot at each point.
    pub(super) fn dots(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (x, y) in points {
            let _ = write!(path, "M{} {}h0", short(x), short(y));
        }
        self.path(class, &path);
    }

    fn path(&mut self, class: &str, path: &str) {
        if !path.is_empty() {
            let _ = write!(self.body, "<path class=\"f {class}\" d=\"{path}\"/>");
        }
    }

    /// A text, its formulas set; the class says where its anchor is (`m` middle, `e` end).
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = write!(
            self.body,
            "<text class=\"t {class}\" x=\"{}\" y=\"{}\">{}</text>",
            short(x),
            short(y),
            svg(text)
        );
    }

    /// As part of the page.
    pub(super) fn inline(&self) -> String {
        format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.width,
            self.height,
            super::attribute(&self.about),
            self.body
        )
    }

    /// As a file.
    pub(super) fn file(&self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\">\n<title>{}</title>\
             \n<style>{INK}</style>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\n{}\n</svg>\n",
            escaped(&self.about),
            self.body,
            w = self.width,
            h = self.height,
        )
    }
}

/// A coordinate to a tenth of a pixel.
fn short(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
}
