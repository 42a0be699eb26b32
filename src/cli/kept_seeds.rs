//! The file in which a calibration keeps what it has, seed by seed, so that it can be gone on with.

use super::output::said;
use crate::data::read::sha256;
use crate::record::{Card, SeedTally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The first line: what the seeds were run on.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    calibration: u32,
    version: String,
    /// SHA-256 of the program: another build may run other claims under the same names.
    build: String,
    trials: u64,
    claims: Vec<String>,
}

impl Head {
    fn of(cards: &[Card], trials: u64) -> anyhow::Result<Head> {
        let program = std::env::current_exe().and_then(std::fs::read).map_err(|error| {
            anyhow::anyhow!("found {} for this program's own file, expected one to be read", said(&error))
        })?;
        let claims = cards.iter().map(|card| card.id.clone()).collect();
        let version = env!("CARGO_PKG_VERSION").to_string();
        Ok(Head { calibration: 1, version, build: sha256(&program), trials, claims })
    }

    /// Where a file that was begun otherwise differs: what it has, and what this command would write.
    fn other(&self, found: &Head) -> Option<(String, String)> {
        let number = |count: usize| format!("{count} claims");
        let of_claims = |head: &Head, other: &Head| {
            let alone = head.claims.iter().find(|id| !other.claims.contains(id));
            alone.map_or_else(|| number(head.claims.len()), |id| format!("the claim {id}"))
        };
        if found.claims.len() != self.claims.len() {
            Some((number(found.claims.len()), number(self.claims.len())))
        } else if found.claims != self.claims {
            Some((of_claims(found, self), of_claims(self, found)))
        } else if found.trials != self.trials {
            Some((format!("{} trials", found.trials), self.trials.to_string()))
        } else if found.version != self.version {
            Some((format!("version {}", found.version), self.version.clone()))
        } else if found != self {
            Some(("seeds of another build of this version".into(), "those of this one".into()))
        } else {
            None
        }
    }
}

/// Seeds that are done, and the file that they are kept in.
pub(super) struct KeptSeeds {
    file: Option<(File, PathBuf)>,
    done: BTreeMap<u64, SeedTally>,
}

impl KeptSeeds {
    /// Opens or begins the file. One that was begun on other claims, trials or by another version is refused; a last line
    /// that was cut off when the program was ended is run again.
    pub(super) fn open(path: Option<&Path>, cards: &[Card], trials: u64) -> anyhow::Result<KeptSeeds> {
        let Some(path) = path else { return Ok(KeptSeeds { file: None, done: BTreeMap::new() }) };
        let name = path.display();
        let head = Head::of(cards, trials)?;
        let refused = |error: std::io::Error| {
            anyhow::anyhow!("{name}: found {}, expected a file to go on with", said(&error))
        };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(refused)?;
        let text = std::fs::read_to_string(path).map_err(refused)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut done = BTreeMap::new();
        for (number, line) in text[..whole].lines().enumerate() {
            let at = |error: serde_json::Error| {
                let (row, column) = (number + 1, error.column());
                anyhow::anyhow!(
                    "{name}, line {row}, column {column}: found {error}, expected a line that calibrate wrote"
                )
            };
            if number == 0 {
                let found: Head = serde_json::from_str(line).map_err(at)?;
                if let Some((found, expected)) = head.other(&found) {
                    anyhow::bail!(
                        "{name}, line 1: found {found}, expected {expected}: what the command that began it had"
                    );
                }
            } else {
                let tally: SeedTally = serde_json::from_str(line).map_err(at)?;
                let arms = || cards.iter().flat_map(|card| card.arms.iter().map(|arm| (&card.id, &arm.name)));
                let kept = tally.arms.iter().map(|arm| (&arm.claim, &arm.arm));
                anyhow::ensure!(
                    kept.eq(arms()),
                    "{name}, line {}: found seed {} with other arms, expected those of the claims in line 1",
                    number + 1,
                    tally.seed
                );
                done.insert(tally.seed, tally);
            }
        }
        if whole == 0 && !text.is_empty() {
            anyhow::bail!(
                "{name}, line 1: found a line without an end, expected a file that calibrate wrote"
            );
        }
        if whole < text.len() {
            file.set_len(whole as u64).map_err(refused)?;
        }
        if text.is_empty() {
            file.write_all((serde_json::to_string(&head)? + "\n").as_bytes()).map_err(refused)?;
        }
        Ok(KeptSeeds { file: Some((file, path.to_path_buf())), done })
    }

    /// What is kept of a seed.
    pub(super) fn of(&self, seed: u64) -> Option<&SeedTally> {
        self.done.get(&seed)
    }

    /// Keeps a seed, in one write.
    pub(super) fn add(&mut self, tally: &SeedTally) -> anyhow::Result<()> {
        let Some((file, path)) = &mut self.file else { return Ok(()) };
        let line = serde_json::to_string(tally)? + "\n";
        file.write_all(line.as_bytes()).map_err(|error| {
            anyhow::anyhow!(
                "{}: found {}, expected a file that takes what is written",
                path.display(),
                said(&error)
            )
        })
    }

    /// Where the seeds are, for a message.
    pub(super) fn in_words(&self) -> String {
        let kept =
            |(_, path): &(File, PathBuf)| format!(": {} has them, the same command goes on", path.display());
        self.file.as_ref().map(kept).unwrap_or_default()
    }
}
