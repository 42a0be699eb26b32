//! A folder that a page with its figures goes to.

use super::output::said;
use crate::data::{Existing, write_file};
use crate::report::Page;
use std::path::Path;

/// A folder that was asked for.
pub(super) struct Folder<'a> {
    path: &'a Path,
    existing: Existing,
}

impl<'a> Folder<'a> {
    /// The folder of an option, made where it is new. To be asked before a long run: one that holds something, or cannot be
    /// written to, is refused here.
    pub(super) fn of(option: &str, path: &'a Path, existing: Existing) -> anyhow::Result<Folder<'a>> {
        let place = path.display();
        if path.as_os_str() == "-" {
            anyhow::bail!("found {option} -, expected a folder");
        }
        if path.exists() && !path.is_dir() {
            anyhow::bail!("{place}: found a file, expected a folder for {option}");
        }
        let refused = |error: std::io::Error| {
            anyhow::anyhow!("{place}: found {}, expected a folder that can be written to", said(&error))
        };
        std::fs::create_dir_all(path).map_err(refused)?;
        tempfile::tempfile_in(path).map_err(refused)?;
        let held = std::fs::read_dir(path).map_err(refused)?.count();
        if held > 0 && matches!(existing, Existing::Kept) {
            anyhow::bail!(
                "{place}: found a folder that is not empty, expected a new or an empty one, or --force"
            );
        }
        Ok(Folder { path, existing })
    }

    /// Writes `index.html`, and the figures into `figures/`.
    pub(super) fn write(&self, page: &Page) -> anyhow::Result<()> {
        write_file(self.path.join("index.html"), &page.html(), self.existing)?;
        let figures = self.path.join("figures");
        std::fs::create_dir_all(&figures)?;
        for (name, drawing) in page.figures() {
            write_file(figures.join(format!("{name}.svg")), &drawing, self.existing)?;
        }
        Ok(())
    }
}
