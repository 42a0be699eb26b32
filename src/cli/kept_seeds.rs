//! The file in which a calibration keeps what it has, seed by seed, so that it can be gone on with.

use super::output::said;
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
    trials: u64,
    claims: Vec<String>,
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
        let claims = cards.iter().map(|card| card.id.clone()).collect();
        let head = Head { calibration: 1, version: env!("CARGO_PKG_VERSION").to_string(), trials, claims };
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
                anyhow::ensure!(
                    found == head,
                    "{name}, line 1: found {} claims with {} trials by version {}, expected {} with {} by version {}: the same \
                     command that began it",
                    found.claims.len(),
                    found.trials,
                    found.version,
                    head.claims.len(),
                    head.trials,
                    head.version
                );
            } else {
                let tally: SeedTally = serde_json::from_str(line).map_err(at)?;
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
