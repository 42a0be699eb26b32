//! What is wrong with a verdict, in words: for tests, of this crate and of those who use it, and for the reports that servers
//! read.

use super::numbers::brief;
use crate::judge::{Duty, duty_of_claim, duty_of_control};
use crate::record::{ControlVerdict, Counts, Must, Verdict};

/// Why a claim's test fails; `None` where the verdict is the expected one.
pub fn claim_failure(verdict: &Verdict) -> Option<String> {
    if verdict.as_expected {
        return None;
    }
    let why = verdict.why.as_deref().unwrap_or("no trial says why");
    let mut lines = vec![
        format!("found {}, expected {}: {why}", verdict.verdict, verdict.expected),
        trials(&verdict.trials),
    ];
    if let Some((name, worst)) = verdict.closest_call() {
        let ((family, index), budget) = (&worst.at, worst.budget);
        lines.push(format!(
            "worst: {name}: measured {:e}, predicted {:e}, off by {:.3e}, budget {:.3e} (remainder {:.1e}, \
             reference {:.1e}, rounding {:.1e}) at {family} #{index}",
            worst.measured,
            worst.predicted,
            worst.miss,
            budget.total(),
            budget.remainder,
            budget.reference,
            budget.rounding
        ));
    }
    Some(lines.join("\n"))
}

/// Why a control's test fails; `None` where it did its duty.
pub fn control_failure(control: &ControlVerdict) -> Option<String> {
    if control.rejected && !control.is_weak() {
        return None;
    }
    let duty = match control.must {
        Must::BeViolated if control.rejected => "lies too near to the truth, and its claim does not say why",
        Must::BeViolated => "was not rejected",
        Must::StayOutside => "was not kept out",
        Must::Hold => "did not hold",
    };
    let separation = control.power.map_or("nothing was compared".to_string(), |power| {
        format!("separation {:.3e} budgets", power.separation)
    });
    Some(format!("{duty} ({}): {}; {separation}", control.verdict, trials(&control.trials)))
}

/// Panics where a verdict is not the expected one, or a control did not do its duty: what a test of one's own claims ends with.
///
/// # Panics
/// With a paragraph for each claim and control that failed.
#[track_caller]
pub fn assert_as_expected(verdicts: &[Verdict]) {
    let mut failures = Vec::new();
    for verdict in verdicts {
        if duty_of_claim(verdict, false) != Duty::Done {
            failures.extend(claim_failure(verdict).map(|words| format!("{}: {words}", verdict.id)));
        }
        for control in &verdict.controls {
            if duty_of_control(control, false) != Duty::Done {
                let words = control_failure(control);
                failures.extend(words.map(|words| format!("{}: {}: {words}", verdict.id, control.name)));
            }
        }
    }
    let silent = if verdicts.is_empty() { "found no verdict, expected at least one" } else { "" };
    assert!(failures.is_empty() && !verdicts.is_empty(), "{silent}{}", failures.join("\n"));
}

/// Trials in words.
pub fn trials(counts: &Counts) -> String {
    format!(
        "{} passed, {} violated, {} inconclusive, {} outside the hypotheses",
        counts.passed, counts.violated, counts.inconclusive, counts.outside
    )
}

/// A miss in units of its budget; an inequality that is kept has none.
pub(super) fn share_of_budget(miss: f64, budget: f64) -> String {
    match (miss > 0.0, budget > 0.0) {
        (false, _) => "0".to_string(),
        (true, true) => brief(super::numbers::rounded(miss / budget)),
        (true, false) => "infinite".to_string(),
    }
}
