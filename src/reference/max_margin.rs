//! The l2 max margin of signed rows, or a witness that there is none.

use serde::{Deserialize, Serialize};

use super::ReferenceError;
use super::active_set::{ActiveSet, Ending};
use super::exact::{ExactActiveSet, ExactAnswer};
use super::polish::polish;
use super::scaled_rows::{ScaledRows, times_power_of_two};
use crate::certificate::{
    Certificate, MarginEnclosure, MarginProof, Norm, RationalMultipliers, Refused, Whole,
    verify_kkt_l2_exact, verify_margin_l2, verify_not_separable, whole_numbers,
};
use crate::data::SignedRows;
use crate::numbers::Ball;

/// Which kind of proof stands behind a max margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateKind {
    /// Rational multipliers satisfy the optimality conditions exactly.
    Exact,
    /// A separator and a dual combination enclose the margin.
    Enclosure,
}

/// Which kind of proof to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Precision {
    /// Exact where the estimated cost allows it (a rule on sizes alone), an enclosure beyond.
    #[default]
    Auto,
    /// Exact whatever the cost.
    Exact,
    /// An enclosure, good to about 25 digits on well-scaled data.
    Enclosure,
}

/// Whether some w has z_i.w > 0 for every row: proved either way.
#[derive(Clone, Debug, PartialEq)]
pub enum Separability {
    /// Yes, with the max margin.
    Separable(Box<MaxMargin>),
    /// No, with the proof.
    NotSeparable(Witness),
}

/// Non-negative whole weights, not all zero, whose combination of the signed rows is exactly zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Row (from 0) and weight, rows ascending, weights positive without common factor.
    pub weights: Vec<(usize, Whole)>,
}

/// The l2 max margin gamma of n signed rows in R^d, and w^, the vector of least norm with z_i.w^ >= 1 for all i.
///
/// ||w^|| = 1/gamma, and w^ = sum_i alpha_i z_i with alpha_i >= 0, zero unless z_i.w^ = 1.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxMargin {
    /// Number of rows.
    pub n: usize,
    /// Number of columns.
    pub d: usize,
    /// w^, each coordinate to the nearest double (from an exact certificate).
    pub w_hat: Vec<f64>,
    /// A bound on the Euclidean error of `w_hat`.
    pub w_hat_error: f64,
    /// gamma lies between these: adjacent doubles for an exact certificate.
    pub gamma: (f64, f64),
    /// w^ / ||w^||.
    pub direction: Vec<f64>,
    /// A bound on the Euclidean error of `direction`.
    pub direction_error: f64,
    /// Rows with alpha_i > 0, ascending: a vertex of the dual optima, at most d independent rows.
    pub support: Vec<usize>,
    /// Rows with z_i.w^ = 1, ascending; from an enclosure: those that may have it, none missing.
    pub margin_rows: Vec<usize>,
    /// alpha, length n, summing to ||w^||^2.
    pub multipliers: Vec<f64>,
    /// A bound on the error of each multiplier, length n. From an enclosure it presumes that no row outside the
    /// active ones has a positive multiplier.
    pub multipliers_error: Vec<f64>,
    /// z_i.w^ - 1, length n, exactly zero on the margin rows.
    pub excess: Vec<f64>,
    /// A bound on the error of each excess, length n.
    pub excess_error: Vec<f64>,
    /// Which kind of proof.
    pub certificate_kind: CertificateKind,
    /// The proof.
    pub certificate: Certificate,
}

impl Witness {
    /// Number of rows with a positive weight.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }
}

impl MaxMargin {
    /// gamma as a value with its error.
    pub fn gamma_ball(&self) -> Ball {
        let (lower, upper) = self.gamma;
        let middle = lower + (upper - lower) / 2.0;
        Ball::new(middle, (upper - middle).max(middle - lower))
    }
}

/// The l2 max margin of the rows, doubles as they are, or a witness that they cannot be separated.
///
/// Finds the active rows in doubles, solves their system exactly or to 30 digits, and gives out what the verifier
/// of [`crate::certificate`] accepts; where doubles lead astray the active set method is run again in whole numbers.
///
/// # Errors
/// Empty data, entries that are not finite, and `Undecided` where the exact method was too dear to be finished.
pub fn max_margin_l2(rows: &SignedRows) -> Result<Separability, ReferenceError> {
    max_margin_l2_with(rows, Precision::Auto)
}

/// [`max_margin_l2`] with a say in the kind of proof.
///
/// # Errors
/// As [`max_margin_l2`].
pub fn max_margin_l2_with(rows: &SignedRows, precision: Precision) -> Result<Separability, ReferenceError> {
    check(rows)?;
    let scaled = match ScaledRows::new(rows) {
        Ok(scaled) => scaled,
        Err(zero) => return witness(rows, vec![(zero, Whole::from(1))]),
    };
    let (state, ending) = ActiveSet::run(&scaled);
    let enclosed = || {
        let answer = from_enclosure(rows, &scaled, &state).ok()?;
        (answer.gamma.1 <= answer.gamma.0 * (1.0 + WIDEST)).then(|| Separability::Separable(Box::new(answer)))
    };
    let contradicted = matches!(ending, Ending::Contradiction(_));
    if precision == Precision::Enclosure
        && !contradicted
        && let Some(answer) = enclosed()
    {
        return Ok(answer);
    }
    let mut exact = ExactActiveSet::new(rows);
    if let Ending::Contradiction(q) = ending {
        if let Some(weights) = exact.contradiction_on(&state.active, q) {
            return witness(rows, weights);
        }
    } else {
        let cheap = Cost::of(state.active.len(), exact.determinant_bits(&state.active)).is_cheap();
        if precision == Precision::Exact || (precision == Precision::Auto && cheap) {
            if let Some(alpha) = exact.optimum_on(&state.active)
                && let Ok(answer) = from_exact(rows, alpha)
            {
                return Ok(Separability::Separable(Box::new(answer)));
            }
        } else if precision == Precision::Auto
            && let Some(answer) = enclosed()
        {
            return Ok(answer);
        }
    }
    let steps = Cost::of(rows.n.min(rows.d), exact.determinant_bits(&state.active)).affordable_steps();
    match exact.run(&state.active, steps) {
        Some(ExactAnswer::Contradiction(weights)) => witness(rows, weights),
        Some(ExactAnswer::Optimal(alpha)) => from_exact(rows, alpha)
            .map(|answer| Separability::Separable(Box::new(answer)))
            .map_err(|refused| ReferenceError::Undecided { why: refused.to_string() }),
        None => Err(ReferenceError::Undecided {
            why: format!(
                "the exact active set method did not end within {steps} steps on {}x{} data",
                rows.n, rows.d
            ),
        }),
    }
}

/// The widest relative enclosure that is given out without trying the exact method.
const WIDEST: f64 = 1e-12;

/// What the exact solution of a system of k rows costs, in word operations: a rule on sizes, the same on every machine.
pub(super) struct Cost {
    words: f64,
}

impl Cost {
    pub(super) fn of(k: usize, determinant_bits: usize) -> Cost {
        let k = k.max(1) as f64;
        let primes = (determinant_bits as f64 / 61.0).max(k);
        // Elimination modulo each prime, reduction of the entries, recombination of k values.
        Cost { words: primes * (k * k * k / 6.0 + 10.0 * k * k + 300.0 * k) + primes * primes * k }
    }

    /// Of a square system and its transpose, neither symmetric.
    pub(super) fn of_square(k: usize, determinant_bits: usize) -> Cost {
        Cost { words: 4.0 * Cost::of(k, determinant_bits).words }
    }

    /// About 20 ms on a machine of 2020.
    pub(super) fn is_cheap(&self) -> bool {
        self.words <= 1.5e7
    }

    /// About a minute.
    pub(super) fn affordable_steps(&self) -> usize {
        ((4e10 / self.words) as usize).clamp(2, 10_000)
    }
}

pub(super) fn check(rows: &SignedRows) -> Result<(), ReferenceError> {
    if rows.n == 0 || rows.d == 0 {
        return Err(ReferenceError::Empty { n: rows.n, d: rows.d });
    }
    // Without an early end the look at all of them is one of vectors.
    if rows.values.iter().fold(true, |all, x| all & x.is_finite()) {
        return Ok(());
    }
    match rows.values.iter().position(|x| !x.is_finite()) {
        Some(at) => {
            Err(ReferenceError::NotFinite { row: at / rows.d, column: at % rows.d, value: rows.values[at] })
        }
        None => Ok(()),
    }
}

fn witness(rows: &SignedRows, weights: Vec<(usize, Whole)>) -> Result<Separability, ReferenceError> {
    match verify_not_separable(rows, &weights) {
        Ok(_) => Ok(Separability::NotSeparable(Witness { weights })),
        Err(refused) => Err(ReferenceError::Undecided { why: refused.to_string() }),
    }
}

fn from_exact(rows: &SignedRows, alpha: RationalMultipliers) -> Result<MaxMargin, Refused> {
    let proved = verify_kkt_l2_exact(rows, &alpha)?;
    // Correctly rounded: half a unit in the last place.
    let errors = proved.multipliers.iter().map(|a| a * f64::EPSILON / 2.0).collect();
    let multipliers = (proved.multipliers, errors);
    let claim = MarginProof { lower: proved.margin.lower, upper: proved.margin.upper, exact: true };
    let (norm, primal, dual) = (Norm::Two, proved.primal, alpha.weights);
    let certificate = Certificate::Margin { norm, claim, primal, dual };
    Ok(assemble(rows, proved.margin, proved.support, multipliers, CertificateKind::Exact, certificate))
}

fn from_enclosure(rows: &SignedRows, scaled: &ScaledRows, state: &ActiveSet) -> Result<MaxMargin, Refused> {
    let active: Vec<&[f64]> = state.active.iter().map(|&i| scaled.row(i)).collect();
    let bounds: Vec<f64> = state.active.iter().map(|&i| scaled.bounds[i]).collect();
    let polished = polish(&active, &bounds, &state.factor, rows.d);
    let separator: Vec<Vec<f64>> = polished.w.iter().map(|x| vec![x.high, x.low]).collect();
    let mut dual = Vec::new();
    for (&i, u) in state.active.iter().zip(&polished.multipliers) {
        if u.high > 0.0 {
            let shift = scaled.multiplier_shift(i);
            dual.push((i, vec![times_power_of_two(u.high, shift), times_power_of_two(u.low, shift)]));
        }
    }
    dual.sort_by_key(|m| m.0);
    let support = dual.iter().map(|m| m.0).collect();
    let primal = whole_numbers(&separator, "the separator")?;
    let sums: Vec<Vec<f64>> = dual.iter().map(|m| m.1.clone()).collect();
    let dual: Vec<(usize, Whole)> =
        dual.iter().map(|m| m.0).zip(whole_numbers(&sums, "the multipliers")?).collect();
    let proved = verify_margin_l2(rows, &primal, &dual)?;

    // Z_A^T alpha = w^ and Z_A^T u = w up to `astray`: the multipliers differ by at most ||Z_A^+|| times the distance
    // of the right sides (in scaled units, where w^ is 2^largest times longer), if the active rows hold the support.
    let distance = times_power_of_two(proved.separator_error, scaled.largest) + polished.astray;
    let error = 1.01 * state.factor.inverse_norm() * distance;
    let (mut multipliers, mut multipliers_error) = (vec![0.0; rows.n], vec![0.0; rows.n]);
    for (&i, u) in state.active.iter().zip(&polished.multipliers) {
        let shift = scaled.multiplier_shift(i) - 2 * scaled.largest;
        multipliers[i] = times_power_of_two(u.high.max(0.0), shift);
        multipliers_error[i] = times_power_of_two(error, shift) + f64::EPSILON * multipliers[i];
    }
    let claim = MarginProof { lower: proved.lower, upper: proved.upper, exact: proved.exact };
    let certificate = Certificate::Margin { norm: Norm::Two, claim, primal, dual };
    let kind = CertificateKind::Enclosure;
    Ok(assemble(rows, proved, support, (multipliers, multipliers_error), kind, certificate))
}

fn assemble(
    rows: &SignedRows,
    proved: MarginEnclosure,
    support: Vec<usize>,
    (multipliers, multipliers_error): (Vec<f64>, Vec<f64>),
    certificate_kind: CertificateKind,
    certificate: Certificate,
) -> MaxMargin {
    MaxMargin {
        n: rows.n,
        d: rows.d,
        w_hat: proved.separator,
        w_hat_error: proved.separator_error,
        gamma: (proved.lower, proved.upper),
        direction: proved.direction,
        direction_error: proved.direction_error,
        support,
        margin_rows: proved.margin_rows,
        multipliers,
        multipliers_error,
        excess: proved.excess,
        excess_error: proved.excess_error,
        certificate_kind,
        certificate,
    }
}
