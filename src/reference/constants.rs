//! The constants that the max margin fixes for gradient descent: H(p), K, v, A_perp, theta, the spectrum of M.

use nalgebra::{DMatrix, DVector};

use super::dual_face::DualFace;
use super::exact::ExactActiveSet;
use super::linear::{Factor, add_scaled, dot};
use super::polish::polish;
use super::scaled_rows::{ScaledRows, times_power_of_two};
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
        let face = DualFace::of(rows, found)?;
        let frame = Frame::of(rows, found, &face)?;
        let gamma_squared = found.gamma_ball() * found.gamma_ball();
        let simplex = if face.is_unique {
            let alpha = |&i: &usize| Ball::new(found.multipliers[i], found.multipliers_error[i]);
            face.support.iter().map(|i| alpha(i) * gamma_squared).collect()
        } else {
            frame.selected(rows, found, &face)?
        };
        let entropy = simplex.iter().fold(Ball::exact(0.0), |sum, &p| sum - p * p.ln());
        let largest =
            simplex.iter().copied().fold(Ball::exact(0.0), |m, p| if p.value > m.value { p } else { m });
        let (v, v_error) = frame.offset(rows, &face, &simplex, entropy);
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
            eigenvalues: frame.eigenvalues(rows, &face, &simplex, gamma_squared),
            a_perp: Ball::new(length, v_error + (rows.d + 2) as f64 * f64::EPSILON * length),
            v,
            v_error,
            k: entropy + largest.ln(),
            c0: gamma_squared.ln() + entropy,
            rank_support,
            rank_data,
            support_spans: rank_support == rank_data,
            direction: found.direction.clone(),
            complement_basis: frame.complement(rows, rank_data - rank_support),
            across_basis: frame.across,
            simplex_multipliers: simplex,
            support: face.support,
        })
    }

    /// The least eigenvalue of M on span(S_1), at most 1.
    pub fn lambda_min(&self) -> f64 {
        self.eigenvalues.first().map_or(1.0, |l| l.value)
    }

    /// lambda* = min(lambda_min, theta - 1, mu_plus, 1), the exponent of every finite-time remainder; `mu_plus` is the
    /// tail's exponent (1 for the logistic loss, infinite for the exponential).
    pub fn lambda_star(&self, mu_plus: f64) -> f64 {
        let gap = self.theta_minus_one.map_or(f64::INFINITY, |t| t.value);
        self.lambda_min().min(gap).min(mu_plus).min(1.0)
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

/// The least excess off the margin rows.
fn theta_minus_one(found: &MaxMargin) -> Option<Ball> {
    let mut on_margin = vec![false; found.n];
    found.margin_rows.iter().for_each(|&i| on_margin[i] = true);
    let off = (0..found.n).filter(|&i| !on_margin[i]);
    let least = off.clone().min_by(|&a, &b| found.excess[a].total_cmp(&found.excess[b]))?;
    // Another row within the errors could be the least: the radius covers it.
    let ceiling = found.excess[least] + found.excess_error[least];
    let floor = off.map(|i| found.excess[i] - found.excess_error[i]).fold(f64::INFINITY, f64::min);
    let value = found.excess[least];
    Some(Ball::new(value, (ceiling - value).max(value - floor) * (1.0 + 4.0 * f64::EPSILON)))
}

/// The span of S_1 in numbers: a factor of its basis rows, and an orthonormal basis that starts with u*.
struct Frame {
    scaled: ScaledRows,
    factor: Factor,
    /// ||Z_B^+|| of the scaled basis rows, from above.
    inverse_norm: f64,
    direction: Vec<f64>,
    across: Vec<Vec<f64>>,
}

impl Frame {
    fn of(rows: &SignedRows, found: &MaxMargin, face: &DualFace) -> Result<Frame, ReferenceError> {
        let scaled = ScaledRows::new(rows).map_err(|row| ReferenceError::Undecided {
            why: format!("row {row} is zero on separable data"),
        })?;
        let mut factor = Factor::default();
        for &i in &face.basis {
            let split = factor.split(scaled.row(i));
            let length = dot(&split.across, &split.across).sqrt();
            factor.push(split, length);
        }
        let inverse_norm = 1.01 * factor.inverse_norm();
        // With an error of d units in each entry of Q R, the computed R^-1 is right to 1 % when this holds.
        let blur = inverse_norm * rows.d as f64 * f64::EPSILON * (face.basis.len() as f64).sqrt() * 4.0;
        if blur.is_nan() || blur > 1e-2 {
            let why = format!(
                "the support system is too ill-conditioned for doubles: ||Z_S^+|| = {inverse_norm:e}"
            );
            return Err(ReferenceError::Undecided { why });
        }
        let mut axes = Factor::default();
        axes.push(axes.split(&found.direction), 1.0);
        let mut left: Vec<usize> = face.basis.clone();
        while axes.rank() < face.basis.len() {
            // The row that reaches farthest out of what is spanned already.
            let splits: Vec<_> = left.iter().map(|&i| axes.split(scaled.row(i))).collect();
            let lengths: Vec<f64> = splits.iter().map(|s| dot(&s.across, &s.across).sqrt()).collect();
            let far = (0..left.len()).fold(0, |b, j| if lengths[j] > lengths[b] { j } else { b });
            left.remove(far);
            let split = splits.into_iter().nth(far).expect("one of the rows just split");
            axes.push(split, lengths[far]);
        }
        let across = (1..axes.rank()).map(|j| axes.axis(j).to_vec()).collect();
        Ok(Frame { scaled, factor, inverse_norm, direction: found.direction.clone(), across })
    }

    /// v with z_i.v = -ln p_i - H(p), and a bound on its error.
    fn offset(&self, rows: &SignedRows, face: &DualFace, simplex: &[Ball], entropy: Ball) -> (Vec<f64>, f64) {
        let mut targets = Vec::new();
        let mut blur = 0.0;
        for &i in &face.basis {
            let at = face.support.binary_search(&i).expect("the basis is part of the support");
            let target = -simplex[at].ln() - entropy;
            // Row i is 2^s times the scaled row: the target is divided by it.
            let shift = self.scaled.multiplier_shift(i) - self.scaled.largest;
            targets.push(times_power_of_two(target.value, shift));
            let radius = times_power_of_two(target.radius, shift);
            blur += radius * radius;
        }
        let basis: Vec<&[f64]> = face.basis.iter().map(|&i| self.scaled.row(i)).collect();
        let polished = polish(&basis, &targets, &self.factor, rows.d);
        let v: Vec<f64> = polished.w.iter().map(|x| x.high).collect();
        let length = dot(&v, &v).sqrt();
        // v = Z_B^+ b: an error in b is stretched by ||Z_B^+||; what the refinement left over; the rounding of v.
        let error =
            self.inverse_norm * (blur.sqrt() + polished.missing) + polished.astray + f64::EPSILON * length;
        (v, error)
    }

    /// Singular values of diag(sqrt alpha) Z across w^, squared: the eigenvalues of M on span(S_1) beside the 1 of w^.
    ///
    /// M w^ = sum alpha_i z_i (z_i.w^) = w^, so that M maps the rest of the span to itself. Taken from singular
    /// values, a small eigenvalue keeps twice the digits that it would keep in M. Radius: backward error of the
    /// factorisation, and the error of the axes, both at most 8 (d + k) units of ||A||_F.
    fn eigenvalues(
        &self,
        rows: &SignedRows,
        face: &DualFace,
        simplex: &[Ball],
        gamma_squared: Ball,
    ) -> Vec<Ball> {
        let r = self.across.len();
        let mut values = vec![Ball::exact(1.0)];
        if r > 0 {
            let weight = |at: usize| (simplex[at] / gamma_squared).sqrt();
            let k = face.support.len();
            let a = DMatrix::from_fn(k, r, |at, j| {
                weight(at).value * dot(rows.row(face.support[at]), &self.across[j])
            });
            let size = (0..k)
                .map(|at| {
                    weight(at).value * dot(rows.row(face.support[at]), rows.row(face.support[at])).sqrt()
                })
                .fold(0.0, |s, x| s + x * x)
                .sqrt();
            let relative = (0..k).map(|at| weight(at).radius / weight(at).value).fold(0.0, f64::max);
            let axes = self.inverse_norm * (face.basis.len() as f64).sqrt();
            let radius = size * (relative + 8.0 * (rows.d + k) as f64 * f64::EPSILON * axes.max(1.0));
            values.extend(a.singular_values().iter().map(|&s| {
                let sigma = Ball::new(s, radius);
                sigma * sigma
            }));
        }
        values.sort_by(|x, y| x.value.total_cmp(&y.value));
        values
    }

    /// The simplex multipliers that descent selects among many dual optima.
    ///
    /// Newton on F(w) = sum over S_1 of exp(-z_i.w) + gamma^2 w^.w, strictly convex on span(S_1), in the coordinates of
    /// the axes; p_i = exp(-z_i.w) at the minimum.
    fn selected(
        &self,
        rows: &SignedRows,
        found: &MaxMargin,
        face: &DualFace,
    ) -> Result<Vec<Ball>, ReferenceError> {
        let (k, r) = (face.support.len(), self.across.len() + 1);
        let gamma = found.gamma_ball().value;
        let axis = |j: usize| if j == 0 { &self.direction } else { &self.across[j - 1] };
        // z_i.u* = gamma on the support, exactly: every row of it lies on the margin.
        let z = DMatrix::from_fn(
            k,
            r,
            |at, j| if j == 0 { gamma } else { dot(rows.row(face.support[at]), axis(j)) },
        );
        let slope = |y: &DVector<f64>| -> (Vec<f64>, DVector<f64>) {
            let weights: Vec<f64> = (z.clone() * y).iter().map(|&m| exp(-m)).collect();
            let mut gradient = DVector::zeros(r);
            gradient[0] = gamma;
            for at in 0..k {
                for j in 0..r {
                    gradient[j] -= weights[at] * z[(at, j)];
                }
            }
            (weights, gradient)
        };
        let value = |y: &DVector<f64>, weights: &[f64]| weights.iter().fold(gamma * y[0], |s, w| s + w);
        let mut y = DVector::zeros(r);
        // All weights 1/k: right along w^.
        y[0] = crate::numbers::ln(k as f64) / gamma;
        let (mut weights, mut gradient) = slope(&y);
        for _ in 0..200 {
            let hessian = DMatrix::from_fn(r, r, |a, b| {
                (0..k).fold(0.0, |s, at| s + weights[at] * z[(at, a)] * z[(at, b)])
            });
            let Some(factor) = hessian.cholesky() else { break };
            let step = factor.solve(&gradient);
            let decrement = step.dot(&gradient);
            let before = value(&y, &weights);
            let mut length = 1.0;
            let last = y.clone();
            loop {
                y = &last - &step * length;
                (weights, gradient) = slope(&y);
                // Below rounding the value says nothing: take the whole step.
                if decrement < 1e-8
                    || value(&y, &weights) <= before - 0.1 * length * decrement
                    || length < 1e-9
                {
                    break;
                }
                length *= 0.5;
            }
            if decrement <= 1e-31 {
                break;
            }
        }
        let root = DMatrix::from_fn(k, r, |at, j| weights[at].sqrt() * z[(at, j)]);
        let least = root.singular_values().iter().copied().fold(f64::INFINITY, f64::min);
        let unit = 4.0 * (k + rows.d) as f64 * f64::EPSILON;
        let lengths = |at: usize| dot(rows.row(face.support[at]), rows.row(face.support[at])).sqrt();
        let stretch = (0..k).map(lengths).fold(0.0, f64::max) * y.norm();
        let pull = (0..k).fold(gamma, |s, at| s + weights[at] * lengths(at));
        // What is left of the gradient, measured by the curvature H = sum p_i z_i z_i^T; a relative error of each p_i
        // (product z_i.w, then exp) costs no more than itself in that measure, since Z H^-1 Z^T <= diag(1/p); an
        // error of the entries of z and of the axes costs it over the root of the least eigenvalue of H.
        let root_decrement = (hessian_solve(&root, &gradient).dot(&gradient)).max(0.0).sqrt();
        let blur = root_decrement + unit * (1.0 + stretch) + unit * pull / least;
        let lightest = weights.iter().copied().fold(f64::INFINITY, f64::min);
        // |z_i.(w - w~)| <= |z_i|_(H^-1) blur <= blur / sqrt(p_i), twice that while it stays below 1/10: on such a path
        // the curvature changes by less than a fifth.
        let worst = 2.0 * blur / lightest.sqrt();
        if worst.is_nan() || worst > 0.1 {
            let why = "the multipliers that descent selects could not be bounded".to_string();
            return Err(ReferenceError::Undecided { why });
        }
        let radius = |p: f64| 2.2 * blur * p.sqrt() + (unit * (1.0 + stretch)) * p;
        Ok(weights.iter().map(|&p| Ball::new(p, radius(p))).collect())
    }

    /// Orthonormal axes of what the rows span beyond the support.
    fn complement(&self, rows: &SignedRows, missing: usize) -> Vec<Vec<f64>> {
        let mut axes = Factor::default();
        axes.push(axes.split(&self.direction), 1.0);
        for axis in &self.across {
            axes.push(axes.split(axis), 1.0);
        }
        let known = axes.rank();
        if missing == 0 {
            return Vec::new();
        }
        let whole = known + missing == rows.d;
        while axes.rank() < known + missing {
            // Where the rows span everything the coordinate axes serve as well, and are fewer.
            let candidates: Vec<Vec<f64>> = if whole {
                (0..rows.d).map(|j| (0..rows.d).map(|l| f64::from(u8::from(l == j))).collect()).collect()
            } else {
                (0..rows.n).map(|i| self.scaled.row(i).to_vec()).collect()
            };
            let far = candidates
                .iter()
                .map(|z| axes.split(z))
                .map(|s| (dot(&s.across, &s.across).sqrt(), s))
                .reduce(|best, next| if next.0 > best.0 { next } else { best });
            let Some((length, split)) = far else { break };
            axes.push(split, length);
        }
        (known..axes.rank()).map(|j| axes.axis(j).to_vec()).collect()
    }
}

/// (A^T A)^-1 g, undefined where A^T A is singular in doubles.
fn hessian_solve(a: &DMatrix<f64>, g: &DVector<f64>) -> DVector<f64> {
    match (a.transpose() * a).cholesky() {
        Some(factor) => factor.solve(g),
        None => DVector::from_element(g.len(), f64::NAN),
    }
}
