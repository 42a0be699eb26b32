//! Changes of a data set under which answers move in a known way.

use implicit_bias::data::SignedRows;
use implicit_bias::data::strategies::{degenerate, separable};
use proptest::collection::vec;
use proptest::prelude::*;

/// Separable rows, every third set with a margin row of multiplier zero. Values are eighths of small whole
/// numbers: the changes below are exact.
pub(crate) fn any_separable() -> impl Strategy<Value = SignedRows> {
    prop_oneof![2 => separable(), 1 => degenerate()]
}

/// The most rows that the strategies make.
const MOST_ROWS: usize = 13;

/// Sort keys, one a row: they shrink to the order as it is.
pub(crate) fn keys() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), MOST_ROWS)
}

/// The rows sorted by key, and for each new place the old one.
pub(crate) fn permuted(rows: &SignedRows, keys: &[u8]) -> (SignedRows, Vec<usize>) {
    let mut order: Vec<usize> = (0..rows.n).collect();
    order.sort_by_key(|&i| keys[i]);
    let moved: Vec<&[f64]> = order.iter().map(|&i| rows.row(i)).collect();
    (SignedRows::from_rows(&moved), order)
}

/// The rows with each row mapped.
pub(crate) fn mapped(rows: &SignedRows, map: impl Fn(&[f64]) -> Vec<f64>) -> SignedRows {
    SignedRows::from_rows(&rows.rows().map(map).collect::<Vec<_>>())
}

/// The rows and one more at the end.
pub(crate) fn with_row(rows: &SignedRows, row: &[f64]) -> SignedRows {
    SignedRows::from_rows(&rows.rows().chain([row]).collect::<Vec<_>>())
}

/// A reflection I - 2 v v^T / (v.v) with v of entries 0, 1 and -1 and v.v = 1, 2 or 4: exact on dyadic
/// numbers, and with products of two of them a signed permutation or a turn by a right angle.
#[derive(Clone, Debug)]
pub(crate) struct Reflection {
    axes: [usize; 4],
    signs: [bool; 4],
    count: usize,
}

/// Any such reflection.
pub(crate) fn reflection() -> impl Strategy<Value = Reflection> {
    (
        prop::sample::subsequence(vec![0, 1, 2, 3, 4, 5], 4),
        any::<[bool; 4]>(),
        prop::sample::select(vec![1, 2, 4]),
    )
        .prop_map(|(axes, signs, count)| Reflection {
            axes: axes.try_into().expect("four axes"),
            signs,
            count,
        })
}

impl Reflection {
    /// The image of a vector; axes beyond its length are left out, and with them the vector is only reflected
    /// on the largest power of two of those that remain.
    pub(crate) fn apply(&self, x: &[f64]) -> Vec<f64> {
        let mut v = vec![0.0; x.len()];
        let inside = self.axes.iter().zip(&self.signs).filter(|(axis, _)| **axis < x.len());
        let count = [4, 2, 1].into_iter().find(|&c| c <= self.count.min(inside.clone().count())).unwrap_or(0);
        for (&axis, &negative) in inside.take(count) {
            v[axis] = if negative { -1.0 } else { 1.0 };
        }
        let along = 2.0 * dot(&v, x) / count.max(1) as f64;
        x.iter().zip(&v).map(|(x, v)| x - along * v).collect()
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

pub(crate) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

pub(crate) fn distance(a: &[f64], b: &[f64]) -> f64 {
    norm(&a.iter().zip(b).map(|(x, y)| x - y).collect::<Vec<_>>())
}
