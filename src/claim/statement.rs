//! A claim: the slots that make a statement of a paper runnable.

use super::arm::{Arm, Change};
use super::card::{optional, text_of, title_of};
use super::hypothesis::Hypothesis;
use super::law::Law;
use crate::case::{Case, Run};
use crate::data::Seed;
use crate::numbers::Ball;
use crate::problem::Family;
use crate::record::{
    ArmCard, Basis, Card, CellCard, CertificateNote, ChanceCard, DesignCard, Must, Picture, Quantifier,
    THEOREM, VerdictKind,
};
use crate::statistics::{BinomialTest, Design};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many problems a population contributes in each profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trials {
    /// In `check`.
    pub quick: u64,
    /// In `check --profile full`.
    pub full: u64,
}

pub(super) type Notes<P, T> = Arc<dyn Fn(&Case<P>) -> T + Send + Sync>;

/// One checkable statement. Built with the methods below, read top to bottom like the paper's statement.
pub struct Claim<P> {
    pub(super) card: Card,
    pub(super) families: Vec<(Arc<dyn Family<P>>, Trials)>,
    pub(super) hypotheses: Vec<Hypothesis<P>>,
    pub(super) dynamics: Arc<dyn Fn(&Case<P>) -> Vec<Run<P>> + Send + Sync>,
    pub(super) law: Law<P>,
    pub(super) arms: Vec<Arm<P>>,
    pub(super) facts: Notes<P, BTreeMap<String, f64>>,
    pub(super) certificates: Notes<P, Vec<CertificateNote>>,
    pub(super) picture: fn(&super::View<P>) -> Option<Picture>,
}

impl<P: 'static> Claim<P> {
    /// A claim by its id, the text of its own file and its law.
    pub fn new(id: &str, source: &str, law: Law<P>) -> Claim<P> {
        let text = text_of(source);
        let card = Card {
            id: id.to_string(),
            title: title_of(&text),
            sentence: optional(&text, "Sentence"),
            mended: optional(&text, "Mended"),
            text,
            kind: law.kind(),
            basis: Basis::Paper,
            quantifier: Quantifier::Every,
            expected: VerdictKind::Holds,
            arms: vec![ArmCard { name: THEOREM.to_string(), must: Must::Hold, weak_because: None }],
            undecided_cap: 0.1,
            outside_cap: 0.0,
            design: None,
            chance: None,
        };
        Claim {
            card,
            families: Vec::new(),
            hypotheses: Vec::new(),
            dynamics: Arc::new(|_| Vec::new()),
            law,
            arms: vec![Arm { name: THEOREM.to_string(), must: Must::Hold, change: Change::Nothing }],
            facts: Arc::new(|_| BTreeMap::new()),
            certificates: Arc::new(|_| Vec::new()),
            picture: |_| None,
        }
    }

    /// The tested number is derived here from the paper's theorem, not printed in it.
    pub fn derived(mut self) -> Self {
        self.card.basis = Basis::Derived;
        self
    }

    /// Over which data sets the statement speaks; `Every` unless said.
    pub fn about(mut self, quantifier: Quantifier) -> Self {
        self.card.quantifier = quantifier;
        self
    }

    /// The verdict that a sound harness reaches; `Holds` unless said.
    pub fn expect(mut self, verdict: VerdictKind) -> Self {
        self.card.expected = verdict;
        let must = if verdict == VerdictKind::Violated { Must::BeViolated } else { Must::Hold };
        self.card.arms[0].must = must;
        self.arms[0].must = must;
        self
    }

    /// A population, with its numbers of problems in the quick and in the full profile.
    ///
    /// # Panics
    /// When the claim is about a probability: it has cells, whose numbers of draws are computed.
    pub fn on(mut self, family: impl Family<P> + 'static, quick: u64, full: u64) -> Self {
        assert!(!matches!(self.law, Law::Distribution(_)), "{} has cells, not populations", self.card.id);
        self.families.push((Arc::new(family), Trials { quick, full }));
        self
    }

    /// Populations of one kind, each with its number in the quick profile; ten times as many in the full one.
    pub fn on_each<F: Family<P> + Copy + 'static>(self, populations: &[(F, u64)]) -> Self {
        populations.iter().fold(self, |claim, &(family, quick)| claim.on(family, quick, 10 * quick))
    }

    /// A population of draws for a claim about a probability, with the discrepancy that matters there: each population is
    /// tested by itself, exactly and two-sided, at the price [`RATES`] fix. The number of draws follows from these.
    ///
    /// # Panics
    /// When the claim is of another kind, or no number of draws finds the discrepancy out.
    pub fn cell(mut self, family: impl Family<P> + 'static, discrepancy: f64) -> Self {
        let Law::Distribution(chance) = &self.law else {
            panic!("{} is no claim about a probability: it has populations, not cells", self.card.id)
        };
        // The probability is the population's: any problem of it has it.
        let null = (chance.probability)(&family.draw(Seed(0), 0));
        let (false_alarm, miss) = RATES;
        let draws = BinomialTest::two_sided(null, false_alarm, miss)
            .and_then(|test| test.least_trials(discrepancy))
            .unwrap_or_else(|refused| panic!("{}, {}: {refused}", self.card.id, family.key()));
        let design =
            self.card.design.get_or_insert_with(|| DesignCard { false_alarm, miss, cells: Vec::new() });
        design.cells.push(CellCard { family: family.key(), null, discrepancy, draws });
        self.families.push((Arc::new(family), Trials { quick: draws, full: 10 * draws }));
        self
    }

    /// The budgets hold but for a chance, each trial's with all but the probability that [`RATES`] allow a test: for runs that
    /// draw random numbers. Said after the populations.
    pub fn but_for_chance(mut self) -> Self {
        let trials = self.families.iter().map(|(_, trials)| trials.full).sum();
        self.card.chance = Some(ChanceCard { false_alarm: RATES.0, trials });
        self
    }

    /// A condition of the theorem.
    pub fn hypothesis(mut self, hypothesis: Hypothesis<P>) -> Self {
        self.hypotheses.push(hypothesis);
        self
    }

    /// The runs that the law looks at.
    pub fn running(mut self, runs: impl Fn(&Case<P>) -> Vec<Run<P>> + Send + Sync + 'static) -> Self {
        self.dynamics = Arc::new(runs);
        self
    }

    /// Largest share of undecided trials with which the claim is still decided (0.1 unless said).
    pub fn undecided_at_most(mut self, share: f64) -> Self {
        self.card.undecided_cap = share;
        self
    }

    /// Largest share of trials outside the hypotheses with which the claim is still decided (0 unless said).
    pub fn outside_at_most(mut self, share: f64) -> Self {
        self.card.outside_cap = share;
        self
    }

    /// Numbers that a reader wants beside each finding.
    pub fn facts(
        mut self,
        facts: impl Fn(&Case<P>) -> BTreeMap<String, f64> + Send + Sync + 'static,
    ) -> Self {
        self.facts = Arc::new(facts);
        self
    }

    /// The certificates behind the exact answers used.
    pub fn certified(
        mut self,
        notes: impl Fn(&Case<P>) -> Vec<CertificateNote> + Send + Sync + 'static,
    ) -> Self {
        self.certificates = Arc::new(notes);
        self
    }

    /// The problem in the plane, where it lies in one.
    pub fn pictured(mut self, picture: fn(&super::View<P>) -> Option<Picture>) -> Self {
        self.picture = picture;
        self
    }

    fn arm(mut self, name: &str, must: Must, change: Change<P>) -> Self {
        assert!(self.arms.iter().all(|arm| arm.name != name), "two arms named {name} in {}", self.card.id);
        self.card.arms.push(ArmCard { name: name.to_string(), must, weak_because: None });
        self.arms.push(Arm { name: name.to_string(), must, change });
        self
    }

    /// A false prediction for one leg.
    pub fn control_prediction(
        self,
        name: &str,
        of: &str,
        wrong: impl Fn(&super::View<P>) -> crate::case::Stopped<Vec<Ball>> + Send + Sync + 'static,
    ) -> Self {
        self.arm(name, Must::BeViolated, Change::Prediction { of: of.to_string(), wrong: Arc::new(wrong) })
    }

    /// A false probability.
    ///
    /// # Panics
    /// When it is no probability, or on some cell it lies nearer to the true one than the discrepancy that the cell's draws are planned for: that
    /// falsehood would be let through more often than the claim says.
    pub fn control_probability(self, name: &str, wrong: impl Fn(&P) -> f64 + Send + Sync + 'static) -> Self {
        let cells = self.card.design.iter().flat_map(|design| &design.cells);
        for (cell, (family, _)) in cells.zip(&self.families) {
            let probability = wrong(&family.draw(Seed(0), 0));
            let (planned, id) = (cell.discrepancy, &self.card.id);
            assert!((0.0..=1.0).contains(&probability), "{id}: {name} is no probability: {probability}");
            let away = (probability - cell.null).abs();
            assert!(away >= planned, "{id}: {name} is {away} away on {}, planned for {planned}", cell.family);
        }
        self.arm(name, Must::BeViolated, Change::Probability(Arc::new(wrong)))
    }

    /// Says why the control declared last is kept although it lies less than five budgets from the truth.
    ///
    /// # Panics
    /// When no control is declared yet.
    pub fn weak_because(mut self, why: &str) -> Self {
        let last =
            self.card.arms.last_mut().filter(|arm| arm.name != THEOREM).expect("a control comes first");
        last.weak_because = Some(why.to_string());
        self
    }

    /// A false law.
    pub fn control_law(self, name: &str, law: Law<P>) -> Self {
        self.arm(name, Must::BeViolated, Change::Law(law))
    }

    /// An impostor posing as the claim's dynamics.
    pub fn control_dynamics(
        self,
        name: &str,
        runs: impl Fn(&Case<P>) -> Vec<Run<P>> + Send + Sync + 'static,
    ) -> Self {
        self.arm(name, Must::BeViolated, Change::Dynamics(Arc::new(runs)))
    }

    /// A population on which a hypothesis is broken. It makes two arms: gated, where every trial must be outside
    /// the hypotheses, and waived, where the law must be seen to fail.
    pub fn control_without(self, hypothesis: &str, name: &str, family: impl Family<P> + 'static) -> Self {
        let family: Arc<dyn Family<P>> = Arc::new(family);
        self.arm_on(&format!("{name}, gated"), Must::StayOutside, family.clone(), &[]).arm_on(
            &format!("{name}, gate open"),
            Must::BeViolated,
            family,
            &[hypothesis],
        )
    }

    /// A population on which a hypothesis is broken and the claim's observables do not exist: every trial must be
    /// outside the hypotheses.
    pub fn control_gated(self, name: &str, family: impl Family<P> + 'static) -> Self {
        self.arm_on(name, Must::StayOutside, Arc::new(family), &[])
    }

    /// A population on which no finite run decides some hypotheses, and the law must be seen to fail with these looked past.
    pub fn control_waiving(self, hypotheses: &[&str], name: &str, family: impl Family<P> + 'static) -> Self {
        self.arm_on(name, Must::BeViolated, Arc::new(family), hypotheses)
    }

    /// A population within the hypotheses on which the statement is false.
    pub fn control_on(self, name: &str, family: impl Family<P> + 'static) -> Self {
        self.arm_on(name, Must::BeViolated, Arc::new(family), &[])
    }

    /// A positive control: another population on which the same law must hold (the mended form of a false
    /// sentence).
    pub fn but_true_on(self, name: &str, family: impl Family<P> + 'static) -> Self {
        self.arm_on(name, Must::Hold, Arc::new(family), &[])
    }

    /// The arm on a population of its own, with some hypotheses looked past.
    fn arm_on(self, name: &str, must: Must, family: Arc<dyn Family<P>>, waived: &[&str]) -> Self {
        for waived in waived {
            assert!(self.hypotheses.iter().any(|h| h.name == *waived), "{waived} is no hypothesis");
        }
        let waived = waived.iter().map(|name| name.to_string()).collect();
        self.arm(name, must, Change::Population { families: vec![family], waived })
    }

    /// A positive control: another law that must hold on the same problems (the mended form of a false sentence).
    pub fn but_true_as(self, name: &str, law: Law<P>) -> Self {
        self.arm(name, Must::Hold, Change::Law(law))
    }
}

/// Rates of false alarm and of miss of one test of a probability: the fixed price of each, whatever else is selected.
pub const RATES: (f64, f64) = (1e-9, 1e-6);
