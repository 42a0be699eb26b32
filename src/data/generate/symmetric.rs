//! Separable data with equal multipliers by symmetry: the offset across the direction is exactly zero.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::generator::{Generator, Given, Parameter, as_text};
use super::rotation::DyadicRotation;
use crate::data::{DataSet, Seed};

const NAME: &str = "symmetric";

/// The data of Figure 1 of Soudry et al. (JMLR 19(70), 2018): (0.5, 1.5) and (1.5, 0.5) with label +1, their
/// negatives with label -1, and twelve further points off the margin, six of each class, always the same.
///
/// w^ = (1, 1) / 2 and gamma = sqrt 2; the four support vectors are two rows twice, so the multipliers are not
/// unique, and the truth states the equal ones, 1/4 each.
pub fn figure_one() -> DataSet {
    let seed = Seed(1);
    let mut draws = Draws::new(seed.stream("figure one").rng());
    let mut rows = vec![vec![0.5, 1.5], vec![1.5, 0.5], vec![0.5, 1.5], vec![1.5, 0.5]];
    let mut labels = vec![1, 1, -1, -1];
    for i in 0..12 {
        let (along, across) = (draws.eighths(11, 24), draws.eighths(-12, 12));
        rows.push(vec![along + across, along - across]);
        labels.push(if i < 6 { 1 } else { -1 });
    }
    let mut multipliers = vec![0.25; 4];
    multipliers.resize(rows.len(), 0.0);
    let half_root = std::f64::consts::FRAC_1_SQRT_2;
    let draft = Draft {
        on_margin: (0..rows.len()).map(|i| i < 4).collect(),
        multipliers: Some(multipliers),
        separable: true,
        margin: Some((std::f64::consts::SQRT_2, vec![half_root, half_root])),
        rows,
    };
    let order: Vec<usize> = (0..draft.rows.len()).collect();
    draft.in_order(&order, labels, "figure-one", seed, BTreeMap::new())
}

/// How support vectors stand around the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// So many pairs u + r_j, u - r_j along orthogonal axes. With more than one pair the multipliers are not
    /// unique; the truth states the equal ones, which are those of largest entropy.
    Pairs(usize),
    /// The corners of a regular simplex of so many corners, a power of two from 2 on: equal multipliers, unique.
    Simplex(usize),
}

impl fmt::Display for Arrangement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arrangement::Pairs(count) => write!(f, "pairs:{count}"),
            Arrangement::Simplex(corners) => write!(f, "simplex:{corners}"),
        }
    }
}

impl Parameter for Arrangement {
    const EXPECTED: &'static str = "pairs:COUNT or simplex:CORNERS";
}

impl FromStr for Arrangement {
    type Err = GenerateError;

    fn from_str(text: &str) -> Result<Arrangement, GenerateError> {
        let parsed = text.split_once(':').and_then(|(kind, count)| Some((kind, count.parse().ok()?)));
        match parsed {
            Some(("pairs", count)) => Ok(Arrangement::Pairs(count)),
            Some(("simplex", corners)) => Ok(Arrangement::Simplex(corners)),
            _ => Err(GenerateError::range(NAME, "arrangement", text, Arrangement::EXPECTED)),
        }
    }
}

/// Support vectors in a symmetric arrangement around the direction and rows off the margin, under an exact dyadic
/// rotation and scale: all that the truth states holds exactly. By symmetry the multipliers are equal, so the
/// offset of gradient descent has no part across the direction, and the margin gap decays like a power of t.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    /// Number of features, at least 2, and enough for the arrangement.
    pub d: usize,
    /// The arrangement.
    pub arrangement: Arrangement,
    /// Number of rows off the margin.
    pub others: usize,
    /// Distance of a support vector from the direction along each of its axes, in eighths of the margin, 1..=16.
    /// With a simplex or one pair the curvature across the direction is the square of it: 4 gives 1/4.
    pub spread: u32,
}

impl Default for Symmetric {
    fn default() -> Symmetric {
        Symmetric { d: 4, arrangement: Arrangement::Simplex(4), others: 12, spread: 6 }
    }
}

impl Symmetric {
    /// The generator whose parameters are given as text, by field name; an arrangement is written `pairs:2` or
    /// `simplex:4`.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Symmetric, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Symmetric::default());
        let d = given.value("d", default.d)?;
        let corners = if d < 4 { 2 } else { 4 };
        let made = Symmetric {
            d,
            arrangement: given.value("arrangement", Arrangement::Simplex(corners))?,
            others: given.value("others", default.others)?,
            spread: given.value("spread", default.spread)?,
        };
        given.end().map(|()| made)
    }

    fn check(&self) -> Result<(), GenerateError> {
        let fits = match self.arrangement {
            Arrangement::Pairs(count) => count >= 1 && count < self.d,
            Arrangement::Simplex(corners) => corners >= 2 && corners.is_power_of_two() && corners <= self.d,
        };
        if self.d < 2 {
            return Err(GenerateError::range(NAME, "d", self.d, "at least 2"));
        }
        if !fits {
            let expected =
                "pairs:COUNT with 1 <= COUNT < d, or simplex:CORNERS with a power of two from 2 to d";
            return Err(GenerateError::range(NAME, "arrangement", self.arrangement, expected));
        }
        if !(1..=16).contains(&self.spread) {
            return Err(GenerateError::range(NAME, "spread", self.spread, "1 to 16 eighths"));
        }
        Ok(())
    }

    /// The support vectors with margin 1 along the first axis.
    fn support(&self) -> Vec<Vec<f64>> {
        let spread = f64::from(self.spread) / 8.0;
        let around = |values: &dyn Fn(usize) -> f64| {
            (0..self.d).map(|j| if j == 0 { 1.0 } else { spread * values(j) }).collect::<Vec<f64>>()
        };
        match self.arrangement {
            Arrangement::Pairs(count) => (1..=count)
                .flat_map(|axis| [1.0, -1.0].map(|sign| (axis, sign)))
                .map(|(axis, sign)| around(&|j| if j == axis { sign } else { 0.0 }))
                .collect(),
            // Rows of Sylvester's Hadamard matrix without its first column are the corners of a regular simplex.
            Arrangement::Simplex(corners) => (0..corners)
                .map(|i| {
                    around(&|j| match j < corners {
                        true if (i & j).count_ones() % 2 == 0 => 1.0,
                        true => -1.0,
                        false => 0.0,
                    })
                })
                .collect(),
        }
    }
}

impl Generator for Symmetric {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([
            ("d", self.d.to_string()),
            ("arrangement", self.arrangement.to_string()),
            ("others", self.others.to_string()),
            ("spread", self.spread.to_string()),
        ])
    }

    fn shape(&self) -> (usize, usize) {
        let support = match self.arrangement {
            Arrangement::Pairs(count) => count.saturating_mul(2),
            Arrangement::Simplex(corners) => corners,
        };
        (self.others.saturating_add(support), self.d)
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        self.check()?;
        let mut draws = Draws::new(seed.stream("data").rng());
        let mut rows = self.support();
        let support = rows.len();
        for _ in 0..self.others {
            let mut other = vec![draws.eighths(12, 24)];
            other.extend((1..self.d).map(|_| draws.eighths(-12, 12)));
            rows.push(other);
        }
        let mut multipliers = vec![1.0 / support as f64; support];
        multipliers.resize(rows.len(), 0.0);
        let rotation = DyadicRotation::drawn(self.d, 2, &mut draws);
        let mut axis = vec![0.0; self.d];
        axis[0] = 1.0;
        let mut draft = Draft {
            on_margin: (0..rows.len()).map(|i| i < support).collect(),
            rows: rows.iter().map(|z| rotation.apply(z)).collect(),
            multipliers: Some(multipliers),
            separable: true,
            margin: Some((1.0, rotation.apply(&axis))),
        };
        draft.scale_by_power_of_two();
        Ok(draft.finish(&mut draws, NAME, seed, self.parameters()))
    }
}
