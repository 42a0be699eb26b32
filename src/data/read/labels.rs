//! Label values, and which of them is +1.

use std::collections::HashMap;

use super::error::ReadError;
use super::number::{self, Fault};
use super::options::ReadOptions;
use super::place::{Place, printable};

/// A label value: labels that are the same number (`1`, `+1`, `1.0`) are one value.
#[derive(Clone, Debug)]
struct Label {
    text: String,
    number: Option<f64>,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Text(String),
}

impl Label {
    fn parse(text: &str) -> Result<Label, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::Missing);
        }
        Ok(Label { text: text.to_owned(), number: number::label(text)? })
    }

    fn key(&self) -> Key {
        match self.number {
            // The sum makes one zero of 0 and -0.
            Some(value) => Key::Number((value + 0.0).to_bits()),
            None => Key::Text(self.text.clone()),
        }
    }

    fn is_sign(&self) -> bool {
        self.number.is_some_and(|v| v.abs() == 1.0)
    }
}

/// The label values of a file, in the order of their first rows.
pub(super) struct Classes {
    values: Vec<Label>,
    index: HashMap<Key, usize>,
    /// Places of the first rows of the first three values: what an error has to name.
    first: Vec<Place>,
    /// The label column, on no line in particular.
    column: Place,
}

/// Which rows are kept and with which sign.
pub(super) struct Choice {
    /// The sign of each class; `None` where its rows are left out.
    pub(super) signs: Vec<Option<i8>>,
    /// The label that is +1.
    pub(super) positive: String,
    /// The label or labels that are -1; empty where no row has one.
    pub(super) negative: String,
}

impl Classes {
    /// No value yet; `column` is where labels stand.
    pub(super) fn new(column: Place) -> Classes {
        Classes { values: Vec::new(), index: HashMap::new(), first: Vec::new(), column }
    }

    /// The index of a label's class, a new one if the value was not met before; `place` says where it stands.
    pub(super) fn class(&mut self, text: &str, place: impl FnOnce() -> Place) -> Result<usize, ReadError> {
        let label = match Label::parse(text) {
            Ok(label) => label,
            Err(Fault::Missing) => {
                return Err(ReadError::MissingCell { place: place(), expected: "a label" });
            }
            Err(_) => return Err(ReadError::NotFinite { place: place(), found: text.trim().to_owned() }),
        };
        let next = self.values.len();
        let class = *self.index.entry(label.key()).or_insert(next);
        if class == next {
            self.values.push(label);
            if self.first.len() < 3 {
                self.first.push(place());
            }
        }
        Ok(class)
    }

    /// Which class is +1 and which rows are kept.
    pub(super) fn choose(&self, options: &ReadOptions) -> Result<Choice, ReadError> {
        match (&options.classes, &options.positive) {
            (Some(_), Some(_)) => Err(ReadError::Options {
                place: self.column.clone(),
                found: "both --classes and --positive",
                expected: "one of them (the first of --classes is +1)",
            }),
            (Some((positive, negative)), None) => self.pair(positive, negative),
            (None, Some(positive)) => self.against_the_rest(positive),
            (None, None) => self.larger_is_positive(),
        }
    }

    fn pair(&self, positive: &str, negative: &str) -> Result<Choice, ReadError> {
        let plus = self.find(positive, "--classes")?;
        let minus = self.find(negative, "--classes")?;
        if plus == minus {
            return Err(ReadError::Options {
                place: self.column.clone(),
                found: "the same class twice in --classes",
                expected: "two classes",
            });
        }
        let mut signs = vec![None; self.values.len()];
        signs[plus] = Some(1);
        signs[minus] = Some(-1);
        Ok(self.choice(signs))
    }

    fn against_the_rest(&self, positive: &str) -> Result<Choice, ReadError> {
        let plus = self.find(positive, "--positive")?;
        if self.values.len() == 1 && !self.values[0].is_sign() {
            return Err(self.one_label());
        }
        let mut signs = vec![Some(-1); self.values.len()];
        signs[plus] = Some(1);
        Ok(self.choice(signs))
    }

    fn larger_is_positive(&self) -> Result<Choice, ReadError> {
        match self.values.as_slice() {
            [only] if only.is_sign() => {
                Ok(self.choice(vec![Some(if only.number == Some(1.0) { 1 } else { -1 })]))
            }
            [_] => Err(self.one_label()),
            [_, _] => {
                let signs = [Some(-1), Some(1)];
                Ok(self.choice(self.ranks().iter().map(|&rank| signs[rank]).collect()))
            }
            _ => Err(ReadError::ManyLabels {
                place: self.first[2].clone(),
                found: format!("{}, namely \"{}\"", self.list(2), printable(&self.values[2].text)),
            }),
        }
    }

    /// The number of each class in ascending order of the labels, and their names in that order.
    pub(super) fn ranked(
        &self,
        options: &ReadOptions,
    ) -> Result<(Vec<Option<usize>>, Vec<String>), ReadError> {
        if options.classes.is_some() || options.positive.is_some() {
            return Err(ReadError::Options {
                place: self.column.clone(),
                found: "a choice of signs, --classes or --positive",
                expected: "none, where every label is a class of its own",
            });
        }
        if self.values.len() < 2 {
            return Err(ReadError::OneClass { place: self.first[0].clone(), found: self.list(1) });
        }
        let ranks = self.ranks();
        let mut names = vec![String::new(); ranks.len()];
        for (label, &rank) in self.values.iter().zip(&ranks) {
            names[rank].clone_from(&label.text);
        }
        Ok((ranks.into_iter().map(Some).collect(), names))
    }

    /// The place of each class in ascending order of the labels: as numbers where all are, else as text.
    fn ranks(&self) -> Vec<usize> {
        let all_numbers = self.values.iter().all(|v| v.number.is_some());
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.values[a], &self.values[b]);
            match (a.number, b.number) {
                (Some(x), Some(y)) if all_numbers => x.total_cmp(&y),
                _ => a.text.cmp(&b.text),
            }
        });
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, &class)| ranks[class] = rank);
        ranks
    }

    fn choice(&self, signs: Vec<Option<i8>>) -> Choice {
        let of_sign = |sign: i8| {
            let texts = self
                .values
                .iter()
                .zip(&signs)
                .filter(|(_, s)| **s == Some(sign))
                .map(|(v, _)| v.text.as_str());
            texts.take(8).collect::<Vec<_>>().join(", ")
        };
        Choice { positive: of_sign(1), negative: of_sign(-1), signs }
    }

    fn find(&self, wanted: &str, option: &'static str) -> Result<usize, ReadError> {
        let missing = || ReadError::NoSuchLabel {
            place: self.column.clone(),
            option,
            found: self.list(6),
            expected: wanted.to_owned(),
        };
        let label = Label::parse(wanted).map_err(|_| missing())?;
        self.index.get(&label.key()).copied().ok_or_else(missing)
    }

    fn one_label(&self) -> ReadError {
        ReadError::OneLabel { place: self.first[0].clone(), found: self.list(1) }
    }

    fn list(&self, most: usize) -> String {
        let shown: Vec<String> =
            self.values.iter().take(most).map(|v| format!("\"{}\"", printable(&v.text))).collect();
        let more = if most > 2 && self.values.len() > most { ", ..." } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(labels: &[&str], options: &ReadOptions) -> Result<Vec<Option<i8>>, ReadError> {
        let mut classes = Classes::new(Place::whole("t"));
        let mut rows = Vec::new();
        for (i, label) in labels.iter().enumerate() {
            rows.push(classes.class(label, || Place::line("t", i + 2))?);
        }
        let choice = classes.choose(options)?;
        Ok(rows.into_iter().map(|c| choice.signs[c]).collect())
    }

    #[test]
    fn the_larger_label_is_positive_in_numeric_else_alphabetic_order() {
        let plain = ReadOptions::default();
        assert_eq!(signs(&["9", "10"], &plain).unwrap(), [Some(-1), Some(1)]);
        assert_eq!(signs(&["9", "10a"], &plain).unwrap(), [Some(1), Some(-1)]);
        assert_eq!(signs(&["malignant", "benign"], &plain).unwrap(), [Some(1), Some(-1)]);
        assert_eq!(signs(&["+1", "0", "1.0", "-0"], &plain).unwrap(), [Some(1), Some(-1), Some(1), Some(-1)]);
    }

    #[test]
    fn a_label_may_be_missing_only_among_signs() {
        let plain = ReadOptions::default();
        assert_eq!(signs(&["1", "1.0"], &plain).unwrap(), [Some(1), Some(1)]);
        assert_eq!(signs(&["-1"], &plain).unwrap(), [Some(-1)]);
        assert!(matches!(signs(&["0", "0"], &plain), Err(ReadError::OneLabel { .. })));
        assert!(matches!(signs(&["1", "2", "3"], &plain), Err(ReadError::ManyLabels { place, .. })
            if place.line_number() == Some(4)));
    }

    #[test]
    fn classes_are_numbered_by_their_labels_in_numeric_else_alphabetic_order() {
        let ranked = |labels: &[&str]| {
            let mut classes = Classes::new(Place::whole("t"));
            for label in labels {
                classes.class(label, || Place::whole("t")).unwrap();
            }
            let (numbers, names) = classes.ranked(&ReadOptions::default()).unwrap();
            (numbers.into_iter().flatten().collect::<Vec<_>>(), names.join(" "))
        };
        assert_eq!(ranked(&["10", "9", "-1", "9.0"]), (vec![2, 1, 0], "-1 9 10".to_owned()));
        assert_eq!(ranked(&["10", "b", "9"]), (vec![0, 2, 1], "10 9 b".to_owned()));
        let mut one = Classes::new(Place::whole("t"));
        one.class("1", || Place::line("t", 2)).unwrap();
        assert!(matches!(one.ranked(&ReadOptions::default()), Err(ReadError::OneClass { place, .. })
            if place.line_number() == Some(2)));
    }

    #[test]
    fn classes_keep_their_rows_and_positive_keeps_all() {
        let pair = ReadOptions { classes: Some(("b".into(), "c".into())), ..ReadOptions::default() };
        assert_eq!(signs(&["a", "b", "c"], &pair).unwrap(), [None, Some(1), Some(-1)]);
        let rest = ReadOptions { positive: Some("2.0".into()), ..ReadOptions::default() };
        assert_eq!(signs(&["1", "2", "3"], &rest).unwrap(), [Some(-1), Some(1), Some(-1)]);
        assert!(matches!(
            signs(&["1", "3"], &rest),
            Err(ReadError::NoSuchLabel { option: "--positive", .. })
        ));
    }
}
