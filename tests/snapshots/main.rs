//! Rates that a person has reviewed: what each method has reached at t = 1, 10, ..., 10^6 on fixed problems, and the flow at
//! t = e^10, ..., e^1000, the exact constants beside it. A method's text is `snapshots/rates/METHOD.snap`.

mod methods;
mod near;
mod problems;
mod rates;

use insta::{Settings, assert_snapshot};
use near::Near;

/// Compares the tables of one method, a problem each.
fn compare(method: &str, table: impl Fn(&str, implicit_bias::problem::Linear) -> String) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/rates");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_comparator(Box::new(Near));
    let text: Vec<String> = problems::all().into_iter().map(|(name, problem)| table(name, problem)).collect();
    settings.bind(|| assert_snapshot!(method, text.join("\n")));
}

#[test]
fn rates_of_gradient_descent() {
    compare("gradient_descent", rates::table);
}

#[test]
fn rates_of_the_flow() {
    compare("flow", rates::table_of_flow);
}

#[test]
fn rates_of_the_other_methods() {
    for method in methods::all() {
        compare(method.file, |name, problem| rates::table_of(&method, name, problem));
    }
}
