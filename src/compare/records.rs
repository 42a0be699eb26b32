//! Two record files, each judged again.

use super::change::{Changes, Move, Sort};
use crate::judge::{Duty, Judged, duty_of_claim, duty_of_control};
use crate::record::file::Recorded;
use crate::record::{Card, ControlVerdict, Counts, Finding, Miss, Must, Record, Sense, THEOREM, Verdict};
use std::collections::BTreeMap;

/// What has changed from one record file to another: verdicts and controls, and, of runs of the same seed, profile and data, the
/// measured values that moved by more than their budgets.
pub fn records(old: &Recorded, new: &Recorded) -> Changes {
    let (before, after) = (Judged::of(old), Judged::of(new));
    let mut changes = Changes::default();
    let of = |judged: &'_ Judged, id: &str| judged.verdicts.iter().position(|verdict| verdict.id == id);
    for (card, verdict) in before.claims() {
        match of(&after, &verdict.id) {
            Some(at) => {
                changes.common += 1;
                let single = [before.single(), after.single()];
                claim(&mut changes, [card, &after.cards[at]], [verdict, &after.verdicts[at]], single);
            }
            None => {
                let declined = after.declined.iter().find(|(id, _)| *id == verdict.id);
                let why = declined.map(|(_, why)| format!("not put to the test: {why}")).unwrap_or_default();
                changes.add(Sort::Gone, &verdict.id, &verdict.verdict.to_string(), &why);
            }
        }
    }
    for verdict in after.verdicts.iter().filter(|verdict| of(&before, &verdict.id).is_none()) {
        let expected = if verdict.as_expected { "as expected" } else { "NOT as expected" };
        changes.add(Sort::New, &verdict.id, "", &format!("{}, {expected}", verdict.verdict));
    }
    match other_run(old, new) {
        Some(why) => changes.notes.push(format!("{why}: compared claim by claim, not trial by trial")),
        None => values(&mut changes, &old.records, &new.records),
    }
    changes.in_order()
}

/// In what two runs differ, so that the same index is another problem or another set of trials.
fn other_run(old: &Recorded, new: &Recorded) -> Option<String> {
    let (a, b) = (&old.plan, &new.plan);
    let data = |data: &Option<String>| data.clone().unwrap_or("generated populations".to_string());
    [
        ("seeds", a.seed.to_string(), b.seed.to_string()),
        ("profiles", a.profile.clone(), b.profile.clone()),
        ("data", data(&a.data), data(&b.data)),
    ]
    .into_iter()
    .find(|(_, a, b)| a != b)
    .map(|(what, a, b)| format!("other {what} ({a}; {b})"))
}

/// How a duty that is done better or worse is sorted; `None` where nothing has changed.
fn sorted(old: Duty, new: Duty, same: bool) -> Option<Sort> {
    let rank = |duty| match duty {
        Duty::Failed => 0,
        Duty::Silent => 1,
        Duty::Done => 2,
    };
    match rank(new).cmp(&rank(old)) {
        std::cmp::Ordering::Less => Some(Sort::Worse),
        std::cmp::Ordering::Greater => Some(Sort::Better),
        std::cmp::Ordering::Equal => (!same).then_some(Sort::Changed),
    }
}

fn claim(changes: &mut Changes, cards: [&Card; 2], verdicts: [&Verdict; 2], single: [bool; 2]) {
    let [old, new] = verdicts;
    let words = |verdict: &Verdict| match (verdict.as_expected, &verdict.why) {
        (true, _) => format!("{}, as expected", verdict.verdict),
        (false, None) => format!("{}, NOT as expected", verdict.verdict),
        (false, Some(why)) => format!("{}, NOT as expected ({why})", verdict.verdict),
    };
    let same = old.verdict == new.verdict && old.expected == new.expected;
    let [done, does] = [duty_of_claim(old, single[0]), duty_of_claim(new, single[1])];
    if let Some(sort) = sorted(done, does, same) {
        changes.add(sort, &old.id, &words(old), &words(new));
    }
    for (what, share, cap) in [
        ("undecided", undecided as fn(&Counts) -> f64, (|card| card.undecided_cap) as fn(&Card) -> f64),
        ("outside the hypotheses", outside, |card| card.outside_cap),
    ] {
        let [a, b] = verdicts.map(|verdict| share(&verdict.trials));
        if a <= cap(cards[0]) && b > cap(cards[1]) {
            let [a, b] = [a, b].map(|share| format!("{:.1} %", 100.0 * share));
            let cap = 100.0 * cap(cards[1]);
            changes.add(
                Sort::Worse,
                format!("{}: trials {what}", old.id),
                &a,
                &format!("{b}, {cap} % allowed"),
            );
        }
    }
    for control in &old.controls {
        let name = format!("{}: {}", old.id, control.name);
        match new.controls.iter().find(|other| other.name == control.name) {
            Some(other) => self::control(changes, name, [control, other], single),
            None => changes.add(Sort::Gone, name, control.must.outcome(control.rejected), ""),
        }
    }
    for control in &new.controls {
        if !old.controls.iter().any(|other| other.name == control.name) {
            changes.add(
                Sort::New,
                format!("{}: {}", new.id, control.name),
                "",
                control.must.outcome(control.rejected),
            );
        }
    }
}

fn undecided(trials: &Counts) -> f64 {
    share(trials.inconclusive, trials.total() - trials.outside)
}

fn outside(trials: &Counts) -> f64 {
    share(trials.outside, trials.total())
}

fn share(count: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

fn control(changes: &mut Changes, name: String, controls: [&ControlVerdict; 2], single: [bool; 2]) {
    let [old, new] = controls;
    let words = |control: &ControlVerdict| {
        let away =
            control.power.map(|power| format!(", {:.1e} budgets away", power.separation)).unwrap_or_default();
        format!("{}{away}", control.must.outcome(control.rejected))
    };
    let weak = |control: &ControlVerdict| {
        control.must == Must::BeViolated && control.power.is_some_and(|power| power.weak)
    };
    let same = old.rejected == new.rejected;
    let duty = sorted(duty_of_control(old, single[0]), duty_of_control(new, single[1]), same);
    // A control whose claim says why it is weak does its duty; that it became so is for the worse all the same.
    let sort = duty.or(match (weak(old), weak(new)) {
        (false, true) => Some(Sort::Worse),
        (true, false) => Some(Sort::Better),
        _ => None,
    });
    if let Some(sort) = sort {
        changes.add(sort, name, &words(old), &words(new));
    }
}

/// The comparisons of one name, over all arms and problems of a claim.
#[derive(Default)]
struct Of {
    moved: u64,
    all: u64,
    /// By how many budgets the worst moved, and how.
    worst: Option<(f64, Move)>,
    for_the_worse: bool,
}

/// The measured values that moved by more than their budgets, on the same problems.
fn values(changes: &mut Changes, old: &[Record], new: &[Record]) {
    let mut names: BTreeMap<(&str, String), Of> = BTreeMap::new();
    let (mut alone, mut other_data, mut other_form) = (0, 0, 0);
    let mut a = old.iter().peekable();
    let mut b = new.iter().peekable();
    // Both are in the order of their places.
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.place().cmp(&y.place()) {
            std::cmp::Ordering::Less => {
                a.next();
            }
            std::cmp::Ordering::Greater => {
                b.next();
            }
            std::cmp::Ordering::Equal => {
                let (misses, others) = (x.finding.misses(), y.finding.misses());
                let same_names =
                    misses.iter().map(|miss| &miss.name).eq(others.iter().map(|miss| &miss.name));
                if x.problem.sha256 != y.problem.sha256 {
                    other_data += 1;
                } else if !same_names {
                    other_form += 1;
                } else {
                    for (miss, other) in misses.iter().zip(&others) {
                        changes.numbers += 1;
                        let of = names.entry((&x.claim, miss.name.to_string())).or_default();
                        compared(of, x, miss, other);
                    }
                }
                a.next();
                b.next();
                continue;
            }
        }
        alone += 1;
    }
    alone += (a.count() + b.count()) as u64;
    for ((claim, name), of) in names {
        if let Some((_, by)) = of.worst {
            let by = Move { moved: of.moved, of: of.all, ..by };
            changes.add_move(format!("{claim}: {name}"), of.for_the_worse, by);
        }
    }
    changes.note(alone, "trials in one of the two alone");
    changes.note(other_data, "trials on other data under the same index, not compared");
    changes.note(other_form, "trials that found something of another form, not compared");
}

fn compared(of: &mut Of, record: &Record, old: &Miss, new: &Miss) {
    of.all += 1;
    let distance = (new.measured - old.measured).abs();
    let budget = old.budget.total().max(new.budget.total());
    // Two numbers that are no numbers are the same; one is not.
    let budgets = match distance.is_nan() {
        true if old.measured.is_nan() && new.measured.is_nan() => 0.0,
        true => f64::MAX,
        false if distance == 0.0 => 0.0,
        false => (distance / budget).min(f64::MAX),
    };
    if budgets <= 1.0 {
        return;
    }
    of.moved += 1;
    // An inequality has a budget for its rounding alone: one that is kept before and after may move.
    let kept = old.sense != Sense::Equals && !old.over_budget() && !new.over_budget();
    of.for_the_worse |= !kept;
    if of.worst.as_ref().is_none_or(|(worst, _)| budgets > *worst) {
        let Record { arm, family, index, .. } = record;
        let arm = if arm == THEOREM { String::new() } else { format!("{arm}, ") };
        let at = Some(format!("{arm}{family} #{index}"));
        let quantity = Some(quantity(&record.finding, old));
        let (old, new) = (old.measured, new.measured);
        of.worst = Some((budgets, Move { quantity, at, old, new, budgets: Some(budgets), moved: 0, of: 0 }));
    }
}

fn quantity(finding: &Finding, miss: &Miss) -> &'static str {
    match finding {
        Finding::Rate { exponents, .. } if exponents.iter().any(|exponent| exponent.name == miss.name) => {
            "exponent"
        }
        _ if miss.sense != Sense::Equals => "bound",
        _ => "constant",
    }
}
