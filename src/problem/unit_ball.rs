//! Populations in the setting of Ji and Telgarsky (arXiv:1803.07300): rows of length at most one, both losses, steps of one
//! on the mean of the losses, started at zero.

use super::family::Family;
use super::linear::Linear;
use super::loss::{Exponential, Logistic, Loss};
use super::step::OnTheMean;
use crate::data::generate::{Circles, Generator, Mixed, Overlapping, Planted};
use crate::data::{DataSet, Seed};
use rand::RngExt;
use std::sync::Arc;

/// Rows in the unit ball.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallSets {
    /// Planted rows whose support vectors span.
    Separable,
    /// Few rows with a wide margin: two or three support vectors and one other.
    Wide,
    /// Planted rows with exponential loss only.
    SeparableExponential,
    /// Few rows with a wide margin and exponential loss: two to five support vectors and as many others.
    WideExponential,
    /// A separable part beside a part that is not, which lies exactly in a subspace.
    Mixed,
    /// The same with exponential loss only.
    MixedExponential,
    /// Mixed rows where the other part comes in pairs z, -z: its finite optimum is zero.
    Balanced,
    /// Mixed rows with one dimension across the subspace.
    MixedLine,
    /// Nothing separable.
    Overlapping,
    /// The data of figure 1, 2, 3 or 4.
    Figure(u8),
}

/// Largest number of dimensions.
const DIMENSIONS: usize = 8;

impl BallSets {
    fn is_exponential(self) -> bool {
        matches!(
            self,
            BallSets::SeparableExponential | BallSets::WideExponential | BallSets::MixedExponential
        )
    }

    fn generator(self, rng: &mut impl RngExt) -> Box<dyn Generator> {
        match self {
            BallSets::Separable | BallSets::SeparableExponential => {
                let mut planted = Planted::drawn(rng);
                planted.d = planted.d.min(DIMENSIONS);
                planted.support_vectors = planted.d;
                Box::new(planted)
            }
            BallSets::Figure(figure) => {
                Box::new(Circles { figure: usize::from(figure), ..Circles::default() })
            }
            BallSets::Wide => {
                let d = rng.random_range(2..=3);
                Box::new(Planted { d, support_vectors: d, others: 1, theta: 1.3, ..Planted::default() })
            }
            BallSets::WideExponential => {
                let d = rng.random_range(2..=5);
                Box::new(Planted { d, support_vectors: d, others: d, theta: 1.5, ..Planted::default() })
            }
            BallSets::Overlapping => {
                let d = rng.random_range(2..=3);
                Box::new(Overlapping { n: 20 * d, d })
            }
            BallSets::Mixed | BallSets::MixedExponential | BallSets::Balanced | BallSets::MixedLine => {
                let across = if self == BallSets::MixedLine { 1 } else { rng.random_range(2..=5) };
                let subspace = rng.random_range(1..=3);
                let rest = 2 * rng.random_range(2 * subspace + 4..=3 * subspace + 6);
                let separable = rng.random_range(12..=16);
                let balanced = self == BallSets::Balanced;
                Box::new(Mixed { d: subspace + across, subspace, rest, separable, balanced })
            }
        }
    }
}

impl Family<Linear> for BallSets {
    fn key(&self) -> String {
        let name = match self {
            BallSets::Separable => "separable",
            BallSets::Wide => "separable with a wide margin",
            BallSets::SeparableExponential => "separable, exponential loss",
            BallSets::WideExponential => "separable with a wide margin, exponential loss",
            BallSets::Mixed => "mixed",
            BallSets::MixedExponential => "mixed, exponential loss",
            BallSets::Balanced => "mixed, balanced rest",
            BallSets::MixedLine => "mixed, one dimension across the rest",
            BallSets::Overlapping => "nothing separable",
            BallSets::Figure(figure) => return format!("circles of figure {figure}"),
        };
        format!("{name}, in the unit ball")
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let generator = self.generator(&mut seed.stream("shape").rng());
        let data = generator.generate(seed.stream("data"));
        let data =
            data.unwrap_or_else(|error| panic!("a family draws within its generator's range: {error}"));
        let exponential = seed.stream("loss and step").rng().random::<bool>();
        let exponential = exponential || self.is_exponential();
        let loss: Arc<dyn Loss> = if exponential { Arc::new(Exponential) } else { Arc::new(Logistic) };
        on_the_mean(data, loss).expect("one over the number of rows is a step")
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        let loss: Arc<dyn Loss> =
            if self.is_exponential() { Arc::new(Exponential) } else { Arc::new(Logistic) };
        on_the_mean(data.clone(), loss)
    }
}

fn on_the_mean(data: DataSet, loss: Arc<dyn Loss>) -> Result<Linear, String> {
    Linear::new(data, loss, &OnTheMean { eta: 1.0 }).map_err(|error| error.to_string())
}
