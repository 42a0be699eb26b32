//! What `check` and `report` answer with: the table or JSON lines, and the exit code.

use super::exit;
use super::output::print;
use super::paint::Colours;
use crate::judge::{Duty, Judged, duty_of_claim};
use crate::record::{Record, VerdictKind};
use crate::report;
use std::collections::BTreeMap;

/// How long a run took; records do not know.
pub(super) struct Spent {
    /// The run, in seconds.
    pub(super) seconds: f64,
    /// Processor seconds of each claim's own trials.
    pub(super) by_claim: BTreeMap<String, f64>,
}

/// Prints the answer; `about` goes before the table.
pub(super) fn answer(
    judged: &Judged,
    records: &[Record],
    spent: Option<&Spent>,
    about: &str,
    json: bool,
) -> anyhow::Result<()> {
    if json {
        for (card, verdict) in judged.claims() {
            let seconds = spent.map(|spent| spent.by_claim.get(&verdict.id).copied().unwrap_or(0.0));
            print(&(report::verdict_line(card, verdict, seconds) + "\n"))?;
        }
        return print(&(report::summary_line(judged, spent.map(|spent| spent.seconds)) + "\n"));
    }
    let (cards, verdicts, single) = (&judged.cards, &judged.verdicts, judged.single());
    let mut text = about.to_string() + &report::table(cards, verdicts, &judged.summary, single, &Colours);
    let seconds = spent.map(|spent| format!(", {:.1} s", spent.seconds)).unwrap_or_default();
    text += &format!("; seed {}{seconds}\n", judged.seed);
    text += &spread_of_exponents(records);
    text += &report::readings(cards, verdicts, &Colours);
    for (id, why) in &judged.declined {
        text += &match single {
            true => format!("not put to these data: {id}: it {why}\n"),
            false => format!("not run: {id}: {why}\n"),
        };
    }
    print(&text)
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
pub(super) fn code(judged: &Judged) -> u8 {
    let (verdicts, summary, single) = (&judged.verdicts, &judged.summary, judged.single());
    if single && verdicts.iter().all(|verdict| verdict.verdict == VerdictKind::OutsideHypotheses) {
        return exit::NOTHING_TO_DO;
    }
    let contrary = verdicts.iter().any(|verdict| {
        duty_of_claim(verdict, single) == Duty::Failed && verdict.verdict != VerdictKind::Inconclusive
    });
    if summary.controls_accepted + summary.controls_weak > 0 {
        exit::CONTROL_ACCEPTED
    } else if summary.positive_controls_failed > 0 || contrary {
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
    use crate::judge::summarise;
    use crate::record::{ControlVerdict, Counts, Kind, Must, Power, Verdict};
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

    fn code_of(verdicts: Vec<Verdict>, data: Option<&str>) -> u8 {
        let summary = summarise(&verdicts, data.is_some());
        let (cards, declined, profile) = (Vec::new(), Vec::new(), "quick".to_string());
        code(&Judged { cards, verdicts, summary, declined, seed: 0, profile, data: data.map(str::to_string) })
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
            assert_eq!(code_of(verdicts.clone(), None), expected, "{verdicts:?}");
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
            assert_eq!(code_of(verdicts.clone(), Some("a.csv")), expected, "{verdicts:?}");
        }
    }
}
