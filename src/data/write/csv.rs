//! A data set as CSV, with its provenance and truth in comment lines above the header.

use std::path::Path;

use csv::{QuoteStyle, WriterBuilder};

use super::{WriteError, write_new};
use crate::data::notes::{Notes, shortest};
use crate::data::read::first_of_numbers;
use crate::data::{DataSet, Provenance};

/// The name of the label column, which is the last.
const LABEL: &str = "label";

impl DataSet {
    /// The data set as CSV text: comment lines `# key: value` with provenance, truth and a checksum, a header, and
    /// the rows with their label last, every number in the fewest digits that give it back.
    ///
    /// # Errors
    /// [`WriteError::FeatureName`] for a name that reading would not give back.
    pub fn to_csv(&self) -> Result<String, WriteError> {
        self.check_names()?;
        let mut body = self.header();
        for (row, label) in self.features.chunks_exact(self.d).zip(&self.labels) {
            for &value in row {
                body.push_str(&shortest(value));
                body.push(',');
            }
            body.push_str(&label.to_string());
            body.push('\n');
        }
        let mut pairs = origin(&self.provenance);
        pairs.extend(Notes::of_truth(&self.truth));
        Ok(Notes::seal(&pairs, &body))
    }

    /// Writes [`DataSet::to_csv`] as [`write_new`] does: whole or not at all, never over another file.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is left behind.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        write_new(path, &self.to_csv()?)
    }

    /// The header line, quoted where a name needs it.
    fn header(&self) -> String {
        // A line that begins with # would be read as a comment: quotes keep it a header.
        let comment = self.feature_names.first().is_some_and(|name| name.starts_with('#'));
        let style = if comment { QuoteStyle::Always } else { QuoteStyle::Necessary };
        let mut writer = WriterBuilder::new().quote_style(style).from_writer(Vec::new());
        let names = self.feature_names.iter().map(String::as_str).chain([LABEL]);
        writer.write_record(names).expect("memory takes what is written");
        let bytes = writer.into_inner().expect("memory takes what is written");
        String::from_utf8(bytes).expect("names are text")
    }

    fn check_names(&self) -> Result<(), WriteError> {
        let refuse = |j: usize, expected| {
            let name = self.feature_names[j].clone();
            Err(WriteError::FeatureName { number: j + 1, name, expected })
        };
        for (j, name) in self.feature_names.iter().enumerate() {
            match name.as_str() {
                LABEL => return refuse(j, "another one: the label column bears it"),
                name if name.is_empty() || name.trim() != name => {
                    return refuse(j, "one that neither is empty nor begins or ends with a space");
                }
                name if name.contains(['\n', '\r']) => return refuse(j, "one on a single line"),
                _ => {}
            }
        }
        let mut header = self.feature_names.clone();
        header.push(LABEL.to_owned());
        match first_of_numbers(&header) {
            Some(_) => refuse(0, "names that are not numbers"),
            None => Ok(()),
        }
    }
}

/// The comment lines that say where the data come from.
pub(super) fn origin(provenance: &Provenance) -> Vec<(String, String)> {
    let line = |key: &str, value: &str| (key.to_owned(), value.replace(['\n', '\r'], " "));
    match provenance {
        Provenance::Generated { generator, seed, parameters } => {
            let mut lines = vec![line("generator", generator), line("seed", &seed.to_string())];
            lines.extend(parameters.iter().map(|(name, value)| line(&format!("parameter {name}"), value)));
            lines
        }
        Provenance::File { path, sha256, .. } => vec![line("source", path), line("source-sha256", sha256)],
        Provenance::Given { name } => vec![line("source", name)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::generate::{Generator, Overlapping, Planted, degenerate_pair};
    use crate::data::read::{ReadOptions, read, read_bytes};
    use crate::data::{Seed, Truth};

    fn same_bits(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.to_bits() == y.to_bits())
    }

    fn back(text: &str) -> DataSet {
        read_bytes("t.csv", text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    #[test]
    fn what_is_written_comes_back_bit_for_bit() {
        let mut odd = degenerate_pair();
        odd.feature_names = vec!["#1, of \"two\"".to_owned(), "target".to_owned()];
        odd.features = vec![-0.0, 1e-150, 0.1 + 0.2, -1.0 / 3.0 * 1e150];
        odd.labels = vec![-1, -1];
        odd.truth = Truth { theta: Some(1.0 + f64::EPSILON), ..Truth::default() };
        let overlapping = Overlapping { n: 30, d: 4 }.generate(Seed(3)).unwrap();
        let planted = (0..20).map(|index| {
            let seed = Seed(index);
            Planted::drawn(&mut seed.stream("parameters").rng()).generate(seed).unwrap()
        });
        for data in planted.chain([odd, overlapping, degenerate_pair()]) {
            let again = back(&data.to_csv().unwrap());
            assert!(same_bits(&again.features, &data.features));
            assert_eq!((again.n, again.d, &again.labels), (data.n, data.d, &data.labels));
            assert_eq!((&again.truth, &again.feature_names), (&data.truth, &data.feature_names));
            assert_eq!(again.to_csv().unwrap().lines().last(), data.to_csv().unwrap().lines().last());
        }
    }

    #[test]
    fn provenance_travels_with_the_file() {
        let data = Planted::default().generate(Seed(9)).unwrap();
        let Provenance::File { parameters, .. } = back(&data.to_csv().unwrap()).provenance else { panic!() };
        let value = |key: &str| parameters.get(key).map(String::as_str);
        assert_eq!((value("written_generator"), value("written_seed")), (Some("planted"), Some("9")));
        assert_eq!(value("written_parameter theta"), Some("1.5"));
    }

    #[test]
    fn a_truth_is_not_believed_of_other_rows() {
        let data = Planted::default().generate(Seed(9)).unwrap();
        let text = data.to_csv().unwrap();
        assert_eq!(back(&text).truth, data.truth);
        let last = text.trim_end().lines().last().unwrap();
        let edited = [
            text.replace(last, &last.replacen("0.", "0.1", 1)),
            text.trim_end().strip_suffix(last).unwrap().to_owned(),
            text.replace("# margin: 0.", "# margin: 0.9"),
            text.lines().filter(|line| !line.contains("sha256")).map(|line| format!("{line}\n")).collect(),
        ];
        for edit in edited {
            assert_ne!(edit, text);
            assert_eq!(back(&edit).truth, Truth::default());
        }
        // The same rows with another column or another sign are other data.
        let bias = ReadOptions { bias: true, ..ReadOptions::default() };
        let flipped = ReadOptions { positive: Some("-1".to_owned()), ..ReadOptions::default() };
        for options in [bias, flipped] {
            assert_eq!(read_bytes("t.csv", text.as_bytes(), &options).unwrap().truth, Truth::default());
        }
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.csv");
        let data = degenerate_pair();
        data.write_csv(&path).unwrap();
        assert_eq!(read(path.to_str().unwrap(), &ReadOptions::default()).unwrap().truth, data.truth);
        let before = std::fs::read(&path).unwrap();
        let other = Overlapping::default().generate(Seed(1)).unwrap();
        assert_eq!(other.write_csv(&path), Err(WriteError::Exists { path: path.display().to_string() }));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(matches!(
            other.write_csv(folder.path().join("no/such.csv")),
            Err(WriteError::Refused { .. })
        ));
        let mut named = other.clone();
        named.feature_names[1] = "label".to_owned();
        let refused = named.write_csv(folder.path().join("named.csv")).unwrap_err().to_string();
        assert_eq!(
            refused,
            "column 2: found the feature name \"label\", expected another one: the label column bears it"
        );
        // Nothing but the first file: no temporary one, no half one.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_that_would_not_come_back_are_refused() {
        for name in ["", " a", "a\nb", "label"] {
            let mut data = degenerate_pair();
            data.feature_names[0] = name.to_owned();
            assert!(matches!(data.to_csv(), Err(WriteError::FeatureName { number: 1, .. })), "{name:?}");
        }
        let mut counted = degenerate_pair();
        counted.feature_names = vec!["2".to_owned(), "7".to_owned()];
        assert!(counted.to_csv().is_err());
        counted.feature_names = vec!["0".to_owned(), "1".to_owned()];
        assert_eq!(back(&counted.to_csv().unwrap()).feature_names, ["0", "1"]);
    }
}
