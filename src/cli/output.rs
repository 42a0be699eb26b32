//! Where a command's answer goes: standard output, or a new file.

use crate::data::{Existing, WriteError, can_be_new, can_be_written, write_file, write_new};
use anyhow::anyhow;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A destination that was asked for.
pub(super) enum Output<'a> {
    /// Standard output, `-`.
    Standard,
    /// A file that does not exist yet.
    File(&'a Path),
}

impl<'a> Output<'a> {
    /// The destination of an option: standard output for `-` and where the option was not given. To be asked before a
    /// long run: a name that is not free is refused here.
    pub(super) fn of(path: Option<&'a PathBuf>) -> Result<Output<'a>, WriteError> {
        match path.filter(|path| path.as_os_str() != "-") {
            None => Ok(Output::Standard),
            Some(path) => can_be_new(path).map(|()| Output::File(path)),
        }
    }

    /// Writes the whole text; a file is there whole or not at all.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        match self {
            Output::Standard => print(text),
            Output::File(path) => Ok(write_new(path, text)?),
        }
    }
}

/// A file beside an answer that goes to standard output.
pub(super) struct Target<'a> {
    path: &'a Path,
    existing: Existing,
}

impl<'a> Target<'a> {
    /// The file of an option. To be asked before a long run: one that cannot be written is refused here.
    pub(super) fn of(option: &str, path: &'a Path, existing: Existing) -> anyhow::Result<Target<'a>> {
        if path.as_os_str() == "-" {
            anyhow::bail!("found {option} -, expected a file: standard output is the verdicts'");
        }
        can_be_written(path, existing)?;
        Ok(Target { path, existing })
    }

    /// Writes the whole text; a file is there whole or not at all.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        Ok(write_file(self.path, text, self.existing)?)
    }
}

/// Writes text to standard output; `anstream` strips the colours where they do not belong. A reader that has seen
/// enough (`| head`) is no error, and the exit code stays the command's own.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(anyhow!(
            "standard output: found {}, expected a place that takes what is written",
            error.to_string().to_lowercase()
        )),
        Ok(()) => Ok(()),
    }
}

/// What the operating system said of a file that could not be read, in lower case.
pub(super) fn said(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::IsADirectory => "a directory".to_owned(),
        ErrorKind::InvalidData => "bytes that are no text".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}
