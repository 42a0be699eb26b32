//! A claim's header is what a reader sees of it: it must say what is run.

use implicit_bias::claim::section;
use implicit_bias::record::{Basis, Card, Must, VerdictKind};

/// The sections of a header, in their order.
const SECTIONS: [&str; 5] = ["Statement", "Hypotheses", "Prediction", "Controls", "Source"];

/// Those of a claim about a sentence: before the statement the sentence, after it, where it needs it, its mended form.
const OF_SENTENCES: [(&str, usize); 2] = [("Sentence", 0), ("Mended", 2)];

/// What is wrong with a claim's header, if anything.
pub(crate) fn fault(card: &Card) -> Option<String> {
    structure(card).or_else(|| controls(card)).or_else(|| origin(card)).or_else(|| sentence(card))
}

/// A title, an empty line, then the five sections and those of a sentence, none of them empty.
fn structure(card: &Card) -> Option<String> {
    let mut lines = card.text.lines();
    let title = lines.next().unwrap_or_default();
    if title.is_empty() || lines.next() != Some("") {
        return Some("found no title followed by an empty line".to_string());
    }
    let heads: Vec<&str> = card
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("**"))
        .filter_map(|line| line.split_once(".**").map(|(head, _)| head))
        .collect();
    let mut expected = SECTIONS.to_vec();
    for (name, at) in OF_SENTENCES {
        if heads.contains(&name) {
            expected.insert(at.min(expected.len()), name);
        }
    }
    if heads != expected {
        return Some(format!("found the sections {heads:?}, expected {expected:?}"));
    }
    let empty = expected.iter().find(|name| section(&card.text, name).is_none_or(str::is_empty))?;
    Some(format!("found nothing under {empty}"))
}

/// `Controls` names the arms, in their order.
fn controls(card: &Card) -> Option<String> {
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let said = section(&card.text, "Controls").unwrap_or_default();
    let said: Vec<String> = said.strip_suffix('.').unwrap_or(said).split(';').map(fold).collect();
    let run: Vec<String> = card.arms.iter().skip(1).map(|arm| fold(&arm.name)).collect();
    (said != run).then(|| format!("found the controls\n{}\nexpected\n{}", said.join("\n"), run.join("\n")))
}

/// A header says `derived` under `Prediction` where, and only where, the tested number is ours and not the paper's.
fn origin(card: &Card) -> Option<String> {
    let said = section(&card.text, "Prediction").unwrap_or_default().to_lowercase().contains("derived");
    match card.basis {
        Basis::Derived if !said => {
            Some("found no word that the prediction is derived, expected it".to_string())
        }
        Basis::Paper if said => Some("found a derived prediction, expected the card to say so".to_string()),
        _ => None,
    }
}

/// A claim of an essay quotes its sentence; one that is false as it stands has a mended form, which is run.
fn sentence(card: &Card) -> Option<String> {
    let Some(sentence) = &card.sentence else {
        let fault = "found no sentence, expected the one of the essay that is read".to_string();
        return (card.paper() == "essay" || card.mended.is_some()).then_some(fault);
    };
    if sentence.matches('"').count() != 2 {
        return Some(format!("found {sentence}, expected one quotation in it"));
    }
    if card.expected != VerdictKind::Violated {
        return None;
    }
    let mended = card.mended.is_some() && card.arms[1..].iter().any(|arm| arm.must == Must::Hold);
    (!mended).then(|| "found a false sentence, expected it mended, with a positive control".to_string())
}
