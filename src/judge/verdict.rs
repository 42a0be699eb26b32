//! Verdicts of claims, and of the whole suite.

use super::control::{by_counts, control, counts};
use super::distribution::{Cells, tests_of};
use super::outcome::{is_open, outcome_of};
use crate::record::{
    Card, Confidence, Finding, Miss, Outcome, Quantifier, Record, Residual, Sense, THEOREM, TestVerdict,
    Verdict, VerdictKind, Worst,
};
use crate::statistics::{clopper_pearson_lower, clopper_pearson_upper};
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
            verdict(card, &of(THEOREM), single, &of)
        })
        .collect()
}

fn verdict<'a>(
    card: &Card,
    theorem: &[&'a Record],
    single: bool,
    of: &dyn Fn(&str) -> Vec<&'a Record>,
) -> Verdict {
    let tests = tests_of(card, theorem, Cells::All);
    let trials = counts(theorem, &tests);
    let mut worst: BTreeMap<String, (f64, Worst)> = BTreeMap::new();
    let mut reasons = Reasons::new();
    for record in theorem {
        let outcome = outcome_of(&record.finding);
        let mut because = |why: String| {
            let times = u64::from(outcome == Outcome::Undecided);
            *reasons.entry((Outcome::Undecided, why)).or_default() += times;
        };
        for miss in record.finding.misses() {
            if !miss.decided() {
                because(format!("{}: the budget hides the nearest falsehood", miss.name));
                continue;
            }
            let nearer =
                worst.get(miss.name.as_ref()).is_none_or(|(separation, _)| miss.separation() > *separation);
            if nearer {
                worst.insert(miss.name.to_string(), (miss.separation(), seen(record, &miss)));
            }
        }
        match &record.finding {
            Finding::Selection { .. } => because("two answers lie too near to each other".to_string()),
            Finding::Stationarity { residuals } => {
                residuals.iter().filter(|residual| is_open(residual)).for_each(|r| because(open_residual(r)));
            }
            Finding::Stopped { why } => *reasons.entry((outcome, why.to_string())).or_default() += 1,
            _ => {}
        }
    }
    reasons.retain(|_, times| *times > 0);
    let mut reached = by_counts(card, &trials, &tests);
    let mut why = (reached != VerdictKind::Holds)
        .then(|| explain(reached, theorem, &tests, &reasons, single))
        .flatten();
    // "Almost every" allows exceptions: one data set of the user's may be one.
    if single && card.quantifier == Quantifier::AlmostEvery && reached == VerdictKind::Violated {
        reached = VerdictKind::Inconclusive;
        why = why.map(|found| format!("an exception, which \"almost every\" allows: {found}"));
    }
    let controls: Vec<_> =
        card.arms.iter().skip(1).map(|arm| control(card, arm, &of(&arm.name), single)).collect();
    let deterministic = card.design.is_none();
    let confidence = (!single && deterministic && trials.decided() > 0).then(|| Confidence {
        method: "Clopper-Pearson".to_string(),
        level: CONFIDENCE,
        share_at_least: clopper_pearson_lower(trials.passed, trials.decided(), CONFIDENCE),
        exceedance: trials.violated as f64 / trials.decided() as f64,
        exceedance_at_most: clopper_pearson_upper(trials.violated, trials.decided(), CONFIDENCE),
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
        tests,
        price: card.price(trials.decided()),
        controls,
    }
}

fn seen(record: &Record, miss: &Miss) -> Worst {
    Worst {
        at: (record.family.clone(), record.index),
        sense: miss.sense,
        measured: miss.measured,
        predicted: miss.predicted,
        miss: miss.miss,
        budget: miss.budget,
    }
}

/// How often each reason is why a trial came to nothing, by what it came to.
type Reasons = BTreeMap<(Outcome, String), u64>;

fn open_residual(residual: &Residual) -> String {
    let (name, freedom, active) = (&residual.name, residual.freedom, residual.active);
    if residual.is_vacuous() {
        format!("{name}: vacuous, {active} multipliers for {freedom} dimensions")
    } else {
        format!("{name}: what the run may still lose is not small enough")
    }
}

fn explain(
    reached: VerdictKind,
    theorem: &[&Record],
    tests: &[TestVerdict],
    reasons: &Reasons,
    single: bool,
) -> Option<String> {
    if reached == VerdictKind::Violated {
        let alarmed = tests.iter().filter(|test| test.alarm);
        if let Some(test) = alarmed.min_by(|a, b| a.p_value.total_cmp(&b.p_value)) {
            return Some(format!(
                "{}: {} of {} draws of {}, claimed {:.6}, p = {:.1e}, allowed from {:.1e} on",
                test.name, test.successes, test.draws, test.family, test.null, test.p_value, test.price
            ));
        }
        let record = theorem.iter().find(|r| outcome_of(&r.finding) == Outcome::Violated)?;
        let place = if single { String::new() } else { format!("{} #{}: ", record.family, record.index) };
        return Some(format!("{place}{}", violation(&record.finding)?));
    }
    let short = |test: &TestVerdict| {
        let TestVerdict { name, draws, family, planned, .. } = test;
        format!("{name}: {draws} draws of {family}, the test is made with {planned} or more")
    };
    if let (VerdictKind::Inconclusive, Some(test)) = (reached, tests.iter().find(|test| !test.decided)) {
        return Some(short(test));
    }
    // A verdict is explained by the trials that led to it, if there are any.
    let led = if reached == VerdictKind::OutsideHypotheses { Outcome::Outside } else { Outcome::Undecided };
    let ((_, why), times) = reasons.iter().max_by_key(|((outcome, _), times)| (*outcome == led, **times))?;
    Some(if *times > 1 { format!("{why} (and {} more)", times - 1) } else { why.clone() })
}

fn violation(finding: &Finding) -> Option<String> {
    match finding {
        Finding::Selection { candidates, .. } => candidates
            .iter()
            .min_by(|a, b| a.distance.total_cmp(&b.distance))
            .map(|c| format!("nearest to {} (distance {:.3e})", c.name, c.distance)),
        Finding::Stopped { why } => Some(why.to_string()),
        _ => {
            let misses = finding.misses();
            let over = misses.iter().filter(|miss| miss.decided() && miss.over_budget());
            let worst = over.max_by(|a, b| a.separation().total_cmp(&b.separation()))?;
            let against = match worst.sense {
                Sense::Equals => "predicted",
                Sense::AtMost => "where it is to be at most",
                Sense::AtLeast => "where it is to be at least",
            };
            Some(format!(
                "{}: measured {:.6e}, {against} {:.6e}, off by {:.1e}, allowed {:.1e}",
                worst.name,
                worst.measured,
                worst.predicted,
                worst.miss,
                worst.budget.total()
            ))
        }
    }
}
