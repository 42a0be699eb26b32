//! Random numbers of the shapes that generators need, the same bits on every machine.

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::numbers;

/// Uniform, Gaussian and exponential draws from one stream.
///
/// Gaussians come by Marsaglia's polar method and exponentials by the logarithm, with this crate's `ln`, because
/// the usual samplers call the platform's mathematics library.
pub(super) struct Draws<R> {
    rng: R,
    /// The second of the last pair of Gaussians.
    spare: Option<f64>,
}

impl<R: Rng> Draws<R> {
    pub(super) fn new(rng: R) -> Draws<R> {
        Draws { rng, spare: None }
    }

    /// Uniform on [low, high).
    pub(super) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.rng.random::<f64>()
    }

    /// A whole number from low to high, both included.
    pub(super) fn whole(&mut self, low: usize, high: usize) -> usize {
        self.rng.random_range(low..=high)
    }

    /// A multiple of 1/8 from low / 8 to high / 8, both included.
    pub(super) fn eighths(&mut self, low: i32, high: i32) -> f64 {
        f64::from(self.rng.random_range(low..=high)) / 8.0
    }

    /// 1 or -1 with equal chance.
    pub(super) fn sign(&mut self) -> i8 {
        if self.rng.random::<bool>() { 1 } else { -1 }
    }

    /// A standard Gaussian.
    pub(super) fn gaussian(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (a, b) = (self.uniform(-1.0, 1.0), self.uniform(-1.0, 1.0));
            let square = a * a + b * b;
            if square > 0.0 && square < 1.0 {
                let scale = (-2.0 * numbers::ln(square) / square).sqrt();
                self.spare = Some(b * scale);
                return a * scale;
            }
        }
    }

    /// An exponential of mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        // 1 - U lies in (0, 1].
        -numbers::ln(1.0 - self.rng.random::<f64>())
    }

    /// Independent standard Gaussians.
    pub(super) fn gaussians(&mut self, length: usize) -> Vec<f64> {
        (0..length).map(|_| self.gaussian()).collect()
    }

    /// A point of the simplex with the symmetric Dirichlet law of a whole concentration.
    pub(super) fn dirichlet(&mut self, length: usize, concentration: u32) -> Vec<f64> {
        // A gamma variable of whole shape is a sum of exponentials.
        let mut weights: Vec<f64> =
            (0..length).map(|_| (0..concentration).map(|_| self.exponential()).sum()).collect();
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= total);
        weights
    }

    /// Puts a slice into random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.rng);
    }
}
