//! The one run of the battery that the tests of a process share.

use implicit_bias::battery::{reduced, tally_seed};
use implicit_bias::claim::Check;
use implicit_bias::judge::{judge, summarise, tally};
use implicit_bias::record::{Card, ControlVerdict, Record, SeedTally, Verdict};
use implicit_bias::report;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

/// Problems of each population: few, yet enough that every arm decides some.
const PROBLEMS: u64 = 3;
/// Seed of the suite, the one that `check` has by default.
pub(crate) const SEED: u64 = 0;

/// Cards and verdicts of the selected claims.
pub(crate) struct Suite {
    /// What the claims say of themselves.
    pub(crate) cards: Vec<Card>,
    /// What became of them, in the same order.
    pub(crate) verdicts: Vec<Verdict>,
    /// What this seed says of every arm.
    pub(crate) tally: SeedTally,
    /// The records that they were decided on.
    pub(crate) records: Vec<Record>,
    pub(crate) claims: Vec<Arc<dyn Check>>,
    pub(crate) threads: usize,
}

/// A suite that is decided when it is first looked at.
pub(crate) type Shared = LazyLock<Suite, Box<dyn FnOnce() -> Suite + Send>>;

impl Suite {
    /// The suite of these claims, to be decided on `threads` threads (0: all cores); `aloud` prints its table.
    pub(crate) fn when_asked(claims: Vec<Arc<dyn Check>>, threads: usize, aloud: bool) -> Arc<Shared> {
        Arc::new(LazyLock::new(Box::new(move || {
            let cards: Vec<Card> = claims.iter().map(|claim| claim.card().clone()).collect();
            let records = reduced(&claims, SEED, PROBLEMS, threads, &AtomicBool::new(false))
                .expect("nothing stops a test's battery");
            let verdicts = judge(&cards, &records, false);
            if aloud {
                let summary = summarise(&verdicts, false);
                eprintln!("{}", report::table(&cards, &verdicts, &summary, false, &()));
            }
            let tally = tally(&cards, &records, SEED);
            Suite { cards, verdicts, tally, records, claims, threads }
        })))
    }

    /// What other seeds say, on one problem of each population.
    pub(crate) fn tallies_of(&self, seeds: std::ops::RangeInclusive<u64>) -> Vec<SeedTally> {
        let tally = |seed| tally_seed(&self.claims, seed, 1, self.threads, &AtomicBool::new(false));
        seeds.map(|seed| tally(seed).expect("nothing stops a test's battery")).collect()
    }

    /// The verdict on a claim.
    pub(crate) fn verdict(&self, id: &str) -> &Verdict {
        self.verdicts.iter().find(|verdict| verdict.id == id).expect("a test's claim is decided")
    }

    /// What became of a control.
    pub(crate) fn control(&self, id: &str, name: &str) -> &ControlVerdict {
        self.verdict(id).controls.iter().find(|control| control.name == name).expect("a card's arm is judged")
    }
}
