//! `compare`: what has changed between two record files, or two snapshots.

use super::arguments::CompareArguments;
use super::exit;
use super::output::{print, said};
use super::records::{open, shown};
use crate::compare::{records, snapshots};
use crate::record::file::{Recorded, read_findings};
use crate::report;
use std::io::BufRead;

const EXPECTED: &str = "a file that check --records wrote, or a snapshot";

/// What a file holds.
enum Held {
    Records(Box<Recorded>),
    Snapshot(String),
}

/// Runs the command.
pub(super) fn run(arguments: &CompareArguments) -> anyhow::Result<u8> {
    let changes = match (held(&arguments.old)?, held(&arguments.new)?) {
        (Held::Records(old), Held::Records(new)) => records(&old, &new),
        (Held::Snapshot(old), Held::Snapshot(new)) => snapshots(&old, &new),
        (Held::Records(_), Held::Snapshot(_)) => {
            anyhow::bail!("found a record file and a snapshot, expected two of one kind")
        }
        (Held::Snapshot(_), Held::Records(_)) => {
            anyhow::bail!("found a snapshot and a record file, expected two of one kind")
        }
    };
    let text = if arguments.json { report::changes_lines(&changes) } else { report::changes_text(&changes) };
    print(&text)?;
    Ok(if changes.for_the_worse() { exit::NOT_AS_EXPECTED } else { exit::AS_EXPECTED })
}

/// What is in a file; how it begins tells what it is. It is read once: it may be a pipe.
fn held(path: &str) -> anyhow::Result<Held> {
    let name = shown(path);
    let refused =
        |error: std::io::Error| anyhow::anyhow!("{name}: found {}, expected {EXPECTED}", said(&error));
    let mut source: Box<dyn BufRead> = open(path, EXPECTED)?;
    match source.fill_buf().map_err(refused)?.first() {
        Some(b'{') => Ok(Held::Records(Box::new(read_findings(name, source)?))),
        Some(b'-') => {
            let mut text = String::new();
            source.read_to_string(&mut text).map_err(refused)?;
            anyhow::ensure!(
                text.starts_with("---\n"),
                "{name}, line 1: found no line ---, expected {EXPECTED}"
            );
            Ok(Held::Snapshot(text))
        }
        Some(_) => anyhow::bail!("{name}, line 1: found neither {{ nor ---, expected {EXPECTED}"),
        None => anyhow::bail!("{name}: found an empty file, expected {EXPECTED}"),
    }
}
