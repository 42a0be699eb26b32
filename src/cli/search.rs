//! `search`: a small data set that violates a claim, or a false version of it.

use super::arguments::SearchArguments;
use super::check::chosen;
use super::data::writer_to;
use super::exit;
use super::margin::{self, Answer};
use super::output::{Output, print};
use super::trial;
use crate::battery::{Counterexample, Kept, Search, Searched};
use crate::certificate::Norm;
use crate::data::DataSet;
use crate::judge::outcome_of;
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
        Some(path) => Some((Output::of(Some(path))?, writer_to(path)?)),
        None => None,
    };
    let search = Search {
        claim: claim.clone(),
        arm: arguments.arm.clone(),
        seed: arguments.seed,
        candidates: arguments.candidates,
    };
    let searched = search.run()?;
    let found = searched.found.as_ref();
    if let (Some((out, written)), Some(found)) = (out, found) {
        out.write(&written(&found.data)?)?;
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
            (false, false) if trials.passed > 0 => {
                ("no counterexample found, as expected", exit::AS_EXPECTED)
            }
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
        Outcome::Coincident => "the falsehood says the same as the theorem",
        Outcome::Drawn => "one draw of a distribution",
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
    if trials.coincident > 0 {
        text += &format!(", {} on which the falsehood says the same as the theorem", trials.coincident);
    }
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
    let ended = if found.minimal { "" } else { ", the most it may take: a smaller one is possible" };
    let shrinking = format!("{}{ended}", counted(found.shrinking as usize, "trial"));
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
        "coincident": trials.coincident,
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
        "shrunk_from": {"n": found.drawn.0, "d": found.drawn.1, "trials": found.shrinking, "minimal": found.minimal},
        "outcome": outcome_of(&found.record.finding),
        "reference": Answer::of(&data.signed_rows(), Norm::Two).ok().map(|answer| answer.value),
        "record": found.record,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::battery::KEPT;
    use crate::papers;
    use crate::record::Counts;

    #[test]
    fn the_exit_code_says_whether_the_search_came_to_what_is_expected() {
        let code = |id: &str, arm: &str, trials: Counts, replayed: &[Outcome]| {
            let claims = papers::all();
            let card = claims.iter().map(|claim| claim.card()).find(|card| card.id == id).unwrap();
            let replayed = replayed.iter().map(|outcome| (KEPT[0], *outcome)).collect();
            Verdict::of(card, arm, &Searched { replayed, trials, declined: 0, found: None }).code
        };
        let (passed, inconclusive, outside) = (3, 2, 1);
        let held = Counts { passed, inconclusive, outside, ..Counts::default() };
        let undecided = Counts { passed: 0, ..held };
        let nothing = Counts { inconclusive: 0, ..undecided };
        let (theorem, falsehood) = ("soudry.thm3.direction", "l1 max margin as the limit");
        assert_eq!(code(theorem, "theorem", held, &[]), exit::AS_EXPECTED);
        assert_eq!(code(theorem, "theorem", undecided, &[]), exit::INCONCLUSIVE);
        assert_eq!(code(theorem, "theorem", nothing, &[]), exit::NOTHING_TO_DO);
        assert_eq!(code(theorem, "theorem", held, &[Outcome::Violated]), exit::NOT_AS_EXPECTED);
        assert_eq!(code(theorem, falsehood, held, &[]), exit::NOT_AS_EXPECTED);
        assert_eq!(code(theorem, falsehood, held, &[Outcome::Violated]), exit::AS_EXPECTED);
        let lost = [Outcome::Violated, Outcome::Undecided];
        assert_eq!(code("essay.angle-same-rate", "theorem", held, &lost), exit::NOT_AS_EXPECTED);
        assert_eq!(code("essay.angle-same-rate", "theorem", held, &lost[..1]), exit::AS_EXPECTED);
        // A claim about almost every data set allows exceptions; a falsehood about them is one all the same.
        assert_eq!(code("soudry.lem12.generic", "theorem", held, &lost[..1]), exit::INCONCLUSIVE);
    }
}
