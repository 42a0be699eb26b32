//! A data set as CSV, with its provenance and truth in comment lines above the header.

use std::io::Write as _;
use std::path::Path;

use thiserror::Error;

use super::notes::{Notes, shortest};
use super::read::first_of_numbers;
use super::{DataSet, Provenance};

/// The name of the label column, which is the last.
const LABEL: &str = "label";

/// Why a data set was not written; nothing was left behind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// There is a file of that name.
    #[error("{path}: found an existing file, expected a name that is free: data are not overwritten")]
    Exists {
        /// The path.
        path: String,
    },
    /// The operating system refused.
    #[error("{path}: found {found}, expected a place where a file can be made")]
    Refused {
        /// The path.
        path: String,
        /// What it said, in lower case.
        found: String,
    },
    /// A feature name that reading would not give back.
    #[error("column {number}: found the feature name {name:?}, expected {expected}")]
    FeatureName {
        /// Number of the feature, from 1.
        number: usize,
        /// The name.
        name: String,
        /// What it had to be.
        expected: &'static str,
    },
}

impl DataSet {
    /// The data set as CSV text: comment lines `# key: value` with provenance, truth and a checksum, a header, and
    /// the rows with their label last, every number in the fewest digits that give it back.
    ///
    /// # Errors
    /// [`WriteError::FeatureName`] for a name that reading would not give back.
    pub fn to_csv(&self) -> Result<String, WriteError> {
        self.check_names()?;
        let mut header: Vec<&str> = self.feature_names.iter().map(String::as_str).collect();
        header.push(LABEL);
        let mut body = String::new();
        // A header that begins with # would be read as a comment: quotes keep it a header.
        let quote_all = header[0].starts_with('#');
        let cells: Vec<String> = header.iter().map(|name| quoted(name, quote_all)).collect();
        body.push_str(&cells.join(","));
        body.push('\n');
        for (row, label) in self.features.chunks_exact(self.d).zip(&self.labels) {
            for &value in row {
                body.push_str(&shortest(value));
                body.push(',');
            }
            body.push_str(&label.to_string());
            body.push('\n');
        }
        let mut pairs = origin(&self.provenance);
        pairs.extend(Notes::of_truth(&self.truth));
        Ok(Notes::seal(&pairs, &body))
    }

    /// Writes [`DataSet::to_csv`] to a file that does not exist yet. The text goes to a temporary file beside it
    /// which then takes the name, so that there is never half a file, and never another's overwritten.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is left behind.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        let path = path.as_ref();
        let text = self.to_csv()?;
        let refused = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => WriteError::Exists { path: path.display().to_string() },
            _ => WriteError::Refused {
                path: path.display().to_string(),
                found: error.to_string().to_lowercase(),
            },
        };
        if path.symlink_metadata().is_ok() {
            return Err(refused(std::io::ErrorKind::AlreadyExists.into()));
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = temporary(folder).map_err(refused)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(refused)?;
        file.persist_noclobber(path).map(|_| ()).map_err(|error| refused(error.error))
    }

    fn check_names(&self) -> Result<(), WriteError> {
        let refuse = |j: usize, expected| {
            let name = self.feature_names[j].clone();
            Err(WriteError::FeatureName { number: j + 1, name, expected })
        };
        for (j, name) in self.feature_names.iter().enumerate() {
            match name.as_str() {
                LABEL => return refuse(j, "another one: the label column bears it"),
                name if name.is_empty() || name.trim() != name => {
                    return refuse(j, "one that neither is empty nor begins or ends with a space");
                }
                name if name.contains(['\n', '\r']) => return refuse(j, "one on a single line"),
                _ => {}
            }
        }
        let mut header = self.feature_names.clone();
        header.push(LABEL.to_owned());
        match first_of_numbers(&header) {
            Some(_) => refuse(0, "names that are not numbers"),
            None => Ok(()),
        }
    }
}

/// A new file with an unused name, readable as any other new file would be.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".implicit-bias-").tempfile_in(folder)
}

/// The comment lines that say where the data come from.
fn origin(provenance: &Provenance) -> Vec<(String, String)> {
    let line = |key: &str, value: &str| (key.to_owned(), value.replace(['\n', '\r'], " "));
    match provenance {
        Provenance::Generated { generator, seed, parameters } => {
            let mut lines = vec![line("generator", generator), line("seed", &seed.to_string())];
            lines.extend(parameters.iter().map(|(name, value)| line(&format!("parameter {name}"), value)));
            lines
        }
        Provenance::File { path, sha256, .. } => vec![line("source", path), line("source-sha256", sha256)],
        Provenance::Given { name } => vec![line("source", name)],
    }
}

fn quoted(name: &str, always: bool) -> String {
    if always || name.contains([',', '"']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
