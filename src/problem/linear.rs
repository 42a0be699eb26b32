//! The linear problem: a data set, a loss, a step and a start.

use super::family::Problem;
use super::loss::{Loss, LossKernel};
use super::step::{StepError, StepRule};
use crate::data::{DataSet, SignedRows};
use crate::record::ProblemNote;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Steps of a real run in the quick profile, where the size of the data allows.
pub const HORIZON: u64 = 1_000_000;

/// Multiplications that one run on a user's data may cost; larger data get a shorter horizon.
const RUN_COST: f64 = 2e10;

/// Rows and columns of the largest problem that is run side by side with others, one a lane of a vector.
pub const LANE: (usize, usize) = (64, 16);

/// Unregularised linear classification: minimise L(w) = sum_i l(z_i.w) by steps of size eta from a start.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The data set.
    pub data: Arc<DataSet>,
    /// Its signed rows z_i = y_i x_i, n x d.
    pub rows: Arc<SignedRows>,
    /// The loss l.
    pub loss: Arc<dyn Loss>,
    /// The step eta, sum convention.
    pub step: f64,
    /// w_0, length d.
    pub start: Vec<f64>,
    /// Steps of a real run, a power of ten.
    pub horizon: u64,
}

impl Linear {
    /// A problem from its parts, started at zero; the horizon shrinks with the size of the data.
    pub fn new(data: DataSet, loss: Arc<dyn Loss>, rule: &dyn StepRule) -> Result<Linear, StepError> {
        let rows = data.signed_rows();
        let start = vec![0.0; data.d];
        let step = rule.step(&rows, loss.as_ref(), &start)?;
        let afford = RUN_COST / (data.n as f64 * data.d as f64);
        let mut horizon = HORIZON;
        while horizon > 1_000 && horizon as f64 > afford {
            horizon /= 10;
        }
        Ok(Linear { data: Arc::new(data), rows: Arc::new(rows), loss, step, start, horizon })
    }

    /// The largest row norm R.
    pub fn radius(&self) -> f64 {
        let squared = |row: &[f64]| row.iter().fold(0.0, |sum: f64, x| x.mul_add(*x, sum));
        self.rows.rows().map(squared).fold(0.0, f64::max).sqrt()
    }
}

impl Problem for Linear {
    fn note(&self) -> ProblemNote {
        ProblemNote {
            n: self.rows.n,
            d: self.rows.d,
            sha256: sha256_of(&self.rows, self.start.iter().chain([&self.step]), &self.loss.key()),
            from: format!("{}; {} loss, eta = {:e}", self.data.provenance, self.loss.key(), self.step),
        }
    }

    fn shape(&self) -> Vec<u64> {
        let kernel = match self.loss.kernel() {
            LossKernel::Exponential => 0,
            LossKernel::Logistic => 1,
            LossKernel::Polynomial { k } => 2 + k as u64,
            LossKernel::Generic => u64::MAX,
        };
        vec![kernel, self.rows.d as u64, self.rows.n as u64]
    }

    fn side_by_side(&self) -> bool {
        self.rows.n <= LANE.0 && self.rows.d <= LANE.1
    }

    fn size(&self) -> u64 {
        self.rows.values.len() as u64
    }
}

/// SHA-256, in hexadecimal, of the shape and the values of rows, further numbers, and a name.
pub(super) fn sha256_of<'a>(
    rows: &'a SignedRows,
    further: impl Iterator<Item = &'a f64>,
    name: &str,
) -> String {
    let mut state = Sha256::new();
    state.update((rows.n as u64).to_le_bytes());
    state.update((rows.d as u64).to_le_bytes());
    for value in rows.values.iter().chain(further) {
        state.update(value.to_bits().to_le_bytes());
    }
    state.update(name);
    state.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
