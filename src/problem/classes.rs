//! Populations of points in several classes under softmax cross-entropy.

use super::family::Family;
use super::linear::Linear;
use super::loss::CrossEntropy;
use super::step::OfThreshold;
use crate::data::generate::Classes;
use crate::data::{DataSet, KeslerRows, MulticlassSet, Seed};
use crate::record::Stop;
use rand::RngExt;
use std::sync::Arc;

/// Three or four clusters, a class each, of two or three points; steps from .1 to .9 of the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassSets {
    /// Each class apart from the others.
    Separable,
    /// One point in two classes.
    Overlapping,
}

impl Linear {
    /// Softmax cross-entropy of points in several classes, on their Kesler rows: w is the matrix W (K x d, row-major).
    ///
    /// # Panics
    /// For data without Kesler rows, or that are all zero.
    pub fn of_classes(data: &MulticlassSet, fraction: f64) -> Linear {
        let kesler = KeslerRows::of(data).expect("points in several classes");
        let loss = Arc::new(CrossEntropy { classes: kesler.classes });
        let rows = DataSet::from_signed_rows(kesler.rows, data.provenance.clone());
        Linear::new(rows, loss, &OfThreshold { fraction }).expect("a positive threshold")
    }

    /// Number of classes, K; two save under cross-entropy.
    pub fn classes(&self) -> usize {
        self.loss.rivals() + 1
    }

    /// Refuses points of several rows, where rows are weighed one by one.
    pub fn of_single_rows(&self) -> Result<(), Stop> {
        match self.loss.rivals() {
            1 => Ok(()),
            rivals => Err(Stop::Outside {
                hypothesis: "one row a point".to_string(),
                found: format!("{rivals} rows a point, {} loss", self.loss.key()),
            }),
        }
    }
}

impl Family<Linear> for ClassSets {
    fn key(&self) -> String {
        match self {
            ClassSets::Separable => "clusters, a class each".to_string(),
            ClassSets::Overlapping => "clusters, one point in two classes".to_string(),
        }
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("shape").rng();
        let classes = rng.random_range(3..=4);
        let d = rng.random_range(classes..=4);
        let each = rng.random_range(2..=3);
        let overlapping = *self == ClassSets::Overlapping;
        let drawn = Classes { classes, d, each, overlapping }.draw(seed.stream("data"));
        let data =
            drawn.unwrap_or_else(|error| panic!("a family draws within its generator's range: {error}"));
        Linear::of_classes(&data, 0.1 + 0.8 * rng.random::<f64>())
    }
}
