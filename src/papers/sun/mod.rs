//! Sun, Ahn, Thrampoulidis, Azizan: Mirror Descent Maximizes Generalized Margin and Can Be Implemented Efficiently, NeurIPS 2022;
//! arXiv:2205.12808. Known by its abstract: no constant of a theorem is given.

mod margin;

use crate::claim::Check;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(margin::claim())]
}
