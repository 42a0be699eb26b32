//! The search for a data set that violates a claim: small sets drawn one after the other, the first that violates it
//! shrunk until no single step leaves a violation. Nothing here judges: a candidate is a trial as any other.

use super::kept::{KEPT, Kept};
use crate::claim::{Check, NoTrial, Workshop};
use crate::data::strategies::small_sets;
use crate::data::{DataSet, Provenance, Seed};
use crate::judge::outcome_of;
use crate::record::{Counts, Outcome, Record};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::Rng;
use rayon::prelude::*;
use std::sync::Arc;

/// Candidates whose runs one thread makes side by side: as many as a vector has lanes.
const SIDE_BY_SIDE: usize = 8;
/// Candidates of a round. It has no influence on any result.
const ROUND: usize = 2 * SIDE_BY_SIDE;
/// Steps ahead that a shrink looks at after one that was taken. It has no influence on any result.
const FIRST_LOOK: usize = SIDE_BY_SIDE;
/// Trials after which a shrink ends as far as it has come.
const LONGEST_SHRINK: u64 = 1000;

/// What is searched for: a data set that violates one arm of one claim.
pub struct Search {
    /// The claim.
    pub claim: Arc<dyn Check>,
    /// The arm.
    pub arm: String,
    /// Seed of the draws.
    pub seed: u64,
    /// Candidates drawn at most.
    pub candidates: u64,
}

/// A data set that violates the arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The data set.
    pub data: DataSet,
    /// Its trial.
    pub record: Record,
    /// Rows and columns of the candidate that it was shrunk from.
    pub drawn: (usize, usize),
    /// Trials made while shrinking.
    pub shrinking: u64,
    /// Whether no single step from it leaves a violation; otherwise the shrink ended for its length.
    pub minimal: bool,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    /// The kept counterexamples of this arm, with the outcome of each today.
    pub replayed: Vec<(Kept, Outcome)>,
    /// Candidates tried, the last of them violated or none.
    pub trials: Counts,
    /// Candidates that the claim has no room for.
    pub declined: u64,
    /// The first violation, shrunk.
    pub found: Option<Counterexample>,
}

impl Search {
    /// The command that does this search.
    pub fn command(&self) -> String {
        let Search { claim, arm, seed, candidates } = self;
        let id = &claim.card().id;
        format!("implicit-bias search {id} --arm \"{arm}\" --seed {seed} --candidates {candidates}")
    }

    /// Searches. The answer depends on claim, arm, seed and number of candidates alone.
    ///
    /// # Errors
    /// [`NoTrial`] where the claim has no such arm, or declines every data set.
    pub fn run(&self) -> Result<Searched, NoTrial> {
        let trials = Trials::of(self);
        let mut searched =
            Searched { replayed: trials.replayed()?, trials: Counts::default(), declined: 0, found: None };
        let mut runner = runner(Seed(self.seed));
        let mut refusal = None;
        let mut left = self.candidates;
        'search: while left > 0 {
            let size = left.min(ROUND as u64);
            left -= size;
            let draw = |_| small_sets().new_tree(&mut runner).expect("a small set is always drawn");
            let trees: Vec<_> = (0..size).map(draw).collect();
            let candidates: Vec<DataSet> = trees.iter().map(|tree| trials.named(tree.current())).collect();
            for (tree, answer) in trees.into_iter().zip(trials.on(&candidates)) {
                let outcome = match answer {
                    Ok(record) => outcome_of(&record.finding),
                    Err(why @ NoTrial::Declined { .. }) => {
                        searched.declined += 1;
                        refusal = Some(why);
                        continue;
                    }
                    Err(why) => return Err(why),
                };
                searched.trials.add(outcome);
                if outcome == Outcome::Violated {
                    searched.found = Some(trials.shrunk(tree, LONGEST_SHRINK)?);
                    break 'search;
                }
            }
        }
        match refusal {
            Some(why) if searched.trials.total() == 0 => Err(why),
            _ => Ok(searched),
        }
    }
}

/// The trials of one arm.
struct Trials<'a> {
    search: &'a Search,
    shop: Box<dyn Workshop>,
    name: String,
}

impl Trials<'_> {
    fn of(search: &Search) -> Trials<'_> {
        let mut shop = search.claim.workshop();
        shop.admit(&search.claim);
        Trials { search, shop, name: search.command() }
    }

    /// A candidate that says where it is from.
    fn named(&self, data: DataSet) -> DataSet {
        DataSet { provenance: Provenance::Given { name: self.name.clone() }, ..data }
    }

    /// A trial of each data set, on all cores.
    fn on(&self, data: &[DataSet]) -> Vec<Result<Record, NoTrial>> {
        let id = &self.search.claim.card().id;
        let trials = |data| self.shop.trials_on(id, &self.search.arm, data).expect("the claim was admitted");
        data.par_chunks(SIDE_BY_SIDE).flat_map(trials).collect()
    }

    fn one(&self, data: DataSet) -> Result<Record, NoTrial> {
        self.on(&[data]).pop().expect("a trial for each data set")
    }

    fn replayed(&self) -> Result<Vec<(Kept, Outcome)>, NoTrial> {
        let of_this = |kept: &&Kept| kept.claim == self.search.claim.card().id && kept.arm == self.search.arm;
        let replay = |kept: &Kept| Ok((*kept, outcome_of(&self.one(kept.data())?.finding)));
        KEPT.iter().filter(of_this).map(replay).collect()
    }

    /// The counterexample to which a candidate that violates the arm shrinks: the walk that proptest's own runner takes,
    /// with the steps ahead tried side by side as if none of them violated the arm, the more of them the longer none did.
    /// It ends after the `longest` number of trials.
    fn shrunk<T>(&self, mut tree: T, longest: u64) -> Result<Counterexample, NoTrial>
    where
        T: ValueTree<Value = DataSet> + Clone,
    {
        let drawn = tree.current();
        let mut smallest = drawn.clone();
        let mut shrinking = 0;
        let mut far = FIRST_LOOK;
        let mut more = tree.simplify();
        while more && shrinking < longest {
            let (mut ahead, mut look) = (vec![self.named(tree.current())], tree.clone());
            let left = longest - shrinking;
            while ahead.len() < far && (ahead.len() as u64) < left && look.complicate() {
                ahead.push(self.named(look.current()));
            }
            far = (2 * far).min(ROUND);
            for (candidate, answer) in ahead.iter().zip(self.on(&ahead)) {
                shrinking += 1;
                let violated = answer.is_ok_and(|record| outcome_of(&record.finding) == Outcome::Violated);
                if violated {
                    smallest = candidate.clone();
                    far = FIRST_LOOK;
                    more = tree.simplify();
                    break;
                }
                more = tree.complicate();
            }
        }
        let data = self.named(smallest);
        let record = self.one(data.clone())?;
        Ok(Counterexample { data, record, drawn: (drawn.n, drawn.d), shrinking, minimal: !more })
    }
}

/// A runner whose draws follow from the seed alone and which keeps no files.
fn runner(seed: Seed) -> TestRunner {
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut key = [0; 32];
    seed.stream("search").rng().fill_bytes(&mut key);
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers;

    #[test]
    fn a_shrink_that_is_cut_short_says_so() {
        let claim =
            papers::all().into_iter().find(|claim| claim.card().id == "soudry.thm3.direction").unwrap();
        let arm = "l1 max margin as the limit".to_string();
        let search = Search { claim, arm, seed: 0, candidates: 1000 };
        let trials = Trials::of(&search);
        let mut runner = runner(Seed(0));
        let violating = std::iter::repeat_with(|| small_sets().new_tree(&mut runner).unwrap())
            .find(|tree| {
                let record = trials.one(trials.named(tree.current()));
                record.is_ok_and(|record| outcome_of(&record.finding) == Outcome::Violated)
            })
            .unwrap();
        let whole = trials.shrunk(violating.clone(), LONGEST_SHRINK).unwrap();
        assert!(whole.minimal && whole.shrinking > 3, "{whole:?}");
        let short = trials.shrunk(violating.clone(), 3).unwrap();
        assert!(!short.minimal && short.shrinking <= 3, "{short:?}");
        let none = trials.shrunk(violating.clone(), 0).unwrap();
        assert_eq!((none.minimal, none.shrinking, none.data.n), (false, 0, violating.current().n));
        assert_eq!(outcome_of(&none.record.finding), Outcome::Violated);
    }
}
