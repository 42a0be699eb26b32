//! The page that people look at, and the same figures for papers: from plan, records and verdicts alone.
//!
//! The page is one HTML file that asks for nothing: style, script, [uPlot](https://github.com/leeoniq/uPlot) (`vendor/`, MIT) and
//! data are inside. A figure of a paper is an SVG file, black on white, named `CLAIM.WHAT`.

mod axis;
mod budget;
mod claim;
mod curve;
mod curves;
mod data;
mod drawing;
mod hypotheses;
mod overview;
mod plane;
mod strip;

use super::typeset::escaped;
use crate::judge::Judged;
use crate::record::file::Recorded;
use crate::record::{Card, Closing, Plan, Record, THEOREM, Verdict};
use curves::CurveFigure;
use drawing::Drawing;
use std::collections::BTreeMap;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const UPLOT_STYLE: &str = include_str!("vendor/uPlot.min.css");
const UPLOT_SCRIPT: &str = include_str!("vendor/uPlot.iife.min.js");
const UPLOT_LICENCE: &str = include_str!("vendor/LICENSE");

/// What a record file says, judged, with all of its figures.
pub struct Page<'a> {
    judged: &'a Judged,
    plan: &'a Plan,
    closing: Option<&'a Closing>,
    claims: Vec<Shown<'a>>,
}

/// A claim with all that is shown of it.
struct Shown<'a> {
    card: &'a Card,
    verdict: &'a Verdict,
    /// By arm, in the order of the file.
    records: BTreeMap<&'a str, Vec<&'a Record>>,
    /// With the names of their files.
    curves: Vec<(String, CurveFigure<'a>)>,
}

impl<'a> Shown<'a> {
    /// The trials of the theorem's own arm.
    fn theorem(&self) -> &[&'a Record] {
        self.of(THEOREM)
    }

    fn of(&self, arm: &str) -> &[&'a Record] {
        self.records.get(arm).map_or(&[], Vec::as_slice)
    }

    /// The first trial in the plane.
    fn in_the_plane(&self) -> Option<&'a Record> {
        self.theorem().iter().find(|record| record.picture.is_some()).copied()
    }
}

impl<'a> Page<'a> {
    /// The page of a suite: its verdicts, and the records that they were judged from.
    pub fn new(judged: &'a Judged, recorded: &'a Recorded) -> Page<'a> {
        let Recorded { plan, records, closing } = recorded;
        let mut by_claim: BTreeMap<&str, BTreeMap<&str, Vec<&Record>>> = BTreeMap::new();
        for record in records {
            by_claim.entry(&record.claim).or_default().entry(&record.arm).or_default().push(record);
        }
        let claims = judged.claims().map(|(card, verdict)| {
            let records = by_claim.remove(card.id.as_str()).unwrap_or_default();
            let theorem = records.get(THEOREM).map_or(&[] as &[&Record], Vec::as_slice);
            let curves = named(&card.id, curves::of(theorem, verdict));
            Shown { card, verdict, records, curves }
        });
        Page { judged, plan, closing: closing.as_ref(), claims: claims.collect() }
    }

    /// The page, complete.
    pub fn html(&self) -> String {
        let seed = self.plan.seed;
        let body: String = self.claims.iter().map(|shown| claim::section(self, shown)).collect();
        let data = data::of(&self.claims);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'unsafe-inline'; img-src data:\">\n\
             <link rel=\"icon\" href=\"data:,\">\n<title>implicit-bias: {} claims, seed {seed}</title>\n\
             <style>\n{UPLOT_STYLE}\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#claims\">Skip to the claims</a>\n{}\n<main id=\"claims\" tabindex=\"-1\">\n{body}</main>\n{}\
             <script type=\"application/json\" id=\"figures\">{data}</script>\n\
             <script>\n/*\n{UPLOT_LICENCE}*/\n{UPLOT_SCRIPT}\n</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
            self.judged.summary.claims,
            overview::head(self),
            overview::foot(self),
        )
    }

    /// The figures by name, each a complete SVG file.
    pub fn figures(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for shown in &self.claims {
            all.extend(shown.curves.iter().map(|(name, figure)| (name.clone(), curve::draw(figure).file())));
            let mut push = |what: &str, drawing: Drawing| {
                all.push((figure_name(&shown.card.id, what), drawing.file()));
            };
            if let Some(drawing) = strip::draw(shown) {
                push("controls", drawing);
            }
            if let Some(drawing) = shown.in_the_plane().and_then(plane::draw) {
                push("plane", drawing);
            }
        }
        all
    }
}

/// The name of a figure's file, without its ending: the claim's id, and what is shown in small letters and hyphens.
fn figure_name(id: &str, what: &str) -> String {
    let mut name = String::new();
    for c in what.chars() {
        if c.is_ascii_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    format!("{id}.{}", name.trim_end_matches('-'))
}

/// Figures with names that differ: two comparisons may differ in a capital letter alone.
fn named<'a>(id: &str, figures: Vec<CurveFigure<'a>>) -> Vec<(String, CurveFigure<'a>)> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let with_name = |figure: CurveFigure<'a>| {
        let name = figure_name(id, figure.name());
        let time = times.entry(name.clone()).or_insert(0);
        *time += 1;
        (if *time == 1 { name } else { format!("{name}.{time}") }, figure)
    };
    figures.into_iter().map(with_name).collect()
}

/// An attribute's text: escaped, on one line.
fn attribute(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;
