//! How often the judgments of a claim lie, as a person reads it.

use super::numbers::brief;
use crate::judge::{ArmCalibration, Calibration, ErrorRate, trials_for_rate};
use crate::record::Must;
use serde_json::{Value, json};
use std::fmt::Write;

/// Claim by claim, arm by arm: errors with their bounds, and how the miss lies to the budget. `wanted`: the rate for which
/// the number of trials is said.
pub fn calibration_text(calibrations: &[Calibration], wanted: f64) -> String {
    let mut out = String::new();
    for calibration in calibrations {
        let price = match calibration.price > 0.0 {
            true => format!(", each test at a price of {:.0e}", calibration.price),
            false => String::new(),
        };
        let _ = writeln!(out, "{} over {} seeds{price}", calibration.claim, calibration.seeds);
        for arm in &calibration.arms {
            let _ = writeln!(out, "  {}: {}", arm.name, arm_words(arm));
            let of = [("by trial", arm.by_trial), ("by suite", arm.by_suite)];
            for (unit, rate) in of {
                let _ = writeln!(out, "      {unit}: {}", rate_words(error_word(arm.must), rate, wanted));
            }
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
            "error": error_word(arm.must),
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
        "arms": calibration.arms.iter().map(arm).collect::<Vec<_>>(),
    })
    .to_string()
}

fn error_word(must: Must) -> &'static str {
    match must {
        Must::Hold => "false alarms",
        Must::BeViolated => "missed",
        Must::StayOutside => "let in",
    }
}

fn rate_words(error: &str, rate: ErrorRate, wanted: f64) -> String {
    let bound = if rate.of == 0 {
        "which bounds nothing".to_string()
    } else {
        format!("at most {} % (95 % confidence)", brief_share(rate.at_most))
    };
    let more = trials_for_rate(wanted, rate.wrong);
    let reached = match rate.at_most <= wanted {
        true => String::new(),
        false => format!("; {more} would show {wanted}"),
    };
    format!("{error} {} of {}, {bound}{reached}", rate.wrong, rate.of)
}

fn arm_words(arm: &ArmCalibration) -> String {
    let mut words = match (arm.must, arm.misses) {
        (_, None) => "nothing compared".to_string(),
        (Must::Hold, Some([_, median, most, more, largest])) => format!(
            "share of the budget used: median {}, 95 % {}, 99 % {}, largest {}",
            budgets(median),
            budgets(most),
            budgets(more),
            budgets(largest)
        ),
        (_, Some([near, median, ..])) => {
            format!("budgets away: 5 % {}, median {}", budgets(near), budgets(median))
        }
    };
    if let Some(p) = arm.least_p_value {
        words = format!("least p-value {p:.1e}");
    }
    let trials = arm.trials;
    let rest = [
        ("inconclusive", trials.inconclusive),
        ("outside", if arm.must == Must::StayOutside { 0 } else { trials.outside }),
        ("without a difference", trials.coincident),
    ];
    for (what, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(words, ", {count} {what}");
    }
    words
}

fn budgets(value: f64) -> String {
    if value == f64::MAX { "infinite".to_string() } else { brief(crate::report::numbers::rounded(value)) }
}

fn brief_share(share: f64) -> String {
    brief(crate::report::numbers::rounded((share * 1e5).ceil() / 1e3))
}
