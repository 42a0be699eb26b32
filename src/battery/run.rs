//! Executes an order: all bundles on all cores, records handed out in one order whatever the threads do.

use super::plan::Order;
use crate::claim::{NoTrial, TrialOn, Worked, Workshop};
use crate::record::Record;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the executor reports while it runs. Called from worker threads, never two at a time.
pub trait Progress: Send {
    /// The number of problems, once, before the first.
    fn begin(&mut self, problems: usize) {
        let _ = problems;
    }
    /// The records of one problem; always in the same order, whatever the number of threads.
    fn worked(&mut self, worked: &Worked) -> std::io::Result<()> {
        let _ = worked;
        Ok(())
    }
    /// Some problems are done (not yet necessarily handed out).
    fn tick(&mut self, problems: usize) {
        let _ = problems;
    }
}

impl Progress for () {}

/// Why an order was not carried out to the end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The user interrupted it; what was handed out before stays good.
    #[error("interrupted")]
    Interrupted,
    /// The receiver of the records failed.
    #[error(transparent)]
    Write(#[from] std::io::Error),
    /// No pool of threads.
    #[error("cannot start worker threads: {0}")]
    Threads(String),
}

/// What came of an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// All records, sorted by claim, arm, population and index.
    pub records: Vec<Record>,
    /// Claims that have no room for the given data: id and why.
    pub declined: Vec<(String, String)>,
    /// Processor seconds spent on each claim's own trials (shared runs are nobody's own).
    pub seconds: BTreeMap<String, f64>,
}

/// Carries an order out. `stop` is looked at between bundles.
pub fn execute(order: &Order, progress: &mut dyn Progress, stop: &AtomicBool) -> Result<Outcome, RunError> {
    let shops = furnish(order);
    let declined: Vec<(String, String)> = shops.iter().flat_map(|shop| shop.declined().to_vec()).collect();
    let bundles: Vec<(usize, usize, usize)> = shops
        .iter()
        .enumerate()
        .flat_map(|(shop, s)| s.bundles().into_iter().enumerate().map(move |(b, n)| (shop, b, n)))
        .collect();
    progress.begin(bundles.iter().map(|(_, _, problems)| problems).sum());
    let gate = Mutex::new(Gate {
        taken: 0,
        next: 0,
        waiting: BTreeMap::new(),
        records: Vec::new(),
        seconds: BTreeMap::new(),
        progress,
        failed: None,
    });
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads)
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    pool.install(|| {
        // One bundle at a time off a shared list, costliest first: no thread sits on work another could do.
        (0..bundles.len()).into_par_iter().with_max_len(1).panic_fuse().for_each(|_| {
            let Some(position) = gate.lock().map(|mut gate| gate.take(bundles.len())).ok().flatten() else {
                return;
            };
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let (shop, bundle, problems) = bundles[position];
            let worked = shops[shop].work(bundle);
            // Runs that were cut short while this bundle was worked on are no results.
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if let Ok(mut gate) = gate.lock() {
                gate.hand_out(position, worked, problems);
            }
        });
    });
    let gate = gate.into_inner().map_err(|_| RunError::Threads("a worker panicked".to_string()))?;
    if let Some(error) = gate.failed {
        return Err(RunError::Write(error));
    }
    if stop.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    let mut records = gate.records;
    records.sort_by(|a, b| a.place().cmp(&b.place()));
    Ok(Outcome { records, declined, seconds: gate.seconds })
}

/// Repeats one trial. `None` where the order has no such claim.
///
/// # Errors
/// [`NoTrial`] where the claim has no such arm or problem.
pub fn one_trial(order: &Order, id: &str, arm: &str, on: &TrialOn) -> Option<Result<Record, NoTrial>> {
    let mut shops: Vec<Box<dyn Workshop>> = Vec::new();
    admit_all(order, &mut shops);
    shops.iter().find_map(|shop| shop.one_trial(id, arm, on, order.seed))
}

fn furnish(order: &Order) -> Vec<Box<dyn Workshop>> {
    let mut shops = Vec::new();
    admit_all(order, &mut shops);
    for shop in &mut shops {
        shop.lay_out(order.seed, order.size, order.given.as_ref());
    }
    shops
}

fn admit_all(order: &Order, shops: &mut Vec<Box<dyn Workshop>>) {
    for claim in &order.claims {
        if !shops.iter_mut().any(|shop| shop.admit(claim)) {
            let mut shop = claim.workshop();
            shop.admit(claim);
            shops.push(shop);
        }
    }
}

/// Hands bundles to threads in order, and their records out in the same order.
struct Gate<'a> {
    taken: usize,
    next: usize,
    waiting: BTreeMap<usize, Vec<Worked>>,
    records: Vec<Record>,
    seconds: BTreeMap<String, f64>,
    progress: &'a mut dyn Progress,
    failed: Option<std::io::Error>,
}

impl Gate<'_> {
    fn take(&mut self, bundles: usize) -> Option<usize> {
        let position = self.taken;
        self.taken += 1;
        (position < bundles && self.failed.is_none()).then_some(position)
    }

    fn hand_out(&mut self, position: usize, worked: Vec<Worked>, problems: usize) {
        self.progress.tick(problems);
        self.waiting.insert(position, worked);
        while let Some(worked) = self.waiting.remove(&self.next) {
            self.next += 1;
            for one in worked {
                if let Err(error) = self.progress.worked(&one) {
                    self.failed.get_or_insert(error);
                }
                for (claim, seconds) in one.seconds {
                    *self.seconds.entry(claim).or_default() += seconds;
                }
                self.records.extend(one.records);
            }
        }
    }
}
