//! Exporters, one each, from verdicts and records alone: the terminal's table and JSON Lines.

mod json;
mod numbers;
mod terminal;

pub use json::{summary_line, verdict_line};
pub use numbers::brief;
pub use terminal::{Paint, table};
