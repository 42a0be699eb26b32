//! Pieces as HTML, as SVG text, and as plain text.

use super::Piece;
use super::parse::parse;
use super::vocabulary::ACCENTS;

/// A text as HTML, escaped.
pub fn html(text: &str) -> String {
    let mut out = String::new();
    write_html(&parse(text), &mut out);
    out
}

/// A text as the inside of an SVG `text`, escaped.
pub fn svg(text: &str) -> String {
    let mut out = String::new();
    write_svg(&parse(text), 0.0, 0.0, &mut out);
    out
}

/// A text in signs alone, not escaped: no italics, and scripts on the line.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    write_plain(&parse(text), &mut out);
    out
}

/// Text with the signs that markup reads written out.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

fn write_html(pieces: &[Piece], out: &mut String) {
    let mut wrap = |open: &str, inner: &[Piece], close: &str| {
        out.push_str(open);
        write_html(inner, out);
        out.push_str(close);
    };
    for piece in pieces {
        match piece {
            Piece::Upright(text) => wrap(&escaped(text), &[], ""),
            Piece::Letter(text) => wrap(&letter(text), &[], ""),
            Piece::Code(text) => wrap(&format!("<code>{}", escaped(text)), &[], "</code>"),
            Piece::Above(inner) => wrap("<sup>", inner, "</sup>"),
            Piece::Below(inner) => wrap("<sub>", inner, "</sub>"),
            Piece::Root(inner) => wrap("√<span class=\"root\">", inner, "</span>"),
        }
    }
}

/// A letter; an accent that no single sign has is set above it, as fonts seldom can.
fn letter(text: &str) -> String {
    let mut signs = text.chars();
    let (first, accent) = (signs.next().unwrap_or_default(), signs.next());
    let above = ACCENTS.iter().find(|(_, combining, _)| Some(*combining) == accent);
    match above {
        Some((_, _, alone)) if first.is_uppercase() => {
            format!("<i class=\"acc tall\">{first}<b>{alone}</b></i>")
        }
        Some((_, _, alone)) => format!("<i class=\"acc\">{first}<b>{alone}</b></i>"),
        None => format!("<i>{}</i>", escaped(text)),
    }
}

/// Scripts as spans shifted by `dy`, which SVG sums up: `shift` is wanted in ems of the line, `at` is where the text is. Returns
/// where it is at the end.
fn write_svg(pieces: &[Piece], shift: f64, at: f64, out: &mut String) -> f64 {
    let mut at = at;
    for piece in pieces {
        match piece {
            Piece::Upright(text) | Piece::Code(text) => at = span(text, "", shift, at, out),
            Piece::Letter(text) => at = span(text, " font-style=\"italic\"", shift, at, out),
            Piece::Above(inner) => at = write_svg(inner, shift - 0.4, at, out),
            Piece::Below(inner) => at = write_svg(inner, shift + 0.25, at, out),
            Piece::Root(inner) => {
                at = span("√(", "", shift, at, out);
                at = write_svg(inner, shift, at, out);
                at = span(")", "", shift, at, out);
            }
        }
    }
    at
}

fn span(text: &str, style: &str, shift: f64, at: f64, out: &mut String) -> f64 {
    let small = if shift == 0.0 { "" } else { " font-size=\"75%\"" };
    // `dy` is in ems of the span itself.
    let own = if shift == 0.0 { 1.0 } else { 0.75 };
    let moved = (shift - at) / own;
    let dy = if moved == 0.0 { String::new() } else { format!(" dy=\"{moved:.2}em\"") };
    if small.is_empty() && style.is_empty() && dy.is_empty() {
        out.push_str(&escaped(text));
    } else {
        out.push_str(&format!("<tspan{style}{small}{dy}>{}</tspan>", escaped(text)));
    }
    shift
}

fn write_plain(pieces: &[Piece], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Upright(text) | Piece::Letter(text) | Piece::Code(text) => out.push_str(text),
            Piece::Above(inner) | Piece::Below(inner) => {
                out.push(if matches!(piece, Piece::Above(_)) { '^' } else { '_' });
                let mut script = String::new();
                write_plain(inner, &mut script);
                let long = script.chars().count() > 1;
                out.push_str(&if long { format!("({script})") } else { script });
            }
            Piece::Root(inner) => {
                out.push_str("√(");
                write_plain(inner, out);
                out.push(')');
            }
        }
    }
}
