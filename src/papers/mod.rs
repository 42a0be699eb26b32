//! The claims: one folder per paper, one file per claim. A file's header is the text that `show` prints.

pub mod cover;
mod cross_norm;
pub mod essay;
pub mod fan;
pub mod gunasekar;
pub mod ji_srebro_telgarsky;
pub mod ji_telgarsky;
pub mod ji_telgarsky_dual;
pub mod nacson;
pub mod nacson_sgd;
pub mod soudry;
pub mod sun;
pub mod telgarsky;
pub mod wang;
pub mod wu;
pub mod xie;
pub mod zhang_adam;

use crate::claim::Check;
use std::sync::Arc;

/// All claims, paper by paper, each in its paper's order.
pub fn all() -> Vec<Arc<dyn Check>> {
    [
        soudry::claims(),
        ji_telgarsky::claims(),
        nacson::claims(),
        ji_telgarsky_dual::claims(),
        wu::claims(),
        wang::claims(),
        nacson_sgd::claims(),
        ji_srebro_telgarsky::claims(),
        gunasekar::claims(),
        telgarsky::claims(),
        zhang_adam::claims(),
        xie::claims(),
        fan::claims(),
        sun::claims(),
        cover::claims(),
        essay::claims(),
    ]
    .concat()
}
