//! Colour on a terminal, plain text elsewhere and where `NO_COLOR` is set.

use crate::report::Paint;
use owo_colors::OwoColorize;
use std::io::Write;

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

/// Writes text to standard output; `anstream` strips the colours where they do not belong. A reader that has seen
/// enough (`| head`) is no error, and the exit code stays the command's own.
pub(super) fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
