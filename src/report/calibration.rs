//! How often the judgments of a claim lie, as a person reads it.

use super::numbers::brief;
use crate::judge::{ArmCalibration, Calibration, ErrorRate, trials_for_rate};
use crate::record::Must;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Claim by claim, a line for each arm: errors with their one-sided 95 % bounds, how the miss lies to the budget, and how
/// many trials would show the rate `wanted`.
pub fn calibration_text(calibrations: &[Calibration], wanted: f64) -> String {
    let mut out = String::new();
    for calibration in calibrations {
        let seeds = calibration.seeds;
        let _ = writeln!(out, "{} over {seeds} seeds", calibration.claim);
        let width = calibration.arms.iter().map(|arm| arm.name.chars().count()).max().unwrap_or(0);
        for arm in &calibration.arms {
            let _ = writeln!(out, "  {:width$}  {}", arm.name, arm_words(arm));
        }
        let errors: BTreeSet<u64> = calibration.arms.iter().map(|arm| arm.by_trial.wrong).collect();
        let needed: Vec<String> = errors
            .into_iter()
            .map(|wrong| format!("{} with {wrong} among them", trials_for_rate(wanted, wrong)))
            .collect();
        let unit = if calibration.tests.is_empty() { "trials" } else { "tests" };
        let _ = writeln!(
            out,
            "  to show that errors have a rate of at most {wanted}: {unit} {}",
            needed.join(", ")
        );
        for test in &calibration.tests {
            let _ = writeln!(
                out,
                "  {}: {} draws keep false alarms to {:.0e} and misses to {:.0e}; {} would keep both to {wanted}",
                test.family,
                test.draws,
                calibration.price,
                test.miss,
                test.for_wanted.map_or("no number".to_string(), |draws| draws.to_string())
            );
        }
        out.push('\n');
    }
    out
}

/// One JSON object for a claim.
pub fn calibration_line(calibration: &Calibration, wanted: f64) -> String {
    let rate = |rate: &ErrorRate| {
        let trials = trials_for_rate(wanted, rate.wrong);
        json!({ "wrong": rate.wrong, "of": rate.of, "at_most": rate.at_most, "trials_for_wanted": trials })
    };
    let arm = |arm: &ArmCalibration| -> Value {
        json!({
            "name": arm.name,
            "must": arm.must,
            "error": arm.error(),
            "trials": arm.trials,
            "by_trial": rate(&arm.by_trial),
            "by_suite": rate(&arm.by_suite),
            "misses_in_budgets": arm.misses.map(|q| json!({
                "5%": q[0], "50%": q[1], "95%": q[2], "99%": q[3], "largest": q[4],
            })),
            "least_p_value": arm.least_p_value,
        })
    };
    json!({
        "id": calibration.claim,
        "seeds": calibration.seeds,
        "price": calibration.price,
        "wanted": wanted,
        "tests": calibration.tests.iter().map(|test| json!({
            "family": test.family, "draws": test.draws, "miss": test.miss, "draws_for_wanted": test.for_wanted,
        })).collect::<Vec<_>>(),
        "arms": calibration.arms.iter().map(arm).collect::<Vec<_>>(),
    })
    .to_string()
}

fn rate_words(rate: ErrorRate) -> String {
    match rate.of {
        0 => "0 of 0".to_string(),
        of => format!("{} of {of} (at most {} %)", rate.wrong, brief_share(rate.at_most)),
    }
}

fn arm_words(arm: &ArmCalibration) -> String {
    let error = arm.error();
    let mut words = format!("{error} {}, suites {}", rate_words(arm.by_trial), rate_words(arm.by_suite));
    let trials = arm.trials;
    let rest = [
        ("inconclusive", trials.inconclusive),
        ("outside", if arm.must == Must::StayOutside { 0 } else { trials.outside }),
        ("without a difference", trials.coincident),
    ];
    for (what, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(words, ", {count} {what}");
    }
    let _ = match (arm.must, arm.misses, arm.least_p_value) {
        (_, _, Some(p)) => write!(words, "; least p-value {p:.1e}"),
        (_, None, None) => Ok(()),
        (Must::Hold, Some([_, median, most, more, largest]), None) => write!(
            words,
            "; budget used: median {}, 95 % {}, 99 % {}, largest {}",
            budgets(median),
            budgets(most),
            budgets(more),
            budgets(largest)
        ),
        (_, Some([near, median, ..]), None) => {
            write!(words, "; budgets away: 5 % {}, median {}", budgets(near), budgets(median))
        }
    };
    words
}

fn budgets(value: f64) -> String {
    if value == f64::MAX { "infinite".to_string() } else { brief(crate::report::numbers::rounded(value)) }
}

fn brief_share(share: f64) -> String {
    brief(crate::report::numbers::rounded((share * 1e5).ceil() / 1e3))
}
