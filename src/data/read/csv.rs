//! Comma-separated values with a header; quoted fields, CRLF and a byte order mark are understood.

use csv::{ByteRecord, ReaderBuilder};

use super::error::ReadError;
use super::labels::Classes;
use super::number;
use super::options::ReadOptions;
use super::place::{Place, printable};
use super::table::{Table, fits, refuse};
use crate::data::notes::Notes;

/// Names that a label column may have without being asked for, in the order in which they are looked for.
const LABEL_NAMES: [&str; 4] = ["label", "target", "class", "y"];

pub(super) fn parse(path: &str, bytes: &[u8], options: &ReadOptions) -> Result<Table, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (notes, body) = Notes::above(bytes);
    let mut records = Records::new(path, bytes, body);
    let Some(header) = records.next_record()? else {
        return Err(ReadError::Empty { place: Place::line(path, 1) });
    };
    let header_line = records.line;
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(found) = first_of_numbers(&names) {
        return Err(ReadError::NoHeader { place: Place::line(path, header_line), found });
    }
    let label = label_column(path, header_line, &names, options)?;
    if names.len() < 2 {
        return Err(ReadError::NoFeatures { place: Place::line(path, header_line) });
    }
    let mut classes = Classes::new(Place::of_column(path, label + 1, &names[label]));
    let (mut features, mut rows) = (Vec::new(), Vec::new());
    while let Some(record) = records.next_record()? {
        if record.len() != names.len() {
            let column = record.len().min(names.len());
            let place = records.field(column, names.get(column));
            return Err(ReadError::Width { place, found: record.len(), expected: names.len() });
        }
        for (j, text) in record.iter().enumerate() {
            let place = || records.field(j, Some(&names[j]));
            if j == label {
                rows.push(classes.class(text, place)?);
            } else {
                features.push(number::feature(text).map_err(|fault| refuse(fault, place(), text))?);
            }
        }
        fits(Place::line(path, records.line), rows.len(), names.len())?;
    }
    if rows.is_empty() {
        return Err(ReadError::HeaderOnly { place: Place::line(path, header_line) });
    }
    let label_name = Some(names[label].clone());
    let named = |(j, name): (usize, String)| if name.is_empty() { format!("x{}", j + 1) } else { name };
    let names = names.into_iter().enumerate().filter(|&(j, _)| j != label).map(named).collect();
    Ok(Table { features, names, rows, classes, label_name, notes })
}

/// The label column asked for; else `label`, `target`, `class` or `y`; else the last.
fn label_column(
    path: &str,
    line: usize,
    names: &[String],
    options: &ReadOptions,
) -> Result<usize, ReadError> {
    let positions = |wanted: &str| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(j, _)| j).collect()
    };
    let (wanted, found) = match options.label.as_deref().map(str::trim) {
        Some(wanted) => (wanted, positions(wanted)),
        None => LABEL_NAMES
            .into_iter()
            .map(|wanted| (wanted, positions(wanted)))
            .find(|(_, found)| !found.is_empty())
            .unwrap_or_else(|| ("", vec![names.len() - 1])),
    };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let shown: Vec<String> = names.iter().take(8).map(|n| format!("\"{}\"", printable(n))).collect();
            let more = if names.len() > 8 { ", ..." } else { "" };
            let found = format!("{}{more}", shown.join(", "));
            Err(ReadError::NoLabelColumn {
                place: Place::line(path, line),
                found,
                expected: wanted.to_owned(),
            })
        }
        [_, second, ..] => {
            let place = Place::field(path, line, second + 1, None);
            Err(ReadError::SecondLabelColumn { place, found: wanted.to_owned() })
        }
    }
}

/// The first field of a header that is no header but a row of numbers. Columns that are merely counted
/// (`0,1,2,label`, as data frames write them) are a header.
pub(in crate::data) fn first_of_numbers(names: &[String]) -> Option<String> {
    let is_number = |name: &String| name.parse::<f64>().is_ok();
    let (last, rest) = names.split_last()?;
    let features: Vec<&String> = names.iter().filter(|name| is_number(name)).collect();
    if features.len() == names.len() {
        return Some(names[0].clone());
    }
    let counted = |from: usize| rest.iter().enumerate().all(|(j, name)| *name == (j + from).to_string());
    let numbers = !rest.is_empty() && rest.iter().all(is_number) && !is_number(last);
    (numbers && !counted(0) && !counted(1)).then(|| names[0].clone())
}

/// The records of a file with the line on which each begins.
struct Records<'a> {
    path: &'a str,
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// Where the reader's input begins in `bytes`.
    offset: usize,
    /// Bytes whose line ends are counted.
    counted: usize,
    /// The line, from 1, on which the present record begins.
    line: usize,
    /// Line ends inside the quoted fields before each field of the present record.
    inner: Vec<usize>,
    width: usize,
}

impl<'a> Records<'a> {
    fn new(path: &'a str, bytes: &'a [u8], body: usize) -> Records<'a> {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[body..]);
        Records { path, bytes, reader, offset: body, counted: 0, line: 1, inner: Vec::new(), width: 0 }
    }

    /// The next record that is not blank.
    fn next_record(&mut self) -> Result<Option<Vec<String>>, ReadError> {
        let mut record = ByteRecord::new();
        loop {
            let more = self.reader.read_byte_record(&mut record).unwrap_or(false);
            if !more {
                return Ok(None);
            }
            self.advance(&record);
            let texts = self.texts(&record)?;
            let end = self.offset + self.reader.position().byte() as usize;
            if let Some((j, found, expected)) = wrong_quote(&self.bytes[self.counted..end]) {
                return Err(ReadError::Quote { place: self.field(j, None), found, expected });
            }
            // A line of spaces is blank like an empty one, unless rows have a single field.
            if texts.len() > 1 || self.width == 1 || texts.iter().any(|t| !t.trim().is_empty()) {
                self.width = self.width.max(texts.len());
                return Ok(Some(texts));
            }
        }
    }

    /// Moves the line count to the record's first byte: the reader's own count stops before blank lines.
    fn advance(&mut self, record: &ByteRecord) {
        let before = record.position().map_or(0, |p| p.byte() as usize);
        let mut start = self.offset + before;
        while self.bytes.get(start).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            start += 1;
        }
        self.line += line_ends(&self.bytes[self.counted..start]);
        self.counted = start;
    }

    fn texts(&mut self, record: &ByteRecord) -> Result<Vec<String>, ReadError> {
        self.inner.clear();
        let mut ends = 0;
        let mut texts = Vec::with_capacity(record.len());
        for (j, field) in record.iter().enumerate() {
            self.inner.push(ends);
            ends += line_ends(field);
            match str::from_utf8(field) {
                Ok(text) => texts.push(text.to_owned()),
                Err(_) => return Err(ReadError::NotText { place: self.field(j, None) }),
            }
        }
        self.inner.push(ends);
        Ok(texts)
    }

    /// The place of field j, from 0, of the present record.
    fn field(&self, j: usize, name: Option<&String>) -> Place {
        let line = self.line + self.inner.get(j).or(self.inner.last()).unwrap_or(&0);
        Place::field(self.path, line, j + 1, name.map(String::as_str))
    }
}

/// The first field, from 0, of a record with a quote that is still open at the record's end, or closed before the
/// field's: what was found and what expected. A quote opens a field at its first byte; inside, two of them are one that is
/// meant.
fn wrong_quote(record: &[u8]) -> Option<(usize, &'static str, &'static str)> {
    enum At {
        Begin,
        Plain,
        Quoted,
        Closed,
    }
    let (mut field, mut at) = (0, At::Begin);
    for &byte in record {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) | (At::Begin | At::Closed, b'"') => At::Quoted,
            (_, b',') => {
                field += 1;
                At::Begin
            }
            (At::Closed, b' ' | b'\t' | b'\r' | b'\n') => At::Closed,
            (At::Closed, _) => return Some((field, "text behind a closing quote", "the end of the field")),
            _ => At::Plain,
        };
    }
    matches!(at, At::Quoted).then_some((field, "a quote that is not closed", "a closing one"))
}

/// Line ends in a text: LF, CRLF or a lone CR.
fn line_ends(bytes: &[u8]) -> usize {
    let lone = |i: usize| bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|&i| bytes[i] == b'\n' || lone(i)).count()
}
