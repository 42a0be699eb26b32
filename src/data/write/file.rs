//! A file, whole or not at all.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::WriteError;

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Kept,
    /// The new one takes its place.
    Replaced,
}

/// Writes a file that does not exist yet: [`write_file`] with [`Existing::Kept`].
///
/// # Errors
/// [`WriteError`]; nothing is left behind.
pub fn write_new(path: impl AsRef<Path>, text: &str) -> Result<(), WriteError> {
    write_file(path, text, Existing::Kept)
}

/// Writes a file. The text goes to a temporary file beside it which then takes the name, so that there is never half a file,
/// and no other's is overwritten unasked.
///
/// # Errors
/// [`WriteError`]; nothing is left behind.
pub fn write_file(path: impl AsRef<Path>, text: &str, existing: Existing) -> Result<(), WriteError> {
    let path = path.as_ref();
    can_be_written(path, existing)?;
    let refused = |error: std::io::Error| WriteError::of(path, &error);
    let mut file = temporary(folder(path)).map_err(refused)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(refused)?;
    let named = match existing {
        Existing::Kept => file.persist_noclobber(path),
        Existing::Replaced => file.persist(path),
    };
    named.map(|_| ()).map_err(|error| refused(error.error))
}

/// Whether a path is free and in a directory that is there: [`can_be_written`] with [`Existing::Kept`].
///
/// # Errors
/// [`WriteError`] where it is taken, or can be seen to lead nowhere.
pub fn can_be_new(path: impl AsRef<Path>) -> Result<(), WriteError> {
    can_be_written(path, Existing::Kept)
}

/// Whether a file can be written: to be asked before a long run whose result goes there.
///
/// # Errors
/// [`WriteError`] where the path is taken by what may not be replaced, or can be seen to lead nowhere.
pub fn can_be_written(path: impl AsRef<Path>, existing: Existing) -> Result<(), WriteError> {
    let path = path.as_ref();
    let refuse = |kind: ErrorKind| Err(WriteError::of(path, &kind.into()));
    if path.symlink_metadata().is_ok() && (existing == Existing::Kept || path.is_dir()) {
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
        // A file is replaced where that is asked for; a directory never is.
        write_file(&file, "second", Existing::Replaced).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "second");
        assert!(write_file(folder.path(), "third", Existing::Replaced).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
