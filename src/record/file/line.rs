//! One line of a record file.

use super::error::Fault;
use super::first_schema;
use crate::record::{Closing, End, Plan, Record, SCHEMA};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A line of a record file.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// The plan, first.
    Plan(Plan),
    /// A trial.
    Record(Box<Record>),
    /// The end of an item.
    End(End),
    /// The end of the file.
    Closing(Closing),
}

/// The keys of each sort of line. No two sorts share one, so that any key tells the sort.
pub mod keys {
    /// Of the plan.
    pub const PLAN: &[&str] = &["schema", "version", "seed", "profile", "data", "cards"];
    /// Of a trial.
    pub const RECORD: &[&str] = &[
        "claim",
        "arm",
        "family",
        "index",
        "problem",
        "hypotheses",
        "finding",
        "facts",
        "certificates",
        "series",
        "picture",
    ];
    /// Of the end of an item.
    pub const END: &[&str] = &["end"];
    /// Of the closing line.
    pub const CLOSING: &[&str] = &["trials", "machine", "declined"];
}

/// A fault with the column, in bytes from 1, where it has one.
type Faulty = (Fault, Option<usize>);

/// The format of the plan, looked at before all else in it.
#[derive(Deserialize)]
struct Schema {
    schema: u64,
}

impl Line {
    /// What sort of line it is, in words with an article.
    pub fn sort(&self) -> &'static str {
        match self {
            Line::Plan(_) => "a plan",
            Line::Record(_) => "a record",
            Line::End(_) => "the end of an item",
            Line::Closing(_) => "a closing line",
        }
    }

    /// Reads a line of a file of the given schema; its first key tells what it is.
    pub(super) fn read(text: &[u8], schema: u32) -> Result<Line, Faulty> {
        let key = first_key(text).map_err(|found| (Fault::NotJson(found), Some(1)))?;
        let is = |keys: &[&str]| keys.contains(&key.as_str());
        if is(keys::RECORD) {
            let record = if schema == 1 { first_schema::record(text) } else { serde_json::from_slice(text) };
            record.map(|record| Line::Record(Box::new(record))).map_err(|error| faulty("a record", &error))
        } else if is(keys::END) {
            of("the end of an item", text).map(Line::End)
        } else if is(keys::PLAN) {
            let found = of::<Schema>("a plan", text)?.schema;
            if !(1..=u64::from(SCHEMA)).contains(&found) {
                return Err((Fault::Schema(found), None));
            }
            of("a plan", text).map(Line::Plan)
        } else if is(keys::CLOSING) {
            of("a closing line", text).map(Line::Closing)
        } else {
            Err((Fault::Unknown(key), None))
        }
    }
}

fn of<T: DeserializeOwned>(sort: &'static str, text: &[u8]) -> Result<T, Faulty> {
    serde_json::from_slice(text).map_err(|error| faulty(sort, &error))
}

fn faulty(line: &'static str, error: &serde_json::Error) -> Faulty {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let found = said.strip_suffix(&place).unwrap_or(&said).to_string();
    let column = (error.column() > 0).then_some(error.column());
    let fault = if error.is_data() { Fault::Malformed { line, found } } else { Fault::NotJson(found) };
    (fault, column)
}

/// The first key of an object, or what stands there instead.
fn first_key(text: &[u8]) -> Result<String, String> {
    let text = text.trim_ascii();
    let inside = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let key = inside.and_then(|inside| inside.strip_prefix(b"\"")?.split(|byte| *byte == b'"').next());
    match key {
        Some(key) => Ok(String::from_utf8_lossy(key).into_owned()),
        None if text.is_empty() => Err("an empty line".to_string()),
        None => {
            let start: String = String::from_utf8_lossy(&text[..text.len().min(20)]).into_owned();
            Err(format!("{start:?}"))
        }
    }
}
