//! Writers: CSV and svmlight text with provenance and truth in comment lines; whole files or none.

mod csv;
mod error;
mod file;
mod svmlight;

pub use error::WriteError;
pub use file::{Existing, can_be_new, can_be_written, write_file, write_new};
