//! The lines of a reviewed table: sections, heads, rows with their label and words.

use crate::record::Must;

/// What the count of errors begins with in a table of error rates. A long name may leave no gap before it.
const ERRORS: [&str; 4] = [" false alarms ", " missed ", " let in ", " obeyed by "];

/// A word of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    /// The column under whose head it stands, aligned to the right.
    pub(super) column: Option<String>,
}

/// A line that says something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// The section and the row's own name; of the line that begins a section, the section alone.
    pub(super) label: String,
    pub(super) words: Vec<Word>,
    /// Whether what it says is as it should be, where it says that: a verdict, or what became of a control.
    pub(super) good: Option<bool>,
}

impl Row {
    /// What it says, in words.
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The number in the column of this name.
    pub(super) fn number(&self, column: &str) -> Option<f64> {
        let word = self.words.iter().find(|word| word.column.as_deref() == Some(column))?;
        word.text.parse().ok()
    }
}

/// A piece of a line between gaps of two spaces or more, with the column after its last character.
fn pieces(line: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for piece in line.split("  ") {
        let lead = piece.len() - piece.trim_start().len();
        let text = piece.trim();
        if !text.is_empty() {
            let upto = start + lead + text.len();
            found.push((text, line[..upto].chars().count()));
        }
        start += piece.len() + 2;
    }
    found
}

/// The words of a line from its byte `from` on.
fn words(line: &str, from: usize, heads: &[(String, usize)]) -> Vec<Word> {
    let mut found = Vec::new();
    let mut at = from;
    for text in line[from..].split_whitespace() {
        at += line[at..].find(text).unwrap_or(0) + text.len();
        let end = line[..at].chars().count();
        let column = heads.iter().find(|(_, head)| *head == end).map(|(name, _)| name.clone());
        found.push(Word { text: text.to_string(), column });
    }
    found
}

/// The rows of a table. A line at the margin begins a section, named by the id with which it begins, or else by the whole line;
/// a line of three or more pieces, none of them a number, is the head of what follows.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let (mut section, mut heads) = (String::new(), Vec::new());
    let mut found: Vec<Row> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let pieces = pieces(line);
        let first = line.split_whitespace().next().unwrap_or_default();
        let begins = !line.starts_with(' ');
        let is_id = begins && first.contains('.') && !first.ends_with([',', ':']);
        let head = pieces.len() > 2 && pieces.iter().all(|(text, _)| text.parse::<f64>().is_err());
        if begins && (is_id || !head) {
            section = if is_id { first.to_string() } else { line.trim().to_string() };
            heads.clear();
            let words = if is_id { words(line, first.len(), &[]) } else { Vec::new() };
            found.push(Row { label: section.clone(), good: as_expected(line), words });
        } else if head {
            heads = pieces.iter().map(|(text, end)| ((*text).to_string(), *end)).collect();
        } else if let Some((word, good)) = duty(line.trim_start()) {
            let name = line.trim_start()[word.len()..].trim();
            let words = vec![Word { text: word.to_string(), column: None }];
            found.push(Row { label: format!("{section}: {name}"), words, good: Some(good) });
        } else {
            let name = pieces[0].0;
            let end = ERRORS.iter().filter_map(|error| name.find(error)).min().unwrap_or(name.len());
            let name = &name[..end];
            let from = line.find(name).unwrap_or(0) + name.len();
            let space = if section.is_empty() { "" } else { ": " };
            let words = words(line, from, &heads);
            found.push(Row { label: format!("{section}{space}{name}"), words, good: None });
        }
    }
    numbered(&mut found);
    found
}

/// Tells rows of the same label apart.
fn numbered(rows: &mut [Row]) {
    let mut seen = std::collections::BTreeMap::new();
    for row in rows {
        let times = seen.entry(row.label.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            row.label += &format!(" ({times})");
        }
    }
}

/// What a line that ends with `expected X found Y` says of the two.
fn as_expected(line: &str) -> Option<bool> {
    let (expected, found) = line.split_once(" expected ")?.1.split_once(" found ")?;
    Some(expected.trim() == found.trim())
}

/// What a line of a table of verdicts says became of a control.
fn duty(line: &str) -> Option<(&'static str, bool)> {
    let begins = |word: &str| line.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
    let all = Must::ALL.into_iter().flat_map(|must| [true, false].map(|done| (must.outcome(done), done)));
    all.into_iter().find(|(word, _)| begins(word))
}
