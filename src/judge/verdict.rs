//! Verdicts of claims, and of the whole suite.

use super::control::{by_counts, control};
use super::outcome::outcome_of;
use crate::record::{
    Card, Confidence, Counts, Finding, Must, Outcome, Quantifier, Record, Sense, Stop, Verdict, VerdictKind,
    Worst,
};
use crate::statistics::clopper_pearson_lower;
use std::collections::BTreeMap;

/// Level of the bound on the share of data sets that pass.
const CONFIDENCE: f64 = 0.95;

/// The verdicts on the cards' claims, in the cards' order. `single`: one data set of the user's stands for the
/// populations, so that nothing is said about other data sets.
pub fn judge(cards: &[Card], records: &[Record], single: bool) -> Vec<Verdict> {
    let mut by_arm: BTreeMap<(&str, &str), Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_arm.entry((&record.claim, &record.arm)).or_default().push(record);
    }
    cards
        .iter()
        .map(|card| {
            let of = |arm: &str| by_arm.get(&(card.id.as_str(), arm)).cloned().unwrap_or_default();
            verdict(card, &of("theorem"), single, &of)
        })
        .collect()
}

fn verdict<'a>(
    card: &Card,
    theorem: &[&'a Record],
    single: bool,
    of: &dyn Fn(&str) -> Vec<&'a Record>,
) -> Verdict {
    let mut trials = Counts::default();
    let mut worst: BTreeMap<String, (f64, Worst)> = BTreeMap::new();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for record in theorem {
        let outcome = outcome_of(&record.finding);
        trials.add(outcome);
        match &record.finding {
            Finding::Compared { comparisons } => {
                for comparison in comparisons {
                    if outcome == Outcome::Undecided && !comparison.decided() {
                        *reasons
                            .entry(format!("{}: the budget hides the nearest falsehood", comparison.name))
                            .or_default() += 1;
                    }
                    let seen = (
                        comparison.separation(),
                        Worst {
                            at: (record.family.clone(), record.index),
                            sense: comparison.sense,
                            measured: comparison.measured,
                            predicted: comparison.predicted,
                            miss: comparison.miss,
                            budget: comparison.budget,
                        },
                    );
                    if comparison.decided() && worst.get(&comparison.name).is_none_or(|(s, _)| seen.0 > *s) {
                        worst.insert(comparison.name.clone(), seen);
                    }
                }
            }
            Finding::Chose { candidates, budget } => {
                for candidate in candidates.iter().filter(|c| c.claimed) {
                    let separation = candidate.distance / budget.total().max(f64::MIN_POSITIVE);
                    let name = format!("distance to {}", candidate.name);
                    if worst.get(&name).is_none_or(|(s, _)| separation > *s) {
                        let at = (record.family.clone(), record.index);
                        let seen = Worst {
                            at,
                            sense: Sense::Equals,
                            measured: candidate.distance,
                            predicted: 0.0,
                            miss: candidate.distance,
                            budget: *budget,
                        };
                        worst.insert(name, (separation, seen));
                    }
                }
            }
            Finding::Stopped { why } => *reasons.entry(reason(why)).or_default() += 1,
        }
    }
    let mut reached = by_counts(card, &trials);
    let mut why =
        (reached != VerdictKind::Holds).then(|| explain(reached, theorem, &reasons, single)).flatten();
    // "Almost every" allows exceptions: one data set of the user's may be one.
    if single && card.quantifier == Quantifier::AlmostEvery && reached == VerdictKind::Violated {
        reached = VerdictKind::Inconclusive;
        why = why.map(|found| format!("an exception, which \"almost every\" allows: {found}"));
    }
    let controls: Vec<_> =
        card.arms.iter().skip(1).map(|arm| control(card, arm, &of(&arm.name), single)).collect();
    let confidence = (!single && trials.decided() > 0).then(|| Confidence {
        method: "Clopper-Pearson".to_string(),
        level: CONFIDENCE,
        share_at_least: clopper_pearson_lower(trials.passed, trials.decided(), CONFIDENCE),
    });
    Verdict {
        id: card.id.clone(),
        paper: card.paper().to_string(),
        kind: card.kind,
        expected: card.expected,
        verdict: reached,
        // A sentence that is false of data sets in general may be true of one.
        as_expected: reached == card.expected
            || (single && card.expected == VerdictKind::Violated && reached == VerdictKind::Holds),
        why,
        trials,
        confidence,
        worst: worst.into_iter().map(|(name, (_, worst))| (name, worst)).collect(),
        controls,
    }
}

fn reason(why: &Stop) -> String {
    match why {
        Stop::Outside { hypothesis, found } => format!("{hypothesis}: {found}"),
        Stop::Undecided { why } => why.clone(),
        Stop::Diverged { log_time } => format!("the run left the finite numbers at log time {log_time}"),
        Stop::Interrupted => "interrupted".to_string(),
    }
}

fn explain(
    reached: VerdictKind,
    theorem: &[&Record],
    reasons: &BTreeMap<String, u64>,
    single: bool,
) -> Option<String> {
    if reached == VerdictKind::Violated {
        let record = theorem.iter().find(|r| outcome_of(&r.finding) == Outcome::Violated)?;
        let name = match &record.finding {
            Finding::Compared { comparisons } => comparisons
                .iter()
                .filter(|c| c.decided() && c.over_budget())
                .max_by(|a, b| a.separation().total_cmp(&b.separation()))
                .map(|c| {
                    let against = match c.sense {
                        Sense::Equals => "predicted",
                        Sense::AtMost => "where it is to be at most",
                        Sense::AtLeast => "where it is to be at least",
                    };
                    format!(
                        "{}: measured {:.6e}, {against} {:.6e}, off by {:.1e}, allowed {:.1e}",
                        c.name,
                        c.measured,
                        c.predicted,
                        c.miss,
                        c.budget.total()
                    )
                }),
            Finding::Chose { candidates, .. } => candidates
                .iter()
                .min_by(|a, b| a.distance.total_cmp(&b.distance))
                .map(|c| format!("nearest to {} (distance {:.3e})", c.name, c.distance)),
            Finding::Stopped { why } => Some(reason(why)),
        }?;
        let place = if single { String::new() } else { format!("{} #{}: ", record.family, record.index) };
        return Some(format!("{place}{name}"));
    }
    let (why, times) = reasons.iter().max_by_key(|(_, times)| **times)?;
    Some(if *times > 1 { format!("{why} (and {} more)", times - 1) } else { why.clone() })
}

/// The suite in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// Positive controls run: mended forms of a false sentence.
    pub positive_controls: usize,
    /// Positive controls that hold, as they must.
    pub positive_controls_held: usize,
    /// Positive controls that could speak and do not hold.
    pub positive_controls_failed: usize,
}

/// Counts verdicts. On a single data set of the user's a control that did not do its duty has no power there
/// rather than being accepted.
pub fn summarise(verdicts: &[Verdict], single: bool) -> Summary {
    let mut summary = Summary { claims: verdicts.len(), ..Summary::default() };
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
            summary.controls_powerless += usize::from(!control.rejected && single);
            let failed = usize::from(!control.rejected && !single);
            match control.must {
                Must::Hold => summary.positive_controls_failed += failed,
                _ => summary.controls_accepted += failed,
            }
        }
    }
    summary
}
