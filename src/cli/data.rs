//! Reading the data set that a command was pointed at.

use super::arguments::ReadingArguments;
use crate::data::{DataSet, read};

/// The data set in `path`, as the options say.
pub(super) fn load(path: &str, reading: &ReadingArguments) -> anyhow::Result<DataSet> {
    Ok(read::read(path, &reading.options()?)?)
}
