//! Populations of linear problems, drawn from the generators of the data room.

use super::family::Family;
use super::linear::Linear;
use super::loss::{Exponential, Logistic, Loss};
use super::step::{Fixed, OfThreshold, StepRule};
use crate::data::generate::{
    Arrangement, Degenerate, GenerateError, Generator, Offset, Overlapping, Planted, SeparatedGaussian,
    Symmetric, TwoPoint, figure_one,
};
use crate::data::{DataSet, Seed};
use rand::RngExt;
use std::sync::Arc;

/// What a user's data are trained with, unless said otherwise: nine tenths of the theorem's threshold.
const GIVEN_FRACTION: f64 = 0.9;

/// The data set that a family's own parameters must allow.
fn sound(made: Result<DataSet, GenerateError>) -> DataSet {
    made.unwrap_or_else(|error| panic!("a family draws within its generator's range: {error}"))
}

/// Draws a loss (exponential or logistic, even chances) and a step from .1 to .9 of the theorem's threshold.
fn with_drawn_loss_and_step(data: DataSet, seed: Seed) -> Linear {
    let mut rng = seed.stream("loss and step").rng();
    let loss: Arc<dyn Loss> = if rng.random::<bool>() { Arc::new(Exponential) } else { Arc::new(Logistic) };
    let fraction = 0.1 + 0.8 * rng.random::<f64>();
    Linear::new(data, loss, &OfThreshold { fraction }).expect("the threshold of generated data is positive")
}

/// The user's data with logistic loss at nine tenths of the threshold, started at zero.
fn given(data: &DataSet) -> Result<Linear, String> {
    Linear::new(data.clone(), Arc::new(Logistic), &OfThreshold { fraction: GIVEN_FRACTION })
        .map_err(|error| error.to_string())
}

/// Planted data, drawn widely: 2-12 dimensions and support vectors, 20-24 other rows, theta from 1.3 to 3,
/// both losses, steps from .1 to .9 of the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantedSets {
    /// As many support vectors as dimensions: they span.
    Spanning,
    /// Fewer: they do not.
    Deficient,
}

impl PlantedSets {
    fn data(self, seed: Seed) -> DataSet {
        let mut planted = Planted::drawn(&mut seed.stream("shape").rng());
        match self {
            PlantedSets::Spanning => planted.support_vectors = planted.d,
            PlantedSets::Deficient => {
                planted.d = planted.d.max(3);
                planted.support_vectors = planted.support_vectors.min(planted.d - 1);
            }
        }
        sound(planted.generate(seed.stream("data")))
    }
}

impl Family<Linear> for PlantedSets {
    fn key(&self) -> String {
        match self {
            PlantedSets::Spanning => "planted, support vectors span".to_string(),
            PlantedSets::Deficient => "planted, support vectors do not span".to_string(),
        }
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        with_drawn_loss_and_step(self.data(seed), seed)
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        given(data)
    }
}

/// Gaussian rows with a margin around a random direction: separable, in general position, not tuned to anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GaussianSets;

impl Family<Linear> for GaussianSets {
    fn key(&self) -> String {
        "gaussian with a margin".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("shape").rng();
        let (n, d) = (rng.random_range(10..=30), rng.random_range(2..=12));
        let gaussian = SeparatedGaussian { n, d, margin: 0.1 };
        with_drawn_loss_and_step(sound(gaussian.generate(seed.stream("data"))), seed)
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        given(data)
    }
}

/// Data whose dual multipliers are equal by symmetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymmetricSets;

impl Family<Linear> for SymmetricSets {
    fn key(&self) -> String {
        "equal multipliers".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("shape").rng();
        let d = rng.random_range(2..=6);
        let symmetric = Symmetric { d, arrangement: Arrangement::Pairs(1), ..Symmetric::default() };
        with_drawn_loss_and_step(sound(symmetric.generate(seed.stream("data"))), seed)
    }
}

/// Data with more support vectors than dimensions by symmetry: the dual has many optima.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicatedSets;

impl Family<Linear> for DuplicatedSets {
    fn key(&self) -> String {
        "several symmetric pairs".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("shape").rng();
        let d = rng.random_range(3..=6);
        let pairs = rng.random_range(2..d);
        let symmetric = Symmetric { d, arrangement: Arrangement::Pairs(pairs), ..Symmetric::default() };
        with_drawn_loss_and_step(sound(symmetric.generate(seed.stream("data"))), seed)
    }
}

/// Data with a margin row whose multiplier is zero in every dual optimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DegenerateSets;

impl Family<Linear> for DegenerateSets {
    fn key(&self) -> String {
        "degenerate".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let d = seed.stream("shape").rng().random_range(2..=6);
        let degenerate = Degenerate { d, ..Degenerate::default() };
        with_drawn_loss_and_step(sound(degenerate.generate(seed.stream("data"))), seed)
    }
}

/// Data with several margin rows whose multiplier is zero in every dual optimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeveralDegenerateSets;

impl Family<Linear> for SeveralDegenerateSets {
    fn key(&self) -> String {
        "degenerate, several rows without a multiplier".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let mut rng = seed.stream("shape").rng();
        let (d, zero_multipliers) = (rng.random_range(4..=6), rng.random_range(2..=4));
        let degenerate = Degenerate { d, zero_multipliers, ..Degenerate::default() };
        with_drawn_loss_and_step(sound(degenerate.generate(seed.stream("data"))), seed)
    }
}

/// Degenerate data with the margin rows of zero multiplier moved off the margin, by a sixty-fourth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearlyDegenerateSets;

impl Family<Linear> for NearlyDegenerateSets {
    fn key(&self) -> String {
        "nearly degenerate".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let d = seed.stream("shape").rng().random_range(2..=6);
        let degenerate = Degenerate { d, others: 0, ..Degenerate::default() };
        let mut data = sound(degenerate.generate(seed.stream("data")));
        let multipliers = std::mem::take(&mut data.truth).simplex_multipliers.unwrap_or_default();
        let rows = data.features.chunks_exact_mut(d).zip(multipliers);
        rows.filter(|(_, p)| *p == 0.0)
            .for_each(|(row, _)| row.iter_mut().for_each(|x| *x *= 1.0 + 1.0 / 64.0));
        with_drawn_loss_and_step(data, seed)
    }
}

/// Data that no hyperplane through the origin separates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverlappingSets;

impl Family<Linear> for OverlappingSets {
    fn key(&self) -> String {
        "overlapping".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let d = seed.stream("shape").rng().random_range(2..=3);
        let overlapping = Overlapping { n: 20 * d, d };
        with_drawn_loss_and_step(sound(overlapping.generate(seed.stream("data"))), seed)
    }
}

/// Two clusters off the origin with a constant feature: the bias is penalised like any other weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetSets;

impl Family<Linear> for OffsetSets {
    fn key(&self) -> String {
        "two clusters off the origin, constant feature".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let d = seed.stream("shape").rng().random_range(2..=5);
        let offset = Offset { d, ..Offset::default() };
        with_drawn_loss_and_step(sound(offset.generate(seed.stream("data"))), seed)
    }
}

/// The data of Figure 1 of Soudry et al.: logistic loss, eta = 1 / sigma_max^2, started at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureOne;

impl Family<Linear> for FigureOne {
    fn key(&self) -> String {
        "figure 1".to_string()
    }

    fn draw(&self, _seed: Seed, _index: u64) -> Linear {
        // The logistic threshold is 8 / sigma_max^2.
        Linear::new(figure_one(), Arc::new(Logistic), &OfThreshold { fraction: 0.125 })
            .expect("a positive threshold")
    }

    fn size(&self) -> Option<u64> {
        Some(1)
    }
}

/// Two rows with a small margin and exponential loss, stepped forty times too far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepTooLarge;

impl Family<Linear> for StepTooLarge {
    fn key(&self) -> String {
        "two points, step 40".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let gamma = 0.02 + 0.07 * seed.stream("shape").rng().random::<f64>();
        let data = sound(TwoPoint { gamma }.generate(seed.stream("data")));
        let rule: &dyn StepRule = &Fixed { eta: 40.0 };
        Linear::new(data, Arc::new(Exponential), rule).expect("a positive step")
    }
}

/// A grid over the number of rows and of dimensions, fewer rows than dimensions included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeGrid;

impl SizeGrid {
    /// Numbers of rows.
    pub const ROWS: [usize; 4] = [4, 12, 40, 200];
    /// Numbers of columns.
    pub const COLUMNS: [usize; 4] = [2, 6, 20, 60];
}

impl Family<Linear> for SizeGrid {
    fn key(&self) -> String {
        "grid of sizes".to_string()
    }

    fn draw(&self, seed: Seed, index: u64) -> Linear {
        let cell = index as usize;
        let n = SizeGrid::ROWS[cell % 4];
        let d = SizeGrid::COLUMNS[cell / 4 % 4];
        let planted = Planted::of_shape(n, d).expect("every cell of the grid is a shape");
        let mut problem = with_drawn_loss_and_step(sound(planted.generate(seed.stream("data"))), seed);
        problem.horizon = 100_000;
        problem
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        given(data)
    }
}
