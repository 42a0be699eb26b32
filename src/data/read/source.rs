//! From bytes to a data set.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read as _};

use sha2::{Digest, Sha256};

use super::error::ReadError;
use super::options::{Format, ReadOptions};
use super::place::Place;
use super::table::Table;
use super::{csv, npz, svmlight};
use crate::data::{DataSet, MulticlassSet, Provenance, Truth};

/// Reads a data set from a file, or from standard input where the path is `-`.
///
/// The values are the doubles nearest to the text. Rows of zeros, repeated rows and rows that contradict each
/// other are data like any other. The provenance holds the SHA-256 of the bytes and every choice made.
///
/// # Errors
/// [`ReadError`], one line that names file, line, column, what was found and what was expected.
pub fn read(path: &str, options: &ReadOptions) -> Result<DataSet, ReadError> {
    read_bytes(path, &bytes_of(path)?, options)
}

/// Reads points of two or more classes from a file, or from standard input where the path is `-`; otherwise as
/// [`read`].
///
/// Classes are numbered in ascending order of their labels: by number where all labels are numbers, else by text.
/// `positive` and `classes` choose signs, which there are none of here, and are refused.
///
/// # Errors
/// [`ReadError`], one line that names file, line, column, what was found and what was expected.
pub fn read_multiclass(path: &str, options: &ReadOptions) -> Result<MulticlassSet, ReadError> {
    read_multiclass_bytes(path, &bytes_of(path)?, options)
}

/// The bytes of a data file, or of standard input where the path is `-`.
///
/// # Errors
/// [`ReadError`] for what cannot be read.
pub fn bytes_of(path: &str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let outcome = match path {
        "-" => io::stdin().lock().read_to_end(&mut bytes),
        path => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    match outcome {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &str, error: &io::Error) -> ReadError {
    let found = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::IsADirectory => "a directory".to_owned(),
        _ => error.to_string().to_lowercase(),
    };
    ReadError::Unreadable { place: Place::whole(path), found }
}

/// Reads a data set from bytes; `name` stands for the path in errors and in the provenance, and its extension
/// tells the format.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<DataSet, ReadError> {
    let (table, mut parameters) = table(name, bytes, options)?;
    let choice = table.classes.choose(options)?;
    parameters.insert("positive".to_owned(), choice.positive);
    parameters.insert("negative".to_owned(), choice.negative);
    if let Some((first, second)) = &options.classes {
        parameters.insert("classes".to_owned(), format!("{first},{second}"));
    }
    // A stated truth is about the rows as they were written, not about other rows, signs or columns.
    let as_written = options.classes.is_none() && options.positive.is_none() && !options.bias;
    let truth = if as_written { table.notes.truth() } else { Truth::default() };
    let provenance = Provenance::File { path: name.to_owned(), sha256: sha256(bytes), parameters };
    let (features, labels, feature_names) = kept(table, &choice.signs, options.bias);
    Ok(DataSet {
        n: labels.len(),
        d: feature_names.len(),
        features,
        labels,
        feature_names,
        provenance,
        truth,
    })
}

/// Reads points of two or more classes from bytes; `name` as in [`read_bytes`].
///
/// # Errors
/// As [`read_multiclass`].
pub fn read_multiclass_bytes(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<MulticlassSet, ReadError> {
    let (table, mut parameters) = table(name, bytes, options)?;
    let (numbers, class_names) = table.classes.ranked(options)?;
    let more = if class_names.len() > 8 { ", ..." } else { "" };
    let first: Vec<&str> = class_names.iter().take(8).map(String::as_str).collect();
    parameters.insert("class_names".to_owned(), first.join(", ") + more);
    let provenance = Provenance::File { path: name.to_owned(), sha256: sha256(bytes), parameters };
    let (features, labels, feature_names) = kept(table, &numbers, options.bias);
    let (n, d) = (labels.len(), feature_names.len());
    Ok(MulticlassSet { n, d, features, labels, class_names, feature_names, provenance })
}

/// The table in a file, and what was chosen while reading it, by name.
fn table(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Table, BTreeMap<String, String>), ReadError> {
    let format = options.format.unwrap_or_else(|| Format::detect(name, bytes));
    check_options(name, format, options)?;
    let table = match format {
        Format::Csv => csv::parse(name, bytes, options)?,
        Format::Svmlight => svmlight::parse(name, bytes, options)?,
        Format::Npz => npz::parse(name, bytes)?,
    };
    let mut parameters = BTreeMap::from([
        ("format".to_owned(), format.name().to_owned()),
        ("bias".to_owned(), options.bias.to_string()),
    ]);
    if let Some(label) = &table.label_name {
        parameters.insert("label".to_owned(), label.clone());
    }
    if format == Format::Svmlight {
        parameters.insert("zero_based".to_owned(), options.zero_based.to_string());
    }
    for (key, value) in table.notes.provenance() {
        parameters.insert(format!("written_{key}"), value.to_owned());
    }
    Ok((table, parameters))
}

/// Features, labels and names of the features of the rows whose class has a label.
fn kept<L: Copy>(table: Table, of_class: &[Option<L>], bias: bool) -> (Vec<f64>, Vec<L>, Vec<String>) {
    let columns = table.names.len();
    let (mut features, mut labels) = (Vec::with_capacity(table.features.len()), Vec::new());
    for (row, &class) in table.features.chunks_exact(columns).zip(&table.rows) {
        if let Some(label) = of_class[class] {
            features.extend_from_slice(row);
            features.extend(bias.then_some(1.0));
            labels.push(label);
        }
    }
    let mut feature_names = table.names;
    feature_names.extend(bias.then(|| "bias".to_owned()));
    (features, labels, feature_names)
}

fn check_options(path: &str, format: Format, options: &ReadOptions) -> Result<(), ReadError> {
    let refuse = |found, expected| Err(ReadError::Options { place: Place::whole(path), found, expected });
    match format {
        Format::Csv | Format::Npz if options.zero_based => {
            refuse("--zero-based for a file without indices", "an svmlight file")
        }
        Format::Svmlight | Format::Npz if options.label.is_some() => {
            refuse("--label for a file without named columns", "a csv file")
        }
        _ => Ok(()),
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
