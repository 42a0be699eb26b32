//! `list`, `show` and `completions`.

use super::arguments::{Cli, CompletionArguments, ListArguments, ShowArguments};
use super::check::chosen;
use super::exit;
use super::output::print;
use crate::papers;
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
        text += &format!("{}\n\n{}\n\nExpected verdict: {}.\n\n", card.id, card.text, card.expected);
    }
    print(text.trim_end_matches('\n'))?;
    print("\n")?;
    Ok(exit::AS_EXPECTED)
}

/// Completions for a shell.
pub(super) fn completions(arguments: &CompletionArguments) -> anyhow::Result<u8> {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "implicit-bias", &mut out);
    print(&String::from_utf8(out)?)?;
    Ok(exit::AS_EXPECTED)
}
