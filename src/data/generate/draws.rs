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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;

    /// The mean of f over so many draws.
    fn mean(count: usize, mut f: impl FnMut() -> f64) -> f64 {
        (0..count).map(|_| f()).sum::<f64>() / count as f64
    }

    #[test]
    fn draws_have_the_moments_of_their_laws() {
        const COUNT: usize = 40_000;
        // Five standard errors of a mean with variance v: 5 sqrt(v / 40000).
        let close = |measured: f64, expected: f64, variance: f64| {
            let allowed = 5.0 * (variance / COUNT as f64).sqrt();
            assert!(
                (measured - expected).abs() <= allowed,
                "{measured}, expected {expected} within {allowed}"
            );
        };
        let mut draws = Draws::new(Seed(1).rng());
        close(mean(COUNT, || draws.gaussian()), 0.0, 1.0);
        close(mean(COUNT, || draws.gaussian().abs()), (2.0 / std::f64::consts::PI).sqrt(), 0.37);
        let square = |x: f64| x * x;
        close(mean(COUNT, || square(draws.gaussian())), 1.0, 2.0);
        close(mean(COUNT, || square(square(draws.gaussian()))), 3.0, 96.0);
        // Both of a pair are independent of each other.
        close(mean(COUNT, || draws.gaussian() * draws.gaussian()), 0.0, 1.0);
        close(mean(COUNT, || draws.exponential()), 1.0, 1.0);
        close(mean(COUNT, || square(draws.exponential())), 2.0, 20.0);
        close(mean(COUNT, || f64::from(draws.sign())), 0.0, 1.0);
        close(mean(COUNT, || draws.eighths(-4, 8)), 0.25, 14.0 / 64.0);
        // The variance of one coordinate of Dirichlet(5, 5, 5) is (1/3)(2/3)/16.
        let third = |p: Vec<f64>| square(p[2] - 1.0 / 3.0);
        close(mean(COUNT, || third(draws.dirichlet(3, 5))), 2.0 / 144.0, 2.0 / 144.0);
    }
}
