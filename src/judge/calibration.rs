//! How often the judgments lie: rates over many suite seeds, with exact bounds.

use super::power::separation_of;
use super::verdict::judge;
use crate::record::{ArmTally, Card, CellCard, Counts, DesignCard, Must, Record, SeedTally, THEOREM};
use crate::statistics::{
    BinomialTest, Design, binomial_at_most, clopper_pearson_upper, least_whole, quantile,
};
use std::collections::BTreeMap;

/// Level of the one-sided bounds on rates.
const CONFIDENCE: f64 = 0.95;

/// What one suite seed says of every arm of these claims.
pub fn tally(cards: &[Card], records: &[Record], seed: u64) -> SeedTally {
    let mut misses: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for record in records {
        let found = separation_of(&record.finding).map(|miss| miss.max(0.0));
        misses.entry((&record.claim, &record.arm)).or_default().extend(found);
    }
    let mut arms = Vec::new();
    for (card, verdict) in cards.iter().zip(judge(cards, records, false)) {
        let theorem = (&card.arms[0], verdict.trials, verdict.as_expected, verdict.tests);
        let controls = card.arms[1..].iter().zip(verdict.controls);
        let controls = controls.map(|(arm, found)| (arm, found.trials, found.rejected, found.tests));
        for (arm, trials, done, tests) in std::iter::once(theorem).chain(controls) {
            let mut misses = misses.remove(&(card.id.as_str(), arm.name.as_str())).unwrap_or_default();
            misses.sort_by(f64::total_cmp);
            let mut p_values: Vec<f64> = tests.iter().map(|test| test.p_value).collect();
            p_values.sort_by(f64::total_cmp);
            let (claim, arm, must) = (card.id.clone(), arm.name.clone(), arm.must);
            arms.push(ArmTally { claim, arm, must, trials, done, misses, p_values });
        }
    }
    SeedTally { seed, arms }
}

/// How often something went wrong that must not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorRate {
    /// How often.
    pub wrong: u64,
    /// Of how many.
    pub of: u64,
    /// The rate is at most this, one-sided with 95 % confidence, exactly (Clopper and Pearson).
    pub at_most: f64,
}

/// One arm over many suite seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmCalibration {
    /// Its name.
    pub name: String,
    /// What it has to do: an error is a false alarm of an arm that must hold, a miss of one that must be violated, a
    /// letting in of one that must stay outside.
    pub must: Must,
    /// All its trials.
    pub trials: Counts,
    /// Errors by decided trial (by test, where it is about a probability).
    pub by_trial: ErrorRate,
    /// Errors by suite: the arm as a whole did not do what it has to.
    pub by_suite: ErrorRate,
    /// Of the miss in units of the theorem arm's budget: its 5 %, 50 %, 95 % and 99 % quantiles and the largest; `None` where
    /// nothing was compared.
    pub misses: Option<[f64; 5]>,
    /// The least p-value of its tests.
    pub least_p_value: Option<f64>,
}

impl ArmCalibration {
    /// Whether it is the theorem's own.
    pub fn is_theorem(&self) -> bool {
        self.name == THEOREM
    }

    /// What an error of this arm is called.
    pub fn error(&self) -> &'static str {
        match self.must {
            Must::Hold => "false alarms",
            // Of a sentence that is false of data sets in general.
            Must::BeViolated if self.is_theorem() => "obeyed by",
            Must::BeViolated => "missed",
            Must::StayOutside => "let in",
        }
    }
}

/// One claim over many suite seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Id of the claim.
    pub claim: String,
    /// The number of suite seeds.
    pub seeds: u64,
    /// The price of each of its tests, or of the chance in each of its trials; zero where nothing is left to chance.
    pub price: f64,
    /// The plans of its tests.
    pub tests: Vec<TestPlan>,
    /// The theorem's arm, then the controls.
    pub arms: Vec<ArmCalibration>,
}

/// The plan of one test of a probability, and what other rates would take.
#[derive(Clone, Debug, PartialEq)]
pub struct TestPlan {
    /// Key of the population.
    pub family: String,
    /// Its number of draws.
    pub draws: u64,
    /// The rate of misses that it is planned for.
    pub miss: f64,
    /// The least number of draws that keeps false alarms and misses both to the wanted rate; `None` where no number does.
    pub for_wanted: Option<u64>,
}

fn plans(design: &DesignCard, wanted: f64) -> Vec<TestPlan> {
    let for_wanted = |cell: &CellCard| {
        BinomialTest::two_sided(cell.null, wanted, wanted).ok()?.least_trials(cell.discrepancy).ok()
    };
    let plan = |cell: &CellCard| TestPlan {
        family: cell.family.clone(),
        draws: cell.draws,
        miss: design.miss,
        for_wanted: for_wanted(cell),
    };
    design.cells.iter().map(plan).collect()
}

/// Puts the tallies of many seeds together, claim by claim; `wanted` is the rate of error that plans are asked about.
pub fn calibrate(cards: &[Card], tallies: &[SeedTally], wanted: f64) -> Vec<Calibration> {
    let mut by_arm: BTreeMap<(&str, &str), Vec<&ArmTally>> = BTreeMap::new();
    for tally in tallies.iter().flat_map(|tally| &tally.arms) {
        by_arm.entry((&tally.claim, &tally.arm)).or_default().push(tally);
    }
    let claim = |card: &Card| Calibration {
        claim: card.id.clone(),
        seeds: tallies.len() as u64,
        price: card.price_of_one(),
        tests: card.design.iter().flat_map(|design| plans(design, wanted)).collect(),
        arms: card
            .arms
            .iter()
            .filter_map(|arm| {
                by_arm.get(&(card.id.as_str(), arm.name.as_str())).map(|tallies| put_together(tallies))
            })
            .collect(),
    };
    cards.iter().map(claim).collect()
}

fn put_together(tallies: &[&ArmTally]) -> ArmCalibration {
    let mut trials = Counts::default();
    tallies.iter().for_each(|tally| trials.add_all(&tally.trials));
    let must = tallies[0].must;
    let (wrong, of) = match must {
        Must::Hold => (trials.violated, trials.decided()),
        Must::BeViolated => (trials.passed, trials.decided()),
        Must::StayOutside => (trials.total() - trials.outside, trials.total()),
    };
    let failed = tallies.iter().filter(|tally| !tally.done).count() as u64;
    let sorted = |of: &dyn Fn(&ArmTally) -> Vec<f64>| {
        let mut all: Vec<f64> = tallies.iter().flat_map(|tally| of(tally)).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let misses = sorted(&|tally| tally.misses.clone());
    let at = |q: f64| quantile(&misses, q);
    let quantiles = at(0.5).map(|median| {
        let at = |q: f64| at(q).unwrap_or(median);
        [at(0.05), median, at(0.95), at(0.99), at(1.0)]
    });
    ArmCalibration {
        name: tallies[0].arm.clone(),
        must,
        trials,
        by_trial: rate(wrong, of),
        by_suite: rate(failed, tallies.len() as u64),
        misses: quantiles,
        least_p_value: sorted(&|tally| tally.p_values.clone()).first().copied(),
    }
}

fn rate(wrong: u64, of: u64) -> ErrorRate {
    let at_most = if of == 0 { 1.0 } else { clopper_pearson_upper(wrong, of, CONFIDENCE) };
    ErrorRate { wrong, of, at_most }
}

/// More trials than these are not asked for.
const MOST: u64 = 1 << 60;

/// The least number of trials which, with so many errors among them, bounds the rate by `wanted` with 95 % confidence; the
/// greatest number there is where it takes more.
///
/// # Panics
/// When the wanted rate is not strictly between 0 and 1.
pub fn trials_for_rate(wanted: f64, errors: u64) -> u64 {
    assert!(wanted > 0.0 && wanted < 1.0, "found a rate of {wanted}, expected one between 0 and 1");
    // P(X <= errors) falls in the number of trials.
    let enough = |trials: u64| binomial_at_most(errors, trials, wanted) <= 1.0 - CONFIDENCE;
    least_whole(errors, MOST, enough).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_trials_for_a_rate_is_the_least_that_the_exact_bound_allows() {
        // Without an error: ln .05 / ln(1 - rate).
        assert_eq!(trials_for_rate(0.01, 0), 299);
        assert_eq!(trials_for_rate(0.001, 0), 2995);
        // ln 20 / 1e-19 is more than there are numbers for.
        assert_eq!(trials_for_rate(1e-19, 0), u64::MAX);
        for (wanted, errors) in [(0.01, 0), (0.05, 1), (0.2, 7), (0.5, 3)] {
            let trials = trials_for_rate(wanted, errors);
            assert!(clopper_pearson_upper(errors, trials, CONFIDENCE) <= wanted);
            assert!(
                clopper_pearson_upper(errors, trials - 1, CONFIDENCE) > wanted,
                "{wanted} {errors} {trials}"
            );
        }
    }

    #[test]
    fn rates_count_what_each_arm_must_not_do() {
        let tally = |must, trials: Counts, done| ArmTally {
            claim: "c".to_string(),
            arm: "a".to_string(),
            must,
            trials,
            done,
            misses: vec![0.25, 0.5],
            p_values: vec![0.125],
        };
        let counts = Counts { passed: 7, violated: 2, outside: 1, ..Counts::default() };
        let of = |must| put_together(&[&tally(must, counts, true), &tally(must, counts, false)]);
        assert_eq!((of(Must::Hold).by_trial.wrong, of(Must::Hold).by_trial.of), (4, 18));
        assert_eq!((of(Must::BeViolated).by_trial.wrong, of(Must::BeViolated).by_trial.of), (14, 18));
        assert_eq!((of(Must::StayOutside).by_trial.wrong, of(Must::StayOutside).by_trial.of), (18, 20));
        let hold = of(Must::Hold);
        assert_eq!((hold.by_suite.wrong, hold.by_suite.of), (1, 2));
        assert_eq!(hold.by_trial.at_most, clopper_pearson_upper(4, 18, CONFIDENCE));
        assert_eq!(hold.misses.expect("four misses")[4], 0.5);
        assert_eq!(hold.least_p_value, Some(0.125));
        assert_eq!(rate(0, 0).at_most, 1.0, "nothing decided bounds nothing");
    }
}
