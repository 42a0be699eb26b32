//! A data set in the making: signed rows and what is known of them.

use std::collections::BTreeMap;

use rand::Rng;

use super::draws::Draws;
use super::frame::dot;
use crate::data::{DataSet, Provenance, Seed, Truth};

/// Signed rows with the truth that their maker states; [`Draft::finish`] makes a data set of them.
pub(super) struct Draft {
    /// The signed rows z_i, each of length d.
    pub(super) rows: Vec<Vec<f64>>,
    /// Multipliers on the simplex, row by row, where they are known.
    pub(super) multipliers: Option<Vec<f64>>,
    /// Whether the rows are separable.
    pub(super) separable: bool,
    /// The l2 max margin and its unit direction, where they are known.
    pub(super) margin: Option<(f64, Vec<f64>)>,
    /// Rows known to lie on the margin, which do not count for theta.
    pub(super) on_margin: Vec<bool>,
}

impl Draft {
    /// Scales all rows by one number so that the longest has length 1.
    pub(super) fn scale_to_one(&mut self) {
        let d = self.rows[0].len();
        let longest = self.rows.iter().map(|z| dot(z, z)).fold(0.0, f64::max).sqrt();
        // Less by what rounding can add (d / 2 + 4 units in the last place), so that no row is longer than 1.
        let slack = (d + 4) as f64 * f64::EPSILON;
        self.scale((1.0 - slack) / longest);
    }

    /// Scales all rows by a power of two, exactly, so that the longest has a length in (1/2, 1];
    /// gives the power.
    pub(super) fn scale_by_power_of_two(&mut self) -> f64 {
        let longest = self.rows.iter().map(|z| dot(z, z)).fold(0.0, f64::max);
        let mut factor = 1.0;
        while longest * factor * factor > 1.0 {
            factor /= 2.0;
        }
        while longest * factor * factor <= 0.25 {
            factor *= 2.0;
        }
        self.scale(factor);
        factor
    }

    fn scale(&mut self, factor: f64) {
        self.rows.iter_mut().flatten().for_each(|v| *v *= factor);
        if let Some((margin, _)) = &mut self.margin {
            *margin *= factor;
        }
    }

    /// Shuffles the rows, draws a label for each and absorbs it: x_i = y_i z_i.
    pub(super) fn finish<R: Rng>(
        self,
        draws: &mut Draws<R>,
        generator: &str,
        seed: Seed,
        parameters: BTreeMap<String, String>,
    ) -> DataSet {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        draws.shuffle(&mut order);
        let labels = order.iter().map(|_| draws.sign()).collect();
        self.in_order(&order, labels, generator, seed, parameters)
    }

    /// The rows in a given order with given labels.
    pub(super) fn in_order(
        self,
        order: &[usize],
        labels: Vec<i8>,
        generator: &str,
        seed: Seed,
        parameters: BTreeMap<String, String>,
    ) -> DataSet {
        let truth = self.truth(order);
        let (n, d) = (order.len(), self.rows[0].len());
        let signed = order.iter().zip(&labels);
        let features =
            signed.flat_map(|(&i, &y)| self.rows[i].iter().map(move |v| v * f64::from(y))).collect();
        let feature_names = (1..=d).map(|j| format!("x{j}")).collect();
        let provenance = Provenance::Generated { generator: generator.to_owned(), seed: seed.0, parameters };
        DataSet { n, d, features, labels, feature_names, provenance, truth }
    }

    fn truth(&self, order: &[usize]) -> Truth {
        let multipliers: Option<Vec<f64>> =
            self.multipliers.as_ref().map(|p| order.iter().map(|&i| p[i]).collect());
        let support = multipliers.as_ref().map(|p| (0..p.len()).filter(|&i| p[i] > 0.0).collect());
        let theta = self.margin.as_ref().and_then(|(margin, u)| {
            let others = self.rows.iter().zip(&self.on_margin).filter(|(_, on)| !**on);
            others.map(|(z, _)| dot(z, u) / margin).reduce(f64::min)
        });
        Truth {
            separable: Some(self.separable),
            margin: self.margin.as_ref().map(|(margin, _)| *margin),
            direction: self.margin.as_ref().map(|(_, u)| u.clone()),
            simplex_multipliers: multipliers,
            support,
            theta,
        }
    }
}
