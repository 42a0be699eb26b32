//! What the interrupt key does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that the interrupt key raises; runs that are under way end at their next look.
///
/// # Errors
/// When the system takes no handler.
pub(super) fn heard() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = stop.clone();
    ctrlc::set_handler(move || {
        raised.store(true, Ordering::Relaxed);
        crate::dynamics::request_stop();
    })?;
    Ok(stop)
}
