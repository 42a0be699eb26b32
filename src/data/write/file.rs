//! A new file, whole or not at all.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::WriteError;

/// Writes a file that does not exist yet. The text goes to a temporary file beside it which then takes the name,
/// so that there is never half a file, and never another's overwritten.
///
/// # Errors
/// [`WriteError`]; nothing is left behind.
pub fn write_new(path: impl AsRef<Path>, text: &str) -> Result<(), WriteError> {
    let path = path.as_ref();
    can_be_new(path)?;
    let refused = |error: std::io::Error| WriteError::of(path, &error);
    let mut file = temporary(folder(path)).map_err(refused)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(refused)?;
    file.persist_noclobber(path).map(|_| ()).map_err(|error| refused(error.error))
}

/// Whether a path is free and in a directory that is there: to be asked before a long run whose result goes there.
///
/// # Errors
/// [`WriteError`] where it is taken, or can be seen to lead nowhere.
pub fn can_be_new(path: impl AsRef<Path>) -> Result<(), WriteError> {
    let path = path.as_ref();
    let refuse = |kind: ErrorKind| Err(WriteError::of(path, &kind.into()));
    if path.symlink_metadata().is_ok() {
        return refuse(ErrorKind::AlreadyExists);
    }
    match folder(path).metadata() {
        Ok(there) if there.is_dir() => Ok(()),
        Ok(_) => refuse(ErrorKind::NotADirectory),
        Err(error) => refuse(error.kind()),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_refused_for_what_stands_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        write_new(&file, "first").unwrap();
        let found = |path: &Path| match write_new(path, "second") {
            Err(WriteError::Refused { found, .. }) => found,
            other => format!("{other:?}"),
        };
        assert_eq!(write_new(&file, "second"), Err(WriteError::Exists { path: file.display().to_string() }));
        assert_eq!(found(folder.path()), "a directory");
        assert_eq!(found(&folder.path().join("no/such.txt")), "no such directory");
        assert_eq!(found(&file.join("b.txt")), "a path that leads through a file");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "first");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
