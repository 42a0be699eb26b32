//! Data with a separable part and a part that is not.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::generator::{Generator, Given, as_text};
use super::overlapping::closed_rows;
use super::planted::{Planted, PlantedRows};
use super::rotation::DyadicRotation;
use crate::data::{DataSet, Seed};

const NAME: &str = "mixed";

/// Rows that lie exactly in a subspace S and are not separable there, beside rows whose parts across S are planted
/// (Ji and Telgarsky, COLT 2019, PMLR 99, Theorem 2; arXiv 1803.07300).
///
/// The rows of S are those of [`super::Overlapping`] in as many dimensions, so S is their span and no w != 0 of S
/// has z_i.w >= 0 on all of them. The other rows have a Gaussian part in S and a part across S from
/// [`Planted`], with its margin and direction. All is turned by a dyadic rotation and scaled by a power of two, so the
/// rows of S stay exactly in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixed {
    /// Number of features, above the dimension of the subspace.
    pub d: usize,
    /// Dimension of S, at least 1.
    pub subspace: usize,
    /// Number of rows in S, above its dimension.
    pub rest: usize,
    /// Number of rows with a part across S, at least 2.
    pub separable: usize,
    /// Whether the rows of S come in pairs z and -z, so that zero is the finite optimum in S; their number is then even.
    pub balanced: bool,
}

/// Mixed data with their partition.
#[derive(Clone, Debug, PartialEq)]
pub struct MixedData {
    /// The rows; their truth says that they are not separable.
    pub data: DataSet,
    /// Indices of the rows of the separable part, ascending; the others lie in S.
    pub separable_part: Vec<usize>,
    /// An orthonormal basis of S, exact, each vector of length d.
    pub subspace: Vec<Vec<f64>>,
    /// The max margin of the separable part projected across S.
    pub margin: f64,
    /// Its unit direction, length d, orthogonal to S.
    pub direction: Vec<f64>,
    /// Its multipliers on the simplex, length n, zero off the support.
    pub simplex_multipliers: Vec<f64>,
}

impl Default for Mixed {
    fn default() -> Mixed {
        Mixed { d: 5, subspace: 2, rest: 10, separable: 15, balanced: false }
    }
}

impl Mixed {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Mixed, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Mixed::default());
        let made = Mixed {
            d: given.value("d", default.d)?,
            subspace: given.value("subspace", default.subspace)?,
            rest: given.value("rest", default.rest)?,
            separable: given.value("separable", default.separable)?,
            balanced: given.value("balanced", default.balanced)?,
        };
        given.end().map(|()| made)
    }

    fn check(&self) -> Result<(), GenerateError> {
        let refuse =
            |name, found: usize, expected: String| Err(GenerateError::range(NAME, name, found, expected));
        match self {
            _ if self.subspace < 1 => refuse("subspace", 0, "at least 1".to_owned()),
            _ if self.d <= self.subspace => {
                refuse("d", self.d, format!("more than the dimension {} of the subspace", self.subspace))
            }
            _ if self.rest <= self.subspace => refuse(
                "rest",
                self.rest,
                format!("more than the dimension {} of the subspace", self.subspace),
            ),
            _ if self.balanced && self.rest < 2 * self.subspace => refuse(
                "rest",
                self.rest,
                format!("at least twice the dimension {} of the subspace for pairs", self.subspace),
            ),
            _ if self.balanced && self.rest % 2 == 1 => {
                refuse("rest", self.rest, "an even number for pairs".to_owned())
            }
            _ if self.separable < 2 => refuse("separable", self.separable, "at least 2".to_owned()),
            _ => Ok(()),
        }
    }

    /// The data set of a seed with its partition.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] where a parameter is outside its range.
    pub fn draw(&self, seed: Seed) -> Result<MixedData, GenerateError> {
        self.check()?;
        let mut draws = Draws::new(seed.stream("data").rng());
        let (k, across) = (self.subspace, self.d - self.subspace);
        let support_vectors = across.min(self.separable - 1);
        let others = self.separable - support_vectors;
        let planted = Planted { d: across, support_vectors, others, ..Planted::default() };
        let PlantedRows { direction, rows: planted, multipliers } = planted.rows(&mut draws);
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(self.separable + self.rest);
        for part in planted {
            let mut row = draws.gaussians(k);
            row.extend(part);
            rows.push(row);
        }
        let inside = if self.balanced {
            let half = closed_rows(self.rest / 2 + 1, k, &mut draws);
            half[..self.rest / 2].iter().flat_map(|z| [z.clone(), z.iter().map(|x| -x).collect()]).collect()
        } else {
            closed_rows(self.rest, k, &mut draws)
        };
        for mut row in inside {
            row.resize(self.d, 0.0);
            rows.push(row);
        }
        let rotation = DyadicRotation::drawn(self.d, 2, &mut draws);
        let axis = |j: usize| (0..self.d).map(|i| f64::from(u8::from(i == j))).collect::<Vec<f64>>();
        let subspace = (0..k).map(|j| rotation.apply(&axis(j))).collect();
        let direction: Vec<f64> = vec![0.0; k].into_iter().chain(direction).collect();
        let n = rows.len();
        let mut draft = Draft {
            rows: rows.iter().map(|z| rotation.apply(z)).collect(),
            multipliers: None,
            separable: false,
            margin: None,
            on_margin: vec![false; n],
        };
        let margin = draft.scale_by_power_of_two();
        let mut order: Vec<usize> = (0..n).collect();
        draws.shuffle(&mut order);
        let labels = order.iter().map(|_| draws.sign()).collect();
        Ok(MixedData {
            data: draft.in_order(&order, labels, NAME, seed, self.parameters()),
            separable_part: (0..n).filter(|&i| order[i] < self.separable).collect(),
            subspace,
            margin,
            direction: rotation.apply(&direction),
            simplex_multipliers: order.iter().map(|&i| multipliers.get(i).copied().unwrap_or(0.0)).collect(),
        })
    }
}

impl Generator for Mixed {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([
            ("d", self.d.to_string()),
            ("subspace", self.subspace.to_string()),
            ("rest", self.rest.to_string()),
            ("separable", self.separable.to_string()),
            ("balanced", self.balanced.to_string()),
        ])
    }

    fn shape(&self) -> (usize, usize) {
        (self.separable.saturating_add(self.rest), self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        self.draw(seed).map(|mixed| mixed.data)
    }
}
