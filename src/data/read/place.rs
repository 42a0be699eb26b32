//! Where in a file something was found.

use std::fmt;

/// A field of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Number of the field in its line, from 1.
    pub number: usize,
    /// Its name where there is one: the header's name of a CSV column, `index 7` in svmlight text.
    pub name: Option<String>,
}

/// The part of a file that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// The file as a whole.
    Whole,
    /// A column, on no line in particular.
    Column(Column),
    /// A line, from 1, and a column where one is meant.
    Line {
        /// Number of the line, from 1, comments and blank lines counted.
        line: usize,
        /// The column.
        column: Option<Column>,
    },
    /// An array of an archive, and an entry of it where one is meant.
    Array {
        /// The array's name.
        name: String,
        /// Indices of the entry, from 0 as NumPy counts; empty for the array as a whole.
        entry: Vec<usize>,
    },
}

/// A place in a named file; shown as `iris.csv: line 3, column 2 (sepal_width)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path as the caller gave it; `-` for standard input.
    pub path: String,
    /// The part of it; boxed, so that errors stay small.
    pub position: Box<Position>,
}

impl Place {
    fn at(path: &str, position: Position) -> Place {
        Place { path: path.to_owned(), position: Box::new(position) }
    }

    /// The file as a whole.
    pub(super) fn whole(path: &str) -> Place {
        Place::at(path, Position::Whole)
    }

    /// A column, from 1, on no line in particular.
    pub(super) fn of_column(path: &str, number: usize, name: &str) -> Place {
        Place::at(path, Position::Column(Column { number, name: Some(name.to_owned()) }))
    }

    /// A whole line, from 1.
    pub(super) fn line(path: &str, line: usize) -> Place {
        Place::at(path, Position::Line { line, column: None })
    }

    /// Field `number` (from 1) of a line.
    pub(super) fn field(path: &str, line: usize, number: usize, name: Option<&str>) -> Place {
        let column = Some(Column { number, name: name.map(str::to_owned) });
        Place::at(path, Position::Line { line, column })
    }

    /// An entry of an array; an empty index means the array.
    pub(super) fn entry(path: &str, name: &str, entry: &[usize]) -> Place {
        Place::at(path, Position::Array { name: name.to_owned(), entry: entry.to_vec() })
    }

    /// The line, from 1, where the place is on one.
    pub fn line_number(&self) -> Option<usize> {
        match *self.position {
            Position::Line { line, .. } => Some(line),
            _ => None,
        }
    }

    /// The column, where the place is in one.
    pub fn column(&self) -> Option<&Column> {
        match &*self.position {
            Position::Line { column, .. } => column.as_ref(),
            Position::Column(column) => Some(column),
            _ => None,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}", self.number)?;
        match &self.name {
            Some(name) => write!(f, " ({})", printable(name)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "-" => write!(f, "standard input")?,
            path => write!(f, "{}", one_line(path))?,
        }
        match &*self.position {
            Position::Whole => Ok(()),
            Position::Column(column) => write!(f, ": {column}"),
            Position::Line { line, column: None } => write!(f, ": line {line}"),
            Position::Line { line, column: Some(column) } => write!(f, ": line {line}, {column}"),
            Position::Array { name, entry } if entry.is_empty() => write!(f, ": array {}", printable(name)),
            Position::Array { name, entry } => write!(f, ": array {}, entry {entry:?}", printable(name)),
        }
    }
}

/// Text from a file as part of a one-line message: no control characters, and not more than 40 characters.
pub(super) fn printable(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown = one_line(&text.chars().take(MOST).collect::<String>());
    if text.chars().nth(MOST).is_some() {
        shown.push_str("...");
    }
    shown
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
