//! docs/records.md and the types agree.

use crate::sample;
use implicit_bias::record::file::{keys, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../../docs/records.md");

type Keys = BTreeMap<String, BTreeSet<String>>;

/// The words in backticks of a line.
fn quoted(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

/// The keys that the document gives for each path in a heading: the first cells of the rows below it.
fn written() -> Keys {
    let mut found = Keys::new();
    let mut paths = Vec::new();
    for line in DOCUMENT.lines() {
        if line.starts_with('#') {
            paths = quoted(line);
        } else if let Some(key) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next()) {
            for path in &paths {
                found.entry(path.clone()).or_default().insert(key.to_string());
            }
        }
    }
    found
}

/// The keys of every object in a value, by its path; the facts' names are free.
fn collect(path: &str, value: &Value, found: &mut Keys) {
    match value {
        Value::Object(object) if path != "record.facts" => {
            for (key, inner) in object {
                found.entry(path.to_string()).or_default().insert(key.clone());
                collect(&format!("{path}.{key}"), inner, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(&format!("{path}[]"), inner, found)),
        _ => {}
    }
}

fn serialised() -> Keys {
    let mut found = Keys::new();
    let text = sample::file();
    let count = text.lines().count();
    for (number, line) in text.lines().enumerate() {
        let value: Value = serde_json::from_str(line).unwrap();
        let sort = match number {
            0 => "plan",
            last if last + 1 == count => "closing",
            odd if odd % 2 == 1 => "record",
            _ => "end",
        };
        collect(sort, &value, &mut found);
    }
    found
}

#[test]
fn every_key_that_is_written_is_in_the_document_and_no_other() {
    assert_eq!(written(), serialised());
}

#[test]
fn any_key_tells_what_sort_of_line_it_is() {
    let written = serialised();
    let mut all = BTreeSet::new();
    for (sort, keys) in
        [("plan", keys::PLAN), ("record", keys::RECORD), ("end", keys::END), ("closing", keys::CLOSING)]
    {
        assert_eq!(written[sort], keys.iter().map(ToString::to_string).collect(), "{sort}");
        assert!(keys.iter().all(|key| all.insert(*key)), "a key of two sorts of line");
    }
    // In whatever order they stand: serde_json's own maps are sorted.
    let sorted = |line: &str| serde_json::from_str::<Value>(line).unwrap().to_string() + "\n";
    let text: String = sample::file().lines().map(sorted).collect();
    assert!(text.starts_with("{\"cards\":"));
    assert_eq!(read("sorted", text.as_bytes()), read("sorted", sample::file().as_bytes()));
}

#[test]
fn the_document_names_every_form_of_finding_and_the_schema_of_this_program() {
    for finding in sample::findings() {
        let value = serde_json::to_value(&finding).unwrap();
        for key in ["finding", "stop"] {
            if let Some(form) = value.get(key).and_then(Value::as_str) {
                assert!(DOCUMENT.contains(&format!("`{form}`")), "{form}");
            }
        }
    }
    let rows = DOCUMENT.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    assert_eq!(rows.count() as u32, implicit_bias::record::SCHEMA, "a row for each schema");
}
