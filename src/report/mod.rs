//! Exporters, one each, from verdicts and records alone: the terminal's table, JSON Lines, Markdown, JUnit, the page with its figures.

mod calibration;
mod changes;
mod failures;
mod json;
#[cfg(feature = "junit")]
mod junit;
mod markdown;
mod numbers;
mod page;
mod reading;
mod terminal;
pub mod typeset;

pub use calibration::{calibration_line, calibration_text};
pub use changes::{changes_lines, changes_text};
pub use failures::{assert_as_expected, claim_failure, control_failure, trials};
pub use json::{summary_line, verdict_line};
#[cfg(feature = "junit")]
pub use junit::junit;
pub use markdown::markdown;
pub use numbers::brief;
pub use page::Page;
pub use reading::{SentenceRead, readings, sentence_read};
pub use terminal::{Paint, table};

#[cfg(test)]
mod tests;
