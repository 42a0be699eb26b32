//! The first screen: the suite in numbers, the map of all claims, the filter; and the foot.

use super::{Page, attribute};
use crate::record::{Kind, Verdict, VerdictKind};
use crate::report::terminal::chance_words;
use crate::report::typeset::{escaped, html};
use std::fmt::Write;

/// The sign of a verdict: it is told from the others without its colour.
pub(super) fn sign(verdict: VerdictKind) -> char {
    match verdict {
        VerdictKind::Holds => '✓',
        VerdictKind::Violated => '✕',
        VerdictKind::Inconclusive => '?',
        VerdictKind::OutsideHypotheses => '∅',
    }
}

/// The word of a kind of statement, as it is serialised.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Limit => "limit",
        Kind::Bound => "bound",
        Kind::Rate => "rate",
        Kind::Selection => "selection",
        Kind::Stationarity => "stationarity",
        Kind::Identity => "identity",
        Kind::Distribution => "distribution",
    }
}

/// The papers' keys in the order of the claims, without repetition.
fn papers<'a>(page: &'a Page) -> Vec<&'a str> {
    let mut keys: Vec<&str> = Vec::new();
    for shown in &page.claims {
        if !keys.contains(&shown.card.paper()) {
            keys.push(shown.card.paper());
        }
    }
    keys
}

/// Everything above the claims.
pub(super) fn head(page: &Page) -> String {
    let s = &page.judged.summary;
    let tile = |name: &str, count: usize, of: usize, what: &str, good: bool| {
        let class = if good { "tile" } else { "tile off" };
        format!(
            "<div class=\"{class}\"><p class=\"big\"><data data-name=\"{name}\" value=\"{count}\">{count}</data><span class=\"of\"> of \
             <data data-name=\"{name}-of\" value=\"{of}\">{of}</data></span></p><p>{what}</p></div>"
        )
    };
    let mut tiles =
        tile("as-expected", s.as_expected, s.claims, "claims as expected", s.as_expected == s.claims);
    let all = s.controls_accepted + s.controls_weak == 0;
    tiles +=
        &tile("controls-rejected", s.controls_rejected, s.controls, "controls rejected or kept out", all);
    if s.positive_controls > 0 {
        let (held, all) = (s.positive_controls_held, s.positive_controls);
        tiles +=
            &tile("positive-controls", held, all, "positive controls hold", s.positive_controls_failed == 0);
    }
    format!(
        "<header class=\"top\"><div class=\"title\"><h1>Implicit bias, checked</h1><button type=\"button\" id=\"theme\" \
         aria-label=\"Switch between light and dark\">◐</button></div>\n\
         <p class=\"lead\">{}</p>\n<div class=\"tiles\">{tiles}</div>\n{}\n{}\n{}</header>",
        "What papers prove of where gradient methods go, decided against exact, certified answers within an error budget that was \
         computed first; beside each claim stand falsehoods that the same check has to reject.",
        facts(page),
        map(page),
        filter(page),
    )
}

/// Under which conditions it was run.
fn facts(page: &Page) -> String {
    let mut out = String::from("<dl class=\"facts\">");
    let mut fact = |name: &str, value: String| {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    };
    let plan = page.plan;
    fact("Seed", format!("<data data-name=\"seed\" value=\"{0}\">{0}</data>", plan.seed));
    fact("Profile", escaped(&plan.profile));
    fact("Data", escaped(plan.data.as_deref().unwrap_or("drawn from the seed")));
    fact("False alarms by chance", html(&chance_words(page.judged.summary.false_alarm_budget)));
    if let Some(closing) = page.closing {
        let machine = &closing.machine;
        fact("Trials", format!("<data data-name=\"trials\" value=\"{0}\">{0}</data>", closing.trials));
        let words =
            format!("{} {}, {}, {} cores", machine.os, machine.arch, machine.instructions, machine.cores);
        fact("Machine", escaped(&words));
    } else {
        fact("Records", "incomplete: the line that closes them is missing".to_string());
    }
    fact("Program", escaped(&format!("implicit-bias {}", plan.version)));
    out + "</dl>"
}

/// How a verdict is to be read.
pub(super) fn reading(verdict: &Verdict) -> String {
    let expected = if verdict.as_expected { "as expected" } else { "NOT as expected" };
    format!("{}, {expected}", verdict.verdict)
}

/// One cell for each claim.
fn map(page: &Page) -> String {
    let mut out = String::from("<nav class=\"map\" aria-label=\"Map of all claims\">");
    for paper in papers(page) {
        let _ = write!(
            out,
            "<div class=\"row\"><a class=\"paper\" href=\"#paper-{paper}\">{paper}</a><span class=\"cells\">"
        );
        for shown in page.claims.iter().filter(|shown| shown.card.paper() == paper) {
            let verdict = shown.verdict;
            let about = attribute(&format!("{}: {}. {}", shown.card.id, reading(verdict), shown.card.title));
            let _ = write!(
                out,
                "<a class=\"cell {}{}\" href=\"#{}\" title=\"{about}\" aria-label=\"{about}\">{}</a>",
                verdict.verdict,
                if verdict.as_expected { "" } else { " unexpected" },
                shown.card.id,
                sign(verdict.verdict)
            );
        }
        out += "</span></div>";
    }
    out += "</nav><p class=\"legend\">";
    for (verdict, words) in [
        (VerdictKind::Holds, "holds"),
        (VerdictKind::Violated, "violated"),
        (VerdictKind::Inconclusive, "inconclusive"),
        (VerdictKind::OutsideHypotheses, "outside its hypotheses"),
    ] {
        let _ = write!(out, "<span><span class=\"cell {verdict}\">{}</span> {words}</span> ", sign(verdict));
    }
    out + "<span><span class=\"cell holds unexpected\">✓</span> framed: not what was expected (a false sentence is expected to be \
           violated)</span></p>"
}

fn filter(page: &Page) -> String {
    let options = |all: &[&str]| -> String {
        all.iter().map(|value| format!("<option value=\"{value}\">{value}</option>")).collect()
    };
    let kinds = ["limit", "bound", "rate", "selection", "stationarity", "identity", "distribution"];
    let present: Vec<&str> = kinds
        .into_iter()
        .filter(|name| page.claims.iter().any(|shown| kind(shown.card.kind) == *name))
        .collect();
    let verdicts = ["holds", "violated", "inconclusive", "outside-hypotheses"];
    format!(
        "<form class=\"filter\" role=\"search\" aria-label=\"Filter the claims\">\
         <label class=\"wide\">Find<input type=\"search\" id=\"find\" placeholder=\"press / and type\" autocomplete=\"off\"></label>\
         <label>Paper<select id=\"paper\"><option value=\"\">all</option>{}</select></label>\
         <label>Kind<select id=\"kind\"><option value=\"\">all</option>{}</select></label>\
         <label>Verdict<select id=\"verdict\"><option value=\"\">all</option>{}</select></label>\
         <label class=\"check\"><input type=\"checkbox\" id=\"unexpected\">not as expected</label>\
         <output id=\"count\" aria-live=\"polite\">{} claims</output></form>",
        options(&papers(page)),
        options(&present),
        options(&verdicts),
        page.claims.len()
    )
}

/// What stands below the claims.
pub(super) fn foot(page: &Page) -> String {
    let mut out = String::new();
    if !page.judged.declined.is_empty() {
        out += "<section class=\"declined\"><h2>Not run</h2><ul>";
        for (id, why) in &page.judged.declined {
            let _ = write!(out, "<li><code>{}</code>: {}</li>", escaped(id), html(why));
        }
        out += "</ul></section>\n";
    }
    out + "<footer><p>A budget has three parts: what is still missing at finite time (remainder), the error of the certified answer \
           (reference), and rounding. A comparison holds when its miss is within their sum. A control is a falsehood put through \
           the same check.</p><p>Plots: drag to zoom, double-click or <kbd>Esc</kbd> to see all again. Made by implicit-bias; plots by \
           uPlot (MIT licence, in the source of this page).</p></footer>\n"
}
