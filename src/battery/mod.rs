//! What to run: the plan, the work items, the threads, the records as they come.
//!
//! The work item is a problem, not a claim: one thread opens the case, every run that any arm of any selected
//! claim asks of it is made once, all trials are evaluated, the records go out and the case is dropped.

mod calibrate;
mod decide;
#[cfg(feature = "search")]
mod kept;
mod plan;
mod run;
#[cfg(feature = "search")]
mod search;

pub use calibrate::{reduced, tally_seed};
pub use decide::decide;
#[cfg(feature = "search")]
pub use kept::{KEPT, Kept};
pub use plan::{Order, selection};
pub use run::{Outcome, Progress, RunError, execute, one_trial};
#[cfg(feature = "search")]
pub use search::{Counterexample, Search, Searched};
