//! What becomes of verdicts that are not as expected, and of those that say nothing.

use super::{assert_as_expected, markdown};
use crate::judge::{Judged, summarise};
use crate::record::{
    Basis, Budget, Card, ControlVerdict, Counts, Kind, Must, Power, Quantifier, Sense, Verdict, VerdictKind,
    Worst,
};
use VerdictKind::{Holds, Inconclusive, OutsideHypotheses, Violated};
use std::collections::BTreeMap;

fn card(id: &str, expected: VerdictKind) -> Card {
    Card {
        id: id.to_string(),
        title: "||w|| | grows".to_string(),
        text: String::new(),
        sentence: None,
        mended: None,
        kind: Kind::Limit,
        basis: Basis::Paper,
        quantifier: Quantifier::Every,
        expected,
        arms: Vec::new(),
        undecided_cap: 0.0,
        outside_cap: 0.0,
        design: None,
        chance: None,
    }
}

fn control(rejected: bool, separation: f64) -> ControlVerdict {
    ControlVerdict {
        name: "another <law>".to_string(),
        must: Must::BeViolated,
        rejected,
        verdict: if rejected { Violated } else { Holds },
        trials: Counts { violated: u64::from(rejected), passed: u64::from(!rejected), ..Counts::default() },
        power: Some(Power { separation, beyond: None, problems: 1, weak: separation < 5.0 }),
        weak_because: None,
        tests: Vec::new(),
        powerless: false,
    }
}

fn verdict(card: &Card, found: VerdictKind, control: ControlVerdict) -> Verdict {
    let worst = Worst {
        at: ("planted".to_string(), 3),
        sense: Sense::Equals,
        measured: 1.5,
        predicted: 1.0,
        miss: 0.5,
        budget: Budget { remainder: 0.25, ..Budget::default() },
    };
    Verdict {
        id: card.id.clone(),
        paper: card.paper().to_string(),
        kind: card.kind,
        expected: card.expected,
        verdict: found,
        as_expected: found == card.expected,
        why: (found != Holds).then(|| "a reason".to_string()),
        trials: Counts { passed: 4, violated: 1, ..Counts::default() },
        confidence: None,
        worst: BTreeMap::from([("observable".to_string(), worst)]),
        tests: Vec::new(),
        price: 0.0,
        controls: vec![control],
    }
}

fn judged(found: [VerdictKind; 4], control: ControlVerdict, data: Option<&str>) -> Judged {
    let ids = [("a.thm1", Holds), ("a.thm2", Violated), ("a.thm3", Holds), ("b.thm1", Holds)];
    let cards: Vec<Card> = ids.iter().map(|(id, expected)| card(id, *expected)).collect();
    let verdicts: Vec<Verdict> =
        cards.iter().zip(found).map(|(card, found)| verdict(card, found, control.clone())).collect();
    let summary = summarise(&verdicts, data.is_some());
    let (declined, profile) = (Vec::new(), "quick".to_string());
    Judged { cards, verdicts, summary, declined, seed: 5, profile, data: data.map(str::to_string) }
}

fn lines(text: &str, part: &str) -> usize {
    text.lines().filter(|line| line.contains(part)).count()
}

#[test]
fn markdown_puts_what_failed_first_and_marks_false_sentences() {
    let text = markdown(&judged([Violated, Violated, Inconclusive, Holds], control(false, 2.0), None));
    let (before, after) = text.split_once("### Not as expected").expect("a table of failures");
    assert!(
        before.contains("2 of 4 claims as expected") && before.contains("seed 5, profile quick"),
        "{before}"
    );
    let (failed, papers) = after.split_once("| paper |").expect("counts of papers");
    assert_eq!(lines(failed, "| holds | violated | a reason |"), 1, "{failed}");
    assert_eq!(lines(failed, "| holds | inconclusive | a reason |"), 1, "{failed}");
    assert_eq!(
        lines(failed, "another &lt;law> | rejected | **accepted** | 2.0 budgets away |"),
        4,
        "{failed}"
    );
    assert!(papers.contains("| a | 1 of 3 | 0 of 3 |\n| b | 1 of 1 | 0 of 1 |\n"), "{papers}");
    assert!(
        papers.contains("<details open><summary>a: 1 of 3") && papers.contains("<details><summary>b: 1 of 1")
    );
    assert_eq!(
        lines(
            papers,
            "| violated, as expected of a false sentence | 4 of 5 | 2 of its budget (observable) |"
        ),
        1
    );
    assert_eq!(lines(papers, "| **violated**, expected holds |"), 1);
    // A table has as many bars in each row, whatever the titles are made of.
    for row in papers.lines().filter(|line| line.starts_with("| `")) {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    }
    let fine = markdown(&judged([Holds, Violated, Holds, Holds], control(true, 50.0), None));
    assert!(!fine.contains("Not as expected") && !fine.contains("<details open>"), "{fine}");
    let weak = markdown(&judged([Holds, Violated, Holds, Holds], control(true, 2.0), None));
    assert_eq!(lines(&weak, "| five budgets away | too near to the truth | 2.0 budgets away |"), 4, "{weak}");
    let own =
        markdown(&judged([OutsideHypotheses, Violated, Holds, Holds], control(false, 2.0), Some("a_b.csv")));
    assert!(own.contains("profile quick on a\\_b.csv.") && !own.contains("Not as expected"), "{own}");
}

#[cfg(feature = "junit")]
#[test]
fn junit_fails_where_the_exit_code_does_and_skips_what_says_nothing() {
    let xml = |found, control, data| super::junit(&judged(found, control, data)).expect("xml");
    let mixed = xml([Violated, Violated, Inconclusive, Holds], control(false, 2.0), None);
    assert!(mixed.contains("tests=\"8\" skipped=\"0\" failures=\"6\" errors=\"0\""), "{mixed}");
    assert_eq!(lines(&mixed, "<testsuite name="), 2);
    let words =
        "<failure message=\"found violated, expected holds: a reason\" type=\"violated\">found violated";
    assert_eq!(lines(&mixed, words), 1, "{mixed}");
    assert!(mixed.contains("at planted #3"), "{mixed}");
    assert!(
        mixed.contains("<testcase name=\"a.thm1: another &lt;law&gt;\" classname=\"a.thm1\">"),
        "{mixed}"
    );
    let fine = xml([Holds, Violated, Holds, Holds], control(true, 50.0), None);
    assert!(fine.contains("tests=\"8\" skipped=\"0\" failures=\"0\" errors=\"0\""), "{fine}");
    let weak = xml([Holds, Violated, Holds, Holds], control(true, 2.0), None);
    assert_eq!(lines(&weak, "type=\"weak\""), 4, "{weak}");
    let own = xml([OutsideHypotheses, Violated, Holds, Holds], control(false, 2.0), Some("a.csv"));
    assert!(own.contains("tests=\"8\" skipped=\"5\" failures=\"0\" errors=\"0\""), "{own}");
    assert!(own.contains("<property name=\"data\" value=\"a.csv\"/>"), "{own}");
}

#[test]
fn an_assertion_names_every_claim_and_control_that_failed() {
    assert_as_expected(&judged([Holds, Violated, Holds, Holds], control(true, 50.0), None).verdicts);
    let failed = judged([Violated, Violated, Holds, Holds], control(false, 2.0), None).verdicts;
    let panicked = std::panic::catch_unwind(|| assert_as_expected(&failed)).expect_err("a panic");
    let words = panicked.downcast_ref::<String>().expect("a text");
    assert!(words.starts_with("a.thm1: found violated, expected holds: a reason\n"), "{words}");
    assert_eq!(lines(words, "another <law>: was not rejected"), 4, "{words}");
    assert!(std::panic::catch_unwind(|| assert_as_expected(&[])).is_err(), "no verdict is no success");
}
