//! Readers: svmlight text, CSV with a header, NumPy `.npz`; every refusal names file, line and column.

mod csv;
mod error;
mod labels;
mod npz;
mod number;
mod options;
mod place;
mod source;
mod svmlight;
mod table;

pub(in crate::data) use csv::first_of_numbers;
pub use error::ReadError;
pub use number::{LARGEST, SMALLEST};
pub use options::{Format, ReadOptions};
pub use place::{Column, Place, Position};
pub use source::{bytes_of, read, read_bytes, read_multiclass, read_multiclass_bytes, sha256};
pub use table::MOST_VALUES;
