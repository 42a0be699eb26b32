//! NumPy archives: `X`, n x d numbers, and `y`, n labels (numbers or strings).

use std::io::{Cursor, Read};

use npyz::npz::NpzArchive;
use npyz::{DType, NpyFile, Order};

use super::error::ReadError;
use super::labels::Classes;
use super::number::{self, Fault};
use super::place::{Place, printable};
use super::table::{Table, fits, refuse};
use crate::data::notes::{Notes, shortest};

const ARRAYS: &str = "a numpy archive (.npz) with X of shape (n, d) and y of shape (n,)";

/// Most bytes of an array that are looked at for its shape.
const HEADER: u64 = 1 << 16;

pub(super) fn parse(path: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty { place: Place::whole(path) });
    }
    let broken = |error: std::io::Error| ReadError::Archive {
        place: Place::whole(path),
        found: printable(&error.to_string().to_lowercase()),
        expected: ARRAYS,
    };
    let mut archive = NpzArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut present: Vec<String> =
        archive.array_names().map(|name| format!("\"{}\"", printable(name))).collect();
    present.sort();
    let absent = |name: &str| ReadError::Archive {
        place: Place::whole(path),
        found: format!("no {name} among the arrays [{}]", present.join(", ")),
        expected: ARRAYS,
    };
    countable(path, &mut archive, "X")?;
    let matrix = archive.by_name("X").map_err(broken)?.ok_or_else(|| absent("X"))?;
    let (features, n, d) = features(path, matrix)?;
    countable(path, &mut archive, "y")?;
    let vector = archive.by_name("y").map_err(broken)?.ok_or_else(|| absent("y"))?;
    let mut classes = Classes::new(Place::entry(path, "y", &[]));
    let mut rows = Vec::with_capacity(n);
    for (i, text) in labels(path, vector, n)?.iter().enumerate() {
        rows.push(classes.class(text, || Place::entry(path, "y", &[i]))?);
    }
    let names = (1..=d).map(|j| format!("x{j}")).collect();
    Ok(Table { features, names, rows, classes, label_name: None, notes: Notes::default() })
}

/// Refuses an array whose bytes do not have the checksum that the archive states, and one whose header states more
/// entries than can be counted: npyz multiplies a shape unchecked.
fn countable(path: &str, archive: &mut NpzArchive<Cursor<&[u8]>>, name: &str) -> Result<(), ReadError> {
    let mut header = Vec::new();
    match archive.zip_archive().by_name(&npyz::npz::file_name_from_array_name(name)) {
        // Any other fault is found when the array is opened.
        Ok(mut entry) => {
            let read = entry.by_ref().take(HEADER).read_to_end(&mut header);
            // The checksum is looked at behind the last byte.
            if let Err(error) = read.and_then(|_| std::io::copy(&mut entry, &mut std::io::sink())) {
                return Err(ReadError::Archive {
                    place: Place::entry(path, name, &[]),
                    found: printable(&error.to_string().to_lowercase()),
                    expected: "an array as it was written",
                });
            }
        }
        Err(_) => return Ok(()),
    }
    let text = String::from_utf8_lossy(&header);
    let shape = text.split_once("shape").and_then(|(_, after)| after.split_once('(')?.1.split_once(')'));
    let lengths =
        shape.map_or("", |(lengths, _)| lengths).split(',').filter_map(|l| l.trim().parse::<u64>().ok());
    match lengths.map(|length| length.max(1)).try_fold(1u64, u64::checked_mul) {
        Some(_) => Ok(()),
        None => Err(ReadError::Archive {
            place: Place::entry(path, name, &[]),
            found: "a shape beyond counting".to_owned(),
            expected: ARRAYS,
        }),
    }
}

/// The features of X, row-major, with n and d.
fn features<R: Read>(path: &str, array: NpyFile<R>) -> Result<(Vec<f64>, usize, usize), ReadError> {
    let place = Place::entry(path, "X", &[]);
    let &[n, d] = array.shape() else {
        let found = format!("shape {:?}", array.shape());
        return Err(ReadError::Archive { place, found, expected: "two dimensions, (n, d)" });
    };
    let (n, d) = (usize::try_from(n).unwrap_or(usize::MAX), usize::try_from(d).unwrap_or(usize::MAX));
    fits(place.clone(), n, d)?;
    match (n, d) {
        (0, _) => return Err(ReadError::Empty { place }),
        (_, 0) => return Err(ReadError::NoFeatures { place }),
        _ => {}
    }
    let order = array.order();
    let stored = numbers(&place, array)?;
    let mut values = Vec::with_capacity(n * d);
    for i in 0..n {
        for j in 0..d {
            let value = stored[match order {
                Order::C => i * d + j,
                Order::Fortran => j * n + i,
            }];
            let at = |fault: Fault| refuse(fault, Place::entry(path, "X", &[i, j]), &shortest(value));
            values.push(number::accepted(value).map_err(at)?);
        }
    }
    Ok((values, n, d))
}

/// The labels of y as text, length n.
fn labels<R: Read>(path: &str, array: NpyFile<R>, n: usize) -> Result<Vec<String>, ReadError> {
    let place = Place::entry(path, "y", &[]);
    match *array.shape() {
        [length] | [length, 1] if length == n as u64 => {}
        _ => {
            let found = format!("shape {:?} beside {n} rows of X", array.shape());
            return Err(ReadError::Archive { place, found, expected: "one label for each row of X" });
        }
    }
    match array.try_data::<String>() {
        Ok(texts) => whole(&place, texts.collect(), n),
        Err(array) => match array.try_data::<Vec<u8>>() {
            Ok(texts) => {
                let texts = whole(&place, texts.collect::<Result<Vec<_>, _>>(), n)?;
                Ok(texts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect())
            }
            Err(array) => Ok(numbers(&place, array)?.iter().map(|&v| shortest(v)).collect()),
        },
    }
}

/// All numbers of an array in stored order, as the doubles nearest to them.
fn numbers<R: Read>(place: &Place, array: NpyFile<R>) -> Result<Vec<f64>, ReadError> {
    let length = array.len() as usize;
    macro_rules! first_that_fits {
        ($array:expr; $($kind:ty => $convert:expr),*) => {{
            let array = $array;
            $(let array = match array.try_data::<$kind>() {
                Ok(values) => return whole(place, values.map(|v| v.map($convert)).collect(), length),
                Err(array) => array,
            };)*
            array
        }};
    }
    let array = first_that_fits!(array;
        f64 => |v| v, f32 => f64::from, i64 => |v| v as f64, i32 => f64::from, i16 => f64::from, i8 => f64::from,
        u64 => |v| v as f64, u32 => f64::from, u16 => f64::from, u8 => f64::from, bool => |v| f64::from(u8::from(v)));
    let found = match array.dtype() {
        DType::Plain(kind) => format!("values of type {kind}"),
        _ => "structured values".to_owned(),
    };
    Err(ReadError::Archive {
        place: place.clone(),
        found,
        expected: "real numbers (float64, float32, integers or bool)",
    })
}

/// Refuses an array that ends early.
fn whole<T>(place: &Place, values: std::io::Result<Vec<T>>, length: usize) -> Result<Vec<T>, ReadError> {
    let found = match values {
        Ok(values) if values.len() == length => return Ok(values),
        Ok(values) => format!("{} values", values.len()),
        Err(error) => printable(&error.to_string().to_lowercase()),
    };
    Err(ReadError::Archive { place: place.clone(), found, expected: "as many values as its shape says" })
}
