//! What became of a control.

use super::distribution::{Cells, tests_of};
use super::outcome::outcome_of;
use super::power::power;
use crate::record::{ArmCard, Card, ControlVerdict, Counts, Must, Outcome, Record, TestVerdict, VerdictKind};

/// A falsehood is rejected when at least this share of its decided trials is violated.
const REJECTED_SHARE: f64 = 0.95;

/// Judges one control of a claim by its records. `single`: the user's one data set stands for the population.
pub(super) fn control(card: &Card, arm: &ArmCard, records: &[&Record], single: bool) -> ControlVerdict {
    let tests = tests_of(card, records, Cells::Drawn);
    let trials = counts(records, &tests);
    let (done, verdict) = match arm.must {
        Must::BeViolated => {
            let done = is_rejected(&trials);
            let verdict = match done || trials.violated > 0 {
                true => VerdictKind::Violated,
                false => by_counts(card, &trials, &tests),
            };
            (done, verdict)
        }
        Must::StayOutside => {
            (trials.total() > 0 && trials.outside == trials.total(), by_counts(card, &trials, &tests))
        }
        Must::Hold => {
            let verdict = by_counts(card, &trials, &tests);
            (verdict == VerdictKind::Holds, verdict)
        }
    };
    ControlVerdict {
        name: arm.name.clone(),
        must: arm.must,
        rejected: done,
        verdict,
        trials,
        power: power(records.iter().map(|record| &record.finding)),
        weak_because: arm.weak_because.clone(),
        tests,
        powerless: single && !done && trials.decided() == 0,
    }
}

/// Whether trials reject a falsehood: at least half of those on which there was something to decide are decided, and at least
/// 95 % of these violate it.
pub fn is_rejected(trials: &Counts) -> bool {
    let enough = trials.decided() > 0 && 2 * trials.decided() >= trials.inside();
    enough && trials.violated as f64 >= REJECTED_SHARE * trials.decided() as f64
}

/// The outcomes of trials; those of tests where the records are draws.
pub(super) fn counts(records: &[&Record], tests: &[TestVerdict]) -> Counts {
    let mut trials = Counts::default();
    for record in records {
        trials.add(outcome_of(&record.finding));
    }
    for test in tests {
        trials.add(match (test.decided, test.alarm) {
            (false, _) => Outcome::Undecided,
            (true, true) => Outcome::Violated,
            (true, false) => Outcome::Held,
        });
    }
    trials
}

/// The verdict that counts of trials give under a card's caps. A test that is not decided is under no cap.
pub(super) fn by_counts(card: &Card, trials: &Counts, tests: &[TestVerdict]) -> VerdictKind {
    let open = tests.iter().any(|test| !test.decided);
    let total = (trials.total() + trials.drawn) as f64;
    if trials.violated > 0 {
        VerdictKind::Violated
    } else if trials.total() == 0 {
        VerdictKind::Inconclusive
    } else if trials.outside as f64 > card.outside_cap * total && trials.outside > 0 {
        VerdictKind::OutsideHypotheses
    } else if trials.inconclusive as f64 > card.undecided_cap * (total - trials.outside as f64)
        || trials.passed == 0
        || open
    {
        VerdictKind::Inconclusive
    } else {
        VerdictKind::Holds
    }
}
