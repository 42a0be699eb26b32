//! Sentences of a text, read one by one: what became of each as it is written, and how it is true.

use super::terminal::Paint;
use crate::record::{Card, Must, Verdict, VerdictKind};
use serde::Serialize;
use std::fmt::Write;

/// What a rigorous reader says of one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SentenceRead<'a> {
    /// The sentence, quoted.
    pub sentence: &'a str,
    /// What was found of it as it is written, in words.
    pub verdict: &'static str,
    /// The sentence as it is true; `None` where it is so as it stands.
    pub mended: Option<&'a str>,
    /// Whether what was run says that it is true so; `None` where nothing did.
    pub mended_holds: Option<bool>,
}

impl SentenceRead<'_> {
    /// What was found of the mended sentence, in words.
    pub(super) fn mended_words(&self) -> &'static str {
        match self.mended_holds {
            Some(true) => "mended, which holds",
            Some(false) => "mended, which does NOT hold",
            None => "mended, not put to the test here",
        }
    }
}

/// The reading of a claim's sentence; `None` where the claim quotes none.
pub fn sentence_read<'a>(card: &'a Card, verdict: &Verdict) -> Option<SentenceRead<'a>> {
    let sentence = card.sentence.as_deref()?;
    let mended = card.mended.as_deref();
    let words = match verdict.verdict {
        VerdictKind::Holds => "holds",
        VerdictKind::Violated => "violated as written",
        VerdictKind::Inconclusive => "undecided",
        VerdictKind::OutsideHypotheses => "outside its hypotheses",
    };
    Some(SentenceRead { sentence, verdict: words, mended, mended_holds: mended.and(mended_holds(verdict)) })
}

/// A false sentence has its mended form among the positive controls; that of a true one is what the claim itself runs.
fn mended_holds(verdict: &Verdict) -> Option<bool> {
    if verdict.expected != VerdictKind::Violated {
        return match verdict.verdict {
            VerdictKind::Holds => Some(true),
            VerdictKind::Violated => Some(false),
            VerdictKind::Inconclusive | VerdictKind::OutsideHypotheses => None,
        };
    }
    let positive = verdict.controls.iter().filter(|control| control.must == Must::Hold);
    let run: Vec<bool> =
        positive.filter(|control| control.trials.decided() > 0).map(|control| control.rejected).collect();
    (!run.is_empty()).then(|| run.into_iter().all(|held| held))
}

/// The readings of all claims that quote a sentence; empty where none does.
pub fn readings(cards: &[Card], verdicts: &[Verdict], paint: &dyn Paint) -> String {
    let mut out = String::new();
    for (card, verdict) in cards.iter().zip(verdicts) {
        let Some(read) = sentence_read(card, verdict) else { continue };
        if out.is_empty() {
            let _ = writeln!(out, "\n{}", paint.heading("sentence by sentence"));
        }
        let found = if verdict.as_expected { paint.good(read.verdict) } else { paint.bad(read.verdict) };
        let _ = writeln!(out, "\n  {}: {found}", card.id);
        let _ = writeln!(out, "      {}", read.sentence);
        if let Some(mended) = read.mended {
            let _ = writeln!(out, "      {}: {mended}", read.mended_words());
        }
    }
    out
}
