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

impl Provenance {
    /// The labels of a file as they were read, in words: the column that has them (none in svmlight text and archives),
    /// what became +1 and what -1.
    pub fn labels_in_words(&self) -> Option<String> {
        let Provenance::File { parameters, .. } = self else { return None };
        let get = |key: &str| parameters.get(key).map(String::as_str);
        let (column, positive, negative) = (get("label"), get("positive")?, get("negative")?);
        let column = column.map(|name| format!(" in column {name}")).unwrap_or_default();
        let signs = [(positive, "+1"), (negative, "-1")];
        let said = signs
            .iter()
            .filter(|(value, _)| !value.is_empty())
            .map(|(value, sign)| format!("{value} is {sign}"));
        Some(format!("labels{column}: {}", said.collect::<Vec<_>>().join(", ")))
    }
}

impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |parameters: &BTreeMap<String, String>| {
            parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect::<String>()
        };
        match self {
            Provenance::Generated { generator, seed, parameters } => {
                write!(f, "{generator} seed={seed}{}", list(parameters))
            }
            Provenance::File { path, sha256, parameters } => {
                write!(f, "{path} sha256={sha256}{}", list(parameters))
            }
            Provenance::Given { name } => f.write_str(name),
        }
    }
}
