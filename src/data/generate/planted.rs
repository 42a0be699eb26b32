//! Separable data whose margin, direction and multipliers are known without a solver.

use std::collections::BTreeMap;

use rand::Rng;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::frame::{add_scaled, dot, orthonormal, whiten};
use super::generator::{Generator, Given, as_text};
use crate::data::notes::shortest;
use crate::data::{DataSet, Seed};

const NAME: &str = "planted";

/// The standard deviation of the support vectors across the direction, in margins, before each axis is stretched.
const SPREAD: f64 = 0.8;

/// The stretch of each axis. A lower end of 0.7 would push the curvature across the direction below 0.4 on half
/// of the sets with d = 5.
const STRETCH: (f64, f64) = (0.8, 1.3);

/// Rows around a random unit direction u. The support vectors are gamma u + B z_i with multipliers p drawn from a
/// Dirichlet law, sum p_i z_i = 0 and sum p_i z_i z_i^T = (0.8 gamma)^2 diag(s^2), s uniform on (0.8, 1.3); then
/// u is the max-margin direction, gamma the margin and p the multipliers, by the optimality conditions
/// sum p_i x_i = gamma u and x_i.u >= gamma. Other rows are gamma (theta + E) u plus gamma times a Gaussian across
/// u, with E exponential. At the end all rows are scaled so that the longest has length 1, shuffled, and given
/// random labels; gamma is what the scale makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planted {
    /// Number of features, at least 2.
    pub d: usize,
    /// Number of support vectors, at least 1. With at most d of them the multipliers are unique, and stated.
    pub support_vectors: usize,
    /// Number of other rows.
    pub others: usize,
    /// Lower end of the other rows' z.w^, above 1; the truth states the least one as measured on the rows.
    pub theta: f64,
    /// Concentration of the Dirichlet law of the multipliers, 1 to 1000.
    pub concentration: u32,
}

impl Default for Planted {
    fn default() -> Planted {
        Planted { d: 5, support_vectors: 5, others: 23, theta: 1.5, concentration: 5 }
    }
}

impl Planted {
    /// Random parameters of small problems: d in 2..=12, support vectors in 2..=d, others in 20..=24, theta
    /// uniform on [1.3, 3), concentration 4 or 5.
    pub fn drawn(rng: &mut impl Rng) -> Planted {
        let mut draws = Draws::new(rng);
        let d = draws.whole(2, 12);
        let support_vectors = draws.whole(2, d);
        let others = draws.whole(20, 24);
        let theta = draws.uniform(1.3, 3.0);
        let concentration = if draws.sign() > 0 { 4 } else { 5 };
        Planted { d, support_vectors, others, theta, concentration }
    }

    /// n rows in d dimensions, n below, at or above d: half of what fits are support vectors, the rest are others.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] for n below 2 or d below 2.
    pub fn of_shape(n: usize, d: usize) -> Result<Planted, GenerateError> {
        if n < 2 {
            return Err(GenerateError::range(NAME, "n", n, "at least 2"));
        }
        let support_vectors = (n.min(d) / 2).max(2);
        let planted = Planted { d, support_vectors, others: n - support_vectors, ..Planted::default() };
        planted.check().map(|()| planted)
    }

    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Planted, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Planted::default());
        let d = given.value("d", default.d)?;
        let planted = Planted {
            d,
            support_vectors: given.value("support_vectors", default.support_vectors.min(d))?,
            others: given.value("others", default.others)?,
            theta: given.value("theta", default.theta)?,
            concentration: given.value("concentration", default.concentration)?,
        };
        given.end().map(|()| planted)
    }

    fn check(&self) -> Result<(), GenerateError> {
        let refuse = |name, found: String, expected| Err(GenerateError::range(NAME, name, found, expected));
        match self {
            _ if self.d < 2 => refuse("d", self.d.to_string(), "at least 2"),
            _ if self.support_vectors < 1 => refuse("support_vectors", "0".to_owned(), "at least 1"),
            _ if !(self.theta > 1.0 && self.theta <= 1e6) => {
                refuse("theta", shortest(self.theta), "a number above 1 and at most 1e6")
            }
            _ if !(1..=1000).contains(&self.concentration) => {
                refuse("concentration", self.concentration.to_string(), "1 to 1000")
            }
            _ => Ok(()),
        }
    }
}

/// Planted rows in units of the margin, support vectors first.
pub(super) struct PlantedRows {
    /// The unit direction, length d.
    pub(super) direction: Vec<f64>,
    /// The rows, each of length d.
    pub(super) rows: Vec<Vec<f64>>,
    /// The multipliers of the support vectors.
    pub(super) multipliers: Vec<f64>,
}

impl Planted {
    /// The rows, before scaling; here d may be 1.
    pub(super) fn rows<R: Rng>(&self, draws: &mut Draws<R>) -> PlantedRows {
        let k = (self.support_vectors - 1).min(self.d - 1);
        let mut across = orthonormal(self.d, k + 1, draws);
        let u = across.remove(0);
        let multipliers = draws.dirichlet(self.support_vectors, self.concentration);
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(self.support_vectors + self.others);
        for point in spread(&multipliers, k, draws) {
            let mut row = u.clone();
            point.iter().zip(&across).for_each(|(&c, axis)| add_scaled(&mut row, c, axis));
            rows.push(row);
        }
        for _ in 0..self.others {
            let along = self.theta + draws.exponential();
            let mut row = draws.gaussians(self.d);
            let drift = along - dot(&row, &u);
            add_scaled(&mut row, drift, &u);
            rows.push(row);
        }
        PlantedRows { direction: u, rows, multipliers }
    }
}

/// The support vectors across the direction, in margins, in coordinates of dimension k.
fn spread<R: Rng>(p: &[f64], k: usize, draws: &mut Draws<R>) -> Vec<Vec<f64>> {
    let mut points: Vec<Vec<f64>> = p.iter().map(|_| draws.gaussians(k)).collect();
    if k > 0 {
        whiten(&mut points, p);
    }
    let scales: Vec<f64> = (0..k).map(|_| SPREAD * draws.uniform(STRETCH.0, STRETCH.1)).collect();
    points.iter_mut().for_each(|z| z.iter_mut().zip(&scales).for_each(|(z, s)| *z *= s));
    points
}

impl Generator for Planted {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([
            ("d", self.d.to_string()),
            ("support_vectors", self.support_vectors.to_string()),
            ("others", self.others.to_string()),
            ("theta", shortest(self.theta)),
            ("concentration", self.concentration.to_string()),
        ])
    }

    fn shape(&self) -> (usize, usize) {
        (self.support_vectors.saturating_add(self.others), self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        self.check()?;
        let mut draws = Draws::new(seed.stream("data").rng());
        let PlantedRows { direction, rows, multipliers: p } = self.rows(&mut draws);
        let n = rows.len();
        let on_margin = (0..n).map(|i| i < self.support_vectors).collect();
        let multipliers = (self.support_vectors <= self.d).then(|| {
            let mut all = p;
            all.resize(n, 0.0);
            all
        });
        let mut draft =
            Draft { rows, multipliers, separable: true, margin: Some((1.0, direction)), on_margin };
        draft.scale_to_one();
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}
