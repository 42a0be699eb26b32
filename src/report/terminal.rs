//! The table that a person reads.

use super::numbers::brief;
use crate::judge::Summary;
use crate::record::{Budget, Card, ControlVerdict, Must, Power, Sense, TestVerdict, Verdict, VerdictKind};
use std::fmt::Write;

/// How words are coloured; plain text where the output is no terminal.
pub trait Paint {
    /// Something that is as it should be.
    fn good(&self, text: &str) -> String;
    /// Something that is not.
    fn bad(&self, text: &str) -> String;
    /// Something of lesser weight.
    fn faint(&self, text: &str) -> String;
    /// A heading.
    fn heading(&self, text: &str) -> String;
}

/// No colour.
impl Paint for () {
    fn good(&self, text: &str) -> String {
        text.to_string()
    }
    fn bad(&self, text: &str) -> String {
        text.to_string()
    }
    fn faint(&self, text: &str) -> String {
        text.to_string()
    }
    fn heading(&self, text: &str) -> String {
        text.to_string()
    }
}

/// Per paper, per claim: the statement, measured against predicted, the verdict, the controls, the data sets passed.
pub fn table(
    cards: &[Card],
    verdicts: &[Verdict],
    summary: &Summary,
    single: bool,
    paint: &dyn Paint,
) -> String {
    let mut out = String::new();
    let mut paper = "";
    for (card, verdict) in cards.iter().zip(verdicts) {
        if card.paper() != paper {
            let space = if paper.is_empty() { "" } else { "\n" };
            paper = card.paper();
            let _ = writeln!(out, "{space}{}", paint.heading(paper));
        }
        let _ = writeln!(out, "\n  {}  {}", paint.heading(&card.id), card.title);
        let _ = writeln!(out, "      {}", verdict_words(card, verdict, single, paint));
        for (name, worst) in &verdict.worst {
            let found = match worst.sense {
                Sense::Equals => format!(
                    "measured {}, predicted {}, off by {:.1e}, allowed {}",
                    brief(worst.measured),
                    brief(worst.predicted),
                    worst.miss,
                    budget_words(&worst.budget)
                ),
                Sense::AtMost | Sense::AtLeast => format!(
                    "{} is {} {}, allowed {}",
                    brief(worst.measured),
                    if worst.sense == Sense::AtMost { "at most" } else { "at least" },
                    brief(worst.predicted),
                    budget_words(&worst.budget)
                ),
            };
            let call = format!(" (closest call: {} #{})", worst.at.0, worst.at.1);
            let call = if single { String::new() } else { paint.faint(&call) };
            let _ = writeln!(out, "      {name}: {found}{call}");
        }
        for test in &verdict.tests {
            let _ = writeln!(out, "      {}", test_words(test));
        }
        for control in &verdict.controls {
            let silent = control.trials.outside == control.trials.total();
            if !(single && silent && !control.rejected) {
                let _ = writeln!(out, "      {}", control_words(control, single, paint));
            }
        }
    }
    let _ = write!(out, "\n{}", summary_words(summary, paint));
    out
}

/// The verdict on a claim, in words.
pub(super) fn verdict_words(card: &Card, verdict: &Verdict, single: bool, paint: &dyn Paint) -> String {
    let word = verdict.verdict.to_string().to_uppercase();
    let silent = single && matches!(verdict.verdict, VerdictKind::OutsideHypotheses);
    let shown = if verdict.as_expected {
        paint.good(&word)
    } else if silent {
        paint.faint(&word)
    } else {
        paint.bad(&word)
    };
    let mut words = shown;
    if !verdict.as_expected && !silent {
        let _ = write!(words, " (expected: {})", verdict.expected);
    } else if verdict.expected == VerdictKind::Violated && verdict.verdict == VerdictKind::Holds {
        words.push_str(" of these data (false of data sets in general)");
    } else if verdict.expected == VerdictKind::Violated && verdict.as_expected {
        words.push_str(", as expected of a false sentence");
    }
    let trials = verdict.trials;
    if !single {
        let what = if verdict.tests.is_empty() { "data sets" } else { "tests" };
        let _ = write!(words, " — {} of {} {what} passed", trials.passed, trials.decided());
        let share =
            |cap: f64| if cap > 0.0 { format!("{} % allowed", 100.0 * cap) } else { "none allowed".into() };
        if trials.inconclusive > 0 {
            let _ = write!(words, ", {} inconclusive ({})", trials.inconclusive, share(card.undecided_cap));
        }
        if trials.outside > 0 {
            let _ =
                write!(words, ", {} outside the hypotheses ({})", trials.outside, share(card.outside_cap));
        }
        if let Some(confidence) = &verdict.confidence
            && verdict.verdict == VerdictKind::Holds
            && trials.decided() > 2
        {
            let share = (confidence.exceedance_at_most * 1e4).ceil() / 100.0;
            let _ = write!(words, " (at most {share} % of such sets exceed their budget, 95 % confidence)");
        }
    }
    if let Some(why) = &verdict.why {
        let _ = write!(words, ": {why}");
    }
    words
}

/// What became of a control, in words.
pub(super) fn control_words(control: &ControlVerdict, single: bool, paint: &dyn Paint) -> String {
    let done = control.must.outcome(true);
    let word = match (control.rejected, single) {
        (true, _) => paint.good(done),
        (false, true) => paint.faint("no test here"),
        (false, false) => paint.bad(&format!("NOT {done}")),
    };
    let trials = control.trials;
    let kind = if control.must == Must::Hold { "positive control" } else { "control" };
    let mut words = format!("{kind}: {} — {word}", control.name);
    if !single {
        let (count, of) = match control.must {
            Must::BeViolated => (trials.violated, trials.decided()),
            Must::StayOutside => (trials.outside, trials.total()),
            Must::Hold => (trials.passed, trials.decided()),
        };
        let _ = write!(words, " on {count} of {of}");
    }
    if control.must != Must::BeViolated {
        return words;
    }
    if trials.coincident > 0 {
        let _ = write!(words, ", says the same as the theorem on {}", trials.coincident);
    }
    if let Some(power) = control.power {
        let _ = write!(words, ", {}", away_words(&power));
    }
    if control.is_weak() {
        words.push_str(&paint.bad(" — WEAK: five budgets are asked for"));
    } else if let (Some(why), true) = (&control.weak_because, control.power.is_some_and(|power| power.weak)) {
        let _ = write!(words, " (weak: {why})");
    }
    words
}

/// How far a falsehood lies from the truth.
pub(super) fn away_words(power: &Power) -> String {
    match power.beyond {
        Some(share) => format!("breaks the bound by {} % of it", brief_count(100.0 * share)),
        None => format!("{} budgets away", brief_count(power.separation)),
    }
}

/// A budget with its parts, those that are there.
pub(super) fn budget_words(budget: &Budget) -> String {
    let parts: Vec<String> =
        [("remainder", budget.remainder), ("reference", budget.reference), ("rounding", budget.rounding)]
            .into_iter()
            .filter(|(_, part)| *part > 0.0)
            .map(|(name, part)| format!("{name} {part:.1e}"))
            .collect();
    match parts.len() {
        0 => "0".to_string(),
        1 => parts[0].clone(),
        _ => format!("{:.1e} = {}", budget.total(), parts.join(" + ")),
    }
}

/// A test of a probability, in words.
pub(super) fn test_words(test: &TestVerdict) -> String {
    let (low, high) = test.interval;
    format!(
        "{}: {}: {} of {} draws, claimed {}, between {} and {} (95 %), p = {:.1e}, price {:.0e}",
        test.family,
        test.name,
        test.successes,
        test.draws,
        brief(test.null),
        brief(low),
        brief(high),
        test.p_value,
        test.price
    )
}

fn brief_count(value: f64) -> String {
    if value < 1e4 {
        format!("{value:.1}")
    } else if value < f64::MAX {
        format!("{value:.0e}")
    } else {
        "infinitely many".to_string()
    }
}

/// The suite in one line.
pub(super) fn summary_words(summary: &Summary, paint: &dyn Paint) -> String {
    let mut claims = format!("{} of {} claims as expected", summary.as_expected, summary.claims);
    if summary.contrary > 0 {
        let _ = write!(claims, ", {} against what was expected", summary.contrary);
    }
    if summary.outside > 0 {
        let _ = write!(claims, ", {} outside the hypotheses", summary.outside);
    }
    if summary.inconclusive > 0 {
        let _ = write!(claims, ", {} inconclusive", summary.inconclusive);
    }
    let claims = if summary.as_expected == summary.claims { paint.good(&claims) } else { paint.bad(&claims) };
    let mut controls =
        format!("{} of {} controls rejected or kept out", summary.controls_rejected, summary.controls);
    if summary.positive_controls > 0 {
        let (held, all) = (summary.positive_controls_held, summary.positive_controls);
        let _ = write!(controls, ", {held} of {all} positive controls hold");
    }
    if summary.controls_weak > 0 {
        let _ = write!(controls, ", {} WEAK", summary.controls_weak);
    }
    let failed = summary.controls_accepted + summary.controls_weak + summary.positive_controls_failed;
    let controls = if failed == 0 { paint.good(&controls) } else { paint.bad(&controls) };
    let mut words = format!("{claims}; {controls}");
    if summary.controls_powerless > 0 {
        let _ = write!(words, " ({} say nothing about these data)", summary.controls_powerless);
    }
    let _ = write!(words, "; false alarms by chance: {}", chance_words(summary.false_alarm_budget));
    words
}

/// How often a true suite alarms by chance, in words.
pub(super) fn chance_words(budget: f64) -> String {
    if budget > 0.0 { format!("at most {budget:.1e} a run") } else { "none possible".to_string() }
}
