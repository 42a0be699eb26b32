//! What a claim says of itself, as it is stored.

use super::VerdictKind;
use serde::{Deserialize, Serialize};

/// What sort of statement a claim is; each has its own judgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An observable tends to an exact constant.
    Limit,
    /// An inequality with explicit constants, at every time looked at.
    Bound,
    /// An exponent.
    Rate,
    /// Which of several exact answers is reached.
    Selection,
    /// A residual of optimality conditions.
    Stationarity,
    /// An equality, exact up to rounding.
    Identity,
    /// A probability, over draws.
    Distribution,
}

/// Where the tested number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// In the paper.
    Paper,
    /// Derived by this project from the paper's theorem, and sharper than it: a violation does not accuse the paper.
    Derived,
}

/// Over which data sets a statement speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantifier {
    /// Every one that meets the hypotheses: a single violated trial violates the claim.
    Every,
    /// All but a null set.
    AlmostEvery,
    /// One particular data set.
    ThisDataSet,
}

/// What an arm has to do for the suite to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Must {
    /// Hold on every decided trial: the theorem, or the mended form of a false sentence.
    Hold,
    /// Be violated on at least 95 % of the decided trials: a falsehood.
    BeViolated,
    /// Be outside the hypotheses on every trial: a broken hypothesis, gated.
    StayOutside,
}

impl Must {
    /// All of them.
    pub const ALL: [Must; 3] = [Must::BeViolated, Must::StayOutside, Must::Hold];

    /// What became of a control that had to do this, in words; in capitals where it did not do it.
    pub fn outcome(self, done: bool) -> &'static str {
        match (self, done) {
            (Must::BeViolated, true) => "rejected",
            (Must::BeViolated, false) => "NOT REJECTED",
            (Must::StayOutside, true) => "kept out",
            (Must::StayOutside, false) => "LET IN",
            (Must::Hold, true) => "holds",
            (Must::Hold, false) => "DOES NOT HOLD",
        }
    }
}

/// One arm of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmCard {
    /// Name, unique in the claim; the theorem's own is `theorem`.
    pub name: String,
    /// What it has to do.
    pub must: Must,
    /// Why a falsehood nearer than [`FIVE_BUDGETS`] to the truth is kept as a control all the same; `None` for one that must
    /// lie farther away.
    pub weak_because: Option<String>,
}

/// Name of the theorem's own arm.
pub const THEOREM: &str = "theorem";

/// A control whose separation is below this many budgets is weak.
pub const FIVE_BUDGETS: f64 = 5.0;

/// What a claim about a probability asks of its draws, fixed before the first of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DesignCard {
    /// The price: with at most this probability one test of a true claim alarms.
    pub false_alarm: f64,
    /// With at most this probability one test misses a discrepancy as large as planned for.
    pub miss: f64,
    /// One test each.
    pub cells: Vec<CellCard>,
}

/// One population of draws, tested by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellCard {
    /// Key of the population.
    pub family: String,
    /// The probability of success that the theorem gives.
    pub null: f64,
    /// The discrepancy that matters: a probability as far from `null` as this must be found out.
    pub discrepancy: f64,
    /// The least number of draws that keeps both rates.
    pub draws: u64,
}

/// The chance in a deterministic claim whose runs draw random numbers: its budgets hold but for this.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceCard {
    /// The price: with at most this probability a trial of a true claim alarms.
    pub false_alarm: f64,
    /// Trials of the full profile.
    pub trials: u64,
}

/// What a claim says of itself: `show` prints it, the judge works from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Id, `paper.result.what`.
    pub id: String,
    /// The statement in one line.
    pub title: String,
    /// The whole text: statement, hypotheses, prediction, controls, source.
    pub text: String,
    /// The sentence that the claim reads, quoted: the header's section `Sentence`. A paper's own result has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// That sentence as it is true, from the section `Mended`; `None` where it is true as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mended: Option<String>,
    /// What sort of statement.
    pub kind: Kind,
    /// Where the tested number stands.
    pub basis: Basis,
    /// Over which data sets it speaks.
    pub quantifier: Quantifier,
    /// The verdict that a sound harness reaches.
    pub expected: VerdictKind,
    /// The arms; the theorem's first.
    pub arms: Vec<ArmCard>,
    /// Largest share of undecided trials with which the claim is still decided.
    pub undecided_cap: f64,
    /// Largest share of trials outside the hypotheses with which the claim is still decided.
    pub outside_cap: f64,
    /// The plan of a claim about a probability; `None` for a deterministic kind, which can have none.
    pub design: Option<DesignCard>,
    /// The chance in its budgets; `None` where nothing in them is left to chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<ChanceCard>,
}

impl Card {
    /// The paper's key: the id up to its first dot.
    pub fn paper(&self) -> &str {
        self.id.split('.').next().unwrap_or(&self.id)
    }

    /// The price of one test, or of the chance in one trial.
    pub fn price_of_one(&self) -> f64 {
        let test = self.design.as_ref().map(|design| design.false_alarm);
        test.or(self.chance.map(|chance| chance.false_alarm)).unwrap_or(0.0)
    }

    /// What the claim can cost the suite in false alarms with so many trials: the prices of its tests, or of the chance in its
    /// budgets.
    pub fn price(&self, trials: u64) -> f64 {
        let times = self.design.as_ref().map_or(trials, |design| design.cells.len() as u64);
        self.price_of_one() * times as f64
    }

    /// An arm by its name.
    pub fn arm(&self, name: &str) -> Option<&ArmCard> {
        self.arms.iter().find(|arm| arm.name == name)
    }
}
