//! `descend`: a run on a data set, with the exact constants beside where there are any.

use super::arguments::DescendArguments;
use super::data::load;
use super::exit;
use super::far;
use super::output::Output;
use super::usage::Until;
use crate::case::{Case, Ended, Run};
use crate::measure::{Letters, dot, log_loss_at};
use crate::problem::{Linear, Loss, loss_from_key, step_from_text};
use std::sync::Arc;

/// Steps of descent before the flow where none are given.
const STEPS: u64 = 1_000_000;

/// Runs the command.
pub(super) fn run(arguments: &DescendArguments) -> anyhow::Result<u8> {
    let out = Output::of(arguments.out.as_ref())?;
    let method = arguments.rule.method()?;
    let steps = match (arguments.until, arguments.steps) {
        (Until::Steps(steps), None) => steps,
        (Until::Steps(_), Some(steps)) => {
            anyhow::bail!(
                "found --steps {steps} with a number of steps for --until, expected a time such as --until e1000"
            )
        }
        (Until::LogTime(log_time), steps) => {
            let steps = steps.unwrap_or(STEPS);
            far::refuse(arguments, log_time, steps)?;
            steps
        }
    };
    let data = load(&arguments.data, &arguments.reading)?;
    let d = data.d;
    let name = if arguments.loss == "exp" { "exponential" } else { &arguments.loss };
    let loss: Arc<dyn Loss> = loss_from_key(name)?.into();
    let rule = step_from_text(arguments.rule.step())?;
    let start = match &arguments.start {
        None => vec![0.0; d],
        Some(text) => start(text, d)?,
    };
    let rows = data.signed_rows();
    let step = rule.step(&rows, loss.as_ref(), &start)?;
    let mut problem = Linear::new(data, loss, &crate::problem::Fixed { eta: step })?;
    problem.start = start;
    let case = Case::open(problem);
    if let Until::LogTime(log_time) = arguments.until {
        far::refuse_case(&case, log_time)?;
    }
    let problem = &case.problem;
    let run = Run::new(method, steps);
    // Nothing but an interrupt stops a method.
    let Ok(path) = case.run(&run) else { return Ok(exit::INTERRUPTED) };
    let lengths: Vec<f64> = path.points.iter().map(|at| dot(&at.w, &at.w).sqrt()).collect();
    let left = match path.ended {
        Ended::Diverged { step } => Some(step),
        Ended::Reached => {
            path.points.iter().zip(&lengths).find(|(_, norm)| !norm.is_finite()).map(|(at, _)| at.step)
        }
    };
    if let Some(t) = left {
        anyhow::bail!(
            "found iterates beyond the finite numbers by step {t}, expected a smaller --step or --start, or --until \
             before that (the step is {step:e})"
        );
    }
    if let Until::LogTime(log_time) = arguments.until {
        return far::run(arguments, &out, &case, (&run, &path), log_time);
    }
    let exact = case.max_margin().ok();
    let mut table = String::new();
    if !arguments.json {
        table += "t,log_loss,norm,min_margin,cosine_to_max_margin,margin_gap\n";
    }
    for (at, norm) in path.points.iter().zip(lengths) {
        let least = problem.rows.rows().map(|row| dot(row, &at.w)).fold(f64::INFINITY, f64::min);
        let log_loss = log_loss_at(problem, &at.w);
        let beside = exact
            .as_ref()
            .filter(|_| norm > 0.0)
            .map(|found| (dot(&at.w, &found.direction) / norm, found.gamma.0 - least / norm));
        if arguments.json {
            let line = serde_json::json!({
                "t": at.step, "log_loss": log_loss, "norm": norm, "min_margin": least,
                "cosine_to_max_margin": beside.map(|b| b.0), "margin_gap": beside.map(|b| b.1), "w": at.w,
            });
            table += &format!("{line}\n");
        } else {
            let (cosine, gap) = beside.map(|(c, g)| (format!("{c:?}"), format!("{g:?}"))).unwrap_or_default();
            table += &format!("{},{log_loss:?},{norm:?},{least:?},{cosine},{gap}\n", at.step);
        }
    }
    out.write(&table)?;
    Ok(exit::AS_EXPECTED)
}

fn start(text: &str, d: usize) -> anyhow::Result<Vec<f64>> {
    let w = text
        .split(',')
        .map(|part| part.trim().parse::<f64>().ok().filter(|x| x.is_finite()))
        .collect::<Option<Vec<f64>>>()
        .ok_or_else(|| {
            anyhow::anyhow!("found --start {text}, expected finite numbers separated by commas")
        })?;
    if w.len() != d {
        anyhow::bail!("found --start of {} numbers, expected {d}, one a feature", w.len());
    }
    Ok(w)
}
