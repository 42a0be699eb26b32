//! `check`: decide claims.

use super::answer::{Spent, answer, code};
use super::arguments::{CheckArguments, Profile};
use super::data::load_given;
use super::exit;
use super::exports::Exports;
use super::interrupt;
use super::records::Recorder;
use crate::battery::{Order, RunError, execute, selection};
use crate::claim::{Check, Size};
use crate::judge::Judged;
use crate::numbers::counted;
use crate::papers;
use crate::record::file::Recorded;
use std::sync::Arc;
use std::time::Instant;

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> anyhow::Result<u8> {
    let began = Instant::now();
    let claims = chosen(&arguments.ids)?;
    let given = load_given(arguments.data.as_ref(), &arguments.reading)?;
    let single = given.is_some();
    let about = given.as_ref().map(|data| {
        let labels = data.provenance.labels_in_words().unwrap_or_default();
        format!("{}, {}; {labels}\n\n", counted(data.n, "row"), counted(data.d, "column"))
    });
    let size = match (arguments.trials, arguments.profile) {
        (Some(trials), _) => Size::AtMost(trials),
        (None, Profile::Quick) => Size::Quick,
        (None, Profile::Full) => Size::Full,
    };
    let order =
        Order { claims, seed: arguments.seed, size, given, threads: arguments.threads.unwrap_or(0) as usize };
    let plan = order.plan();
    let records = arguments.records.as_deref();
    let exports = Exports::of(&arguments.exports, records.map(|path| ("--records", path)))?;
    let mut recorder = Recorder::new(records, &plan, arguments.exports.existing())?;
    let stop = interrupt::heard()?;
    let outcome = match execute(&order, &mut recorder, &stop) {
        Ok(outcome) => outcome,
        Err(RunError::Interrupted) => {
            recorder.end();
            let kept =
                if arguments.records.is_some() { ": the records written so far are whole" } else { "" };
            exit::complain(&format!("interrupted{kept}"));
            return Ok(exit::INTERRUPTED);
        }
        Err(error) => return Err(error.into()),
    };
    recorder.end();
    let closing = recorder.close(outcome.declined)?;
    let recorded = Recorded { plan, records: outcome.records, closing: Some(closing) };
    let judged = Judged::of(&recorded);
    if let (true, false, Some((id, why))) = (judged.cards.is_empty(), single, judged.declined.first()) {
        anyhow::bail!("{id}: {why}");
    }
    let spent = Spent { seconds: began.elapsed().as_secs_f64(), by_claim: outcome.seconds };
    answer(&judged, &recorded.records, Some(&spent), &about.unwrap_or_default(), arguments.json)?;
    exports.write(&judged, &recorded)?;
    Ok(code(&judged))
}

/// The selected claims, or a line that names the unknown id.
pub(super) fn chosen(ids: &[String]) -> anyhow::Result<Vec<Arc<dyn Check>>> {
    selection(&papers::all(), ids)
        .map_err(|id| anyhow::anyhow!("found claim {id}, expected an id or a prefix that `list` shows"))
}
