//! What has changed between two runs, or two reviewed tables: verdicts, controls, numbers. Knows no claim's code.

mod change;
mod records;
mod row;
mod snapshots;
mod words;

pub use change::{Change, Changes, Move, Sort};
pub use records::records;
pub use snapshots::snapshots;
pub use words::near;

#[cfg(test)]
mod tests;
