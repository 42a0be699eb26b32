//! `calibrate`: how often the judgments lie, measured over many suite seeds.

use super::arguments::CalibrateArguments;
use super::check::chosen;
use super::exit;
use super::interrupt;
use super::kept_seeds::KeptSeeds;
use super::output::print;
use crate::battery::{RunError, tally_seed};
use crate::judge::{ArmCalibration, Calibration, calibrate, is_rejected};
use crate::record::{Card, Must};
use crate::report;

/// Runs the command.
pub(super) fn run(arguments: &CalibrateArguments) -> anyhow::Result<u8> {
    let claims = chosen(&arguments.ids)?;
    let cards: Vec<Card> = claims.iter().map(|claim| claim.card().clone()).collect();
    let mut kept = KeptSeeds::open(arguments.keep.as_deref(), &cards, arguments.trials)?;
    let stop = interrupt::heard()?;
    let threads = arguments.threads.unwrap_or(0) as usize;
    let last = arguments.from.checked_add(arguments.seeds).ok_or_else(|| {
        anyhow::anyhow!(
            "found --from {}, expected room for {} seeds after it",
            arguments.from,
            arguments.seeds
        )
    })?;
    let bar = indicatif::ProgressBar::new(arguments.seeds);
    let mut tallies = Vec::new();
    for seed in arguments.from..last {
        let tally = match kept.of(seed) {
            Some(tally) => tally.clone(),
            None => match tally_seed(&claims, seed, arguments.trials, threads, &stop) {
                Ok(tally) => {
                    kept.add(&tally)?;
                    tally
                }
                Err(RunError::Interrupted) => {
                    bar.finish_and_clear();
                    exit::complain(&format!("interrupted after {} seeds{}", tallies.len(), kept.in_words()));
                    return Ok(exit::INTERRUPTED);
                }
                Err(error) => return Err(error.into()),
            },
        };
        bar.inc(1);
        tallies.push(tally);
    }
    bar.finish_and_clear();
    let calibrations = calibrate(&cards, &tallies, arguments.rate);
    if arguments.json {
        for calibration in &calibrations {
            print(&(report::calibration_line(calibration, arguments.rate) + "\n"))?;
        }
    } else {
        print(&report::calibration_text(&calibrations, arguments.rate))?;
    }
    Ok(code(&calibrations))
}

/// 5 where all trials together do not reject a falsehood, 1 where what must hold alarmed, what must stay outside was let in, or a sentence
/// that is expected to be violated never was, or where no trial decided anything: one violation is enough for that, and most data sets may obey it.
fn code(calibrations: &[Calibration]) -> u8 {
    let false_sentence = |arm: &ArmCalibration| arm.is_theorem() && arm.must == Must::BeViolated;
    let obeyed = |arm: &ArmCalibration| false_sentence(arm) && arm.trials.violated == 0;
    let arms = || calibrations.iter().flat_map(|calibration| &calibration.arms);
    let falsehoods = || arms().filter(|arm| arm.must == Must::BeViolated && !false_sentence(arm));
    if falsehoods().any(|arm| !is_rejected(&arm.trials)) {
        exit::CONTROL_ACCEPTED
    } else if arms().any(|arm| {
        // An arm of which no trial was decided says nothing.
        let open = arm.by_trial.of == 0;
        obeyed(arm) || arm.must != Must::BeViolated && (arm.by_trial.wrong > 0 || open)
    }) {
        exit::NOT_AS_EXPECTED
    } else {
        exit::AS_EXPECTED
    }
}
