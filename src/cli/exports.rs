//! Reports that go to files of their own beside the answer: looked at before a run, written after it.

use super::folder::Folder;
use super::output::Target;
use crate::data::Existing;
use crate::judge::Judged;
use crate::record::file::Recorded;
use crate::report;
use clap::Args;
use std::path::{Path, PathBuf};

/// Which reports, where.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// Write the verdicts to this file as JUnit XML, a test case for each claim and control.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write a summary to this file as Markdown, for a pull request or a job's page.
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Write a page (DIR/index.html) and its figures (DIR/figures/NAME.svg) to this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that are there already.
    #[arg(long)]
    pub force: bool,
}

impl ExportArguments {
    /// What becomes of a file that is there already.
    pub(super) fn existing(&self) -> Existing {
        if self.force { Existing::Replaced } else { Existing::Kept }
    }
}

/// Reports that can be written.
pub(super) struct Exports<'a> {
    junit: Option<Target<'a>>,
    markdown: Option<Target<'a>>,
    out: Option<Folder<'a>>,
}

impl<'a> Exports<'a> {
    /// The reports that are asked for; a file that may not be written is refused here, as is one that two options name.
    /// `records` is a file beside them, with the option or argument that names it.
    pub(super) fn of(
        arguments: &'a ExportArguments,
        records: Option<(&str, &Path)>,
    ) -> anyhow::Result<Exports<'a>> {
        let own = [("--junit", &arguments.junit), ("--markdown", &arguments.markdown)];
        let own = own.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)));
        let files: Vec<(&str, &Path)> = own.chain(records).collect();
        for (i, (option, path)) in files.iter().enumerate() {
            if let Some((other, _)) = files[i + 1..].iter().find(|(_, other)| other == path) {
                anyhow::bail!("found {} for {option} and {other}, expected a file for each", path.display());
            }
        }
        let target = |option: &str, path: &'a Option<PathBuf>| {
            path.as_deref().map(|path| Target::of(option, path, arguments.existing())).transpose()
        };
        Ok(Exports {
            junit: target("--junit", &arguments.junit)?,
            markdown: target("--markdown", &arguments.markdown)?,
            out: arguments
                .out
                .as_deref()
                .map(|path| Folder::of("--out", path, arguments.existing()))
                .transpose()?,
        })
    }

    /// Writes them; what was judged is the page's to show.
    pub(super) fn write(&self, judged: &Judged, recorded: &Recorded) -> anyhow::Result<()> {
        if let Some(target) = &self.junit {
            target.write(&report::junit(judged)?)?;
        }
        if let Some(target) = &self.markdown {
            target.write(&report::markdown(judged))?;
        }
        if let Some(folder) = &self.out {
            folder.write(&report::Page::new(judged, recorded))?;
        }
        Ok(())
    }
}
