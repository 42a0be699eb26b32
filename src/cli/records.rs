//! The record file: whole work items at a time, so that what is there stays readable whatever happens. And back.

use super::output::{Target, said};
use crate::battery::Progress;
use crate::claim::Worked;
use crate::data::{Existing, WriteError};
use crate::numbers::Isa;
use crate::record::{Closing, End, Machine, Plan};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where the records of a run go, and the bar that shows how far it is.
pub(super) struct Recorder {
    file: Option<(File, PathBuf)>,
    trials: u64,
    bar: Option<ProgressBar>,
}

impl Recorder {
    /// A recorder; a record file that is there already is refused, or overwritten where that was asked for.
    pub(super) fn new(path: Option<&Path>, plan: &Plan, existing: Existing) -> anyhow::Result<Recorder> {
        let file = match path {
            None => None,
            Some(path) => {
                Target::of("--records", path, existing)?;
                let refused = |error: std::io::Error| WriteError::of(path, &error);
                let line = serde_json::to_string(plan)? + "\n";
                let mut file = match existing {
                    Existing::Kept => File::create_new(path),
                    Existing::Replaced => File::create(path),
                }
                .map_err(refused)?;
                file.write_all(line.as_bytes()).map_err(refused)?;
                Some((file, path.to_path_buf()))
            }
        };
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template(
                "{bar:30} {pos}/{len} data sets, {elapsed} elapsed, {eta} to go",
            )
            .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style)
        });
        Ok(Recorder { file, trials: 0, bar })
    }

    /// Writes the line that says that the file is whole, where there is a file.
    pub(super) fn close(&mut self, declined: &[(String, String)]) -> std::io::Result<Closing> {
        let closing = Closing { trials: self.trials, machine: machine(), declined: declined.to_vec() };
        if let Some((file, path)) = &mut self.file {
            let line = serde_json::to_string(&closing).map_err(std::io::Error::other)? + "\n";
            let refused = |error| std::io::Error::other(WriteError::of(path, &error));
            file.write_all(line.as_bytes()).map_err(refused)?;
        }
        Ok(closing)
    }

    /// Takes the bar away.
    pub(super) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// A file that is read once, from its beginning to its end, or standard input where the path is `-`; `expected` says in an error
/// what it had to be.
pub(super) fn open(path: &str, expected: &str) -> anyhow::Result<Box<dyn BufRead>> {
    if path == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let refused =
        |error: std::io::Error| anyhow::anyhow!("{path}: found {}, expected {expected}", said(&error));
    let file = File::open(path).map_err(refused)?;
    if file.metadata().map_err(refused)?.is_dir() {
        return Err(refused(ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

/// How an error names what [`open`] opens.
pub(super) fn shown(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

/// This machine.
fn machine() -> Machine {
    Machine {
        os: std::env::consts::OS.to_string(),
        arch: std::env::consts::ARCH.to_string(),
        instructions: format!("{:?}", Isa::detect()).to_lowercase(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
    }
}

impl Progress for Recorder {
    fn begin(&mut self, problems: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(problems as u64);
        }
    }

    fn worked(&mut self, worked: &Worked) -> std::io::Result<()> {
        self.trials += worked.records.len() as u64;
        let Some((file, path)) = &mut self.file else { return Ok(()) };
        let mut lines = String::new();
        for record in &worked.records {
            lines += &serde_json::to_string(record).map_err(std::io::Error::other)?;
            lines.push('\n');
        }
        let end = End { end: (worked.family.clone(), worked.index) };
        lines += &serde_json::to_string(&end).map_err(std::io::Error::other)?;
        lines.push('\n');
        // One write an item: an interrupted file ends with a whole one.
        file.write_all(lines.as_bytes()).map_err(|error| std::io::Error::other(WriteError::of(path, &error)))
    }

    fn tick(&mut self, problems: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(problems as u64);
        }
    }
}
