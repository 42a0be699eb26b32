//! `report`: verdicts and reports from records, without a run.

use super::answer::{answer, code};
use super::arguments::ReportArguments;
use super::exports::Exports;
use super::records::{open, shown};
use crate::judge::Judged;
use crate::record::file::read;
use std::path::Path;

/// Runs the command.
pub(super) fn run(arguments: &ReportArguments) -> anyhow::Result<u8> {
    let exports = Exports::of(&arguments.exports, Some(("RECORDS", Path::new(&arguments.records))))?;
    let path = arguments.records.as_str();
    let recorded = read(shown(path), open(path, "a file that check --records wrote")?)?;
    let judged = Judged::of(&recorded);
    let about = judged.data.as_ref().map(|data| format!("{data}\n\n")).unwrap_or_default();
    answer(&judged, &recorded.records, None, &about, arguments.json)?;
    exports.write(&judged, &recorded)?;
    Ok(code(&judged))
}
