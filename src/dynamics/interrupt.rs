//! Stopping all runs early, on Ctrl-C say.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Asks every run of this process to end at its next recorded step.
pub fn request_stop() {
    STOP.store(true, Ordering::Relaxed);
}

/// Withdraws the request.
pub fn clear_stop() {
    STOP.store(false, Ordering::Relaxed);
}

/// Whether runs were asked to end.
pub fn stop_requested() -> bool {
    STOP.load(Ordering::Relaxed)
}
