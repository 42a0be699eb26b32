//! Sentences of the essay "The implicit-bias program" that can be checked. What is expected of each is what a
//! rigorous reader says of it: some are false as they stand, and carry their mended form as a control that holds.

mod angle_same_rate;
mod any_size;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this essay.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(angle_same_rate::claim()), Arc::new(any_size::claim())]
}
