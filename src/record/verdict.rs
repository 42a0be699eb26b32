//! Outcomes of trials and verdicts of claims.

use super::{Budget, Kind, Must, Sense};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Outcome of one trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Within every budget.
    Held,
    /// Over some budget.
    Violated,
    /// The budget is larger than the resolution.
    Undecided,
    /// A hypothesis is not met.
    Outside,
    /// The falsehood says the same as the theorem on this problem.
    Coincident,
    /// One draw of a distribution, judged with all the others.
    Drawn,
}

/// Verdict on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// No decided trial was over its budget.
    Holds,
    /// Some trial was over its budget.
    Violated,
    /// Too many trials could not be decided.
    Inconclusive,
    /// Too many trials were outside the hypotheses.
    OutsideHypotheses,
}

impl std::fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            VerdictKind::Holds => "holds",
            VerdictKind::Violated => "violated",
            VerdictKind::Inconclusive => "inconclusive",
            VerdictKind::OutsideHypotheses => "outside-hypotheses",
        })
    }
}

/// How many trials ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Held.
    pub passed: u64,
    /// Violated.
    pub violated: u64,
    /// Undecided.
    pub inconclusive: u64,
    /// Outside the hypotheses.
    pub outside: u64,
    /// Problems on which the falsehood says the same as the theorem.
    #[serde(default)]
    pub coincident: u64,
    /// Draws of a distribution: `passed` and `violated` then count its tests.
    #[serde(default)]
    pub drawn: u64,
}

impl Counts {
    /// Trials that said yes or no.
    pub fn decided(&self) -> u64 {
        self.passed + self.violated
    }

    /// All trials; draws of a distribution not among them, but their tests.
    pub fn total(&self) -> u64 {
        self.decided() + self.inconclusive + self.outside + self.coincident
    }

    /// Trials on which there was something to decide.
    pub fn inside(&self) -> u64 {
        self.decided() + self.inconclusive
    }

    /// Counts all of another count.
    pub fn add_all(&mut self, other: &Counts) {
        self.passed += other.passed;
        self.violated += other.violated;
        self.inconclusive += other.inconclusive;
        self.outside += other.outside;
        self.coincident += other.coincident;
        self.drawn += other.drawn;
    }

    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Held => self.passed += 1,
            Outcome::Violated => self.violated += 1,
            Outcome::Undecided => self.inconclusive += 1,
            Outcome::Outside => self.outside += 1,
            Outcome::Coincident => self.coincident += 1,
            Outcome::Drawn => self.drawn += 1,
        }
    }
}

/// Confidence over data sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// `Clopper-Pearson`, one-sided, exact.
    pub method: String,
    /// The level, 0.95.
    pub level: f64,
    /// At least this share of the population's decided draws pass.
    pub share_at_least: f64,
    /// The share of decided draws that were over their budget.
    pub exceedance: f64,
    /// At most this share of the population exceeds its budget.
    pub exceedance_at_most: f64,
}

/// How well a falsehood is told from the truth: over the problems on which the two differ at all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// The 5 % quantile of the miss in units of the theorem arm's budget on the same problem, decided or not.
    pub separation: f64,
    /// For inequalities, whose budget is rounding alone: the 5 % quantile of the failure as a share of the bound.
    pub beyond: Option<f64>,
    /// The number of problems.
    pub problems: u64,
    /// Whether the separation is below [`super::FIVE_BUDGETS`].
    pub weak: bool,
}

/// One test of a probability, on all draws of a population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestVerdict {
    /// Key of the population.
    pub family: String,
    /// What is drawn.
    pub name: String,
    /// The number of draws.
    pub draws: u64,
    /// How many the plan asks for: with fewer the test decides nothing.
    pub planned: u64,
    /// How many were successes.
    pub successes: u64,
    /// The probability claimed.
    pub null: f64,
    /// The exact two-sided p-value of the draws.
    pub p_value: f64,
    /// The price: the test alarms below it.
    pub price: f64,
    /// The probability of success lies between these, with 95 % confidence (exact).
    pub interval: (f64, f64),
    /// Whether there are as many draws as the plan asks for.
    pub decided: bool,
    /// Whether it alarms.
    pub alarm: bool,
}

/// The comparison that came closest to its budget, over all trials of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    /// Population and index of the trial.
    pub at: (String, u64),
    /// How the two are held against each other.
    pub sense: Sense,
    /// The measured number.
    pub measured: f64,
    /// The predicted number.
    pub predicted: f64,
    /// The miss.
    pub miss: f64,
    /// The budget.
    pub budget: Budget,
}

impl Worst {
    /// The miss in units of the budget; itself where there is none.
    fn share(&self) -> f64 {
        let budget = self.budget.total();
        if budget > 0.0 { self.miss / budget } else { self.miss }
    }
}

/// What became of one control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlVerdict {
    /// Its name.
    pub name: String,
    /// What it had to do.
    pub must: Must,
    /// Whether it did: a falsehood rejected, a mended sentence held, a gate shut.
    pub rejected: bool,
    /// Its own verdict.
    pub verdict: VerdictKind,
    /// Its trials.
    pub trials: Counts,
    /// How far it lies from the truth; `None` where it makes no comparison, and for a test of a probability, whose power is
    /// planned.
    pub power: Option<Power>,
    /// Why it may be weak, from its card.
    pub weak_because: Option<String>,
    /// The tests of a probability.
    pub tests: Vec<TestVerdict>,
    /// Whether it says nothing here: on a single data set a falsehood may not differ from the truth.
    pub powerless: bool,
}

impl ControlVerdict {
    /// Whether it is too near to the truth to be a control, and its claim does not say why it is one all the same.
    pub fn is_weak(&self) -> bool {
        self.must == Must::BeViolated
            && self.weak_because.is_none()
            && self.power.is_some_and(|power| power.weak)
    }
}

/// The verdict on one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Id of the claim.
    pub id: String,
    /// Key of the paper.
    pub paper: String,
    /// What sort of statement.
    pub kind: Kind,
    /// The verdict that a sound harness reaches.
    pub expected: VerdictKind,
    /// The verdict.
    pub verdict: VerdictKind,
    /// Whether the two agree.
    pub as_expected: bool,
    /// Why, in one line, where the verdict is not `holds`.
    pub why: Option<String>,
    /// The theorem arm's trials.
    pub trials: Counts,
    /// Confidence over data sets, where any trial was decided.
    pub confidence: Option<Confidence>,
    /// By comparison: the trial that came closest to its budget.
    pub worst: BTreeMap<String, Worst>,
    /// The tests of a claim about a probability, one for each population.
    pub tests: Vec<TestVerdict>,
    /// What it can cost in false alarms: the prices of its tests, or of the chance in its budgets; zero where there is none.
    pub price: f64,
    /// The controls, in the claim's order.
    pub controls: Vec<ControlVerdict>,
}

impl Verdict {
    /// The comparison that came closest to its budget, by name.
    pub fn closest_call(&self) -> Option<(&str, &Worst)> {
        let calls = self.worst.iter().map(|(name, worst)| (name.as_str(), worst));
        calls.max_by(|(_, a), (_, b)| a.share().total_cmp(&b.share()))
    }
}
