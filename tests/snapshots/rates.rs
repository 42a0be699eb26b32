//! The table of one problem.

use implicit_bias::case::{At, Case, Run, Stopped};
use implicit_bias::dynamics::{Iteration, Rule};
use implicit_bias::measure::{Letters, Observable, dot, log_loss_at};
use implicit_bias::problem::Linear;
use std::fmt::Write;
use std::sync::Arc;

/// Steps of the run.
const HORIZON: u64 = 1_000_000;
/// Width of a column.
const WIDTH: usize = 15;

const COLUMNS: [&str; 7] = ["||w||", "1 - cos", "margin gap", "ln loss", "L - log t", "||P_perp w||", "K_t"];

/// The constants of a problem and what descent has reached at t = 1, 10, ..., 10^6.
pub(crate) fn table(name: &str, problem: Linear) -> String {
    filled(name, Case::open(problem)).unwrap_or_else(|stop| panic!("{name}: {stop:?}"))
}

fn filled(name: &str, case: Case<Linear>) -> Stopped<String> {
    let (gamma, constants) = (case.gamma()?.value, case.constants()?);
    let limits = [
        ("eta", case.problem.step),
        ("gamma", gamma),
        ("1/gamma", 1.0 / gamma),
        ("lambda*", case.lambda_star()?),
        ("c", case.c()?.value),
        ("A_perp", constants.a_perp.value),
        ("K", constants.k.value),
    ];
    let mut text = String::new();
    let (n, d) = (case.problem.rows.n, case.problem.rows.d);
    let _ = writeln!(text, "{name}: {n} rows, {d} columns, support of rank {}", constants.rank_support);
    for (letter, value) in limits {
        let _ = writeln!(text, "  {letter:<8}{:>WIDTH$}", digits(value));
    }
    let _ = write!(text, "{:>9}", "t");
    COLUMNS.iter().for_each(|column| text += &format!("{column:>WIDTH$}"));
    text.push('\n');
    let path = case.run(&Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), HORIZON))?;
    for step in (0..=6).map(|power| 10u64.pow(power)) {
        let at = path.at_step(step).expect("powers of ten are recorded");
        let _ = write!(text, "{step:>9}");
        numbers(&case, at)?.iter().for_each(|value| text += &format!("{:>WIDTH$}", digits(*value)));
        text.push('\n');
    }
    let _ = write!(text, "{:>9}", "limit");
    let limits = ["log t / gamma", "0", "0", "-log t"].map(str::to_string);
    let exact = [case.c()?.value, constants.a_perp.value, constants.k.value].map(digits);
    limits.iter().chain(&exact).for_each(|cell| text += &format!("{cell:>WIDTH$}"));
    text.push('\n');
    Ok(text)
}

/// The columns at a recorded time.
///
/// With w = L w^ + p, p across w^ in R^d, the small numbers come from p without cancellation:
/// ||w|| - L ||w^|| = |p|^2 / (||w|| + L ||w^||), which over ||w|| is 1 - cos; gamma - min_i z_i.w / ||w|| is
/// (K_t + gamma (||w|| - L ||w^||)) / ||w||.
fn numbers(case: &Case<Linear>, at: &At) -> Stopped<[f64; 7]> {
    let (gamma, found) = (case.gamma()?.value, case.max_margin()?);
    let (s, w) = (at.log_time, &at.w);
    let z = case.frame()?.enter(s, w);
    let scalar = |observable: Observable| -> Stopped<f64> { Ok(observable.at(case, s, &z)?[0]) };
    let (behind, k) = (scalar(Observable::Along)?, scalar(Observable::MarginConstant)?);
    let along = (s + behind) / gamma;
    let across: Vec<f64> = w.iter().zip(&found.direction).map(|(w, u)| (-along).mul_add(*u, *w)).collect();
    let norm = dot(w, w).sqrt();
    let longer = dot(&across, &across) / (norm + along);
    Ok([
        norm,
        longer / norm,
        (k + gamma * longer) / norm,
        log_loss_at(&case.problem, w),
        behind,
        scalar(Observable::AcrossNorm)?,
        k,
    ])
}

/// Eight significant digits, without an exponent where that is easy to read.
fn digits(value: f64) -> String {
    let scientific = format!("{value:.7e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    match exponent {
        Some(exponent @ -2..=5) => format!("{value:.*}", (7 - exponent) as usize),
        _ => scientific,
    }
}
