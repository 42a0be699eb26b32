//! The table of one problem under one method.

use crate::methods::{LOGARITHMIC, Law, Named, log_of};
use implicit_bias::case::{At, Case, Run, Stopped};
use implicit_bias::dynamics::{Iteration, Rule};
use implicit_bias::measure::{
    Letters, MarginGap, Observable, dot, far, log_loss_at, margin_gap_at, margin_gap_on_flow, relay,
};
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

/// What another method has reached at t = 1, 10, ... of its run.
pub(crate) fn table_of(method: &Named, name: &str, problem: Linear) -> String {
    others(method, name, &Case::open(problem)).unwrap_or_else(|stop| panic!("{name}: {stop:?}"))
}

fn others(method: &Named, name: &str, case: &Case<Linear>) -> Stopped<String> {
    let run = Run::new((method.method)(&case.problem), method.horizon);
    let path = case.run(&run)?;
    let mut rows = Vec::new();
    for step in (0..=6).map(|power| 10u64.pow(power)).filter(|step| *step <= method.horizon) {
        let at = path.at_step(step).expect("powers of ten are recorded");
        let loss = log_loss_at(&case.problem, &at.w);
        rows.push((step.to_string(), log_of(step), margin_gap_at(case, &run, step)?, loss));
    }
    laid_out(&format!("{name}: {}", method.name), case, method.law, &rows)
}

/// What the flow has reached that goes on from the 10^6-th iterate of gradient descent.
pub(crate) fn table_of_flow(name: &str, problem: Linear) -> String {
    flow(name, &Case::open(problem)).unwrap_or_else(|stop| panic!("{name}: {stop:?}"))
}

fn flow(name: &str, case: &Case<Linear>) -> Stopped<String> {
    let run = Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), HORIZON);
    let (near, far) = (relay(case, &run)?, far(case, &run)?);
    let mut rows = Vec::new();
    for at in [&near.plain, &far.quarter, &far.half, &far.end] {
        // log L(w) + s is what is left of the loss's logarithm in the moving frame.
        let loss = implicit_bias::measure::log_loss_plus_time(case, at.s, &at.z)? - at.s;
        rows.push((format!("e^{:.1}", at.s), at.s, margin_gap_on_flow(case, at)?, loss));
    }
    laid_out(&format!("{name}: flow from the descent's iterate"), case, Some(LOGARITHMIC), &rows)
}

/// A line for each time: its name, ln t, the margin and ln L(w).
fn laid_out(
    title: &str,
    case: &Case<Linear>,
    law: Option<Law>,
    rows: &[(String, f64, MarginGap, f64)],
) -> Stopped<String> {
    let mut text = format!("{title}\n{:>9}", "t");
    let of_law = law.map(|law| format!("gap*{}", law.name));
    let columns = ["||w||", "1 - cos", "margin gap", "ln loss", "K_t"].map(str::to_string);
    columns.iter().chain(&of_law).for_each(|column| text += &format!("{column:>WIDTH$}"));
    text.push('\n');
    for (t, s, found, loss) in rows {
        let gamma = case.gamma()?.value;
        let cosine = found.along / (gamma * found.norm);
        // 1 - cos without cancellation, where w goes along w^ at all.
        let off = if cosine > 0.0 { found.longer / (gamma * found.norm) } else { 1.0 - cosine };
        // What is below its own error is no number to be reviewed.
        let across = (found.longer * (gamma * found.norm + found.along)).max(0.0).sqrt() / gamma;
        let shown = |value: f64, known: bool| if known { digits(value) } else { "0".to_string() };
        let (straight, closed) = (across <= found.rounding, found.k.abs() <= found.k_rounding(case));
        let gap = |value: f64| shown(value, found.gap_rounding(case) < 1.0);
        let _ = write!(text, "{t:>9}");
        let of_law = law.map(|law| gap(found.gap * (law.growth)(*s)));
        let cells = [
            digits(found.norm),
            shown(off, !straight),
            gap(found.gap),
            digits(*loss),
            shown(found.k, !closed),
        ];
        cells.iter().chain(&of_law).for_each(|cell| text += &format!("{cell:>WIDTH$}"));
        text.push('\n');
    }
    if let Some(limit) = law.and_then(|law| law.limit) {
        let cells = ["", "0", "0", ""].map(str::to_string);
        let exact = [digits(case.constants()?.k.value), digits(limit(case)?)];
        let _ = write!(text, "{:>9}", "limit");
        cells.iter().chain(&exact).for_each(|cell| text += &format!("{cell:>WIDTH$}"));
        text.push('\n');
    }
    Ok(text)
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
