//! One claim on the page.

use super::overview::{kind, reading, sign};
use super::{Page, Shown, attribute, budget, figure_name, hypotheses, plane, strip};
use crate::judge::separation_of;
use crate::record::{Basis, Must, Quantifier, Record, Sense, TestVerdict, Worst};
use crate::report::brief;
use crate::report::reading::sentence_read;
use crate::report::terminal::{budget_words, control_words, test_words, verdict_words};
use crate::report::typeset::{escaped, html};
use std::fmt::Write;

/// The claim's part of the page; the first of a paper begins with the paper's heading.
pub(super) fn section(page: &Page, shown: &Shown) -> String {
    let (card, verdict) = (shown.card, shown.verdict);
    let mut out = String::new();
    let first = page.claims.iter().find(|other| other.card.paper() == card.paper());
    if first.is_some_and(|first| std::ptr::eq(first, shown)) {
        let key = card.paper();
        let _ = writeln!(out, "<h2 class=\"paper\" id=\"paper-{key}\" data-paper=\"{key}\">{key}</h2>");
    }
    let _ = write!(
        out,
        "<article class=\"claim\" id=\"{id}\" data-paper=\"{}\" data-kind=\"{kind}\" data-verdict=\"{}\" data-expected=\"{}\" \
         aria-labelledby=\"h-{id}\">\n<p class=\"id\"><a href=\"#{id}\"><code>{id}</code></a> {kind} · {} · {}</p>\n\
         <h3 id=\"h-{id}\">{}</h3>\n<p class=\"verdict {}{}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</p>\n",
        card.paper(),
        verdict.verdict,
        verdict.as_expected,
        match card.basis {
            Basis::Paper => "in the paper",
            Basis::Derived => "derived here",
        },
        match card.quantifier {
            Quantifier::Every => "every data set",
            Quantifier::AlmostEvery => "almost every data set",
            Quantifier::ThisDataSet => "this data set",
        },
        html(&card.title),
        verdict.verdict,
        if verdict.as_expected { "" } else { " unexpected" },
        sign(verdict.verdict),
        html(&verdict_words(card, verdict, page.judged.single(), &())),
        id = card.id,
        kind = kind(card.kind),
    );
    out += &sentence(shown);
    out += &text(&card.text);
    out += &conditions(shown);
    out += &comparisons(page, shown);
    out += &figures(shown);
    out += &controls(page, shown);
    out += &replay(page, shown);
    out + "</article>\n"
}

/// The sections of the card's text, which begin with a name in bold; the controls have a table of their own.
fn text(text: &str) -> String {
    let mut out = String::from("<dl class=\"text\">");
    for part in text.split("\n**").skip(1) {
        let Some((name, words)) = part.split_once(".**") else { continue };
        if !["Controls", "Sentence", "Mended"].contains(&name) {
            let class = name.to_lowercase();
            let words = html(words.trim());
            let _ = write!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{words}</dd></div>");
        }
    }
    out + "</dl>\n"
}

/// The quoted sentence, and how it is true.
fn sentence(shown: &Shown) -> String {
    let Some(read) = sentence_read(shown.card, shown.verdict) else { return String::new() };
    let mut out = format!("<blockquote><p>{}</p>", html(read.sentence));
    if let Some(mended) = read.mended {
        let _ = write!(out, "<p class=\"mended\">{}: {}</p>", read.mended_words(), html(mended));
    }
    out + "</blockquote>\n"
}

/// The theorem's trial that came closest to a budget.
fn closest<'a>(shown: &Shown<'a>) -> Option<&'a Record> {
    let miss = |record: &Record| separation_of(&record.finding).unwrap_or(-1.0);
    shown.theorem().iter().copied().max_by(|a, b| miss(a).total_cmp(&miss(b)))
}

fn conditions(shown: &Shown) -> String {
    let trials = shown.theorem();
    let all = hypotheses::ranged(trials, closest(shown));
    if all.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "<div class=\"scroll\"><table class=\"conditions\"><thead><tr><th>Hypothesis</th><th>Met</th><th>Closest call</th><th>All trials</th>\
         </tr></thead><tbody>",
    );
    for one in all {
        let met = match one.broken {
            0 => format!("✓ {}", one.met),
            broken => format!("✓ {} · ✕ {broken}", one.met),
        };
        let _ = write!(
            out,
            "<tr><td>{}</td><td class=\"n\">{met}</td><td title=\"{}\">{}</td><td>{}</td></tr>",
            html(&one.name),
            attribute(&one.exact),
            html(&one.found),
            html(&one.range)
        );
    }
    out + "</tbody></table></div>\n"
}

/// A number as it is read, with all of its digits beside it.
fn number(value: f64) -> String {
    format!("<data value=\"{value:e}\" title=\"{value:e}\">{}</data>", html(&brief(value)))
}

fn comparisons(page: &Page, shown: &Shown) -> String {
    let verdict = shown.verdict;
    let mut out = String::new();
    if !verdict.worst.is_empty() {
        out += "<div class=\"scroll\"><table class=\"comparisons\"><thead><tr><th>Comparison, closest call</th><th>Measured</th><th></th><th>\
                Predicted</th><th>Error budget, and the miss in it</th></tr></thead><tbody>";
        for (name, worst) in &verdict.worst {
            out += &comparison(page, name, worst);
        }
        out += "</tbody></table></div>\n";
    }
    for test in &verdict.tests {
        let _ = writeln!(out, "<p class=\"test\">{}</p>{}", html(&test_words(test)), interval(test));
    }
    out
}

fn comparison(page: &Page, name: &str, worst: &Worst) -> String {
    let relation = match worst.sense {
        Sense::Equals => "=",
        Sense::AtMost => "≤",
        Sense::AtLeast => "≥",
    };
    let miss = match (worst.sense, worst.miss < 0.0) {
        (Sense::AtMost | Sense::AtLeast, true) => format!("slack {}", number(-worst.miss)),
        _ => format!("miss {}", number(worst.miss)),
    };
    let at = if page.judged.single() {
        String::new()
    } else {
        format!("<br><small>{} #{}</small>", html(&worst.at.0), worst.at.1)
    };
    format!(
        "<tr data-comparison=\"{}\"><td>{}{at}</td><td class=\"n measured\">{}</td><td class=\"rel\">{relation}</td><td class=\"n predicted\">{}</td>\
         <td class=\"budget\">{}<small>{miss}, allowed {}</small></td></tr>",
        attribute(name),
        html(name),
        number(worst.measured),
        number(worst.predicted),
        budget::draw(worst).map(|drawing| drawing.inline()).unwrap_or_default(),
        keyed(&html(&budget_words(&worst.budget))),
    )
}

/// The words of a budget with the colours of its parts.
fn keyed(words: &str) -> String {
    ["remainder", "reference", "rounding"].into_iter().fold(words.to_string(), |words, part| {
        words.replace(part, &format!("<span class=\"part\"><span class=\"key {part}\"></span>{part}</span>"))
    })
}

/// The interval of a probability with the one that is claimed.
fn interval(test: &TestVerdict) -> String {
    let (low, high) = test.interval;
    let percent = |share: f64| 100.0 * share.clamp(0.0, 1.0);
    format!(
        "<div class=\"share\" role=\"img\" aria-label=\"between {low} and {high}, claimed {}\"><span class=\"range\" style=\"left:{:.2}%;width:{:.2}%\"></span>\
         <span class=\"null\" style=\"left:{:.2}%\"></span></div>",
        test.null,
        percent(low),
        percent(high) - percent(low),
        percent(test.null)
    )
}

fn figures(shown: &Shown) -> String {
    let mut out = String::new();
    let id = &shown.card.id;
    for (k, (name, figure)) in shown.curves.iter().enumerate() {
        let about = attribute(&figure.about());
        let _ = writeln!(
            out,
            "<figure class=\"curve\" data-figure=\"{name}\"><figcaption>{}</figcaption><div class=\"plot\" role=\"img\" tabindex=\"0\" \
             data-claim=\"{id}\" data-k=\"{k}\" aria-label=\"{about}\"></div></figure>",
            html(&figure.title()),
        );
    }
    let mut drawn = |what: &str, caption: &str, drawing: Option<super::Drawing>| {
        if let Some(drawing) = drawing {
            let name = figure_name(id, what);
            let picture = drawing.inline();
            let _ = writeln!(
                out,
                "<figure class=\"drawn\" data-figure=\"{name}\"><figcaption>{caption}</figcaption>{picture}</figure>"
            );
        }
    };
    if let Some(record) = shown.in_the_plane() {
        let caption = format!(
            "{} #{}: the dashed line is the certified direction; dots darken with log <i>t</i>",
            html(&record.family),
            record.index
        );
        drawn("plane", &caption, plane::draw(record));
    }
    let caption = "Every trial of the theorem and of its controls; what is right of 1 is rejected";
    drawn("controls", caption, strip::draw(shown));
    if out.is_empty() { out } else { format!("<div class=\"figures\">\n{out}</div>\n") }
}

fn controls(page: &Page, shown: &Shown) -> String {
    let mut out = String::new();
    for control in &shown.verdict.controls {
        let (class, sign) = if control.rejected { ("", '✓') } else { (" class=\"off\"", '!') };
        let separation = control
            .power
            .map_or(String::new(), |power| format!(" data-separation=\"{:e}\"", power.separation));
        let words = control_words(control, page.judged.single(), &());
        let _ = write!(
            out,
            "<li{class}{separation}><span class=\"sign\" aria-hidden=\"true\">{sign}</span> {}</li>",
            html(&words)
        );
        let reason = matches!(control.must, Must::BeViolated).then_some(&control.tests);
        for test in reason.into_iter().flatten() {
            let _ = write!(out, "<li class=\"test\">{}</li>", html(&test_words(test)));
        }
    }
    if out.is_empty() { out } else { format!("<ul class=\"controls\">{out}</ul>\n") }
}

/// How to see every number of the closest call.
fn replay(page: &Page, shown: &Shown) -> String {
    let Some(record) = closest(shown) else { return String::new() };
    let on = match &page.plan.data {
        Some(_) => "--data FILE".to_string(),
        None => format!("--family \"{}\" --index {} --seed {}", record.family, record.index, page.plan.seed),
    };
    let line = format!("implicit-bias trial {} --arm \"{}\" {on}", record.claim, record.arm);
    let about = reading(shown.verdict);
    format!("<p class=\"replay\">The closest call again ({about}): <code>{}</code></p>\n", escaped(&line))
}
