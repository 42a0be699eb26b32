//! `descend --until e1000`: descent for real, then its flow in log time.

use super::arguments::DescendArguments;
use super::exit;
use super::output::Output;
use super::step_rule::RuleName;
use crate::case::{At, Case, Run, Stopped, Trajectory};
use crate::dynamics::{MovingFrame, Reached};
use crate::measure::{
    Letters, continued, dot, log_loss_plus_time, margin_gap_on_flow, point_error, sound_relay,
};
use crate::numbers::ln;
use crate::problem::{Linear, Tail};
use crate::record::{Clock, Stop};
use serde_json::{Value, json};

/// Of the discretisation's leading term, for those after it.
const ALLOWANCE: f64 = 1.1;
/// The table's first line.
const COLUMNS: &str = "clock,t,log_t,log_loss,norm,min_margin,one_minus_cosine,margin_gap,error\n";

/// A time as the option takes it.
fn as_given(log_time: f64) -> String {
    format!("e{log_time}")
}

/// Refuses what has no flow that goes on from it.
pub(super) fn refuse(arguments: &DescendArguments, log_time: f64, steps: u64) -> anyhow::Result<()> {
    let until = as_given(log_time);
    let rule = &arguments.rule;
    if rule.name() != RuleName::Gradient || !rule.is_constant() {
        anyhow::bail!(
            "found --until {until} with another rule than gradient descent with constant steps, expected a number of steps: \
             the flow goes on from gradient descent alone"
        );
    }
    if log_time <= ln(steps as f64) {
        anyhow::bail!(
            "found --until {until}, expected a time beyond the {steps} steps that are made before the flow"
        );
    }
    Ok(())
}

/// Refuses data and losses that leave no direction to move along.
pub(super) fn refuse_case(case: &Case<Linear>, log_time: f64) -> anyhow::Result<()> {
    let (until, loss) = (as_given(log_time), &case.problem.loss);
    if !matches!(loss.tail(), Tail::TightExponential { .. }) {
        anyhow::bail!(
            "found --until {until} with the loss {}, expected exp or logistic: the flow moves along the max margin",
            loss.key()
        );
    }
    match case.limit_margin() {
        Err(Stop::Outside { .. }) => anyhow::bail!(
            "found --until {until} on data whose iterates stay finite, expected separable or mixed data, or a number of steps"
        ),
        _ => Ok(()),
    }
}

/// One time of the table.
struct Line {
    clock: Clock,
    step: Option<u64>,
    log_time: f64,
    log_loss: f64,
    norm: f64,
    least: f64,
    one_minus_cosine: Option<f64>,
    gap: Option<f64>,
    /// Bound on the distance from where gradient descent is; none for its own iterates.
    error: Option<f64>,
    w: Vec<f64>,
}

/// What was reached: the table, and why it ends before its time.
struct Table {
    lines: Vec<Line>,
    stopped: Option<Stop>,
}

/// Prints descent and flow until e^`log_time`.
pub(super) fn run(
    arguments: &DescendArguments,
    out: &Output,
    case: &Case<Linear>,
    (run, path): (&Run<Linear>, &Trajectory),
    log_time: f64,
) -> anyhow::Result<u8> {
    let found = match table(case, run, path, log_time) {
        Ok(found) => found,
        Err(Stop::Interrupted) => return Ok(exit::INTERRUPTED),
        Err(stop) => Table { lines: descent(case, path).unwrap_or_default(), stopped: Some(stop) },
    };
    let mut text = String::new();
    if !arguments.json {
        text += COLUMNS;
    }
    for line in &found.lines {
        text += &if arguments.json { format!("{}\n", line.in_json()) } else { line.in_csv() };
    }
    out.write(&text)?;
    let Some(stop) = found.stopped else { return Ok(exit::AS_EXPECTED) };
    let reached = found.lines.last().map_or(0.0, |line| line.log_time);
    exit::complain(&format!("inconclusive beyond t = e^{reached:.1}: {stop}"));
    Ok(exit::INCONCLUSIVE)
}

fn table(case: &Case<Linear>, run: &Run<Linear>, path: &Trajectory, log_time: f64) -> Stopped<Table> {
    let mut lines = descent(case, path)?;
    let frame = case.frame()?;
    // The flow from the iterate two decades before, beside the last iterate: what the step's length does.
    let relay = sound_relay(case, run)?;
    let steps = ALLOWANCE * relay.discretisation() + relay.entering;
    let at_last = |at: &Reached| -> Stopped<Line> {
        Ok(Line { step: Some(run.until), ..line(case, &frame, at, Some(steps))? })
    };
    lines.push(at_last(&relay.plain)?);
    let far = continued(case, run, &times(relay.s1, log_time))?;
    for at in &far.reached {
        // The bend falls like 1/t: all steps after T add a hundredth of what those from T/100 to T did.
        lines.push(line(case, &frame, at, Some(steps))?);
    }
    Ok(Table { lines, stopped: far.stopped })
}

/// The iterates of descent.
fn descent(case: &Case<Linear>, path: &Trajectory) -> Stopped<Vec<Line>> {
    let frame = case.frame()?;
    path.points
        .iter()
        .map(|At { step, w, .. }| {
            let at = Reached { s: 0.0, z: w.clone(), error: 0.0 };
            let log_time = if *step == 0 { f64::NEG_INFINITY } else { ln(*step as f64) };
            let line = line(case, &frame, &at, None)?;
            Ok(Line { clock: Clock::Descent, step: Some(*step), log_time, ..line })
        })
        .collect()
}

/// 1, 1.5, 2, 3, 5, 7 times the powers of ten, beyond `first` up to `last`, and `last` itself.
fn times(first: f64, last: f64) -> Vec<f64> {
    let powers = (-2..=300).map(|power| 10f64.powi(power));
    let grid = powers.flat_map(|power| [1.0, 1.5, 2.0, 3.0, 5.0, 7.0].map(|digit| digit * power));
    grid.filter(|s| (first..last).contains(s) && *s > first).chain([last]).collect()
}

/// What is read off w = s w^ + z, s = `at.s`.
fn line(case: &Case<Linear>, frame: &MovingFrame, at: &Reached, steps: Option<f64>) -> Stopped<Line> {
    let Reached { s, z, .. } = at;
    let limit = case.limit_margin()?;
    let u = &limit.direction;
    let ahead = dot(z, u);
    let along = s / limit.gamma.0 + ahead;
    let across =
        z.iter().zip(u).map(|(z, u)| (-ahead).mul_add(*u, *z)).fold(0.0, |sum: f64, x| x.mul_add(x, sum));
    let norm = along.hypot(across.sqrt());
    let margin = |(row, excess): (&[f64], &f64)| s.mul_add(1.0 + excess, dot(row, z));
    let least = case.problem.rows.rows().zip(&frame.excess).map(margin).fold(f64::INFINITY, f64::min);
    let separable = case.max_margin().is_ok();
    let error = match steps {
        Some(steps) => Some(steps + point_error(case, at)?),
        None => None,
    };
    Ok(Line {
        clock: Clock::Flow,
        step: None,
        log_time: *s,
        log_loss: log_loss_plus_time(case, *s, z)? - s,
        norm,
        least,
        // 1 - a/h = o^2 / (h (h + a)), without cancellation where a > 0.
        one_minus_cosine: (norm > 0.0)
            .then(|| if along > 0.0 { across / (norm * (norm + along)) } else { 1.0 - along / norm }),
        gap: if separable && norm > 0.0 { Some(margin_gap_on_flow(case, at)?.gap) } else { None },
        error,
        w: z.iter().zip(&frame.drift).map(|(z, drift)| s.mul_add(*drift, *z)).collect(),
    })
}

impl Line {
    fn clock_in_words(&self) -> &'static str {
        if self.clock == Clock::Descent { "descent" } else { "flow" }
    }

    fn in_csv(&self) -> String {
        let cell = |value: Option<f64>| value.map(|value| format!("{value:?}")).unwrap_or_default();
        let t = self.step.map_or_else(|| format!("e^{}", self.log_time), |step| step.to_string());
        let numbers = [
            Some(self.log_time).filter(|s| s.is_finite()),
            Some(self.log_loss),
            Some(self.norm),
            Some(self.least),
        ];
        let rest = [self.one_minus_cosine, self.gap, self.error];
        let cells: Vec<String> = numbers.into_iter().chain(rest).map(cell).collect();
        format!("{},{t},{}\n", self.clock_in_words(), cells.join(","))
    }

    fn in_json(&self) -> Value {
        json!({
            "clock": self.clock_in_words(), "t": self.step, "log_t": Some(self.log_time).filter(|s| s.is_finite()),
            "log_loss": self.log_loss, "norm": self.norm, "min_margin": self.least,
            "one_minus_cosine": self.one_minus_cosine, "margin_gap": self.gap, "error": self.error, "w": self.w,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flow_is_read_between_the_last_step_and_the_end() {
        assert_eq!(times(13.8, 100.0), [15.0, 20.0, 30.0, 50.0, 70.0, 100.0]);
        assert_eq!(times(13.8, 14.5), [14.5]);
        assert_eq!(times(15.0, 20.0), [20.0], "ascending, beyond the last step");
        let all = times(13.8, 1e6);
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]) && all.last() == Some(&1e6));
    }
}
