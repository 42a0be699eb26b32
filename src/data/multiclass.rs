//! A data set of points in several classes.

use super::Provenance;

/// n points in R^d, each in one of K classes.
#[derive(Clone, Debug, PartialEq)]
pub struct MulticlassSet {
    /// Number of points.
    pub n: usize,
    /// Number of features.
    pub d: usize,
    /// Features, row-major, n x d; every value finite.
    pub features: Vec<f64>,
    /// The class of each point, 0 to K - 1, length n.
    pub labels: Vec<usize>,
    /// Names of the classes, length K, at least two.
    pub class_names: Vec<String>,
    /// Names of the features, length d.
    pub feature_names: Vec<String>,
    /// Where the data come from.
    pub provenance: Provenance,
}

impl MulticlassSet {
    /// Points of equal length with a class each, 0 to `classes` - 1; classes and features get their numbers as names.
    ///
    /// # Panics
    /// When the points differ in length, there are none, or there is not one label for each: for data of unknown shape
    /// use a reader.
    pub fn from_points<R: AsRef<[f64]>>(points: &[R], labels: &[usize], classes: usize) -> MulticlassSet {
        let d = points.first().expect("at least one point").as_ref().len();
        let features: Vec<f64> = points.iter().flat_map(|x| x.as_ref().iter().copied()).collect();
        assert!(d > 0 && features.len() == d * points.len(), "points of one positive length");
        assert_eq!(labels.len(), points.len(), "one label for each point");
        MulticlassSet {
            n: points.len(),
            d,
            features,
            labels: labels.to_vec(),
            class_names: (0..classes).map(|k| k.to_string()).collect(),
            feature_names: (1..=d).map(|j| format!("x{j}")).collect(),
            provenance: Provenance::Given { name: "points".to_owned() },
        }
    }

    /// Number of classes, K.
    pub fn classes(&self) -> usize {
        self.class_names.len()
    }

    /// Point i, length d.
    pub fn point(&self, i: usize) -> &[f64] {
        &self.features[i * self.d..(i + 1) * self.d]
    }
}
