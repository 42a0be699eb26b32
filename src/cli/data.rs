//! Reading the data set that a command was pointed at.

use super::arguments::ReadingArguments;
use crate::data::{DataSet, read};

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
