//! From claims to verdicts in one call.

use super::plan::Order;
use super::run::{RunError, execute};
use crate::claim::{Check, Size};
use crate::judge::judge;
use crate::record::Verdict;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Decides claims on drawn problems, on all cores: the verdicts in the claims' order. For progress, records, threads
/// or data of one's own carry out an [`Order`].
///
/// # Errors
/// [`RunError::Threads`] where no worker threads can be started.
pub fn decide(claims: Vec<Arc<dyn Check>>, seed: u64, size: Size) -> Result<Vec<Verdict>, RunError> {
    let order = Order { claims, seed, size, given: None, threads: 0 };
    let outcome = execute(&order, &mut (), &AtomicBool::new(false))?;
    Ok(judge(&order.plan().cards, &outcome.records, false))
}
