//! The suite in numbers.

use super::duty::{Duty, duty_of_control};
use crate::record::{Must, Verdict, VerdictKind};

/// The suite in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Claims judged.
    pub claims: usize,
    /// Claims with the expected verdict.
    pub as_expected: usize,
    /// Claims that are inconclusive although another verdict was expected.
    pub inconclusive: usize,
    /// Claims outside their hypotheses although another verdict was expected.
    pub outside: usize,
    /// Claims that are violated although they should hold, or hold although they should be violated.
    pub contrary: usize,
    /// Negative controls run.
    pub controls: usize,
    /// Controls that did what they had to.
    pub controls_rejected: usize,
    /// Negative controls that were let through.
    pub controls_accepted: usize,
    /// Controls, negative or positive, that cannot speak about the single data set at hand.
    pub controls_powerless: usize,
    /// Controls that were rejected, but lie too near to the truth, with no reason given.
    pub controls_weak: usize,
    /// Positive controls run: mended forms of a false sentence.
    pub positive_controls: usize,
    /// Positive controls that hold, as they must.
    pub positive_controls_held: usize,
    /// Positive controls that could speak and do not hold.
    pub positive_controls_failed: usize,
    /// With at most this probability a true suite alarms by chance: the prices of its tests of probabilities and of
    /// the chance in budgets.
    pub false_alarm_budget: f64,
}

/// Counts verdicts. On a single data set of the user's a control that did not do its duty has no power there
/// rather than being accepted.
pub fn summarise(verdicts: &[Verdict], single: bool) -> Summary {
    let false_alarm_budget = verdicts.iter().map(|verdict| verdict.price).sum();
    let mut summary = Summary { claims: verdicts.len(), false_alarm_budget, ..Summary::default() };
    for verdict in verdicts {
        summary.as_expected += usize::from(verdict.as_expected);
        if !verdict.as_expected {
            summary.inconclusive += usize::from(verdict.verdict == VerdictKind::Inconclusive);
            summary.outside += usize::from(verdict.verdict == VerdictKind::OutsideHypotheses);
        }
        let contrary = matches!(verdict.verdict, VerdictKind::Holds | VerdictKind::Violated);
        summary.contrary += usize::from(contrary && !verdict.as_expected);
        for control in &verdict.controls {
            if single && control.trials.total() == 0 {
                continue;
            }
            if control.must == Must::Hold {
                summary.positive_controls += 1;
                summary.positive_controls_held += usize::from(control.rejected);
            } else {
                summary.controls += 1;
                summary.controls_rejected += usize::from(control.rejected);
            }
            match (duty_of_control(control, single), control.rejected, control.must) {
                (Duty::Done, ..) => {}
                (Duty::Silent, ..) => summary.controls_powerless += 1,
                (Duty::Failed, true, _) => summary.controls_weak += 1,
                (Duty::Failed, false, Must::Hold) => summary.positive_controls_failed += 1,
                (Duty::Failed, false, _) => summary.controls_accepted += 1,
            }
        }
    }
    summary
}
