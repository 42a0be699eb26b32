//! Where the claims about one type of problem are worked on: work items, shared runs, trials.

use super::arm::{Arm, Change};
use super::check::{Check, Size};
use super::single::{GIVEN, NoTrial, TrialOn, adopt, position_of, put, trial_of};
use super::statement::Claim;
use crate::case::{Case, Run};
use crate::data::{DataSet, Seed};
use crate::problem::{Family, Problem};
use crate::record::{CellCard, Record};
use crate::statistics::{BinomialTest, Plan};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Problems that are worked on side by side: twice as many as a vector has lanes, so that a run which only some of
/// them ask for still fills one.
const SIDE_BY_SIDE: usize = 16;

/// Problems of each population that an impostor runs on in the quick profile: its runs serve no other arm, and to reject it
/// fewer are enough than to bound how often a theorem fails.
const IMPOSTORS: u64 = 48;

/// A problem with its records, as a workshop hands them out.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// Key of the population.
    pub family: String,
    /// Index in the population.
    pub index: u64,
    /// One record for each arm of each claim that asked for this problem.
    pub records: Vec<Record>,
    /// Processor seconds spent on each claim's own trials.
    pub seconds: BTreeMap<String, f64>,
}

/// The workshop of one type of problem.
pub trait Workshop: Send + Sync {
    /// Takes in a claim if it is about this type of problem.
    fn admit(&mut self, claim: &Arc<dyn Check>) -> bool;
    /// Draws the problems, or takes in the given data, and lays the work out in bundles, costliest first.
    fn lay_out(&mut self, seed: u64, size: Size, given: Option<&DataSet>);
    /// Number of problems in each bundle.
    fn bundles(&self) -> Vec<usize>;
    /// Works one bundle off.
    fn work(&self, bundle: usize) -> Vec<Worked>;
    /// For each claim that has no room for the given data: its id and why.
    fn declined(&self) -> &[(String, String)];
    /// One trial of a claim, arm by name. `None` where no such claim was admitted.
    ///
    /// # Errors
    /// [`NoTrial`] where the claim has no such arm or problem.
    fn one_trial(&self, id: &str, arm: &str, on: &TrialOn, seed: u64) -> Option<Result<Record, NoTrial>>;
    /// Trials of one arm of a claim on given data sets, in their order: each is what [`Workshop::one_trial`] gives, with
    /// the runs made side by side. `None` where no such claim was admitted.
    fn trials_on(&self, id: &str, arm: &str, data: &[DataSet]) -> Option<Vec<Result<Record, NoTrial>>>;
}

struct Item<P> {
    family: String,
    index: u64,
    problem: P,
    /// Claim and arm, by position.
    asked: Vec<(usize, usize)>,
}

/// The workshop for problems of type P.
pub(super) struct Bench<P: Problem> {
    claims: Vec<Arc<dyn Check>>,
    bundles: Vec<Vec<Item<P>>>,
    declined: Vec<(String, String)>,
}

impl<P: Problem> Bench<P> {
    pub(super) fn new() -> Bench<P> {
        Bench { claims: Vec::new(), bundles: Vec::new(), declined: Vec::new() }
    }

    fn claim(&self, position: usize) -> &Claim<P> {
        self.claims[position].as_any().downcast_ref().expect("admitted claims are of this type")
    }

    /// A claim about a probability that would get fewer draws than its rates ask for is not begun. More than are planned are
    /// not drawn.
    fn refuse_plans(&mut self, size: Size) {
        let Size::AtMost(most) = size else { return };
        for position in 0..self.claims.len() {
            let card = &self.claim(position).card;
            let Some(design) = &card.design else { continue };
            let refusal = |cell: &CellCard| {
                let test = BinomialTest::two_sided(cell.null, design.false_alarm, design.miss).ok()?;
                let refused = Plan::new(&test, most.min(cell.draws), cell.discrepancy).err()?;
                Some((card.id.clone(), format!("{}: {refused}", cell.family)))
            };
            let refused = design.cells.iter().find_map(refusal);
            self.declined.extend(refused);
        }
    }

    fn generated(&self, seed: u64, size: Size) -> Vec<Item<P>> {
        let mut drawn: BTreeMap<(String, u64), Item<P>> = BTreeMap::new();
        for position in 0..self.claims.len() {
            let claim = self.claim(position);
            if self.declined.iter().any(|(id, _)| *id == claim.card.id) {
                continue;
            }
            for (arm_position, arm) in claim.arms.iter().enumerate() {
                for (family, trials) in populations(claim, arm, size) {
                    let key = family.key();
                    for index in 0..trials.min(family.size().unwrap_or(u64::MAX)) {
                        let item = drawn.entry((key.clone(), index)).or_insert_with(|| Item {
                            family: key.clone(),
                            index,
                            problem: family.draw(Seed::of_problem(seed, &key, index), index),
                            asked: Vec::new(),
                        });
                        item.asked.push((position, arm_position));
                    }
                }
            }
        }
        drawn.into_values().collect()
    }

    fn adopted(&mut self, given: &DataSet) -> Vec<Item<P>> {
        let mut items: Vec<Item<P>> = Vec::new();
        for position in 0..self.claims.len() {
            let claim = self.claim(position);
            let problem = match adopt(claim, given) {
                Ok(problem) => problem,
                Err(why) => {
                    let id = claim.card.id.clone();
                    self.declined.push((id, why));
                    continue;
                }
            };
            // An arm with a population of its own says nothing about the given data.
            let own = |arm: &Arm<P>| matches!(arm.change, Change::Population { .. });
            let asked: Vec<(usize, usize)> = (0..claim.arms.len())
                .filter(|&arm| !own(&claim.arms[arm]))
                .map(|arm| (position, arm))
                .collect();
            let note = problem.note();
            match items.iter_mut().find(|item| item.problem.note() == note) {
                Some(item) => item.asked.extend(asked),
                None => {
                    items.push(Item { family: GIVEN.to_string(), index: items.len() as u64, problem, asked })
                }
            }
        }
        items
    }

    /// Every run that the arms asked of these problems need, made once: runs of one method side by side, whatever
    /// their problem and start.
    fn make_runs(&self, items: &[Item<P>], cases: &[Case<P>]) {
        let mut horizons: BTreeMap<String, u64> = BTreeMap::new();
        let mut wanted: BTreeMap<(String, usize), Run<P>> = BTreeMap::new();
        for (position, (item, case)) in items.iter().zip(cases).enumerate() {
            for &(claim, arm) in &item.asked {
                let claim = self.claim(claim);
                let arm = &claim.arms[arm];
                if !claim.admits(arm, case) {
                    continue;
                }
                for run in (claim.dynamics)(case).into_iter().chain(claim.runs(arm, case)) {
                    let longest = horizons.entry(run.key()).or_default();
                    *longest = run.until.max(*longest);
                    wanted.entry((run.key(), position)).or_insert(run);
                }
            }
        }
        let mut companies: BTreeMap<(String, u64), Vec<(usize, Run<P>)>> = BTreeMap::new();
        for ((key, position), run) in wanted {
            let run = Run { until: horizons[&key], ..run };
            if cases[position].holds(&run) {
                continue;
            }
            companies.entry((run.company_key(), run.until)).or_default().push((position, run));
        }
        for company in companies.into_values() {
            let begun: Vec<_> = company.iter().map(|(place, run)| (&cases[*place], run.start)).collect();
            let (_, first) = &company[0];
            let made = first.method.run_many(&begun, first.until, &first.watches);
            for ((case, _), ((_, run), trajectory)) in begun.into_iter().zip(company.iter().zip(made)) {
                case.keep_run(run, trajectory);
            }
        }
    }
}

/// The populations of an arm, each with how many of its problems are looked at.
pub(super) fn populations<P>(claim: &Claim<P>, arm: &Arm<P>, size: Size) -> Vec<(Arc<dyn Family<P>>, u64)> {
    let number = |trials: &super::statement::Trials| match size {
        Size::Quick => trials.quick,
        Size::Full => trials.full,
        Size::AtMost(most) => trials.quick.min(most),
    };
    match &arm.change {
        Change::Population { families, .. } => {
            // As many instances as the theorem's own arm, shared out among the arm's families.
            let all: u64 = claim.families.iter().map(|(_, trials)| number(trials)).sum();
            let each = all.div_ceil(families.len() as u64);
            families.iter().map(|family| (family.clone(), each)).collect()
        }
        change => {
            let most = match (change, size) {
                (Change::Dynamics(_), Size::Quick) => IMPOSTORS,
                _ => u64::MAX,
            };
            claim.families.iter().map(|(family, trials)| (family.clone(), number(trials).min(most))).collect()
        }
    }
}

impl<P: Problem> Workshop for Bench<P> {
    fn admit(&mut self, claim: &Arc<dyn Check>) -> bool {
        let fits = claim.as_any().is::<Claim<P>>();
        if fits {
            self.claims.push(claim.clone());
        }
        fits
    }

    fn lay_out(&mut self, seed: u64, size: Size, given: Option<&DataSet>) {
        if given.is_none() {
            self.refuse_plans(size);
        }
        let mut items = match given {
            Some(given) => self.adopted(given),
            None => self.generated(seed, size),
        };
        items.sort_by_cached_key(|item| {
            std::cmp::Reverse((item.problem.shape(), item.family.clone(), item.index))
        });
        let mut bundles: Vec<Vec<Item<P>>> = Vec::new();
        for item in items {
            let room = |bundle: &&mut Vec<Item<P>>| bundle.len() < SIDE_BY_SIDE && alike(&bundle[0], &item);
            match bundles.iter_mut().rev().find(room) {
                Some(bundle) => bundle.push(item),
                None => bundles.push(vec![item]),
            }
        }
        bundles.sort_by_cached_key(|bundle| std::cmp::Reverse(bundle.iter().map(cost).sum::<u64>()));
        self.bundles = bundles;
    }

    fn bundles(&self) -> Vec<usize> {
        self.bundles.iter().map(Vec::len).collect()
    }

    fn work(&self, bundle: usize) -> Vec<Worked> {
        let items = &self.bundles[bundle];
        let cases: Vec<Case<P>> = items.iter().map(|item| Case::open(item.problem.clone())).collect();
        self.make_runs(items, &cases);
        let try_all = |(item, case): (&Item<P>, &Case<P>)| {
            let mut seconds: BTreeMap<String, f64> = BTreeMap::new();
            let mut records = Vec::with_capacity(item.asked.len());
            for &(claim, arm) in &item.asked {
                let (claim, began) = (self.claim(claim), Instant::now());
                records.push(claim.trial(&claim.arms[arm], case, &item.family, item.index));
                *seconds.entry(claim.card.id.clone()).or_default() += began.elapsed().as_secs_f64();
            }
            Worked { family: item.family.clone(), index: item.index, records, seconds }
        };
        items.iter().zip(&cases).map(try_all).collect()
    }

    fn declined(&self) -> &[(String, String)] {
        &self.declined
    }

    fn one_trial(&self, id: &str, arm: &str, on: &TrialOn, seed: u64) -> Option<Result<Record, NoTrial>> {
        let claim = (0..self.claims.len()).map(|c| self.claim(c)).find(|claim| claim.card.id == id)?;
        Some(trial_of(claim, arm, on, seed))
    }

    fn trials_on(&self, id: &str, arm: &str, data: &[DataSet]) -> Option<Vec<Result<Record, NoTrial>>> {
        let position = (0..self.claims.len()).find(|&c| self.claim(c).card.id == id)?;
        let claim = self.claim(position);
        let arm_position = match position_of(claim, arm) {
            Ok(position) => position,
            Err(why) => return Some(vec![Err(why); data.len()]),
        };
        let arm = &claim.arms[arm_position];
        let (mut items, mut declined): (Vec<Item<P>>, Vec<Option<NoTrial>>) = (Vec::new(), Vec::new());
        for given in data {
            let put = put(claim, arm, given).map(|problem| {
                let asked = vec![(position, arm_position)];
                items.push(Item { family: GIVEN.to_string(), index: 0, problem, asked });
            });
            declined.push(put.err());
        }
        let cases: Vec<Case<P>> = items.iter().map(|item| Case::open(item.problem.clone())).collect();
        self.make_runs(&items, &cases);
        let mut records = cases.iter().map(|case| claim.trial(arm, case, GIVEN, 0));
        let answer = |why: Option<NoTrial>| match why {
            Some(why) => Err(why),
            None => Ok(records.next().expect("a case for every problem")),
        };
        Some(declined.into_iter().map(answer).collect())
    }
}

/// Whether two problems may share a bundle: of a kind that is run side by side, of the same shape up to the part that varies freely,
/// and for the most part asked for by the same arms, so that they need the same runs.
fn alike<P: Problem>(a: &Item<P>, b: &Item<P>) -> bool {
    if !(a.problem.side_by_side() && b.problem.side_by_side()) {
        return false;
    }
    let common = a.asked.iter().filter(|arm| b.asked.contains(arm)).count();
    a.problem.shape().first() == b.problem.shape().first() && 3 * common >= a.asked.len() + b.asked.len()
}

/// About how long a problem takes, in no particular unit.
fn cost<P: Problem>(item: &Item<P>) -> u64 {
    item.asked.len() as u64 * item.problem.size()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{At, Ended, Method, Start, Stopped, Trajectory, Watch};
    use crate::claim::{Checked, Hypothesis, Law};
    use crate::record::{Finding, ProblemNote, Stop};
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A number, for want of a problem.
    #[derive(Clone)]
    struct Number(u64);

    impl Problem for Number {
        fn note(&self) -> ProblemNote {
            ProblemNote { n: 0, d: 0, sha256: self.0.to_string(), from: "a number".to_string() }
        }
    }

    struct Numbers;

    impl Family<Number> for Numbers {
        fn key(&self) -> String {
            "numbers".to_string()
        }
        fn draw(&self, _: Seed, index: u64) -> Number {
            Number(index)
        }
    }

    /// Counts how often it is run.
    struct Counted(Arc<AtomicU64>);

    impl Method<Number> for Counted {
        fn key(&self) -> String {
            "counted".to_string()
        }
        fn run_many(
            &self,
            begun: &[(&Case<Number>, Option<Start>)],
            until: u64,
            _: &[Arc<dyn Watch<Number>>],
        ) -> Vec<Stopped<Trajectory>> {
            self.0.fetch_add(begun.len() as u64, Ordering::Relaxed);
            let at = At { step: until, log_time: 0.0, w: vec![] };
            let made = Trajectory { points: vec![at], monitored: BTreeMap::new(), ended: Ended::Reached };
            vec![Ok(made); begun.len()]
        }
    }

    #[test]
    fn a_run_that_a_hypothesis_has_looked_at_is_not_made_again() {
        let made = Arc::new(AtomicU64::new(0));
        let run = {
            let made = made.clone();
            move || Run::new(Arc::new(Counted(made.clone())), 10)
        };
        let looks = run.clone();
        let hypothesis = Hypothesis::new("the run ends", move |case: &Case<Number>| {
            Ok(Checked { met: case.run(&looks())?.ended == Ended::Reached, found: String::new() })
        });
        let claim: Arc<dyn Check> = Arc::new(
            Claim::new("toy.one.run", "//! Toy.\n", Law::Identity(vec![]))
                .on(Numbers, 3, 3)
                .hypothesis(hypothesis)
                .running(move |_| vec![run()]),
        );
        let mut workshop = claim.workshop();
        assert!(workshop.admit(&claim));
        workshop.lay_out(0, Size::Quick, None);
        let worked: usize = (0..workshop.bundles().len()).map(|bundle| workshop.work(bundle).len()).sum();
        assert_eq!((worked, made.load(Ordering::Relaxed)), (3, 3));
    }

    #[test]
    fn a_waived_hypothesis_that_nothing_decides_is_looked_past() {
        let undecided = |_: &Case<Number>| Err(Stop::Undecided { why: "nobody knows".to_string() });
        let claim: Arc<dyn Check> = Arc::new(
            Claim::new("toy.no.one", "//! Toy.\n", Law::Identity(vec![]))
                .on(Numbers, 1, 1)
                .hypothesis(Hypothesis::new("known", undecided))
                .control_waiving(&["known"], "unknown", Numbers),
        );
        let mut workshop = claim.workshop();
        workshop.admit(&claim);
        let found = |arm| {
            let on = TrialOn::Population { family: None, index: 0 };
            workshop.one_trial("toy.no.one", arm, &on, 0).expect("the claim").expect("the arm").finding
        };
        assert_eq!(
            found(crate::record::THEOREM),
            Finding::Stopped { why: Stop::Undecided { why: "nobody knows".to_string() } }
        );
        assert_eq!(found("unknown"), Finding::Identity { equalities: vec![] });
    }
}
