//! What became of a control.

use super::outcome::{outcome_of, separation_of};
use crate::record::{ArmCard, Card, ControlVerdict, Counts, Must, Outcome, Record, VerdictKind};
use crate::statistics::quantile;

/// A falsehood is rejected when at least this share of its decided trials is violated.
const REJECTED_SHARE: f64 = 0.95;

/// Judges one control of a claim by its records. `single`: the user's one data set stands for the population.
pub(super) fn control(card: &Card, arm: &ArmCard, records: &[&Record], single: bool) -> ControlVerdict {
    let mut trials = Counts::default();
    let mut separations = Vec::new();
    for record in records {
        let outcome = outcome_of(&record.finding);
        trials.add(outcome);
        if matches!(outcome, Outcome::Held | Outcome::Violated) {
            separations.extend(separation_of(&record.finding));
        }
    }
    separations.sort_by(f64::total_cmp);
    let inside = trials.total() - trials.outside;
    let enough = trials.decided() > 0 && 2 * trials.decided() >= inside;
    let violated_share = trials.violated as f64 / trials.decided().max(1) as f64;
    let (done, verdict) = match arm.must {
        Must::BeViolated => {
            let done = enough && violated_share >= REJECTED_SHARE;
            let verdict =
                if done || trials.violated > 0 { VerdictKind::Violated } else { by_counts(card, &trials) };
            (done, verdict)
        }
        Must::StayOutside => {
            (trials.total() > 0 && trials.outside == trials.total(), by_counts(card, &trials))
        }
        Must::Hold => {
            let verdict = by_counts(card, &trials);
            (verdict == VerdictKind::Holds, verdict)
        }
    };
    ControlVerdict {
        name: arm.name.clone(),
        must: arm.must,
        rejected: done,
        verdict,
        trials,
        separation: quantile(&separations, 0.05),
        powerless: single && !done && trials.decided() == 0,
    }
}

/// The verdict that counts of trials give under a card's caps.
pub(super) fn by_counts(card: &Card, trials: &Counts) -> VerdictKind {
    let total = trials.total() as f64;
    let inside = total - trials.outside as f64;
    if trials.violated > 0 {
        VerdictKind::Violated
    } else if trials.total() == 0 {
        VerdictKind::Inconclusive
    } else if trials.outside as f64 > card.outside_cap * total && trials.outside > 0 {
        VerdictKind::OutsideHypotheses
    } else if trials.inconclusive as f64 > card.undecided_cap * inside || trials.passed == 0 {
        VerdictKind::Inconclusive
    } else {
        VerdictKind::Holds
    }
}
