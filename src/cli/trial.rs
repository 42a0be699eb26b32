//! `trial`: one trial of one claim, in full detail.

use super::arguments::TrialArguments;
use super::check::chosen;
use super::data::load_given;
use super::exit;
use super::output::print;
use crate::battery::{Order, one_trial};
use crate::claim::{Size, TrialOn};
use crate::judge::outcome_of;
use crate::numbers::counted;
use crate::record::{Finding, Miss, Record};
use crate::report::brief;
use std::fmt::Write;

/// Runs the command.
pub(super) fn run(arguments: &TrialArguments) -> anyhow::Result<u8> {
    let claims = chosen(std::slice::from_ref(&arguments.id))?;
    let [claim] = &claims[..] else {
        anyhow::bail!("found {}, expected the whole id of one claim", arguments.id);
    };
    let id = claim.card().id.clone();
    let order = Order { claims, seed: arguments.seed, size: Size::Quick, given: None, threads: 1 };
    let given = load_given(arguments.data.as_ref(), &arguments.reading)?;
    let on = match &given {
        Some(data) => TrialOn::Given(data),
        None => TrialOn::Population {
            family: arguments.family.as_deref(),
            index: arguments.index.unwrap_or_default(),
        },
    };
    let record = one_trial(&order, &id, &arguments.arm, &on).expect("the order has the claim")?;
    print(&if arguments.json {
        serde_json::to_string(&record)? + "\n"
    } else {
        in_words(&record, &on_what(&record, arguments))
    })?;
    Ok(exit::AS_EXPECTED)
}

/// The options that name the problem of a trial.
fn on_what(record: &Record, arguments: &TrialArguments) -> String {
    match &arguments.data {
        Some(path) => format!("--data \"{path}\"{}", arguments.reading.words()),
        None => format!("--family \"{}\" --index {} --seed {}", record.family, record.index, arguments.seed),
    }
}

/// A trial in full detail; the last line replays it on the problem that the options `on` name.
pub(super) fn in_words(record: &Record, on: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}, arm {}, {} #{}", record.claim, record.arm, record.family, record.index);
    let problem = &record.problem;
    let (rows, columns) = (counted(problem.n, "row"), counted(problem.d, "column"));
    let _ = writeln!(out, "problem: {rows}, {columns}, {}", problem.from);
    for note in &record.hypotheses {
        let waived = if note.waived { ", looked past" } else { "" };
        let _ = writeln!(out, "hypothesis {}: {:?}{waived} ({})", note.name, note.state, note.found);
    }
    for (name, value) in &record.facts {
        let _ = writeln!(out, "{name} = {value:e}");
    }
    for note in &record.certificates {
        let _ = writeln!(
            out,
            "certificate of the {}: {}, relative width {:.1e}",
            note.of, note.method, note.width
        );
    }
    for miss in record.finding.misses() {
        out += &miss_words(&miss);
    }
    match &record.finding {
        Finding::Selection { candidates, .. } => {
            for candidate in candidates.iter().filter(|candidate| !candidate.claimed) {
                let _ =
                    writeln!(out, "distance to {} (not claimed): {:e}", candidate.name, candidate.distance);
            }
        }
        Finding::Stationarity { residuals } => {
            for r in residuals {
                let _ = writeln!(
                    out,
                    "{}: residual from {:e} to {:e}, {} dimensions, {} free multipliers",
                    r.name, r.lower, r.upper, r.freedom, r.active
                );
            }
        }
        Finding::Distribution { draw } => {
            let end = if draw.success { "yes" } else { "no" };
            let _ = writeln!(out, "{}: {end}, claimed probability {:e}", draw.name, draw.null);
        }
        Finding::Stopped { why } => {
            let _ = writeln!(out, "stopped: {why:?}");
        }
        _ => {}
    }
    let _ = writeln!(out, "outcome: {:?}", outcome_of(&record.finding));
    let _ = writeln!(out, "replay: implicit-bias trial {} --arm \"{}\" {on}", record.claim, record.arm);
    out
}

/// A comparison with its budget, as the trial's text shows it.
fn miss_words(miss: &Miss) -> String {
    let mut out = String::new();
    let clock = |s: f64| format!(" at t = e^{} on the {:?} clock", brief(s), miss.clock);
    let at = miss.log_time.map(clock).unwrap_or_default();
    let _ = writeln!(out, "{}{at}:", miss.name);
    let _ = writeln!(
        out,
        "    measured  {:e}\n    predicted {:e}\n    miss      {:e}",
        miss.measured, miss.predicted, miss.miss
    );
    let b = miss.budget;
    let _ = writeln!(
        out,
        "    budget    {:e} = remainder {:e} + reference {:e} + rounding {:e}",
        b.total(),
        b.remainder,
        b.reference,
        b.rounding
    );
    if let Some(resolution) = miss.resolution {
        let _ = writeln!(out, "    resolved up to a budget of {resolution:e}");
    }
    out
}
