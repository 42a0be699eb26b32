//! `check`: decide claims.

use super::arguments::{CheckArguments, Profile};
use super::data::load_given;
use super::exit;
use super::interrupt;
use super::output::print;
use super::paint::Colours;
use super::records::Recorder;
use crate::battery::{Order, RunError, execute, selection};
use crate::claim::{Check, Size};
use crate::judge::{Summary, judge, summarise};
use crate::numbers::counted;
use crate::papers;
use crate::record::{Record, Verdict, VerdictKind};
use crate::report;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> anyhow::Result<u8> {
    let began = Instant::now();
    let claims = chosen(&arguments.ids)?;
    let given = load_given(arguments.data.as_ref(), &arguments.reading)?;
    let single = given.is_some();
    let about = given.as_ref().map(|data| {
        let labels = data.provenance.labels_in_words().unwrap_or_default();
        format!("{}, {}; {labels}\n\n", counted(data.n, "row"), counted(data.d, "column"))
    });
    let size = match (arguments.trials, arguments.profile) {
        (Some(trials), _) => Size::AtMost(trials),
        (None, Profile::Quick) => Size::Quick,
        (None, Profile::Full) => Size::Full,
    };
    let order =
        Order { claims, seed: arguments.seed, size, given, threads: arguments.threads.unwrap_or(0) as usize };
    let plan = order.plan();
    let mut recorder = Recorder::new(arguments.records.as_deref(), &plan)?;
    let stop = interrupt::heard()?;
    let outcome = match execute(&order, &mut recorder, &stop) {
        Ok(outcome) => outcome,
        Err(RunError::Interrupted) => {
            recorder.end();
            let kept =
                if arguments.records.is_some() { ": the records written so far are whole" } else { "" };
            exit::complain(&format!("interrupted{kept}"));
            return Ok(exit::INTERRUPTED);
        }
        Err(error) => return Err(error.into()),
    };
    recorder.end();
    recorder.close(&outcome.declined)?;
    let judged: Vec<_> = plan
        .cards
        .iter()
        .filter(|card| !outcome.declined.iter().any(|(id, _)| *id == card.id))
        .cloned()
        .collect();
    if let (true, false, Some((id, why))) = (judged.is_empty(), single, outcome.declined.first()) {
        anyhow::bail!("{id}: {why}");
    }
    let verdicts = judge(&judged, &outcome.records, single);
    let summary = summarise(&verdicts, single);
    let seconds = began.elapsed().as_secs_f64();
    if arguments.json {
        for (card, verdict) in judged.iter().zip(&verdicts) {
            let spent = outcome.seconds.get(&verdict.id).copied().unwrap_or(0.0);
            print(&(report::verdict_line(card, verdict, spent) + "\n"))?;
        }
        print(&(report::summary_line(&summary, &outcome.declined, arguments.seed, seconds) + "\n"))?;
    } else {
        let mut text =
            about.unwrap_or_default() + &report::table(&judged, &verdicts, &summary, single, &Colours);
        text += &format!("; seed {}, {seconds:.1} s\n", arguments.seed);
        text += &spread_of_exponents(&outcome.records);
        text += &report::readings(&judged, &verdicts, &Colours);
        for (id, why) in &outcome.declined {
            text += &match single {
                true => format!("not put to these data: {id}: it {why}\n"),
                false => format!("not run: {id}: {why}\n"),
            };
        }
        print(&text)?;
    }
    Ok(code(&verdicts, &summary, single))
}

/// The selected claims, or a line that names the unknown id.
pub(super) fn chosen(ids: &[String]) -> anyhow::Result<Vec<Arc<dyn Check>>> {
    selection(&papers::all(), ids)
        .map_err(|id| anyhow::anyhow!("found claim {id}, expected an id or a prefix that `list` shows"))
}

/// The spread of lambda* over the planted data sets: it governs every remainder.
fn spread_of_exponents(records: &[Record]) -> String {
    let mut seen: BTreeMap<(&str, u64), f64> = BTreeMap::new();
    for record in records.iter().filter(|record| record.family.starts_with("planted")) {
        if let Some(lambda) = record.facts.get("lambda_star") {
            seen.insert((&record.family, record.index), *lambda);
        }
    }
    let mut lambdas: Vec<f64> = seen.into_values().collect();
    lambdas.sort_by(f64::total_cmp);
    let at = |q: f64| crate::statistics::quantile(&lambdas, q);
    match (at(0.0), at(0.05), at(0.5), at(0.95), at(1.0)) {
        (Some(least), Some(low), Some(median), Some(high), Some(most)) => format!(
            "lambda* over {} planted data sets: least {least:.3}, 5 % {low:.3}, median {median:.3}, 95 % {high:.3}, largest {most:.3}\n",
            lambdas.len()
        ),
        _ => String::new(),
    }
}

/// The exit code, the worst that applies: 5, 1, 3, 0; 4 where nothing could be put to the user's data.
fn code(verdicts: &[Verdict], summary: &Summary, single: bool) -> u8 {
    if single && verdicts.iter().all(|verdict| verdict.verdict == VerdictKind::OutsideHypotheses) {
        return exit::NOTHING_TO_DO;
    }
    let unexpected = |verdict: &&Verdict| {
        !verdict.as_expected
            && verdict.verdict != VerdictKind::Inconclusive
            && !(single && verdict.verdict == VerdictKind::OutsideHypotheses)
    };
    if summary.controls_accepted + summary.controls_weak > 0 {
        exit::CONTROL_ACCEPTED
    } else if summary.positive_controls_failed > 0 || verdicts.iter().any(|verdict| unexpected(&verdict)) {
        exit::NOT_AS_EXPECTED
    } else if summary.inconclusive > 0 {
        exit::INCONCLUSIVE
    } else {
        exit::AS_EXPECTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ControlVerdict, Counts, Kind, Must, Power};
    use VerdictKind::{Holds, Inconclusive, OutsideHypotheses, Violated};

    fn verdict(expected: VerdictKind, verdict: VerdictKind, control_rejected: bool) -> Verdict {
        with_control(expected, verdict, control_rejected, false)
    }

    fn with_control(
        expected: VerdictKind,
        verdict: VerdictKind,
        control_rejected: bool,
        weak: bool,
    ) -> Verdict {
        let control = ControlVerdict {
            name: "another law".to_string(),
            must: Must::BeViolated,
            rejected: control_rejected,
            verdict: if control_rejected { Violated } else { Holds },
            trials: Counts { violated: 20, ..Counts::default() },
            power: Some(Power { separation: if weak { 4.9 } else { 5.0 }, beyond: None, problems: 20, weak }),
            weak_because: None,
            tests: Vec::new(),
            powerless: false,
        };
        Verdict {
            id: "paper.result.what".to_string(),
            paper: "paper".to_string(),
            kind: Kind::Limit,
            expected,
            verdict,
            as_expected: expected == verdict,
            why: None,
            trials: Counts { passed: 20, ..Counts::default() },
            confidence: None,
            worst: BTreeMap::new(),
            tests: Vec::new(),
            price: 0.0,
            controls: vec![control],
        }
    }

    fn excused(mut verdict: Verdict) -> Verdict {
        verdict.controls[0].weak_because = Some("the two laws meet at large margins".to_string());
        verdict
    }

    #[test]
    fn the_exit_code_is_the_worst_that_applies() {
        let good = || verdict(Holds, Holds, true);
        let cases = [
            (vec![good(), verdict(Violated, Violated, true)], exit::AS_EXPECTED),
            (vec![good(), verdict(Holds, Inconclusive, true)], exit::INCONCLUSIVE),
            (vec![verdict(Holds, Violated, true), verdict(Holds, Inconclusive, true)], exit::NOT_AS_EXPECTED),
            (vec![good(), verdict(Violated, Holds, true)], exit::NOT_AS_EXPECTED),
            (vec![good(), verdict(Holds, OutsideHypotheses, true)], exit::NOT_AS_EXPECTED),
            (vec![verdict(Holds, Violated, true), verdict(Holds, Holds, false)], exit::CONTROL_ACCEPTED),
            // A control that lies too near to the truth is as good as accepted, unless its claim says why.
            (vec![good(), with_control(Holds, Holds, true, true)], exit::CONTROL_ACCEPTED),
            (vec![good(), excused(with_control(Holds, Holds, true, true))], exit::AS_EXPECTED),
        ];
        for (verdicts, expected) in cases {
            assert_eq!(code(&verdicts, &summarise(&verdicts, false), false), expected, "{verdicts:?}");
        }
    }

    #[test]
    fn on_one_data_set_silence_is_no_failure() {
        let outside = || verdict(Holds, OutsideHypotheses, false);
        let cases = [
            (vec![], exit::NOTHING_TO_DO),
            (vec![outside(), outside()], exit::NOTHING_TO_DO),
            // A control without power is no test.
            (vec![outside(), verdict(Holds, Holds, false)], exit::AS_EXPECTED),
            (vec![outside(), verdict(Holds, Inconclusive, false)], exit::INCONCLUSIVE),
            (
                vec![verdict(Holds, Violated, false), verdict(Holds, Inconclusive, false)],
                exit::NOT_AS_EXPECTED,
            ),
        ];
        for (verdicts, expected) in cases {
            assert_eq!(code(&verdicts, &summarise(&verdicts, true), true), expected, "{verdicts:?}");
        }
    }
}
