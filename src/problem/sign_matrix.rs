//! Matrices of signs, on which boosting is coordinate descent.

use super::family::Family;
use super::linear::Linear;
use super::loss::Exponential;
use super::step::Fixed;
use crate::data::{DataSet, Provenance, Seed, SignedRows};
use rand::RngExt;
use std::sync::Arc;

/// Rows of +1 and -1 with exponential loss: z_ij = +1 where weak classifier j is right about example i.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignMatrix {
    /// 9 x 10, l1 margin 4/11: coordinate descent with steps 1/L goes round a cycle.
    NineByTen,
    /// 9 x 9, l1 margin 7/19: AdaBoost goes round a cycle.
    NineByNine,
    /// 8 to 12 examples, 8 to 14 classifiers, each right about an example with probability 0.75, drawn until more of them are right than
    /// wrong about each example, so that their mean separates, and none is right about all.
    Random,
}

impl Family<Linear> for SignMatrix {
    fn key(&self) -> String {
        match self {
            SignMatrix::NineByTen => "signs, 9 x 10".to_string(),
            SignMatrix::NineByNine => "signs, 9 x 9".to_string(),
            SignMatrix::Random => "random signs".to_string(),
        }
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let rows = match self {
            SignMatrix::NineByTen => signed_rows(include_str!("../../fixtures/boosting_9x10.csv")),
            SignMatrix::NineByNine => signed_rows(include_str!("../../fixtures/boosting_9x9.csv")),
            SignMatrix::Random => {
                let mut rng = seed.stream("signs").rng();
                let (n, d) = (rng.random_range(8..=12), rng.random_range(8..=14));
                let right = |values: &[f64]| {
                    let in_some_row = |j: usize| values.chunks_exact(d).any(|row| row[j] < 0.0);
                    values.chunks_exact(d).all(|row| row.iter().sum::<f64>() > 0.0) && (0..d).all(in_some_row)
                };
                let mut values = vec![1.0; n * d];
                while !right(&values) {
                    values.fill_with(|| if rng.random::<f64>() < 0.75 { 1.0 } else { -1.0 });
                }
                SignedRows { n, d, values }
            }
        };
        let data = DataSet::from_signed_rows(rows, Provenance::Given { name: self.key() });
        Linear::new(data, Arc::new(Exponential), &Fixed { eta: 1.0 }).expect("a positive step")
    }

    fn size(&self) -> Option<u64> {
        (*self != SignMatrix::Random).then_some(1)
    }
}

/// The rows of a table with a header and the label in the last column, times the label.
fn signed_rows(table: &str) -> SignedRows {
    let rows: Vec<Vec<f64>> = table
        .lines()
        .skip(1)
        .map(|line| {
            let numbers: Vec<f64> = line.split(',').filter_map(|x| x.trim().parse().ok()).collect();
            let (label, features) = numbers.split_last().expect("a row of the fixture");
            features.iter().map(|x| label * x).collect()
        })
        .collect();
    SignedRows::from_rows(&rows)
}
