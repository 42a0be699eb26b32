//! Why something was not written.

use std::io::ErrorKind;
use std::path::Path;

use thiserror::Error;

/// Why a file was not written; nothing was left behind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// There is a file of that name.
    #[error("{path}: found an existing file, expected a name that is free: nothing is overwritten")]
    Exists {
        /// The path.
        path: String,
    },
    /// The operating system refused.
    #[error("{path}: found {found}, expected a place where a file can be made")]
    Refused {
        /// The path.
        path: String,
        /// What stands there, or what the system said, in lower case.
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

impl WriteError {
    /// What the operating system said of a path, in the words of this crate.
    pub fn of(path: &Path, error: &std::io::Error) -> WriteError {
        let shown = path.display().to_string();
        let found = match error.kind() {
            ErrorKind::AlreadyExists if path.is_dir() => "a directory".to_owned(),
            ErrorKind::AlreadyExists => return WriteError::Exists { path: shown },
            ErrorKind::NotFound => "no such directory".to_owned(),
            ErrorKind::NotADirectory => "a path that leads through a file".to_owned(),
            ErrorKind::PermissionDenied => "no permission to write".to_owned(),
            // The error's own text may name a temporary file.
            kind => kind.to_string(),
        };
        WriteError::Refused { path: shown, found }
    }
}
