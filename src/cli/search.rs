//! `search`: a small data set that violates a claim, or a false version of it.

use super::arguments::SearchArguments;
use super::check::chosen;
use super::exit;
use super::margin::{self, Answer};
use super::output::{Output, print};
use super::trial;
use crate::battery::{Counterexample, Kept, Search, Searched};
use crate::certificate::Norm;
use crate::data::DataSet;
use crate::numbers::counted;
use crate::record::{Card, Must, Outcome, Quantifier};
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(arguments: &SearchArguments) -> anyhow::Result<u8> {
    let claims = chosen(std::slice::from_ref(&arguments.id))?;
    let [claim] = &claims[..] else {
        anyhow::bail!("found {}, expected the whole id of one claim", arguments.id);
    };
    let out = match arguments.out.as_ref() {
        Some(path) if path.as_os_str() == "-" => {
            anyhow::bail!("found --out -, expected a file: standard output is the answer's")
        }
        path => path.map(|path| Output::of(Some(path))).transpose()?,
    };
    let search = Search {
        claim: claim.clone(),
        arm: arguments.arm.clone(),
        seed: arguments.seed,
        candidates: arguments.candidates,
    };
    let searched = search.run()?;
    let found = searched.found.as_ref();
    if let (Some(out), Some(found)) = (out, found) {
        out.write(&found.data.to_csv()?)?;
    }
    let verdict = Verdict::of(claim.card(), &arguments.arm, &searched);
    print(&if arguments.json {
        format!("{}\n", in_json(&search, &searched, &verdict))
    } else {
        let mut text = in_words(&search, &searched, &verdict);
        if let Some(found) = found {
            text += &counterexample_in_words(found, arguments)?;
        }
        text
    })?;
    Ok(verdict.code)
}

/// What a search says of an arm.
struct Verdict {
    /// Whether the arm is to be violated.
    false_arm: bool,
    /// In words.
    words: &'static str,
    code: u8,
}

impl Verdict {
    fn of(card: &Card, arm: &str, searched: &Searched) -> Verdict {
        let must = card.arm(arm).map_or(Must::Hold, |arm| arm.must);
        let replayed = |wanted: bool| {
            searched.replayed.iter().any(|(_, outcome)| (*outcome == Outcome::Violated) == wanted)
        };
        let violated = searched.found.is_some() || replayed(true);
        let about_almost_every = card.quantifier == Quantifier::AlmostEvery && arm == card.arms[0].name;
        let false_arm = must == Must::BeViolated;
        let trials = &searched.trials;
        let (words, code) = match (false_arm, violated) {
            _ if replayed(false) => ("a kept counterexample is none any more", exit::NOT_AS_EXPECTED),
            (true, true) => ("violated, as expected of a falsehood", exit::AS_EXPECTED),
            (true, false) => ("expected to be violated, but no counterexample found", exit::NOT_AS_EXPECTED),
            (false, true) if about_almost_every => {
                ("an exception, which \"almost every\" allows", exit::INCONCLUSIVE)
            }
            (false, true) => ("violated, although it is expected to hold", exit::NOT_AS_EXPECTED),
            (false, false) if trials.passed > 0 => ("no counterexample found, as expected", exit::AS_EXPECTED),
            (false, false) if trials.inconclusive > 0 => {
                ("no candidate could be decided", exit::INCONCLUSIVE)
            }
            (false, false) => ("no candidate meets the hypotheses", exit::NOTHING_TO_DO),
        };
        Verdict { false_arm, words, code }
    }
}

/// How a kept counterexample fares.
fn fares(outcome: Outcome) -> String {
    match outcome {
        Outcome::Violated => "still violates".to_string(),
        other => format!("no longer violates: {}", in_a_word(other)),
    }
}

fn in_a_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "held",
        Outcome::Violated => "violated",
        Outcome::Undecided => "undecided",
        Outcome::Outside => "outside the hypotheses",
    }
}

fn in_words(search: &Search, searched: &Searched, verdict: &Verdict) -> String {
    let mut text = format!("{}, arm {}: {}\n", search.claim.card().id, search.arm, verdict.words);
    if !searched.replayed.is_empty() {
        let fared: Vec<String> = searched.replayed.iter().map(|(_, outcome)| fares(*outcome)).collect();
        let kept = counted(fared.len(), "kept counterexample");
        text += &format!("replayed {kept}: {}\n", fared.join("; "));
    }
    let trials = &searched.trials;
    text += &format!(
        "{} tried: {} violated, {} held, {} undecided, {} outside the hypotheses",
        counted((trials.total() + searched.declined) as usize, "candidate"),
        trials.violated,
        trials.passed,
        trials.inconclusive,
        trials.outside
    );
    if searched.declined > 0 {
        text += &format!(", {} declined", searched.declined);
    }
    text + "\n"
}

fn size(n: usize, d: usize) -> String {
    format!("{}, {}", counted(n, "row"), counted(d, "column"))
}

fn counterexample_in_words(found: &Counterexample, arguments: &SearchArguments) -> anyhow::Result<String> {
    let (data, (n, d)) = (&found.data, found.drawn);
    let shrinking = counted(found.shrinking as usize, "trial");
    let reference = match Answer::of(&data.signed_rows(), Norm::Two) {
        Ok(answer) => margin::in_words(&answer.value),
        Err(error) => format!("{error}\n"),
    };
    let on = match &arguments.out {
        Some(path) => format!("--data \"{}\"", path.display()),
        None => "--data FILE, these lines in FILE (--out FILE writes it)".to_string(),
    };
    Ok(format!(
        "counterexample of {}, shrunk from {} in {shrinking}:\n\n{}\n{reference}\n{}",
        size(data.n, data.d),
        size(n, d),
        data.to_csv()?,
        trial::in_words(&found.record, &on)
    ))
}

fn in_json(search: &Search, searched: &Searched, verdict: &Verdict) -> Value {
    let kept = |(kept, outcome): &(Kept, Outcome)| json!({"file": kept.file, "outcome": outcome});
    let trials = &searched.trials;
    json!({
        "claim": search.claim.card().id,
        "arm": search.arm,
        "seed": search.seed,
        "expected": if verdict.false_arm { "violated" } else { "holds" },
        "as_expected": verdict.code == exit::AS_EXPECTED,
        "verdict": verdict.words,
        "kept": searched.replayed.iter().map(kept).collect::<Vec<_>>(),
        "candidates": search.candidates,
        "tried": trials.total() + searched.declined,
        "violated": trials.violated,
        "held": trials.passed,
        "undecided": trials.inconclusive,
        "outside": trials.outside,
        "declined": searched.declined,
        "counterexample": searched.found.as_ref().map(counterexample_in_json),
    })
}

fn counterexample_in_json(found: &Counterexample) -> Value {
    let data: &DataSet = &found.data;
    json!({
        "n": data.n,
        "d": data.d,
        "features": data.features.chunks_exact(data.d).collect::<Vec<_>>(),
        "labels": data.labels,
        "shrunk_from": {"n": found.drawn.0, "d": found.drawn.1, "trials": found.shrinking},
        "outcome": crate::judge::outcome_of(&found.record.finding),
        "reference": Answer::of(&data.signed_rows(), Norm::Two).ok().map(|answer| answer.value),
        "record": found.record,
    })
}
