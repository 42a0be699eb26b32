//! The reviewed table of error rates: for every arm how often its judgment lied, and how far it lies from the line.

use crate::suite::Suite;
use implicit_bias::judge::{ArmCalibration, Calibration, calibrate};
use implicit_bias::record::Must;
use insta::{Settings, assert_snapshot};
use std::fmt::Write;

/// Seeds beside the suite's own, each with one problem of every population.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=1;

/// Compares the rates with the reviewed table.
pub(crate) fn compare(suite: &Suite) {
    let tallies = [vec![suite.tally.clone()], suite.tallies_of(SEEDS)].concat();
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = text(&calibrate(&suite.cards, &tallies, 0.001));
    settings.bind(|| assert_snapshot!("error_rates", text));
}

fn text(calibrations: &[Calibration]) -> String {
    let mut text = String::new();
    for calibration in calibrations {
        let _ = writeln!(text, "{} over {} seeds", calibration.claim, calibration.seeds);
        for arm in &calibration.arms {
            let _ = writeln!(text, "    {:<56} {}", arm.name, line(arm));
        }
    }
    text
}

fn line(arm: &ArmCalibration) -> String {
    let (error, trial, suite) = (arm.error(), arm.by_trial, arm.by_suite);
    let mut line = format!("{error} {} of {}, suites {} of {}", trial.wrong, trial.of, suite.wrong, suite.of);
    for (what, count) in
        [("inconclusive", arm.trials.inconclusive), ("without a difference", arm.trials.coincident)]
    {
        if count > 0 {
            let _ = write!(line, ", {count} {what}");
        }
    }
    match (arm.must, arm.misses) {
        (Must::Hold, Some([.., largest])) => {
            let _ = write!(line, ", at most {} budgets", decade(largest));
        }
        (Must::BeViolated, Some([near, ..])) => {
            let _ = write!(line, ", 5 % within {} budgets", decade(near));
        }
        _ => {}
    }
    line
}

/// The next power of ten: what a budget that is refined a little does not move.
fn decade(value: f64) -> String {
    match value {
        0.0 => "0".to_string(),
        f64::MAX => "infinitely many".to_string(),
        _ => format!("{:.0e}", 10f64.powi(value.log10().ceil() as i32)),
    }
}
