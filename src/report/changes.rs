//! What has changed between two runs or two tables: short enough for a log, or one JSON object a line.

use super::numbers::{brief, rounded};
use crate::compare::{Change, Changes, Move, Sort};
use serde_json::{Value, json};
use std::fmt::Write;

/// Lines of one sort that are shown; the rest are counted.
const SHOWN: usize = 40;

/// Sort by sort, what is worse first; then what was compared, and what was not.
pub fn changes_text(changes: &Changes) -> String {
    let mut out = String::new();
    for sort in Sort::ALL {
        let of_sort: Vec<&Change> = changes.changes.iter().filter(|change| change.sort == sort).collect();
        if !of_sort.is_empty() {
            let _ = writeln!(out, "{} ({})", sort.word(), of_sort.len());
        }
        for change in of_sort.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}: {}", change.what, change_words(change));
        }
        if of_sort.len() > SHOWN {
            let _ = writeln!(out, "  and {} more (--json has all)", of_sort.len() - SHOWN);
        }
    }
    if changes.changes.is_empty() {
        out += "no change\n";
    }
    let (common, numbers) = (changes.common, changes.numbers);
    let _ = writeln!(out, "in both: {common} claims or lines, {numbers} numbers compared");
    for note in &changes.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

/// One JSON object for each change, and the summary last.
pub fn changes_lines(changes: &Changes) -> String {
    let moved = |by: &Move| {
        json!({
            "quantity": by.quantity,
            "at": by.at,
            "old": by.old,
            "new": by.new,
            "relative": by.relative(),
            "budgets": by.budgets,
            "moved": by.moved,
            "of": by.of,
        })
    };
    let mut out = String::new();
    for change in &changes.changes {
        let line = json!({
            "sort": change.sort.word(),
            "for_the_worse": change.for_the_worse,
            "what": change.what,
            "old": change.old,
            "new": change.new,
            "by": change.by.as_ref().map(moved),
        });
        let _ = writeln!(out, "{line}");
    }
    let counts = Sort::ALL.map(|sort| {
        let count = changes.changes.iter().filter(|change| change.sort == sort).count();
        (sort.word().to_string(), Value::from(count))
    });
    let mut summary = serde_json::Map::from_iter(counts);
    summary.insert("for_the_worse".to_string(), changes.for_the_worse().into());
    summary.insert("common".to_string(), changes.common.into());
    summary.insert("numbers".to_string(), changes.numbers.into());
    summary.insert("notes".to_string(), changes.notes.clone().into());
    let _ = writeln!(out, "{}", json!({ "summary": summary }));
    out
}

fn change_words(change: &Change) -> String {
    match (&change.by, change.old.is_empty(), change.new.is_empty()) {
        (Some(by), ..) => move_words(by),
        (None, true, true) => change.sort.word().to_string(),
        (None, true, false) => change.new.clone(),
        (None, false, true) => format!("was {}", change.old),
        (None, false, false) => format!("{} -> {}", change.old, change.new),
    }
}

fn move_words(by: &Move) -> String {
    let mut words = digits(by.old, by.new);
    if let Some(relative) = by.relative() {
        let _ = write!(words, ", {relative:+.1e} of it");
    }
    match by.budgets {
        Some(f64::MAX) => words += ", infinitely many budgets",
        Some(budgets) => {
            let _ = write!(words, ", {} budgets", brief(rounded(budgets)));
        }
        None => {}
    }
    let quantity = by.quantity.map(|quantity| format!(" {quantity}")).unwrap_or_default();
    if let Some(at) = &by.at {
        let many = if by.moved == 1 { "" } else { "; the farthest" };
        let _ = write!(words, " ({} of {}{quantity}s moved{many}: {at})", by.moved, by.of);
    }
    words
}

/// Two numbers, shown with as many digits as tell them apart.
fn digits(old: f64, new: f64) -> String {
    let short = [brief(old), brief(new)];
    if short[0] != short[1] {
        return short.join(" -> ");
    }
    format!("{old:e} -> {new:e}")
}
