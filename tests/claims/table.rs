//! The reviewed table of verdicts: words alone, no number that moves with the seed.

use implicit_bias::record::{Basis, Card, ControlVerdict, Must, Verdict};
use insta::{Settings, assert_snapshot};
use std::fmt::Write;

/// Compares the verdicts with the reviewed table.
pub(crate) fn compare(cards: &[Card], verdicts: &[Verdict]) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!("verdicts", text(cards, verdicts)));
}

fn text(cards: &[Card], verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for (card, verdict) in cards.iter().zip(verdicts) {
        let basis = if card.basis == Basis::Derived { "derived" } else { "paper" };
        let kind = format!("{:?}", card.kind).to_lowercase();
        let _ = writeln!(
            text,
            "{:<28} {kind:<10} {basis:<8} expected {:<9} found {}",
            card.id, verdict.expected, verdict.verdict
        );
        for control in &verdict.controls {
            let _ = writeln!(text, "    {:<12} {}", word(control), control.name);
        }
    }
    text
}

fn word(control: &ControlVerdict) -> &'static str {
    match (control.must, control.rejected) {
        (Must::BeViolated, true) => "rejected",
        (Must::BeViolated, false) => "NOT REJECTED",
        (Must::StayOutside, true) => "kept out",
        (Must::StayOutside, false) => "LET IN",
        (Must::Hold, true) => "holds",
        (Must::Hold, false) => "DOES NOT",
    }
}
