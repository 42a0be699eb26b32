//! A page of records made by hand: a limit in the plane with curves, and a probability.

use super::{Page, figure_name};
use crate::judge::Judged;
use crate::record::file::Recorded;
use crate::record::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

fn card(id: &str, kind: Kind, arms: &[(&str, Must)]) -> Card {
    let arm =
        |(name, must): &(&str, Must)| ArmCard { name: name.to_string(), must: *must, weak_because: None };
    Card {
        id: id.to_string(),
        title: "L(w(t)) <= 1/t".to_string(),
        text: "L <= 1/t.\n\n**Statement.** ||w|| -> infinity & more.\n**Hypotheses.** None.".to_string(),
        sentence: None,
        mended: None,
        kind,
        basis: Basis::Paper,
        quantifier: Quantifier::Every,
        expected: VerdictKind::Holds,
        arms: arms.iter().map(arm).collect(),
        undecided_cap: 0.1,
        outside_cap: 0.0,
        design: None,
        chance: None,
    }
}

fn plan() -> Plan {
    let arms = [(THEOREM, Must::Hold), ("1/t^2 law", Must::BeViolated)];
    Plan {
        schema: SCHEMA,
        version: "0.0.0".to_string(),
        seed: 7,
        profile: "quick".to_string(),
        data: None,
        cards: vec![card("soudry.made.up", Kind::Limit, &arms)],
    }
}

/// A trial whose miss is so many budgets.
fn trial(arm: &str, index: u64, budgets: f64) -> Record {
    let budget = Budget { remainder: 5e-7, reference: 3e-7, rounding: 2e-7 };
    let measured = 0.123_456_789_012_345_6 + budgets * 1e-6;
    let log_time: Vec<f64> = (0..=20).map(|k| 50.0 * f64::from(k)).collect();
    let falling = |height: f64| log_time.iter().map(|s| height * (-0.1 * s).exp()).collect::<Vec<f64>>();
    let series = Series {
        name: "constant of \"t L\"".to_string(),
        quantity: "t L(w_t)".to_string(),
        sense: Sense::AtMost,
        axes: Axes { log_time: Scale::Linear, value: Scale::Logarithmic },
        flow_from: Some(1),
        judged_from: 2,
        measured: falling(1.0 + index as f64),
        predicted: falling(100.0),
        band: Vec::new(),
        law: falling(0.1),
        log_time: log_time.clone(),
    };
    let picture = Picture {
        rows: vec![[1.0, 0.2], [0.5, -1.0]],
        direction: Some([0.8, 0.6]),
        offset: None,
        log_time: log_time.clone(),
        path: log_time.iter().map(|s| [0.8 * s + 0.1, 0.6 * s]).collect(),
    };
    Record {
        claim: "soudry.made.up".to_string(),
        arm: arm.to_string(),
        family: "planted <all>".to_string(),
        index,
        problem: ProblemNote { n: 2, d: 2, sha256: String::new(), from: String::new() },
        hypotheses: vec![HypothesisNote {
            name: "separable".to_string(),
            found: format!("gamma = {:e}", 0.1 + index as f64),
            state: HypothesisState::Met,
            waived: false,
        }],
        finding: Finding::Limit {
            legs: vec![Comparison {
                name: "constant of \"t L\"".to_string(),
                log_time: Some(1000.0),
                clock: Clock::Flow,
                sense: Sense::Equals,
                measured,
                predicted: 0.123_456_789_012_345_6,
                miss: budgets * 1e-6,
                allowed: LimitBudget { budget, resolution: None },
            }],
        },
        facts: BTreeMap::new(),
        certificates: Vec::new(),
        series: if arm == THEOREM { vec![series] } else { Vec::new() },
        picture: (arm == THEOREM).then_some(picture),
    }
}

fn recorded() -> Recorded {
    let theorem = (0..5).map(|index| trial(THEOREM, index, 0.1 * index as f64));
    let records = theorem.chain((0..5).map(|index| trial("1/t^2 law", index, 1e5))).collect();
    Recorded { plan: plan(), records, closing: None }
}

/// A panic where markup is not well-formed; the elements' names.
fn elements(markup: &str) -> Vec<String> {
    let mut reader = Reader::from_str(markup);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {markup}")) {
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(String::from_utf8_lossy(tag.name().as_ref()).into_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn a_page_asks_for_nothing_and_says_the_numbers_of_the_records() {
    let recorded = recorded();
    let judged = Judged::of(&recorded);
    let page = Page::new(&judged, &recorded).html();
    for address in ["src=\"", "href=\"http", "url(", "@import", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(address), "{address}");
    }
    let worst = trial(THEOREM, 4, 0.4).finding.misses()[0].measured;
    assert!(page.contains(&format!("<data value=\"{worst:e}\"")));
    assert!(page.contains("--family &quot;planted &lt;all&gt;&quot; --index 4 --seed 7"));
    assert!(page.contains("<i>γ</i> = 0.1 … 4.1"));
    assert!(page.contains("‖<i>w</i>‖ → ∞ &amp; more."));
    assert!(!page.contains("planted <all>"));
}

#[test]
fn every_figure_is_a_well_formed_file_with_its_words() {
    let recorded = recorded();
    let judged = Judged::of(&recorded);
    let figures = Page::new(&judged, &recorded).figures();
    let names: Vec<&str> = figures.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["soudry.made.up.constant-of-t-l", "soudry.made.up.controls", "soudry.made.up.plane"]);
    for (name, svg) in &figures {
        let names = elements(svg);
        assert!(names.iter().filter(|name| *name == "path").count() > 4, "{name}: {names:?}");
        assert!(names.contains(&"title".to_string()) && !svg.contains("NaN"), "{name}");
    }
}

#[test]
fn a_page_of_no_records_says_so() {
    let recorded = Recorded { records: Vec::new(), ..recorded() };
    let judged = Judged::of(&recorded);
    let page = Page::new(&judged, &recorded);
    assert!(page.figures().is_empty());
    assert!(page.html().contains("the line that closes them is missing"));
}

#[test]
fn a_figure_is_named_after_its_claim_and_what_it_shows() {
    assert_eq!(
        figure_name("soudry.thm5.loss", "K_t = L - min z.w, run 2"),
        "soudry.thm5.loss.k-t-l-min-z-w-run-2"
    );
}
