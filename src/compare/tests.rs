//! What counts as a change, on records and tables made by hand.

use super::{Changes, Sort, records, snapshots};
use crate::record::file::Recorded;
use crate::record::{
    ArmCard, Basis, Budget, Card, Clock, Comparison, Finding, Kind, LimitBudget, Must, Plan, ProblemNote,
    Quantifier, Record, SCHEMA, Sense, Stop, THEOREM, VerdictKind,
};
use std::collections::BTreeMap;

/// The prediction is 1, the budget 1e-3.
fn limit(measured: f64) -> Finding {
    let budget = Budget { remainder: 1e-3, ..Budget::default() };
    let leg = Comparison {
        name: "observable".to_string(),
        log_time: None,
        clock: Clock::Flow,
        sense: Sense::Equals,
        measured,
        predicted: 1.0,
        miss: (measured - 1.0).abs(),
        allowed: LimitBudget { budget, resolution: Some(1.0) },
    };
    Finding::Limit { legs: vec![leg] }
}

fn record(claim: &str, arm: &str, index: u64, finding: Finding) -> Record {
    Record {
        claim: claim.to_string(),
        arm: arm.to_string(),
        family: "planted".to_string(),
        index,
        problem: ProblemNote { n: 1, d: 1, sha256: format!("{index}"), from: String::new() },
        hypotheses: Vec::new(),
        finding,
        facts: BTreeMap::new(),
        certificates: Vec::new(),
        series: Vec::new(),
        picture: None,
    }
}

/// Claims of one arm and one control each, on two problems that measure these values.
fn run(claims: &[(&str, [f64; 2], [f64; 2])]) -> Recorded {
    let card = |id: &str| {
        let arm = |name: &str, must| ArmCard { name: name.to_string(), must, weak_because: None };
        Card {
            id: id.to_string(),
            title: String::new(),
            text: String::new(),
            sentence: None,
            mended: None,
            kind: Kind::Limit,
            basis: Basis::Paper,
            quantifier: Quantifier::Every,
            expected: VerdictKind::Holds,
            arms: vec![arm(THEOREM, Must::Hold), arm("another law", Must::BeViolated)],
            undecided_cap: 0.5,
            outside_cap: 0.0,
            design: None,
            chance: None,
        }
    };
    let mut all = Vec::new();
    for (id, theorem, control) in claims {
        for (arm, values) in [("another law", control), (THEOREM, theorem)] {
            all.extend((0..).zip(values).map(|(index, value)| record(id, arm, index, limit(*value))));
        }
    }
    let plan = Plan {
        schema: SCHEMA,
        version: String::new(),
        seed: 0,
        profile: "quick".to_string(),
        data: None,
        cards: claims.iter().map(|(id, ..)| card(id)).collect(),
    };
    Recorded { plan, records: all, closing: None }
}

fn seen(changes: &Changes) -> Vec<(Sort, bool, &str)> {
    changes.changes.iter().map(|change| (change.sort, change.for_the_worse, change.what.as_str())).collect()
}

const FINE: ([f64; 2], [f64; 2]) = ([1.0, 1.0], [1.5, 1.5]);

#[test]
fn nothing_has_changed_where_values_move_within_their_budgets() {
    let (old, new) =
        (run(&[("a.b.c", FINE.0, FINE.1)]), run(&[("a.b.c", [1.0 + 9e-4, 1.0], [1.5 + 9e-4, 1.5])]));
    for (old, new) in [(&old, &old), (&old, &new), (&new, &old)] {
        let changes = records(old, new);
        assert_eq!((seen(&changes), changes.common, changes.numbers), (Vec::new(), 1, 4));
        assert!(!changes.for_the_worse() && changes.notes.is_empty());
    }
}

#[test]
fn verdicts_controls_and_claims_are_sorted_worse_first() {
    let old =
        run(&[("a.b.c", FINE.0, FINE.1), ("a.b.gone", FINE.0, FINE.1), ("a.b.mended", [2.0, 1.0], FINE.1)]);
    let new = run(&[
        ("a.b.c", [1.0, 1.2], [1.0, 1.0]),
        ("a.b.mended", FINE.0, FINE.1),
        ("a.b.new", FINE.0, FINE.1),
    ]);
    let changes = records(&old, &new);
    assert_eq!(
        seen(&changes),
        [
            (Sort::Worse, true, "a.b.c"),
            (Sort::Worse, true, "a.b.c: another law"),
            (Sort::Moved, true, "a.b.c: observable"),
            (Sort::Moved, true, "a.b.mended: observable"),
            (Sort::New, false, "a.b.new"),
            (Sort::Gone, true, "a.b.gone"),
            (Sort::Better, false, "a.b.mended"),
        ]
    );
    assert_eq!(changes.changes[0].old, "holds, as expected");
    assert!(changes.changes[0].new.starts_with("violated, NOT as expected (planted #1: "));
    let by = changes.changes[2].by.as_ref().unwrap();
    // Three of four comparisons moved; a control's by half, which is 500 budgets.
    assert_eq!(
        (by.moved, by.of, by.quantity, by.at.as_deref()),
        (3, 4, Some("constant"), Some("another law, planted #0"))
    );
    assert!((by.budgets.unwrap() - 500.0).abs() < 1e-9 && by.old == 1.5 && by.new == 1.0);
    // The other way round what was worse is better, and the claim that was new is gone.
    let back = records(&new, &old);
    assert!(
        back.changes.iter().any(|change| change.sort == Sort::Better && change.what == "a.b.c: another law")
    );
}

#[test]
fn a_control_that_comes_too_near_to_the_truth_is_a_change_for_the_worse() {
    let (far, near) = (run(&[("a.b.c", FINE.0, [1.5, 1.5])]), run(&[("a.b.c", FINE.0, [1.004, 1.004])]));
    let changes = records(&far, &near);
    assert_eq!(seen(&changes)[0], (Sort::Worse, true, "a.b.c: another law"));
    assert!(changes.changes[0].new.contains("4.0e0 budgets away"), "{:?}", changes.changes[0]);
    let excused = |mut recorded: Recorded| {
        recorded.plan.cards[0].arms[1].weak_because = Some("a reason".to_string());
        recorded
    };
    let changes = records(&excused(far), &excused(near));
    assert_eq!(
        seen(&changes)[0],
        (Sort::Worse, true, "a.b.c: another law"),
        "excused, and weaker all the same"
    );
}

#[test]
fn a_share_of_undecided_trials_above_its_cap_is_named() {
    let old = run(&[("a.b.c", FINE.0, FINE.1)]);
    let mut new = old.clone();
    for record in new.records.iter_mut().filter(|record| record.arm == THEOREM) {
        record.finding = Finding::Stopped { why: Stop::Undecided { why: "too short".to_string() } };
    }
    let changes = records(&old, &new);
    assert_eq!(
        seen(&changes),
        [(Sort::Worse, true, "a.b.c"), (Sort::Worse, true, "a.b.c: trials undecided")]
    );
    assert_eq!(
        (changes.changes[1].old.as_str(), changes.changes[1].new.as_str()),
        ("0.0 %", "100.0 %, 50 % allowed")
    );
    assert_eq!(changes.notes, ["trials that found something of another form, not compared: 2"]);
}

#[test]
fn other_seeds_and_other_data_are_compared_claim_by_claim() {
    let old = run(&[("a.b.c", FINE.0, FINE.1)]);
    let mut new = run(&[("a.b.c", [0.9995, 1.0], [2.5, 3.5])]);
    new.plan.seed = 1;
    let changes = records(&old, &new);
    assert_eq!((seen(&changes), changes.numbers), (Vec::new(), 0));
    assert_eq!(changes.notes, ["other seeds (0; 1): compared claim by claim, not trial by trial"]);
    // The same place on other data is no trial to be compared with.
    new.plan.seed = 0;
    new.records.iter_mut().for_each(|record| record.problem.sha256 = "another".to_string());
    let changes = records(&old, &new);
    assert_eq!((seen(&changes), changes.numbers), (Vec::new(), 0));
    assert_eq!(changes.notes, ["trials on other data under the same index, not compared: 4"]);
    new.records.truncate(1);
    assert!(records(&old, &new).notes.contains(&"trials in one of the two alone: 3".to_string()));
}

const RATES: &str = "---\nsource: here\n---\n\
iris, logistic loss: 100 rows
  eta          0.010000000
        t          ||w||        1 - cos         budget
        1     0.50000000     0.25000000   1.0000000e-3
      100      2.0000000     0.12500000   1.0000000e-3
";

#[test]
fn a_number_of_a_table_is_named_by_its_section_line_and_column() {
    assert_eq!(snapshots(RATES, RATES), snapshots(RATES, &RATES.replace("0.25000000", "0.25000001")));
    let changes =
        snapshots(RATES, &RATES.replace("0.010000000", "0.020000000").replace("0.12500000", "0.12750000"));
    assert_eq!(
        seen(&changes),
        [
            (Sort::Moved, true, "iris, logistic loss: 100 rows: eta"),
            (Sort::Moved, true, "iris, logistic loss: 100 rows: 100, 1 - cos"),
        ]
    );
    let by = |at: usize| changes.changes[at].by.as_ref().unwrap();
    assert_eq!((by(0).old, by(0).new, by(0).budgets, by(0).relative()), (0.01, 0.02, None, Some(1.0)));
    assert!((by(1).budgets.unwrap() - 2.5).abs() < 1e-9 && (by(1).relative().unwrap() - 0.02).abs() < 1e-9);
    // Within what the line allows nothing has moved; a line that is gone counts, a new one does not.
    let within = snapshots(RATES, &RATES.replace("0.12500000", "0.12550000"));
    assert_eq!((seen(&within), within.notes.len()), (Vec::new(), 1));
    let shorter = RATES.rsplit_once("      100").unwrap().0;
    assert_eq!(seen(&snapshots(RATES, shorter)), [(Sort::Gone, true, "iris, logistic loss: 100 rows: 100")]);
    assert!(!snapshots(shorter, RATES).for_the_worse());
    assert_eq!(
        seen(&snapshots(RATES, &RATES.replace("1.0000000e-3\n      100", "2.0000000e-3\n      100"))),
        [(Sort::Moved, false, "iris, logistic loss: 100 rows: 1, budget")]
    );
}

const VERDICTS: &str = "\
a.thm1.x                     limit      paper    expected holds found holds
    rejected     1/t^2 law
    kept out     overlapping data, gated
a.thm2.y                     limit      paper    expected violated found violated
    holds        the mended sentence
";

#[test]
fn words_of_a_table_of_verdicts_are_better_or_worse() {
    let changed = |from: &str, to: &str| {
        assert!(VERDICTS.contains(from));
        let new = VERDICTS.replace(from, to);
        let seen = |changes: &Changes| -> Vec<(Sort, String)> {
            changes.changes.iter().map(|change| (change.sort, change.what.clone())).collect()
        };
        (seen(&snapshots(VERDICTS, &new)), seen(&snapshots(&new, VERDICTS)))
    };
    for (from, to, what) in [
        ("rejected     1/t^2", "NOT REJECTED 1/t^2", "a.thm1.x: 1/t^2 law"),
        ("kept out  ", "LET IN    ", "a.thm1.x: overlapping data, gated"),
        ("holds        the", "DOES NOT HOLD the", "a.thm2.y: the mended sentence"),
        ("found holds", "found violated", "a.thm1.x"),
        ("found violated", "found inconclusive", "a.thm2.y"),
    ] {
        let (there, back) = changed(from, to);
        assert_eq!(there, [(Sort::Worse, what.to_string())]);
        assert_eq!(back, [(Sort::Better, what.to_string())]);
    }
    assert_eq!(
        changed("limit      paper    expected v", "rate       paper    expected v").0[0].0,
        Sort::Changed
    );
}

#[test]
fn more_errors_in_a_table_of_rates_are_worse() {
    let old = "a.thm1.x over 2 seeds\n    theorem      false alarms 0 of 8, suites 0 of 2, at most 1e-1 budgets\n    \
               a law        missed 0 of 7, suites 0 of 2, 5 % within 1e15 budgets\n";
    let sorts = |from: &str, to: &str| {
        let changes = snapshots(old, &old.replacen(from, to, 1));
        changes.changes.iter().map(|change| (change.sort, change.what.clone())).collect::<Vec<_>>()
    };
    assert_eq!(sorts("alarms 0 of 8", "alarms 1 of 8"), [(Sort::Worse, "a.thm1.x: theorem".to_string())]);
    assert_eq!(sorts("missed 0 of 7", "missed 1 of 7"), [(Sort::Worse, "a.thm1.x: a law".to_string())]);
    assert_eq!(sorts("1e15", "1e14"), [(Sort::Changed, "a.thm1.x: a law".to_string())]);
    assert_eq!(snapshots(&old.replace("missed 0", "missed 1"), old).changes[0].sort, Sort::Better);
    // A name as long as its column leaves one space before the count.
    let long = old.replace("a law        missed", "a longer law missed");
    let changes = snapshots(&long, &long.replace("missed 0", "missed 1"));
    assert_eq!(seen(&changes), [(Sort::Worse, true, "a.thm1.x: a longer law")]);
}
