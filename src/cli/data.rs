//! Reading the data set that a command was pointed at, and the format of one that it writes.

use super::arguments::ReadingArguments;
use crate::data::read::Format;
use crate::data::{DataSet, WriteError, read};
use std::path::Path;

/// The data set of an option `--data`; how to read one is refused where there is none.
pub(super) fn load_given(
    path: Option<&String>,
    reading: &ReadingArguments,
) -> anyhow::Result<Option<DataSet>> {
    match (path, reading.first_given()) {
        (Some(path), _) => load(path, reading).map(Some),
        (None, None) => Ok(None),
        (None, Some(option)) => {
            anyhow::bail!("found {option} without --data, expected a data file that it says how to read")
        }
    }
}

/// The data set in `path`, as the options say.
pub(super) fn load(path: &str, reading: &ReadingArguments) -> anyhow::Result<DataSet> {
    Ok(read::read(path, &reading.options()?)?)
}

/// How a data set is written to a file: svmlight text where the extension says so, else CSV.
pub(super) fn writer_to(path: &Path) -> anyhow::Result<fn(&DataSet) -> Result<String, WriteError>> {
    match Format::of_extension(path) {
        Some(Format::Npz) => {
            anyhow::bail!("{}: found the extension of a NumPy archive, expected .csv or .svm", path.display())
        }
        Some(Format::Svmlight) => Ok(|data| Ok(data.to_svmlight())),
        _ => Ok(DataSet::to_csv),
    }
}
