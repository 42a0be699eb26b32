//! The max margin over positive semidefinite matrices of trace at most one, with a verified enclosure.
//!
//! **Problem.** gamma = max t over W >= 0, tr W = 1 with <A_i, W> - t = s_i >= 0. The dual has weights a_i >= 0 of sum one and X =
//! tau I - sum a_i A_i >= 0, minimise tau. Dual value - t = <X, W> + sum a_i s_i.
//!
//! **Algorithm.** Newton's method on a_i s_i = mu, W = mu X^-1 as in the interior method of the other norms, whose source it names,
//! without its corrector: data are small here, and everything is in sums of two doubles from the start. W = I/D and any a with
//! tau above ||sum a_i A_i|| are inside, whatever the data.

use super::dense::Dense;
use super::real::dot;
use crate::certificate::{SemidefiniteCertificate, SemidefiniteEnclosure, verify_semidefinite};
use crate::data::SignedRows;
use crate::reference::ReferenceError;
use crate::reference::double_double::DoubleDouble;
use crate::reference::scaled_rows::{exponent_of, times_power_of_two};

type Matrix = Dense<DoubleDouble>;

/// The max margin over positive semidefinite matrices of trace at most one.
#[derive(Clone, Debug, PartialEq)]
pub struct SemidefiniteMargin {
    /// A W of trace one that reaches the lower end, up to the rounding of its entries; D x D, row-major.
    pub direction: Vec<f64>,
    /// gamma lies between these.
    pub margin: (f64, f64),
    /// The proof.
    pub certificate: SemidefiniteCertificate,
}

/// The widest relative enclosure that is given out.
const WIDEST: f64 = 1e-8;
/// The gap, relative to the data, at which sums of two doubles stop: below what the bound of an eigenvalue can show.
const LAST_GAP: f64 = 1e-17;
/// What a step leaves of the gap.
const SHARE: f64 = 0.1;
/// The most Newton steps.
const STEPS: usize = 100;
/// How far above the dual value the bound of the largest eigenvalue is put, relative.
const ABOVE: f64 = 1.0 / (1u64 << 49) as f64;
/// The largest D: a step factors a matrix of order n, and multiplies n times in D^3.
const LARGEST: usize = 64;

/// The max margin max over W >= 0, tr W <= 1 of min_i <A_i, W>, row i being the D x D matrix A_i, row-major, of which its symmetric
/// part counts.
///
/// # Errors
/// `Undecided` where the margin is not positive, where the enclosure is relatively wider than 1e-8, and for rows that are no
/// square matrices or beyond the size of a dense method.
pub fn max_margin_semidefinite(rows: &SignedRows) -> Result<SemidefiniteMargin, ReferenceError> {
    let undecided = |why: String| ReferenceError::Undecided { why };
    let size = rows.d.isqrt();
    if size == 0 || size * size != rows.d || size > LARGEST {
        let found = rows.d;
        return Err(undecided(format!("found rows of {found} numbers, expected D^2, D from 1 to {LARGEST}")));
    }
    let largest =
        rows.values.iter().fold(0.0f64, |most, x| if x.abs() > most || x.is_nan() { x.abs() } else { most });
    if rows.n == 0 || !(largest.is_finite() && largest > 0.0) {
        return Err(undecided(format!(
            "found {} rows with entries up to {largest}, expected finite ones that are not all zero",
            rows.n
        )));
    }
    let shift = exponent_of(largest);
    let of_row = |row: &[f64]| {
        Dense::from_fn(size, size, |i, j| times_power_of_two(row[i * size + j], -shift).into()).symmetrised()
    };
    let matrices: Vec<Matrix> = rows.rows().map(of_row).collect();
    let at = descend(&matrices)
        .ok_or_else(|| undecided("the interior method did not get under way".to_string()))?;
    let (certificate, proved) = at.certified(rows, shift).map_err(|why| undecided(why.to_string()))?;
    let SemidefiniteEnclosure { lower, upper } = proved;
    if upper - lower > WIDEST * lower {
        let why = format!("the margin lies in [{lower:e}, {upper:e}], relatively wider than {WIDEST:e}");
        return Err(undecided(why));
    }
    let direction = at.w.values.iter().map(|w| w.high).collect();
    Ok(SemidefiniteMargin { direction, margin: (lower, upper), certificate })
}

/// A point strictly inside all inequalities.
#[derive(Clone)]
struct Iterate {
    t: DoubleDouble,
    tau: DoubleDouble,
    slack: Vec<DoubleDouble>,
    weights: Vec<DoubleDouble>,
    w: Matrix,
    x: Matrix,
}

/// Steps until the gap is closed or the arithmetic gives out; `None` where there is no first one.
fn descend(matrices: &[Matrix]) -> Option<Iterate> {
    let mut at = Iterate::start(matrices);
    for step in 0..STEPS {
        if at.gap().high <= LAST_GAP {
            break;
        }
        match at.advanced(matrices) {
            Some(next) => at = next,
            None if step == 0 => return None,
            None => break,
        }
    }
    Some(at)
}

impl Iterate {
    fn start(matrices: &[Matrix]) -> Iterate {
        let (n, size) = (matrices.len() as f64, matrices[0].rows);
        let one = DoubleDouble::from(1.0);
        let w = Dense::diagonal(size, one / DoubleDouble::from(size as f64));
        let weights = vec![one / DoubleDouble::from(n); matrices.len()];
        let combined = combination(matrices, &weights);
        // Entries are below two, and so are the margins of W: t lies well below them.
        let mut start = Iterate {
            t: DoubleDouble::from(-3.0),
            tau: combined.inner(&combined).square_root() + one,
            slack: Vec::new(),
            weights,
            x: w.clone(),
            w,
        };
        start.restore(matrices);
        start
    }

    /// What the linear conditions determine, computed anew.
    fn restore(&mut self, matrices: &[Matrix]) {
        let total = self.weights.iter().fold(DoubleDouble::default(), |s, &a| s + a);
        self.weights.iter_mut().for_each(|a| *a = *a / total);
        let trace = self.w.trace();
        self.w = self.w.scaled(DoubleDouble::from(1.0) / trace);
        self.slack = matrices.iter().map(|a| a.inner(&self.w) - self.t).collect();
        self.x = Dense::diagonal(self.w.rows, self.tau)
            .combined(&combination(matrices, &self.weights), |tau, a| tau - a);
    }

    /// Dual value minus t.
    fn gap(&self) -> DoubleDouble {
        dot(&self.weights, &self.slack) + self.x.inner(&self.w)
    }

    /// One step; `None` where the arithmetic does not carry it. With Y = X^-1, S the symmetric part of W Y, G_ij = <A_i, W A_j Y>
    /// and w_i = <A_i, S>, the unknown (da, dtau) solves
    ///
    /// [[G + diag(s_i / a_i), -w], [-w^T, tr S]] (da, dtau) - dt (1, ..., 1, 0) = right side, sum da = 0.
    fn advanced(&self, matrices: &[Matrix]) -> Option<Iterate> {
        let n = matrices.len();
        let (lower_w, lower_x) = (self.w.cholesky()?, self.x.cholesky()?);
        if self.slack.iter().chain(&self.weights).any(|x| x.high.is_nan() || x.high <= 0.0) {
            return None;
        }
        let y = lower_x.inverse_of_square();
        let mixed = self.w.product(&y).symmetrised();
        let across: Vec<Matrix> =
            matrices.iter().map(|a| self.w.product(a).product(&y).symmetrised()).collect();
        let along: Vec<DoubleDouble> = matrices.iter().map(|a| a.inner(&mixed)).collect();
        let matrix = Dense::from_fn(n + 1, n + 1, |i, j| match (i == n, j == n) {
            (true, true) => mixed.trace(),
            (true, false) => -along[j],
            (false, true) => -along[i],
            (false, false) if i == j => matrices[i].inner(&across[i]) + self.slack[i] / self.weights[i],
            (false, false) => matrices[i].inner(&across[j]),
        });
        let lower = matrix.cholesky()?;
        let mut ones = vec![DoubleDouble::from(1.0); n + 1];
        ones[n] = DoubleDouble::default();
        let of_ones = lower.solve(&ones);

        let mu = DoubleDouble::from(SHARE) * self.gap() / DoubleDouble::from((n + self.w.rows) as f64);
        let right = y.scaled(mu).combined(&self.w, |a, b| a - b);
        let mut side: Vec<DoubleDouble> = matrices
            .iter()
            .zip(self.weights.iter().zip(&self.slack))
            .map(|(a, (&weight, &slack))| mu / weight - slack - a.inner(&right))
            .collect();
        side.push(right.trace());
        let solved = lower.solve(&side);
        let sum = |x: &[DoubleDouble]| x[..n].iter().fold(DoubleDouble::default(), |s, &x| s + x);
        let dt = -(sum(&solved) / sum(&of_ones));
        let mut da: Vec<DoubleDouble> = solved.iter().zip(&of_ones).map(|(&x, &one)| x + one * dt).collect();
        let dtau = da.pop()?;
        let dx = Dense::diagonal(self.w.rows, dtau).combined(&combination(matrices, &da), |tau, a| tau - a);
        let dw = right.combined(&self.w.product(&dx).product(&y).symmetrised(), |a, b| a - b);
        let ds: Vec<DoubleDouble> = matrices.iter().map(|a| a.inner(&dw) - dt).collect();

        let part = |reach: f64| DoubleDouble::from((0.95 * reach).min(1.0));
        let primal = part(reach(&self.slack, &ds).min(lower_w.reach(&dw)));
        let dual = part(reach(&self.weights, &da).min(lower_x.reach(&dx)));
        if !(primal.high > 0.0 && dual.high > 0.0) {
            return None;
        }
        let mut next = Iterate {
            t: self.t + primal * dt,
            tau: self.tau + dual * dtau,
            slack: Vec::new(),
            weights: self.weights.iter().zip(&da).map(|(&a, &d)| a + dual * d).collect(),
            w: self.w.combined(&dw, |a, b| a + primal * b),
            x: self.x.clone(),
        };
        next.restore(matrices);
        let inside = next.slack.iter().chain(&next.weights).all(|x| x.high > 0.0);
        (inside && next.gap().high < self.gap().high && next.w.cholesky().is_some()).then_some(next)
    }

    /// The certificate for rows 2^`shift` times as large, and what it proves.
    fn certified(
        &self,
        rows: &SignedRows,
        shift: i64,
    ) -> Result<(SemidefiniteCertificate, SemidefiniteEnclosure), ReferenceError> {
        let undecided = |why: String| ReferenceError::Undecided { why };
        let lower = self.w.cholesky().ok_or_else(|| undecided("the last W is not definite".to_string()))?;
        let size = self.w.rows;
        let entry = |at: usize| {
            if at % size > at / size { vec![0.0] } else { vec![lower.values[at].high, lower.values[at].low] }
        };
        let tau = times_power_of_two(self.tau.high, shift);
        let certificate = SemidefiniteCertificate {
            factor: (0..size * size).map(entry).collect(),
            multipliers: self.weights.iter().map(|a| vec![a.high, a.low]).enumerate().collect(),
            above: tau + ABOVE * tau.abs(),
        };
        let proved = verify_semidefinite(rows, &certificate).map_err(|why| undecided(why.to_string()))?;
        Ok((certificate, proved))
    }
}

fn combination(matrices: &[Matrix], weights: &[DoubleDouble]) -> Matrix {
    let zero = Dense::diagonal(matrices[0].rows, DoubleDouble::default());
    matrices.iter().zip(weights).fold(zero, |sum, (a, &weight)| sum.combined(a, |s, a| s + weight * a))
}

/// The largest step that keeps numbers from being negative.
fn reach(values: &[DoubleDouble], change: &[DoubleDouble]) -> f64 {
    let steps = values.iter().zip(change).filter(|(_, d)| d.high < 0.0);
    steps.map(|(&v, &d)| (-(v / d)).high).fold(f64::INFINITY, f64::min)
}
