//! The fixed problems of the table.

use implicit_bias::data::generate::{Generator, Planted, figure_one};
use implicit_bias::data::read::{ReadOptions, read};
use implicit_bias::data::{DataSet, Seed};
use implicit_bias::problem::{Exponential, Linear, Logistic, Loss, OfThreshold};
use std::sync::Arc;

/// Name and problem, all started at zero.
pub(crate) fn all() -> Vec<(&'static str, Linear)> {
    let spanning = Planted { d: 4, support_vectors: 4, others: 16, theta: 1.8, concentration: 5 };
    let deficient = Planted { d: 5, support_vectors: 3, others: 17, theta: 1.8, concentration: 5 };
    let planted =
        |planted: Planted, seed| planted.generate(Seed(seed)).expect("parameters within their range");
    vec![
        ("figure one, logistic loss", problem(figure_one(), Arc::new(Logistic), 0.125)),
        (
            "planted, support vectors span, exponential loss",
            problem(planted(spanning, 1), Arc::new(Exponential), 0.5),
        ),
        (
            "planted, support vectors do not span, logistic loss",
            problem(planted(deficient, 2), Arc::new(Logistic), 0.5),
        ),
        ("iris, setosa against versicolor, logistic loss", problem(iris(), Arc::new(Logistic), 0.5)),
    ]
}

fn problem(data: DataSet, loss: Arc<dyn Loss>, fraction: f64) -> Linear {
    Linear::new(data, loss, &OfThreshold { fraction }).expect("a positive threshold")
}

fn iris() -> DataSet {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/iris.csv");
    let classes = Some(("setosa".to_string(), "versicolor".to_string()));
    read(path, &ReadOptions { classes, ..ReadOptions::default() }).expect("a data set in this repository")
}
