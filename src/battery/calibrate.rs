//! The same battery over many suite seeds.

use super::plan::Order;
use super::run::{RunError, execute};
use crate::claim::{Check, Size};
use crate::judge::tally;
use crate::record::{Card, Record, SeedTally};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What one suite seed says of these claims: at most `trials` problems of each population, and of a claim about a
/// probability all the draws that it plans for.
///
/// # Errors
/// As [`execute`].
pub fn tally_seed(
    claims: &[Arc<dyn Check>],
    seed: u64,
    trials: u64,
    threads: usize,
    stop: &AtomicBool,
) -> Result<SeedTally, RunError> {
    let records = reduced(claims, seed, trials, threads, stop)?;
    let cards: Vec<Card> = claims.iter().map(|claim| claim.card().clone()).collect();
    Ok(tally(&cards, &records, seed))
}

/// The records of a reduced battery: few problems, but all the draws that a probability needs.
///
/// # Errors
/// As [`execute`].
pub fn reduced(
    claims: &[Arc<dyn Check>],
    seed: u64,
    trials: u64,
    threads: usize,
    stop: &AtomicBool,
) -> Result<Vec<Record>, RunError> {
    let (planned, few): (Vec<_>, Vec<_>) =
        claims.iter().cloned().partition(|claim| claim.card().design.is_some());
    let mut records = Vec::new();
    for (claims, size) in [(few, Size::AtMost(trials)), (planned, Size::Quick)] {
        let order = Order { claims, seed, size, given: None, threads };
        records.extend(execute(&order, &mut (), stop)?.records);
    }
    Ok(records)
}
