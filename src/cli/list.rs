//! `list`, `show` and `completions`.

use super::arguments::{Cli, CompletionArguments, ListArguments, ShowArguments};
use super::check::chosen;
use super::exit;
use super::output::print;
use crate::papers;
use crate::record::Card;
use crate::report::brief;
use clap::CommandFactory;

/// One line a claim: id, kind, expected verdict, statement.
pub(super) fn list(arguments: &ListArguments) -> anyhow::Result<u8> {
    let mut text = String::new();
    let claims = papers::all();
    let width = claims.iter().map(|claim| claim.card().id.len()).max().unwrap_or(0);
    for claim in &claims {
        let card = claim.card();
        if arguments.json {
            let line = serde_json::json!({
                "id": card.id,
                "paper": card.paper(),
                "kind": card.kind,
                "basis": card.basis,
                "quantifier": card.quantifier,
                "expected": card.expected,
                "title": card.title,
                "controls": card.arms[1..].iter().map(|arm| &arm.name).collect::<Vec<_>>(),
            });
            text += &format!("{line}\n");
        } else {
            let expected = match card.expected {
                crate::record::VerdictKind::Holds => String::new(),
                other => format!(" [expected: {other}]"),
            };
            text += &format!("{:width$}  {}{expected}\n", card.id, card.title);
        }
    }
    print(&text)?;
    Ok(exit::AS_EXPECTED)
}

/// A claim's own text.
pub(super) fn show(arguments: &ShowArguments) -> anyhow::Result<u8> {
    let mut text = String::new();
    for claim in chosen(std::slice::from_ref(&arguments.id))? {
        let card = claim.card();
        text += &format!("{}\n\n{}\n\nExpected verdict: {}.\n", card.id, card.text, card.expected);
        text += &(rules(card) + "\n");
    }
    print(text.trim_end_matches('\n'))?;
    print("\n")?;
    Ok(exit::AS_EXPECTED)
}

/// By which rules the claim is judged, as far as they are its own.
fn rules(card: &Card) -> String {
    let mut text = String::new();
    let shares = [("undecided", card.undecided_cap), ("outside the hypotheses", card.outside_cap)];
    for (what, cap) in shares.into_iter().filter(|(_, cap)| *cap > 0.0 && card.design.is_none()) {
        text += &format!("Up to {} % of its data sets may be {what}.\n", 100.0 * cap);
    }
    if let Some(design) = &card.design {
        text += &format!(
            "Price: each of {} tests alarms at most once in {:.0e} times if the claim is true, and misses what it is planned \
             for at most once in {:.0e} times.\n",
            design.cells.len(),
            1.0 / design.false_alarm,
            1.0 / design.miss
        );
        for cell in &design.cells {
            text += &format!(
                "    {}: probability {}, found out when off by {}; {} draws\n",
                cell.family,
                brief(cell.null),
                cell.discrepancy,
                cell.draws
            );
        }
    }
    if let Some(chance) = &card.chance {
        text += &format!(
            "Price: each of its trials alarms at most once in {:.0e} times if the claim is true.\n",
            1.0 / chance.false_alarm
        );
    }
    for arm in &card.arms {
        if let Some(why) = &arm.weak_because {
            text += &format!("Weak control: {}, because {why}.\n", arm.name);
        }
    }
    text
}

/// Completions for a shell.
pub(super) fn completions(arguments: &CompletionArguments) -> anyhow::Result<u8> {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "implicit-bias", &mut out);
    print(&String::from_utf8(out)?)?;
    Ok(exit::AS_EXPECTED)
}
