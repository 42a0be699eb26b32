//! Where a data set comes from.

use std::collections::BTreeMap;

/// Where a data set comes from: enough to make it again, or to know that a file is the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Drawn by one of this crate's generators.
    Generated {
        /// The generator's name, as `generate` takes it.
        generator: String,
        /// The 64-bit seed of the draw.
        seed: u64,
        /// The generator's parameters, by name.
        parameters: BTreeMap<String, String>,
    },
    /// Read from a file or from standard input.
    File {
        /// The path as the caller gave it; `-` for standard input.
        path: String,
        /// SHA-256 of the bytes read, in hexadecimal.
        sha256: String,
        /// Choices made while reading: label column, positive class, classes kept, bias, by name.
        parameters: BTreeMap<String, String>,
    },
    /// Handed over in memory by the caller.
    Given {
        /// What the caller calls it.
        name: String,
    },
}
