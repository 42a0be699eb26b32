//! Colour on a terminal, plain text elsewhere and where `NO_COLOR` is set.

use crate::report::Paint;
use owo_colors::OwoColorize;

/// Colours of a terminal that every reader tells apart: bold and words carry the meaning as well.
pub(super) struct Colours;

impl Paint for Colours {
    fn good(&self, text: &str) -> String {
        text.green().to_string()
    }
    fn bad(&self, text: &str) -> String {
        text.red().bold().to_string()
    }
    fn faint(&self, text: &str) -> String {
        text.dimmed().to_string()
    }
    fn heading(&self, text: &str) -> String {
        text.bold().to_string()
    }
}
