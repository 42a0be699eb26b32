//! Exporters, one each, from verdicts and records alone: the terminal's table and JSON Lines.

mod calibration;
mod json;
mod numbers;
mod reading;
mod terminal;

pub use calibration::{calibration_line, calibration_text};
pub use json::{summary_line, verdict_line};
pub use numbers::brief;
pub use reading::{SentenceRead, readings, sentence_read};
pub use terminal::{Paint, table};
