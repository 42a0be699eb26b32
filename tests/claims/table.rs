//! The reviewed tables of verdicts, one for each paper: for every claim its verdict, what came of its controls, and for every
//! comparison the trial that came closest to its budget.

use implicit_bias::record::{Basis, Card, Verdict, Worst};
use insta::{Settings, assert_snapshot};
use std::fmt::Write;

/// Compares the verdicts on a paper's claims with the reviewed table.
pub(crate) fn compare(paper: &str, cards: &[Card], verdicts: &[Verdict]) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/verdicts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let of_paper = cards.iter().zip(verdicts).filter(|(card, _)| card.paper() == paper);
    let text: String = of_paper.map(|(card, verdict)| text(card, verdict)).collect();
    settings.bind(|| assert_snapshot!(paper, text));
}

fn text(card: &Card, verdict: &Verdict) -> String {
    let basis = if card.basis == Basis::Derived { "derived" } else { "paper" };
    let kind = format!("{:?}", card.kind).to_lowercase();
    let mut text = format!(
        "{:<28} {kind:<12} {basis:<8} expected {:<9} found {}\n",
        card.id, verdict.expected, verdict.verdict
    );
    for control in &verdict.controls {
        let _ = writeln!(text, "    {:<12} {}", control.must.outcome(control.rejected), control.name);
    }
    if verdict.worst.is_empty() {
        return text;
    }
    let width =
        verdict.worst.keys().map(|name| name.chars().count()).max().unwrap_or(0).max("closest call".len());
    let _ = writeln!(
        text,
        "    {:<width$} {:>15} {:>15} {:>10}",
        "closest call", "measured", "predicted", "allowed"
    );
    for (name, worst) in &verdict.worst {
        let [measured, predicted] = [worst.measured, worst.predicted].map(|value| to_a_tenth(value, worst));
        let allowed = format!("{:.1e}", worst.budget.total());
        let _ = writeln!(text, "    {name:<width$} {measured:>15} {predicted:>15} {allowed:>10}");
    }
    text + "\n"
}

/// A number to a tenth of what it may be off by, at most eight digits: what lies below says nothing.
fn to_a_tenth(value: f64, worst: &Worst) -> String {
    let allowed = worst.budget.total();
    if value == 0.0 || value.abs() < 0.05 * allowed {
        return "0".to_string();
    }
    let digits = if allowed > 0.0 { (value.abs() / allowed).log10().floor() + 2.0 } else { 8.0 };
    format!("{value:.*e}", digits.clamp(1.0, 8.0) as usize - 1)
}
