//! The margin with a free bias.

use super::fixtures::{iris_set, wdbc_set};
use crate::reference::max_margin_with_free_bias;

#[test]
fn show() {
    for set in [iris_set("setosa", "versicolor"), wdbc_set()] {
        let start = std::time::Instant::now();
        let m = max_margin_with_free_bias(&set);
        match m {
            Ok(m) => eprintln!(
                "{:?} {:e} {:e} {} {:?} {:?}",
                m.gamma,
                (m.gamma.1 - m.gamma.0) / m.gamma.0,
                m.direction_error,
                m.bias,
                m.support,
                start.elapsed()
            ),
            Err(e) => eprintln!("{e} {:?}", start.elapsed()),
        }
    }
}
