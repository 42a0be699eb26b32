//! The constants that the max margin fixes for gradient descent: H(p), K, v, A_perp, theta, the spectrum of M.

use super::dual_face::DualFace;
use super::exact::ExactActiveSet;
use super::linear::{add_scaled, dot};
use super::selected::selected_multipliers;
use super::span::Span;
use super::{MaxMargin, ReferenceError};
use crate::data::SignedRows;
use crate::numbers::{Ball, exp};

/// Constants of the max margin, free of the step size.
///
/// For an exponential tail, gradient descent with step eta has w(t) - w^ ln t -> w~ with
/// eta exp(-z_i.w~) = alpha_i on the support (Soudry et al. 2018, Theorem 4). Written out,
/// w~ = c(eta) w^ + v with c(eta) = ln eta + ln gamma^2 + H(p), v in the span of the support and across w^,
/// z_i.v = -ln p_i - H(p). When the dual optimum is not unique, the alpha that descent selects is the one of this form:
/// the minimiser w~ of sum over S_1 of exp(-z_i.w) + w^.w on span(S_1).
///
/// When `degenerate`, Theorem 4 does not apply: the numbers here are those of S_1 alone, and no limits.
///
/// Where the margins are z_i.w + b_i ([`Constants::with_offsets`]), eta exp(-z_i.w~ - b_i) = alpha_i: H(p) is to be read as
/// sum p_i (-ln p_i - b_i), and -ln p_i as -ln p_i - b_i, in c, v and K.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// S_1, the rows with a positive multiplier in some dual optimum, ascending.
    pub support: Vec<usize>,
    /// Whether the dual optimum is unique.
    pub dual_is_unique: bool,
    /// Whether some margin row has multiplier zero in every dual optimum.
    pub degenerate: bool,
    /// p_i = gamma^2 alpha_i for the rows of `support`, in that order; they sum to one.
    pub simplex_multipliers: Vec<Ball>,
    /// Shannon's entropy H(p).
    pub entropy: Ball,
    /// max p.
    pub largest_multiplier: Ball,
    /// The least z_i.w^ off the margin; `None` when every row lies on the margin.
    pub theta: Option<Ball>,
    /// theta - 1, without cancellation.
    pub theta_minus_one: Option<Ball>,
    /// Eigenvalues of M = sum alpha_i z_i z_i^T on span(S_1), ascending; one of them is exactly 1 (of w^).
    pub eigenvalues: Vec<Ball>,
    /// v, length d.
    pub v: Vec<f64>,
    /// A bound on the Euclidean error of v.
    pub v_error: f64,
    /// A_perp = ||v||.
    pub a_perp: Ball,
    /// K = max over the support of -z_i.v = H(p) + ln max p.
    pub k: Ball,
    /// c0 = ln gamma^2 + H(p), so that c(eta) = ln eta + c0.
    pub c0: Ball,
    /// Rank of the rows of S_1.
    pub rank_support: usize,
    /// Rank of all rows, found modulo a prime of 62 bits.
    pub rank_data: usize,
    /// Whether the support spans what the data span.
    pub support_spans: bool,
    /// u*, the unit max-margin direction, length d: the first axis of span(S_1).
    pub direction: Vec<f64>,
    /// Orthonormal axes of the part of span(S_1) across w^: `rank_support` - 1 vectors of length d.
    pub across_basis: Vec<Vec<f64>>,
    /// Orthonormal axes of the part of the row space across span(S_1): `rank_data` - `rank_support` vectors.
    pub complement_basis: Vec<Vec<f64>>,
}

impl Constants {
    /// The constants of `found`, the max margin of `rows`.
    ///
    /// # Errors
    /// `Undecided` when the dual optima could not be told apart (see [`DualFace::of`]), or when rounding swamps the
    /// support system.
    pub fn of(rows: &SignedRows, found: &MaxMargin) -> Result<Constants, ReferenceError> {
        Constants::with_offsets(rows, found, &vec![Ball::exact(0.0); rows.n], &vec![0.0; rows.n])
    }

    /// The same where the margins are z_i.w + b_i, b = `offsets`, and z_i is known to `row_errors`; both of length n. `found`
    /// is then that of [`MaxMargin::for_rows_within`].
    ///
    /// # Errors
    /// As [`Constants::of`].
    pub fn with_offsets(
        rows: &SignedRows,
        found: &MaxMargin,
        offsets: &[Ball],
        row_errors: &[f64],
    ) -> Result<Constants, ReferenceError> {
        let face = DualFace::of(rows, found)?;
        let span = Span::of(rows, found, &face)?;
        let gamma_squared = found.gamma_ball() * found.gamma_ball();
        let simplex = if face.basis.len() == 1 {
            // Support vectors of one direction are one vector, however often.
            one_vector(&face.support.iter().map(|&i| offsets[i]).collect::<Vec<_>>())
        } else if face.is_unique {
            let alpha = |&i: &usize| Ball::new(found.multipliers[i], found.multipliers_error[i]);
            face.support.iter().map(|i| alpha(i) * gamma_squared).collect()
        } else {
            let selected = selected_multipliers(rows, found, &face, &span, offsets)?;
            // Rows that are not known exactly are copies of the support's: a multiplier is split, not moved.
            let share = |&i: &usize| found.multipliers_error[i] / found.multipliers[i];
            let known = row_errors.iter().all(|&error| error == 0.0);
            let moved = if known { 0.0 } else { found.support.iter().map(share).fold(0.0, f64::max) };
            selected.into_iter().map(|p| Ball::new(p.value, p.radius + moved * p.value)).collect()
        };
        let entropy = simplex.iter().fold(Ball::exact(0.0), |sum, &p| sum - p * p.ln());
        let largest =
            simplex.iter().copied().fold(Ball::exact(0.0), |m, p| if p.value > m.value { p } else { m });
        // -ln p_i - b_i on the support, their mean, and the largest of their negatives.
        let levels: Vec<Ball> =
            face.support.iter().zip(&simplex).map(|(&i, p)| less(-p.ln(), offsets[i])).collect();
        let mean = simplex.iter().zip(&levels).fold(Ball::exact(0.0), |sum, (&p, &level)| sum + p * level);
        let top = levels.iter().map(|level| -*level).fold(Ball::exact(f64::NEG_INFINITY), higher);
        let (v, v_error) = match face.basis.len() {
            1 => (vec![0.0; rows.d], 0.0),
            _ => span.offset(rows, &face, &levels, mean, row_errors),
        };
        let theta_minus_one = theta_minus_one(found);
        let rank_support = face.basis.len();
        let rank_data = ExactActiveSet::new(rows).rank().max(rank_support);
        let length = dot(&v, &v).sqrt();
        Ok(Constants {
            dual_is_unique: face.is_unique,
            degenerate: face.degenerate,
            entropy,
            largest_multiplier: largest,
            theta: theta_minus_one.map(|t| t + Ball::exact(1.0)),
            theta_minus_one,
            eigenvalues: span.eigenvalues(rows, &face, &simplex, gamma_squared, row_errors),
            a_perp: Ball::new(length, v_error + (rows.d + 2) as f64 * f64::EPSILON * length),
            v,
            v_error,
            k: mean + top,
            c0: gamma_squared.ln() + mean,
            rank_support,
            rank_data,
            support_spans: rank_support == rank_data,
            direction: found.direction.clone(),
            complement_basis: span.complement(rows, rank_data - rank_support),
            across_basis: span.across,
            simplex_multipliers: simplex,
            support: face.support,
        })
    }

    /// The least eigenvalue of M on span(S_1), at most 1.
    pub fn lambda_min(&self) -> f64 {
        self.eigenvalues.first().map_or(1.0, |l| l.value)
    }

    /// lambda* = min(lambda_min, theta - 1, mu, 1), the exponent of every finite-time remainder, with its error; `mu` is
    /// the tail's exponent (1 for the logistic loss, infinite for the exponential).
    pub fn lambda_star(&self, mu: f64) -> Ball {
        let terms = self.eigenvalues.first().into_iter().chain(&self.theta_minus_one).copied();
        let value = terms.clone().map(|t| t.value).fold(mu.min(1.0), f64::min);
        // How far the terms reach below it; above, the least reaches no farther.
        Ball::new(value, terms.map(|t| t.radius - (t.value - value)).fold(0.0, f64::max))
    }

    /// w~ = c(eta) w^ + v for the step eta = e^`log_eta`, and a bound on its Euclidean error; `None` when degenerate.
    pub fn offset(&self, found: &MaxMargin, log_eta: Ball) -> Option<(Vec<f64>, f64)> {
        if self.degenerate {
            return None;
        }
        let c = self.c0 + log_eta;
        let mut offset = self.v.clone();
        add_scaled(&mut offset, c.value, &found.w_hat);
        let norm = 1.0 / found.gamma.0;
        let error = self.v_error
            + c.radius * norm
            + c.value.abs() * found.w_hat_error
            + 3.0 * f64::EPSILON * (c.value.abs() * norm + self.a_perp.value);
        Some((offset, error))
    }
}

/// a - b, without a rounding where b is nothing.
fn less(a: Ball, b: Ball) -> Ball {
    if b == Ball::exact(0.0) { a } else { a - b }
}

/// The larger of two numbers, in both their errors.
fn higher(a: Ball, b: Ball) -> Ball {
    let (more, other) = if a.value >= b.value { (a, b) } else { (b, a) };
    let above = other.value + other.radius - more.value;
    Ball::new(more.value, if above > more.radius { above } else { more.radius })
}

/// The simplex multipliers of rows that are all one vector: in proportion to e^-b_i.
fn one_vector(offsets: &[Ball]) -> Vec<Ball> {
    let least = offsets.iter().map(|b| b.value).fold(f64::INFINITY, f64::min);
    let weight = |b: &Ball| {
        let away = b.value - least;
        let weight = exp(-away);
        let rounding = if away == 0.0 { 0.0 } else { 4.0 * f64::EPSILON * (1.0 + away) };
        Ball::new(weight, weight * (1.01 * b.radius + rounding))
    };
    let weights: Vec<Ball> = offsets.iter().map(weight).collect();
    let total = weights.iter().fold(Ball::exact(0.0), |sum, &w| sum + w);
    weights.into_iter().map(|w| w / total).collect()
}

/// The least excess off the margin rows.
fn theta_minus_one(found: &MaxMargin) -> Option<Ball> {
    let mut on_margin = vec![false; found.n];
    found.margin_rows.iter().for_each(|&i| on_margin[i] = true);
    let off = (0..found.n).filter(|&i| !on_margin[i]);
    let least = off.clone().min_by(|&a, &b| found.excess[a].total_cmp(&found.excess[b]))?;
    // Another row within the errors could be the least: the radius covers it.
    let value = found.excess[least];
    let below = off.map(|i| found.excess_error[i] - (found.excess[i] - value)).fold(0.0, f64::max);
    Some(Ball::new(value, below * (1.0 + 4.0 * f64::EPSILON)))
}
