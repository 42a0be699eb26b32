//! A hypothesis over all trials of an arm: what decided it in one of them, and between which numbers that lay.

use crate::record::{HypothesisState, Record};
use crate::report::brief;
use std::collections::BTreeMap;

/// One hypothesis over the trials.
pub(super) struct Ranged {
    pub(super) name: String,
    /// What decided it in the trial looked at, in words, numbers to six digits.
    pub(super) found: String,
    /// The same with all digits.
    pub(super) exact: String,
    /// Over all trials: words with intervals for numbers, or how often each was said.
    pub(super) range: String,
    pub(super) met: usize,
    pub(super) broken: usize,
}

/// A text as words and the numbers between them: there is one word more than numbers.
fn parts(text: &str) -> (Vec<String>, Vec<f64>) {
    let (mut words, mut numbers) = (vec![String::new()], Vec::new());
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let joined = at > 0 && (chars[at - 1].is_alphanumeric() || matches!(chars[at - 1], '_' | '^' | '.'));
        let numeric = |c: &char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-' | '+');
        let run: String = chars[at..].iter().take_while(|c| numeric(c)).collect();
        let starts = chars[at].is_ascii_digit() && !joined;
        let longest =
            (1..=run.len()).rev().find(|n| starts && run.is_char_boundary(*n) && is_number(&run[..*n]));
        match longest {
            Some(n) => {
                numbers.push(run[..n].parse().unwrap_or(f64::NAN));
                words.push(String::new());
                at += n;
            }
            None => {
                words.last_mut().expect("it is never empty").push(chars[at]);
                at += 1;
            }
        }
    }
    (words, numbers)
}

fn is_number(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Words with something for each number between them.
fn joined(words: &[String], between: impl Fn(usize) -> String) -> String {
    let mut out = words[0].clone();
    for (k, word) in words.iter().enumerate().skip(1) {
        out += &between(k - 1);
        out += word;
    }
    out
}

/// The hypotheses of trials, in the order of the first that has them; `looked_at` is the trial whose own words are shown.
pub(super) fn ranged(records: &[&Record], looked_at: Option<&Record>) -> Vec<Ranged> {
    let mut names: Vec<&str> = Vec::new();
    for note in records.iter().flat_map(|record| &record.hypotheses) {
        if !names.contains(&note.name.as_str()) {
            names.push(&note.name);
        }
    }
    names.into_iter().filter_map(|name| one(name, records, looked_at)).collect()
}

fn one(name: &str, records: &[&Record], looked_at: Option<&Record>) -> Option<Ranged> {
    let of = |record: &Record| record.hypotheses.iter().find(|note| note.name == name).cloned();
    let notes: Vec<_> = records.iter().filter_map(|record| of(record)).collect();
    let shown = looked_at.and_then(of).or_else(|| notes.first().cloned())?;
    let met = notes.iter().filter(|note| note.state == HypothesisState::Met).count();
    let mut forms: BTreeMap<Vec<String>, (usize, Vec<(f64, f64)>)> = BTreeMap::new();
    for note in &notes {
        let (words, numbers) = parts(&note.found);
        let (times, ranges) =
            forms.entry(words).or_insert_with(|| (0, vec![(f64::MAX, f64::MIN); numbers.len()]));
        *times += 1;
        for (range, value) in ranges.iter_mut().zip(numbers) {
            *range = (range.0.min(value), range.1.max(value));
        }
    }
    let several = forms.len() > 1;
    let interval = |(low, high): (f64, f64)| match low == high {
        true => brief(low),
        false => format!("{} … {}", brief(low), brief(high)),
    };
    let mut said: Vec<(usize, String)> = forms
        .iter()
        .map(|(words, (times, ranges))| {
            let text = joined(words, |k| interval(ranges[k]));
            (*times, if several { format!("{text} ({times})") } else { text })
        })
        .collect();
    said.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let rest = said.len().saturating_sub(3);
    let mut range = said.into_iter().take(3).map(|(_, text)| text).collect::<Vec<_>>().join("; ");
    if rest > 0 {
        range += &format!("; and {rest} more");
    }
    let (words, numbers) = parts(&shown.found);
    Some(Ranged {
        name: name.to_string(),
        found: joined(&words, |k| brief(numbers[k])),
        exact: shown.found,
        range,
        met,
        broken: notes.len() - met,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parted_into_words_and_numbers() {
        let (words, numbers) = parts("eta = 0.653 of the threshold 1.99e-1, l2 of R^4");
        assert_eq!(numbers, [0.653, 0.199]);
        assert_eq!(words, ["eta = ", " of the threshold ", ", l2 of R^4"]);
        let (words, numbers) = parts("16 rows and a rest of 18.");
        assert_eq!(
            (joined(&words, |k| brief(numbers[k])).as_str(), numbers.len()),
            ("16 rows and a rest of 18.", 2)
        );
    }
}
