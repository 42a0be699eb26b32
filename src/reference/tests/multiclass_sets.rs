//! Points in several classes for the tests of matrix margins.

use rand::RngExt;

use crate::data::read::{ReadOptions, read_multiclass_bytes};
use crate::data::{KeslerRows, MulticlassSet, Seed};

/// Points that a random W puts in their classes with a margin of at least 0.1: separable by construction.
pub(super) fn separable(seed: u64, classes: usize, d: usize, n: usize) -> MulticlassSet {
    let mut rng = Seed(seed).rng();
    let mut draw = |count: usize| (0..count).map(|_| 2.0 * rng.random::<f64>() - 1.0).collect::<Vec<f64>>();
    let w: Vec<Vec<f64>> = (0..classes).map(|_| draw(d)).collect();
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    while points.len() < n {
        let x = draw(d);
        let mut scores: Vec<(f64, usize)> = w
            .iter()
            .enumerate()
            .map(|(k, w)| (w.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>(), k))
            .collect();
        scores.sort_by(|a, b| b.0.total_cmp(&a.0));
        if scores[0].0 - scores[1].0 > 0.1 {
            points.push(x);
            labels.push(scores[0].1);
        }
    }
    MulticlassSet::from_points(&points, &labels, classes)
}

/// Unit vector k in class k, for d = K classes.
pub(super) fn unit_vectors(classes: usize) -> MulticlassSet {
    let points: Vec<Vec<f64>> =
        (0..classes).map(|k| (0..classes).map(|j| f64::from(u8::from(j == k))).collect()).collect();
    MulticlassSet::from_points(&points, &(0..classes).collect::<Vec<_>>(), classes)
}

pub(super) fn kesler(data: &MulticlassSet) -> KeslerRows {
    KeslerRows::of(data).unwrap()
}

/// The three species of iris.
pub(super) fn iris(bias: bool) -> MulticlassSet {
    let options = ReadOptions { bias, ..ReadOptions::default() };
    read_multiclass_bytes("iris.csv", include_bytes!("../../../fixtures/iris.csv"), &options).unwrap()
}

/// The same without the points of one class that stand beyond the others: the first `kept` of each class.
pub(super) fn first_of_each(data: &MulticlassSet, kept: usize) -> MulticlassSet {
    let mut seen = vec![0; data.classes()];
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    for i in 0..data.n {
        seen[data.labels[i]] += 1;
        if seen[data.labels[i]] <= kept {
            points.push(data.point(i).to_vec());
            labels.push(data.labels[i]);
        }
    }
    MulticlassSet::from_points(&points, &labels, data.classes())
}
