//! A data set as svmlight text, zeros left out, with its provenance and truth in comment lines on top.

use std::path::Path;

use super::csv::origin;
use super::{WriteError, write_new};
use crate::data::DataSet;
use crate::data::notes::{Notes, shortest};

impl DataSet {
    /// The data set as svmlight text: comment lines `# key: value` with provenance, truth and a checksum, then a
    /// line a row, `label index:value ...` with indices from 1, every number in the fewest digits that give it back.
    ///
    /// The format has no place for names: those that are not `x1`, `x2`, ... go into a comment and come back as
    /// provenance, not as names.
    pub fn to_svmlight(&self) -> String {
        let mut body = String::new();
        for (i, (row, label)) in self.features.chunks_exact(self.d).zip(&self.labels).enumerate() {
            body.push_str(&label.to_string());
            for (j, &value) in row.iter().enumerate() {
                // The first row tells the width; a negative zero is told from a zero that is left out.
                let last_of_first = i == 0 && j + 1 == self.d;
                if value != 0.0 || value.is_sign_negative() || last_of_first {
                    body.push_str(&format!(" {}:{}", j + 1, shortest(value)));
                }
            }
            body.push('\n');
        }
        let mut pairs = origin(&self.provenance);
        if !self.feature_names.iter().zip(1..).all(|(name, j)| *name == format!("x{j}")) {
            pairs.push(("features".to_owned(), self.feature_names.join(", ").replace(['\n', '\r'], " ")));
        }
        pairs.extend(Notes::of_truth(&self.truth));
        Notes::seal(&pairs, &body)
    }

    /// Writes [`DataSet::to_svmlight`] as [`write_new`] does: whole or not at all, never over another file.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is left behind.
    pub fn write_svmlight(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        write_new(path, &self.to_svmlight())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::generate::{Generator, Overlapping, Planted, degenerate_pair};
    use crate::data::read::{ReadOptions, read, read_bytes};
    use crate::data::{Provenance, Seed, Truth};

    fn back(text: &str) -> DataSet {
        read_bytes("t.svm", text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    #[test]
    fn what_is_written_comes_back_bit_for_bit() {
        let mut sparse = degenerate_pair();
        // A negative zero, values at both ends of the range, and a last column of zeros.
        sparse.features = vec![-0.0, 1e-150, 0.0, 0.1 + 0.2, -1.0 / 3.0 * 1e150, 0.0];
        (sparse.d, sparse.labels) = (3, vec![-1, -1]);
        sparse.feature_names = (1..=3).map(|j| format!("x{j}")).collect();
        sparse.truth = Truth { theta: Some(1.0 + f64::EPSILON), ..Truth::default() };
        let overlapping = Overlapping { n: 30, d: 4 }.generate(Seed(3)).unwrap();
        let planted = (0..20).map(|index| {
            let seed = Seed(index);
            Planted::drawn(&mut seed.stream("parameters").rng()).generate(seed).unwrap()
        });
        for data in planted.chain([sparse, overlapping]) {
            let again = back(&data.to_svmlight());
            let bits = |data: &DataSet| data.features.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&again), bits(&data));
            assert_eq!((again.n, again.d, &again.labels), (data.n, data.d, &data.labels));
            assert_eq!((&again.truth, &again.feature_names), (&data.truth, &data.feature_names));
        }
    }

    #[test]
    fn names_that_the_format_cannot_hold_stay_readable() {
        let mut data = degenerate_pair();
        data.feature_names = vec!["first: a".to_owned(), "second\nb".to_owned()];
        let again = back(&data.to_svmlight());
        assert_eq!(again.feature_names, ["x1", "x2"]);
        let Provenance::File { parameters, .. } = again.provenance else { panic!("it was read") };
        assert_eq!(parameters.get("written_features").map(String::as_str), Some("first: a, second b"));
    }

    #[test]
    fn a_truth_is_not_believed_of_other_rows() {
        let text = Planted::default().generate(Seed(9)).unwrap().to_svmlight();
        assert!(back(&text).truth.margin.is_some());
        let cut = text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
        for edited in [text.replacen(" 1:0.", " 1:0.1", 1), cut] {
            assert_ne!(edited, text);
            assert_eq!(back(&edited).truth, Truth::default());
        }
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.svm");
        let data = Planted::default().generate(Seed(1)).unwrap();
        data.write_svmlight(&path).unwrap();
        assert_eq!(read(path.to_str().unwrap(), &ReadOptions::default()).unwrap().truth, data.truth);
        let other = degenerate_pair().write_svmlight(&path);
        assert_eq!(other, Err(WriteError::Exists { path: path.display().to_string() }));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), data.to_svmlight());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
