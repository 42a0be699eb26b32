//! Two texts of one reviewed table: which lines, which words, which numbers.

use super::change::{Changes, Move, Sort};
use super::row::{Row, rows};
use super::words::same_word;
use std::collections::BTreeMap;

/// Names of a column that says what the other numbers of its line may be off by.
const BUDGETS: [&str; 2] = ["budget", "allowed"];

/// What has changed from one text of a table to another. A number has moved where it differs by more than the budget that its
/// line gives, or, where it gives none, in more than its last digits (as [`super::near`] sees it).
pub fn snapshots(old: &str, new: &str) -> Changes {
    let (old, new) = (rows(body(old)), rows(body(new)));
    let by_label = |rows: &[Row]| -> BTreeMap<String, usize> {
        rows.iter().enumerate().map(|(at, row)| (row.label.clone(), at)).collect()
    };
    let (before, after) = (by_label(&old), by_label(&new));
    let mut changes = Changes::default();
    let mut within = 0;
    for row in &old {
        match after.get(&row.label) {
            Some(&at) => {
                changes.common += 1;
                compared(&mut changes, row, &new[at], &mut within);
            }
            None => changes.add(Sort::Gone, &row.label, &row.text(), ""),
        }
    }
    for row in new.iter().filter(|row| !before.contains_key(&row.label)) {
        changes.add(Sort::New, &row.label, "", &row.text());
    }
    changes.note(within, "numbers that moved within their budgets");
    changes.in_order()
}

/// The text below the head that insta writes.
fn body(text: &str) -> &str {
    let below = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    below.map_or(text, |(_, body)| body)
}

fn compared(changes: &mut Changes, old: &Row, new: &Row, within: &mut u64) {
    let same = old.words.len() == new.words.len()
        && old.words.iter().zip(&new.words).all(|(a, b)| same_word(&a.text, &b.text));
    changes.numbers += old.words.iter().filter(|word| word.text.parse::<f64>().is_ok()).count() as u64;
    if same {
        return;
    }
    let in_words = |changes: &mut Changes, sort| {
        changes.add(sort, &old.label, &old.text(), &new.text());
    };
    match (old.good, new.good) {
        (Some(true), Some(false)) => return in_words(changes, Sort::Worse),
        (Some(false), Some(true)) => return in_words(changes, Sort::Better),
        _ => {}
    }
    if let Some(sort) = errors(old, new) {
        return in_words(changes, sort);
    }
    let number = |text: &str| text.parse::<f64>().ok();
    let of_table = |row: &Row| row.words.iter().any(|word| word.column.is_some());
    let only_numbers = old.words.len() == new.words.len()
        && old.words.iter().zip(&new.words).all(|(a, b)| {
            same_word(&a.text, &b.text) || (number(&a.text).is_some() && number(&b.text).is_some())
        });
    // Numbers within a sentence are told with it.
    let lone = old.words.len() == 1;
    if !only_numbers || !(of_table(old) || lone) {
        return in_words(changes, Sort::Changed);
    }
    let budget_of = |row: &Row| BUDGETS.iter().find_map(|name| row.number(name));
    let budget = budget_of(old).map(|budget| budget.max(budget_of(new).unwrap_or(0.0)));
    for (a, b) in old.words.iter().zip(&new.words).filter(|(a, b)| !same_word(&a.text, &b.text)) {
        let (Some(from), Some(to)) = (number(&a.text), number(&b.text)) else { continue };
        let is_budget = a.column.as_deref().is_some_and(|column| BUDGETS.contains(&column));
        let budgets = budget.filter(|_| !is_budget).map(|budget| ((to - from).abs() / budget).min(f64::MAX));
        if budgets.is_some_and(|budgets| budgets <= 1.0) {
            *within += 1;
            continue;
        }
        let column = a.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
        let by = Move { quantity: None, at: None, old: from, new: to, budgets, moved: 1, of: 1 };
        changes.add_move(format!("{}{column}", old.label), !is_budget, by);
    }
}

/// Of two lines that count errors, `missed 1 of 7`: whether there are more of them now.
fn errors(old: &Row, new: &Row) -> Option<Sort> {
    let wrong = |row: &Row| -> Vec<u64> {
        let texts: Vec<&str> = row.words.iter().map(|word| word.text.as_str()).collect();
        texts.windows(2).filter(|pair| pair[1] == "of").filter_map(|pair| pair[0].parse().ok()).collect()
    };
    // Most data sets may obey a sentence that is false in general.
    let counts = |row: &Row| {
        let first = row.words.first().map(|word| word.text.as_str());
        matches!(first, Some("false" | "missed" | "let"))
    };
    let (a, b) = (wrong(old), wrong(new));
    if !counts(old) || !counts(new) || a.len() != b.len() {
        return None;
    }
    match (a.iter().zip(&b).any(|(a, b)| b > a), a.iter().zip(&b).any(|(a, b)| b < a)) {
        (true, _) => Some(Sort::Worse),
        (false, true) => Some(Sort::Better),
        (false, false) => None,
    }
}
