//! Rates that a person has reviewed: what gradient descent has reached at t = 1, 10, ..., 10^6 on fixed problems, the
//! exact constants beside it. The stored text is `snapshots/rates.snap`.

mod near;
mod problems;
mod rates;

use insta::{Settings, assert_snapshot};
use near::Near;

#[test]
fn rates() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_comparator(Box::new(Near));
    let text: Vec<String> =
        problems::all().iter().map(|(name, problem)| rates::table(name, problem.clone())).collect();
    settings.bind(|| assert_snapshot!("rates", text.join("\n")));
}
