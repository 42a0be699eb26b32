//! The judgments on simulated records: they alarm no more often than they say.
//!
//! Each of these tests fails by chance with a probability of at most [`BY_CHANCE`].

use super::{card, limit, records};
use crate::data::Seed;
use crate::judge::judge;
use crate::record::{CellCard, DesignCard, Finding, Kind, Must, VerdictKind};
use crate::statistics::{BinomialTest, Design, binomial_at_least, binomial_at_most, binomial_term};
use rand::{Rng, RngExt};

const BY_CHANCE: f64 = 1e-9;

fn design(false_alarm: f64, null: f64, draws: u64) -> Option<DesignCard> {
    let cell = CellCard { family: "coins".to_string(), null, discrepancy: 0.2, draws };
    Some(DesignCard { false_alarm, miss: 0.05, cells: vec![cell] })
}

/// The draws of a coin, judged as a claim that it shows heads with probability `null`.
fn verdict(design: Option<DesignCard>, draws: impl Iterator<Item = bool>, null: f64) -> (VerdictKind, f64) {
    let card = card(Kind::Distribution, &[("theorem", Must::Hold)], design);
    let found =
        judge(&[card], &records("theorem", draws.map(|heads| super::draw(heads, null))), false).remove(0);
    (found.verdict, found.tests[0].p_value)
}

#[test]
fn p_values_of_the_judge_are_super_uniform_under_the_null_exactly() {
    for (null, draws) in [(0.5, 12), (0.3, 25), (0.02, 40), (0.9, 7)] {
        let of = |heads: u64| verdict(design(1e-9, null, draws), (0..draws).map(|i| i < heads), null).1;
        let outcomes: Vec<(f64, f64)> =
            (0..=draws).map(|heads| (of(heads), binomial_term(heads, draws, null))).collect();
        for (u, _) in &outcomes {
            let below: f64 = outcomes.iter().filter(|(p, _)| p <= u).map(|(_, chance)| chance).sum();
            assert!(below <= u * (1.0 + 1e-12), "null {null}, {draws} draws: P(p <= {u}) = {below}");
        }
    }
}

#[test]
fn a_test_of_a_probability_alarms_and_misses_no_more_often_than_planned() {
    let mut rng = Seed(21).rng();
    let (false_alarm, miss, null) = (0.05, 0.05, 0.4);
    let test = BinomialTest::two_sided(null, false_alarm, miss).unwrap();
    let draws = test.least_trials(0.2).unwrap();
    const SUITES: u64 = 3000;
    let mut violated = |truth: f64| {
        let mut one = || {
            let flips: Vec<bool> = (0..draws).map(|_| rng.random::<f64>() < truth).collect();
            verdict(design(false_alarm, null, draws), flips.into_iter(), null).0 == VerdictKind::Violated
        };
        (0..SUITES).filter(|_| one()).count() as u64
    };
    let alarms = violated(null);
    assert!(binomial_at_least(alarms, SUITES, false_alarm) > BY_CHANCE, "{alarms} false alarms of {SUITES}");
    for truth in [null - 0.2, null + 0.2] {
        let missed = SUITES - violated(truth);
        assert!(
            binomial_at_least(missed, SUITES, miss) > BY_CHANCE,
            "{missed} of {SUITES} missed at {truth}"
        );
    }
    // A quarter of the discrepancy is not what was planned for, and is missed more often: the test is no oracle.
    let missed = SUITES - violated(null + 0.05);
    assert!(binomial_at_least(missed, SUITES, miss) < BY_CHANCE, "{missed} of {SUITES}");
}

/// A trial of a limit whose miss is over its budget with this probability.
fn trial(rng: &mut impl Rng, over: f64) -> Finding {
    let share = if rng.random::<f64>() < over { 1.0 + rng.random::<f64>() } else { rng.random::<f64>() };
    limit(share * 1e-3, 1e-3, 1e-2)
}

#[test]
fn a_deterministic_claim_within_its_budgets_never_alarms() {
    let mut rng = Seed(22).rng();
    let card = card(Kind::Limit, &[("theorem", Must::Hold)], None);
    for _ in 0..300 {
        let found = records("theorem", (0..300).map(|_| trial(&mut rng, 0.0)));
        assert_eq!(judge(std::slice::from_ref(&card), &found, false)[0].verdict, VerdictKind::Holds);
    }
}

#[test]
fn the_bound_on_the_exceedance_holds_as_often_as_it_says() {
    let mut rng = Seed(23).rng();
    let card = card(Kind::Limit, &[("theorem", Must::Hold)], None);
    const SUITES: u64 = 2000;
    for truth in [0.01, 0.1, 0.5] {
        let mut covered = || {
            let found = records("theorem", (0..60).map(|_| trial(&mut rng, truth)));
            let confidence =
                judge(std::slice::from_ref(&card), &found, false).remove(0).confidence.expect("decided");
            confidence.exceedance_at_most >= truth
        };
        let covered = (0..SUITES).filter(|_| covered()).count() as u64;
        assert!(
            binomial_at_most(covered, SUITES, 0.95) > BY_CHANCE,
            "{truth}: {covered} of {SUITES} covered"
        );
    }
}

#[test]
fn a_claim_that_is_false_one_time_in_a_hundred_is_violated_as_often_as_its_trials_tell() {
    let mut rng = Seed(24).rng();
    let card = card(Kind::Limit, &[("theorem", Must::Hold)], None);
    const SUITES: u64 = 1000;
    let mut caught = || {
        let found = records("theorem", (0..300).map(|_| trial(&mut rng, 0.01)));
        judge(std::slice::from_ref(&card), &found, false)[0].verdict == VerdictKind::Violated
    };
    let caught = (0..SUITES).filter(|_| caught()).count() as u64;
    // 1 - .99^300 = 95 %.
    let share = 1.0 - 0.99f64.powi(300);
    assert!(
        binomial_at_most(caught, SUITES, share) > BY_CHANCE
            && binomial_at_least(caught, SUITES, share) > BY_CHANCE
    );
}
