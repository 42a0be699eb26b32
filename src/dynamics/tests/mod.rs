//! The rules on rows of every shape and losses of every kernel.

mod batches;
mod ends;
mod far_out;
mod formulas;
mod one_layer;
mod points;
mod same_bits;
mod watched;

use super::*;
use crate::data::SignedRows;
use crate::numbers::{Isa, exp};
use crate::problem::{Exponential, Logistic, Loss, LossKernel, PolynomialTail, Tail};

/// A loss given by its kernel; `generic` hides the kernel, so that the open path is run on the same loss.
#[derive(Debug)]
struct Plain {
    kernel: LossKernel,
    generic: bool,
}

impl Loss for Plain {
    fn key(&self) -> String {
        format!("{:?}", self.kernel)
    }
    fn log_value(&self, u: f64) -> f64 {
        self.named().log_value(u)
    }
    fn log_slope(&self, u: f64) -> f64 {
        self.named().log_slope(u)
    }
    fn log_slope_derivative(&self, _u: f64) -> f64 {
        unreachable!("the engine asks for values and slopes only")
    }
    fn smoothness(&self) -> Option<f64> {
        None
    }
    fn tail(&self) -> Tail {
        Tail::Other
    }
    fn kernel(&self) -> LossKernel {
        if self.generic { LossKernel::Generic } else { self.kernel }
    }
}

impl Plain {
    fn named(&self) -> Box<dyn Loss> {
        match self.kernel {
            LossKernel::Logistic => Box::new(Logistic),
            LossKernel::Polynomial { k } => Box::new(PolynomialTail { k }),
            LossKernel::Exponential | LossKernel::Generic => Box::new(Exponential),
        }
    }
}

const fn plain(kernel: LossKernel) -> Plain {
    Plain { kernel, generic: false }
}

const KERNELS: [LossKernel; 6] = [
    LossKernel::Exponential,
    LossKernel::Logistic,
    LossKernel::Polynomial { k: 1.0 },
    LossKernel::Polynomial { k: 2.0 },
    LossKernel::Polynomial { k: 3.0 },
    LossKernel::Polynomial { k: 1.5 },
];

fn rules() -> Vec<Rule> {
    vec![
        Rule::GradientDescent,
        Rule::HeavyBall { beta: 0.9 },
        Rule::SignDescent,
        Rule::CoordinateDescent,
        Rule::LossNormalized,
        Rule::GradientNormalized,
        Rule::DualAcceleration,
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 0.0 },
    ]
}

/// A rule, and how its step falls.
#[derive(Clone, Debug)]
struct Setting {
    rule: Rule,
    schedule: Schedule,
}

/// Every rule with a constant step, and each of them with one that falls.
fn settings() -> Vec<Setting> {
    let schedules = [Schedule::Constant, Schedule::InverseSquareRoot, Schedule::Inverse];
    let chosen = |&(i, j): &(usize, usize)| j == 0 || i % 2 == j - 1;
    let pairs = (0..rules().len()).flat_map(|i| (0..schedules.len()).map(move |j| (i, j)));
    pairs.filter(chosen).map(|(i, j)| Setting { rule: rules().remove(i), schedule: schedules[j] }).collect()
}

/// Separable rows of length about one, by a small congruential generator: the shape is what is tested.
fn rows(n: usize, d: usize, seed: u64) -> SignedRows {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut values: Vec<f64> = (0..n * d).map(|_| (uniform() - 0.5) / (d as f64).sqrt()).collect();
    values.chunks_exact_mut(d).for_each(|row| row[0] = row[0].abs() + 0.1);
    SignedRows { n, d, values }
}

fn task<'a>(rows: &'a SignedRows, loss: &'a dyn Loss, start: &'a [f64]) -> Task<'a> {
    Task::new(rows, loss, 1.0 / rows.n as f64, start)
}

fn run_one(isa: Isa, rows: &SignedRows, loss: &dyn Loss, setting: &Setting, until: u64) -> Descent {
    let start = vec![0.0; rows.d];
    let task = Task { schedule: setting.schedule, ..task(rows, loss, &start) };
    run_many_on(isa, vec![task], &setting.rule, until).remove(0)
}

/// Shapes on both sides of every border: vectors of eight, blocks of four, bundle, short rows, lag, rows of a tile.
fn shapes() -> Vec<(usize, usize)> {
    let mut shapes: Vec<_> = (1..=20).map(|k| (k, 1 + (7 * k) % 20)).collect();
    shapes.extend((1..=20).map(|k| (1 + (11 * k) % 20, k)));
    shapes.extend([
        (64, 16),
        (65, 16),
        (64, 17),
        (65, 2),
        (300, 31),
        (100, 32),
        (37, 33),
        (13, 100),
        (259, 3),
        (3, 33),
        (17, 130),
        (11, 390),
    ]);
    shapes
}
