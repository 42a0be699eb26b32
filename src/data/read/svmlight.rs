//! svmlight / LIBSVM text: `label [qid:n] index:value index:value ... # comment`, zeros left out.

use super::error::ReadError;
use super::labels::Classes;
use super::number;
use super::options::ReadOptions;
use super::place::Place;
use super::table::{Table, fits, refuse};
use crate::data::notes::Notes;

/// The pairs of one row: (index from 0, value), ascending.
type Sparse = Vec<(usize, f64)>;

pub(super) fn parse(path: &str, bytes: &[u8], options: &ReadOptions) -> Result<Table, ReadError> {
    let base = usize::from(!options.zero_based);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut classes = Classes::new(Place::of_column(path, 1, "label"));
    let (mut sparse, mut rows) = (Vec::<Sparse>::new(), Vec::new());
    let (mut d, mut widest, mut first) = (0, Place::whole(path), None);
    for (number, line) in numbered_lines(bytes) {
        let text = str::from_utf8(line).map_err(|error| {
            let before = String::from_utf8_lossy(&line[..error.valid_up_to()]);
            ReadError::NotText { place: Place::field(path, number, field_at_end(&before), None) }
        })?;
        let content = text.split('#').next().unwrap_or_default();
        let mut fields = content.split_ascii_whitespace();
        let Some(label) = fields.next() else { continue };
        let at_label = || Place::field(path, number, 1, Some("label"));
        if label.parse::<f64>().is_err() {
            return Err(ReadError::NotANumber { place: at_label(), found: label.to_owned() });
        }
        rows.push(classes.class(label, at_label)?);
        first.get_or_insert(number);
        let row = pairs(path, number, fields, base)?;
        if let Some(&(last, _)) = row.last()
            && last >= d
        {
            let index = format!("index {}", last + base);
            (d, widest) =
                (last + 1, Place::field(path, number, field_at_end(content.trim_end()), Some(&index)));
        }
        sparse.push(row);
        fits(widest.clone(), sparse.len(), d)?;
    }
    let Some(first) = first else {
        return Err(ReadError::Empty { place: Place::line(path, 1) });
    };
    if d == 0 {
        return Err(ReadError::NoFeatures { place: Place::field(path, first, 2, None) });
    }
    let mut features = vec![0.0; sparse.len() * d];
    for (dense, row) in features.chunks_exact_mut(d).zip(&sparse) {
        row.iter().for_each(|&(j, value)| dense[j] = value);
    }
    let names = (0..d).map(|j| format!("x{}", j + base)).collect();
    Ok(Table { features, names, rows, classes, label_name: None, notes: Notes::above(bytes).0 })
}

/// The pairs of a line after its label; an optional `qid:n` may come first.
fn pairs<'a>(
    path: &str,
    line: usize,
    fields: impl Iterator<Item = &'a str>,
    base: usize,
) -> Result<Sparse, ReadError> {
    let mut row = Sparse::new();
    for (field, number) in fields.zip(2..) {
        let place = |name: Option<&str>| Place::field(path, line, number, name);
        let Some((index, value)) = field.split_once(':') else {
            return Err(ReadError::NotAPair { place: place(None), found: field.to_owned() });
        };
        if index == "qid" && number == 2 {
            if value.parse::<i64>().is_err() {
                let expected = "a whole number after qid".to_owned();
                return Err(ReadError::Index { place: place(None), found: field.to_owned(), expected });
            }
            continue;
        }
        let at_least = row.last().map_or(base, |&(last, _)| last + base + 1);
        let counted = match index.parse::<usize>() {
            Ok(counted) if counted >= at_least => counted,
            parsed => {
                let expected = match (parsed, row.is_empty()) {
                    (Err(_), _) => format!("a whole number from {base}"),
                    (Ok(_), true) => "one from 1 (from 0 with --zero-based)".to_owned(),
                    (Ok(_), false) => format!("one from {at_least}, in ascending order"),
                };
                return Err(ReadError::Index { place: place(None), found: index.to_owned(), expected });
            }
        };
        let value = number::feature(value)
            .map_err(|fault| refuse(fault, place(Some(&format!("index {index}"))), value))?;
        row.push((counted - base, value));
    }
    Ok(row)
}

/// Lines with their numbers from 1, whether they end with LF or CRLF.
fn numbered_lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    (1..).zip(bytes.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)))
}

/// The number, from 1, of the field in which a beginning of a line ends.
fn field_at_end(before: &str) -> usize {
    let whole = before.split_ascii_whitespace().count();
    if before.ends_with(|c: char| c.is_ascii_whitespace()) || whole == 0 { whole + 1 } else { whole }
}
