//! A record file read back, a line at a time: what is in it, or the first thing that is wrong with it.
//!
//! What a file has to be is written down in `docs/records.md`.

mod error;
mod first_schema;
mod line;
mod reader;

pub use error::{Fault, Place, RecordsError, Whole};
pub use line::{Line, keys};
pub use reader::{Recorded, read, read_findings};
