//! Each kind of finding is judged by its own rule, on records made by hand.

mod simulated;

use crate::judge::{judge, outcome_of, separation_of, summarise};
use crate::record::{
    ArmCard, Basis, BoundBudget, Budget, Candidate, Card, CellCard, Clock, Comparison, DesignCard, Draw,
    Finding, IdentityBudget, Kind, LimitBudget, Must, Outcome, ProblemNote, Quantifier, Record, Residual,
    Sense, Stop, VerdictKind,
};
use std::collections::BTreeMap;

fn comparison<B>(miss: f64, allowed: B) -> Comparison<B> {
    Comparison {
        name: "observable".to_string(),
        log_time: None,
        clock: Clock::Flow,
        sense: Sense::Equals,
        measured: 1.0 + miss,
        predicted: 1.0,
        miss,
        allowed,
    }
}

fn limit(miss: f64, remainder: f64, resolution: f64) -> Finding {
    let budget = Budget { remainder, ..Budget::default() };
    Finding::Limit { legs: vec![comparison(miss, LimitBudget { budget, resolution: Some(resolution) })] }
}

fn bound(excess: f64, rounding: f64) -> Finding {
    let sided = comparison(excess, BoundBudget { reference: 0.0, rounding });
    Finding::Bound { inequalities: vec![Comparison { sense: Sense::AtMost, ..sided }] }
}

fn identity(miss: f64) -> Finding {
    let allowed = IdentityBudget { reference: 1e-15, rounding: 1e-15, resolution: None };
    Finding::Identity { equalities: vec![comparison(miss, allowed)] }
}

fn selection(claimed: f64, other: f64) -> Finding {
    let candidate = |name: &str, distance, claimed| Candidate { name: name.to_string(), distance, claimed };
    let budget = Budget { remainder: 0.01, ..Budget::default() };
    Finding::Selection {
        candidates: vec![candidate("l2", claimed, true), candidate("l1", other, false)],
        budget,
    }
}

fn stationarity(lower: f64, upper: f64, freedom: u64) -> Finding {
    let residual = Residual {
        name: "conditions".to_string(),
        log_time: None,
        clock: Clock::Descent,
        lower,
        upper,
        remainder: 0.01,
        freedom,
        active: 3,
        resolution: Some(0.02),
    };
    Finding::Stationarity { residuals: vec![residual] }
}

fn draw(success: bool, null: f64) -> Finding {
    Finding::Distribution { draw: Draw { name: "heads".to_string(), success, null } }
}

#[test]
fn a_comparison_is_held_violated_or_too_blunt() {
    let cases = [
        (limit(0.9e-3, 1e-3, 1e-2), Outcome::Held),
        (limit(1.1e-3, 1e-3, 1e-2), Outcome::Violated),
        // A budget above the resolution would hide the nearest falsehood: nothing is said, however small the miss.
        (limit(0.0, 1e-3, 0.9e-3), Outcome::Undecided),
        (limit(f64::NAN, 1e-3, 1e-2), Outcome::Violated),
        (bound(-1.0, 1e-15), Outcome::Held),
        (bound(0.9e-15, 1e-15), Outcome::Held),
        (bound(1e-3, 1e-15), Outcome::Violated),
        (identity(1e-15), Outcome::Held),
        (identity(1e-14), Outcome::Violated),
        (Finding::Limit { legs: Vec::new() }, Outcome::Undecided),
    ];
    for (finding, expected) in cases {
        assert_eq!(outcome_of(&finding), expected, "{finding:?}");
    }
}

#[test]
fn an_exponent_is_held_only_on_firm_ground() {
    let leg = |miss: f64| {
        let budget = Budget { rounding: 1e-12, ..Budget::default() };
        comparison(miss, LimitBudget { budget, resolution: None })
    };
    let rate = |ground: f64, exponent: f64| Finding::Rate {
        grounds: vec![leg(ground)],
        exponents: vec![leg(exponent)],
    };
    assert_eq!(outcome_of(&rate(0.0, 0.0)), Outcome::Held);
    assert_eq!(outcome_of(&rate(1e-11, 0.0)), Outcome::Violated);
    assert_eq!(outcome_of(&rate(0.0, 1e-11)), Outcome::Violated);
}

#[test]
fn a_selection_needs_the_named_answer_within_the_budget_and_the_others_beyond_it() {
    assert_eq!(outcome_of(&selection(0.005, 0.5)), Outcome::Held);
    assert_eq!(outcome_of(&selection(0.5, 0.005)), Outcome::Violated);
    assert_eq!(outcome_of(&selection(0.2, 0.5)), Outcome::Violated, "nearest, and not reached");
    assert_eq!(outcome_of(&selection(0.005, 0.02)), Outcome::Undecided, "too near to each other");
}

#[test]
fn conditions_that_cannot_fail_say_nothing() {
    assert_eq!(outcome_of(&stationarity(0.0, 0.005, 5)), Outcome::Held);
    assert_eq!(outcome_of(&stationarity(0.5, 0.6, 5)), Outcome::Violated);
    assert_eq!(outcome_of(&stationarity(0.005, 0.6, 5)), Outcome::Undecided, "multipliers not good enough");
    for freedom in [0, 3] {
        assert_eq!(outcome_of(&stationarity(0.0, 0.005, freedom)), Outcome::Undecided, "vacuous");
        assert_eq!(outcome_of(&stationarity(0.5, 0.6, freedom)), Outcome::Undecided, "vacuous");
    }
}

#[test]
fn the_separation_is_the_miss_in_budgets_and_a_run_that_diverges_is_infinitely_far() {
    assert_eq!(separation_of(&limit(0.5, 0.125, 1.0)), Some(4.0));
    assert_eq!(separation_of(&limit(0.5, 0.0, 1.0)), Some(f64::MAX));
    assert_eq!(separation_of(&selection(0.25, 0.0)), Some(25.0));
    assert_eq!(separation_of(&Finding::Stopped { why: Stop::Diverged { log_time: 3.0 } }), Some(f64::MAX));
    assert_eq!(separation_of(&Finding::Stopped { why: Stop::Interrupted }), None);
    assert_eq!(separation_of(&draw(true, 0.5)), None);
}

fn card(kind: Kind, arms: &[(&str, Must)], design: Option<DesignCard>) -> Card {
    let arm =
        |(name, must): &(&str, Must)| ArmCard { name: name.to_string(), must: *must, weak_because: None };
    Card {
        id: "paper.result.what".to_string(),
        title: String::new(),
        text: String::new(),
        sentence: None,
        mended: None,
        kind,
        basis: Basis::Paper,
        quantifier: Quantifier::Every,
        expected: VerdictKind::Holds,
        arms: arms.iter().map(arm).collect(),
        undecided_cap: 0.1,
        outside_cap: 0.0,
        design,
        chance: None,
    }
}

fn records(arm: &str, findings: impl IntoIterator<Item = Finding>) -> Vec<Record> {
    let record = |(index, finding)| Record {
        claim: "paper.result.what".to_string(),
        arm: arm.to_string(),
        family: "coins".to_string(),
        index: index as u64,
        problem: ProblemNote { n: 0, d: 0, sha256: String::new(), from: String::new() },
        hypotheses: Vec::new(),
        finding,
        facts: BTreeMap::new(),
        certificates: Vec::new(),
        series: Vec::new(),
        picture: None,
    };
    findings.into_iter().enumerate().map(record).collect()
}

#[test]
fn one_violation_in_three_hundred_violates_a_theorem_and_its_share_is_bounded_exactly() {
    let card = card(Kind::Limit, &[("theorem", Must::Hold)], None);
    let good = || (0..299).map(|_| limit(0.0, 1e-3, 1e-2));
    let verdict = |findings: Vec<Finding>| {
        judge(std::slice::from_ref(&card), &records("theorem", findings), false).remove(0)
    };
    let all = verdict(good().chain([limit(0.0, 1e-3, 1e-2)]).collect());
    assert_eq!(all.verdict, VerdictKind::Holds);
    let confidence = all.confidence.expect("decided trials");
    // 1 - .05^(1/300), and by symmetry the bound on the share that passes.
    assert!((confidence.exceedance_at_most - 0.009_936_1).abs() < 1e-7, "{confidence:?}");
    assert!((confidence.share_at_least + confidence.exceedance_at_most - 1.0).abs() < 1e-12);
    let one = verdict(good().chain([limit(0.1, 1e-3, 1e-2)]).collect());
    assert_eq!(one.verdict, VerdictKind::Violated);
    assert_eq!(one.confidence.expect("decided trials").exceedance, 1.0 / 300.0);
    assert!(one.why.expect("a reason").contains("#299"), "the trial is named");
}

#[test]
fn nothing_passes_by_vacuity() {
    let card = card(Kind::Limit, &[("theorem", Must::Hold)], None);
    let verdict = |undecided: usize, outside: usize| {
        let blunt = (0..undecided).map(|_| limit(0.0, 1.0, 1e-2));
        let out = || Stop::Outside { hypothesis: "separable".to_string(), found: "gamma = 0".to_string() };
        let gone = (0..outside).map(|_| Finding::Stopped { why: out() });
        let held = (0..100 - undecided - outside).map(|_| limit(0.0, 1e-3, 1e-2));
        judge(std::slice::from_ref(&card), &records("theorem", blunt.chain(gone).chain(held)), false)
            .remove(0)
            .verdict
    };
    assert_eq!(verdict(10, 0), VerdictKind::Holds, "at the cap");
    assert_eq!(verdict(11, 0), VerdictKind::Inconclusive, "over the cap");
    assert_eq!(verdict(0, 1), VerdictKind::OutsideHypotheses, "none allowed");
    assert_eq!(verdict(100, 0), VerdictKind::Inconclusive);
    assert_eq!(
        judge(std::slice::from_ref(&card), &[], false)[0].verdict,
        VerdictKind::Inconclusive,
        "no trials at all"
    );
}

fn with_control(findings: impl IntoIterator<Item = Finding>) -> crate::record::ControlVerdict {
    let card = card(Kind::Limit, &[("theorem", Must::Hold), ("another law", Must::BeViolated)], None);
    let mut all = records("theorem", (0..20).map(|_| limit(0.0, 1e-3, 1e-2)));
    all.extend(records("another law", findings));
    judge(&[card], &all, false).remove(0).controls.remove(0)
}

#[test]
fn a_falsehood_is_weak_below_five_budgets_at_the_twentieth_nearest_problem() {
    let far = |budgets: f64| limit(budgets * 1e-3, 1e-3, 1e-2);
    let strong = with_control((0..100).map(|_| far(6.0)));
    assert!(strong.rejected && !strong.is_weak(), "{strong:?}");
    let weak = with_control((0..100).map(|_| far(4.5)));
    assert!(weak.rejected && weak.is_weak(), "{weak:?}");
    // Six of a hundred below five: the 5 % quantile is one of them. Four of a hundred: it is not.
    let mixed = |near: usize| with_control((0..100).map(|i| far(if i < near { 4.5 } else { 6.0 })));
    assert!(mixed(6).is_weak());
    assert!(!mixed(4).is_weak());
    // A trial that the budget leaves undecided lies near as well: its miss counts.
    let blunt = with_control((0..100).map(|i| if i < 10 { limit(1e-3, 1e-3, 0.5e-3) } else { far(6.0) }));
    assert!(blunt.rejected && blunt.is_weak(), "{blunt:?}");
}

#[test]
fn where_a_falsehood_says_the_same_it_neither_fails_nor_counts() {
    let same = || Finding::Stopped { why: Stop::Coincides { about: "observable".to_string() } };
    let control = with_control((0..100).map(|i| if i < 90 { same() } else { limit(6e-3, 1e-3, 1e-2) }));
    assert!(control.rejected && !control.is_weak(), "{control:?}");
    assert_eq!((control.trials.coincident, control.trials.violated), (90, 10));
    assert_eq!(control.power.expect("ten problems").problems, 10);
    let nowhere = with_control((0..100).map(|_| same()));
    assert!(!nowhere.rejected, "a falsehood that never differs is none");
}

#[test]
fn a_control_that_is_accepted_on_more_than_one_in_twenty_is_not_rejected() {
    let control = |held: usize| {
        with_control((0..100).map(|i| if i < held { limit(0.0, 1e-3, 1e-2) } else { limit(1.0, 1e-3, 1e-2) }))
    };
    assert!(control(5).rejected);
    assert!(!control(6).rejected);
}

fn coins(draws: u64) -> Option<DesignCard> {
    let cell = CellCard { family: "coins".to_string(), null: 0.5, discrepancy: 0.25, draws };
    Some(DesignCard { false_alarm: 1e-9, miss: 1e-6, cells: vec![cell] })
}

#[test]
fn draws_are_judged_together_at_the_price_on_the_card() {
    let card =
        card(Kind::Distribution, &[("theorem", Must::Hold), ("a biased coin", Must::BeViolated)], coins(429));
    let flips = |heads: u64, null: f64| (0..429).map(move |i| draw(i < heads, null));
    let verdict = |heads: u64| {
        let mut all = records("theorem", flips(heads, 0.5));
        all.extend(records("a biased coin", flips(heads, 0.75)));
        judge(std::slice::from_ref(&card), &all, false).remove(0)
    };
    let fair = verdict(214);
    assert_eq!(fair.verdict, VerdictKind::Holds);
    assert_eq!((fair.trials.passed, fair.trials.drawn), (1, 429));
    assert!(fair.confidence.is_none(), "a share of data sets is no matter of a test");
    assert!(fair.controls[0].rejected && fair.controls[0].power.is_none());
    assert_eq!(summarise(&[fair], false).false_alarm_budget, 1e-9);
    // Heads of three quarters: the theorem falls, and the control stands.
    let biased = verdict(322);
    assert_eq!(biased.verdict, VerdictKind::Violated);
    assert!(!biased.controls[0].rejected);
    // The least number of heads that alarms has a two-sided tail of at most 1e-9; one less has more.
    let least =
        (215..429).find(|&heads| verdict(heads).verdict == VerdictKind::Violated).expect("some alarm");
    let p = |heads: u64| verdict(heads).tests[0].p_value;
    assert!(p(least) <= 1e-9 && p(least - 1) > 1e-9, "{least}: {:e}", p(least));
}

#[test]
fn fewer_draws_than_planned_decide_nothing() {
    let card = card(Kind::Distribution, &[("theorem", Must::Hold)], coins(429));
    let all = records("theorem", (0..428).map(|_| draw(true, 0.5)));
    let verdict = judge(&[card], &all, false).remove(0);
    assert_eq!(verdict.verdict, VerdictKind::Inconclusive);
    assert!(!verdict.tests[0].alarm && !verdict.tests[0].decided);
}

#[test]
fn a_cell_without_its_draws_leaves_the_claim_open_however_the_others_came_out() {
    let mut design = coins(429).expect("a design");
    design.cells.push(CellCard { family: "dice".to_string(), ..design.cells[0].clone() });
    let card = card(Kind::Distribution, &[("theorem", Must::Hold)], Some(design));
    let coins = records("theorem", (0..429).map(|i| draw(i % 2 == 0, 0.5)));
    let dice = |draws: usize| {
        let of_dice = |record| Record { family: "dice".to_string(), ..record };
        records("theorem", (0..draws).map(|i| draw(i % 2 == 0, 0.5))).into_iter().map(of_dice)
    };
    for (draws, expected) in
        [(0, VerdictKind::Inconclusive), (428, VerdictKind::Inconclusive), (429, VerdictKind::Holds)]
    {
        let all: Vec<Record> = coins.iter().cloned().chain(dice(draws)).collect();
        assert_eq!(judge(std::slice::from_ref(&card), &all, false)[0].verdict, expected, "{draws} dice");
    }
}

#[test]
fn where_a_claim_leaves_no_chance_one_draw_settles_it() {
    let card = card(Kind::Distribution, &[("theorem", Must::Hold)], coins(10));
    let verdict = |tails: usize| {
        let all = records("theorem", (0..10).map(|i| draw(i >= tails, 1.0)));
        judge(std::slice::from_ref(&card), &all, false).remove(0).verdict
    };
    assert_eq!(verdict(0), VerdictKind::Holds);
    assert_eq!(verdict(1), VerdictKind::Violated);
}
