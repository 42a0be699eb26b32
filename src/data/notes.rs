//! Comments above the data, `# key: value`: provenance and stated truth that travel with a file.

use std::collections::BTreeMap;

use super::Truth;
use super::read::sha256;

/// The key of the line that holds the SHA-256 of everything else in the file.
const CHECKSUM: &str = "sha256";

/// Keys of a stated truth; the others say where the data come from.
const TRUTH: [&str; 6] = ["separable", "margin", "direction", "simplex_multipliers", "support", "theta"];

/// The comments above a file's data, by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Notes {
    values: BTreeMap<String, String>,
    /// Whether the checksum among them is that of the file: only then are they about these rows.
    intact: bool,
}

impl Notes {
    /// The comments above the data, and the number of bytes that they take.
    pub(super) fn above(bytes: &[u8]) -> (Notes, usize) {
        let (mut values, mut end, mut hashed) = (BTreeMap::new(), 0, Vec::new());
        for line in bytes.split_inclusive(|&b| b == b'\n') {
            let text = String::from_utf8_lossy(line);
            let text = text.trim();
            if !text.is_empty() && !text.starts_with('#') {
                break;
            }
            end += line.len();
            let pair = text.trim_start_matches('#').split_once(':').map(|(k, v)| (k.trim(), v.trim()));
            if let Some((key, value)) = pair {
                values.insert(key.to_owned(), value.to_owned());
            }
            if !matches!(pair, Some((CHECKSUM, _))) {
                hashed.extend_from_slice(line);
            }
        }
        let mut notes = Notes { values, intact: false };
        if let Some(stated) = notes.values.remove(CHECKSUM) {
            hashed.extend_from_slice(&bytes[end..]);
            notes.intact = stated == sha256(&hashed);
        }
        (notes, end)
    }

    /// What the file says of its own origin; nothing where the file was changed after it was written.
    pub(super) fn provenance(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = |key: &str| !TRUTH.contains(&key);
        let pairs = self.values.iter().filter(move |(key, _)| self.intact && known(key));
        pairs.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// What the file states of its data; nothing where it was changed after it was written.
    pub(super) fn truth(&self) -> Truth {
        if !self.intact {
            return Truth::default();
        }
        let value = |key: &str| self.values.get(key).map(String::as_str);
        Truth {
            separable: value(TRUTH[0]).and_then(|v| v.parse().ok()),
            margin: value(TRUTH[1]).and_then(|v| v.parse().ok()),
            direction: value(TRUTH[2]).and_then(list),
            simplex_multipliers: value(TRUTH[3]).and_then(list),
            support: value(TRUTH[4]).and_then(list),
            theta: value(TRUTH[5]).and_then(|v| v.parse().ok()),
        }
    }

    /// The comment lines that state a truth.
    pub(super) fn of_truth(truth: &Truth) -> Vec<(String, String)> {
        let numbers = |v: &Vec<f64>| v.iter().map(|&x| shortest(x)).collect::<Vec<_>>().join(" ");
        let indices = |v: &Vec<usize>| v.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        let values = [
            truth.separable.map(|v| v.to_string()),
            truth.margin.map(shortest),
            truth.direction.as_ref().map(numbers),
            truth.simplex_multipliers.as_ref().map(numbers),
            truth.support.as_ref().map(indices),
            truth.theta.map(shortest),
        ];
        TRUTH.iter().zip(values).filter_map(|(key, value)| Some((key.to_string(), value?))).collect()
    }

    /// The text of a file whose comments are these pairs, then `body`, with a checksum line on top.
    pub(super) fn seal(pairs: &[(String, String)], body: &str) -> String {
        let lines: String = pairs.iter().map(|(key, value)| format!("# {key}: {value}\n")).collect();
        let rest = lines + body;
        format!("# {CHECKSUM}: {}\n{rest}", sha256(rest.as_bytes()))
    }
}

/// A double in the fewest digits that give it back.
pub(super) fn shortest(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn list<T: std::str::FromStr>(text: &str) -> Option<Vec<T>> {
    text.split_ascii_whitespace().map(|item| item.parse().ok()).collect()
}
