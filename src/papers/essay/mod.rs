//! Sentences of the essay "The implicit-bias program" that can be checked. What is expected of each is what a
//! rigorous reader says of it: some are false as they stand, and carry their mended form as a control that holds. A header
//! quotes its sentence, and gives it mended where it is not true, or not precise, as it stands.

mod adaptive;
mod angle_same_rate;
mod any_size;
mod bias_not_loss;
mod early_stopping;
mod linear_true;
mod max_margin;
mod mirror;
mod never_lands;
mod no_minimizer;
mod nonseparable_ray;
mod norm_log;
mod polynomial_speedup;
mod random_labels_linear;
mod slow;
mod steepest;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this essay.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![
        Arc::new(no_minimizer::claim()),
        Arc::new(max_margin::claim()),
        Arc::new(norm_log::claim()),
        Arc::new(angle_same_rate::claim()),
        Arc::new(slow::claim()),
        Arc::new(early_stopping::claim()),
        Arc::new(nonseparable_ray::claim()),
        Arc::new(polynomial_speedup::claim()),
        Arc::new(any_size::claim()),
        Arc::new(never_lands::claim()),
        Arc::new(random_labels_linear::claim()),
        Arc::new(bias_not_loss::claim()),
        Arc::new(steepest::claim()),
        Arc::new(mirror::claim()),
        Arc::new(adaptive::claim()),
        Arc::new(linear_true::claim()),
    ]
}
