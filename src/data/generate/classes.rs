//! Clusters, a class each.

use super::draws::Draws;
use super::error::GenerateError;
use super::frame::orthonormal;
use crate::data::{MulticlassSet, Provenance, Seed};
use std::collections::BTreeMap;

const NAME: &str = "classes";

/// How far a point may be from the centre of its class in each direction.
const SPREAD: f64 = 0.4;

/// Points of K classes about K orthonormal centres, in general position.
///
/// A point is c_y + r with every c_k.r of at most 0.4: W = (c_1, ..., c_K) puts each in its class with (W_y - W_k).x >= 1 -
/// 0.8, and each class is apart from all others together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// Number of classes, K, at least 2.
    pub classes: usize,
    /// Number of features, at least K.
    pub d: usize,
    /// Points of each class, at least 1.
    pub each: usize,
    /// Whether the last class has the first point of the first class as well: then no W separates them.
    pub overlapping: bool,
}

impl Classes {
    /// The data set of a seed.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] for fewer than two classes or one point each, or d below K.
    pub fn draw(&self, seed: Seed) -> Result<MulticlassSet, GenerateError> {
        let Classes { classes, d, each, overlapping } = *self;
        if classes < 2 {
            return Err(GenerateError::range(NAME, "classes", classes, "at least 2"));
        }
        if d < classes {
            return Err(GenerateError::range(NAME, "d", d, "at least the number of classes"));
        }
        if each < 1 {
            return Err(GenerateError::range(NAME, "each", each, "at least 1"));
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let frame = orthonormal(d, d, &mut draws);
        let (mut points, mut labels) = (Vec::new(), Vec::new());
        for class in 0..classes {
            for _ in 0..each {
                let mut x = frame[class].clone();
                for axis in &frame {
                    let step = draws.uniform(-SPREAD, SPREAD);
                    x.iter_mut().zip(axis).for_each(|(x, e)| *x += step * e);
                }
                points.push(x);
                labels.push(class);
            }
        }
        if overlapping {
            points.push(points[0].clone());
            labels.push(classes - 1);
        }
        let parameters = [("classes", classes), ("d", d), ("each", each)]
            .into_iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .chain([("overlapping".to_string(), overlapping.to_string())]);
        let provenance = Provenance::Generated {
            generator: NAME.to_string(),
            seed: seed.0,
            parameters: BTreeMap::from_iter(parameters),
        };
        Ok(MulticlassSet { provenance, ..MulticlassSet::from_points(&points, &labels, classes) })
    }
}
