//! The factor by which mirror descent on a regression shrinks its residual in a step.
//!
//! With r = Xw - y and H = Hess psi*, r_(t+1) = M_t r_t for M_t = I - eta X H X^T, H the mean of it between grad psi(w_t) and grad
//! psi(w_(t+1)): without a remainder. At the limit the factor is rho, the largest |1 - eta lambda_i(X H X^T)|.

use super::{dot, length};
use crate::case::{Stopped, Trajectory};
use crate::numbers::{Ball, Potential, ln, pow};
use crate::problem::Regression;
use crate::record::Stop;
use crate::reference::right_singular_vectors;

/// ln(|u.r_(t+k)| / |u.r_t|) / k over the steps t to t + k of a run in which it is known best, u the eigenvector of I - eta X H X^T at
/// w_t of the eigenvalue largest in size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contracted {
    /// The mean logarithm of the factors.
    pub ln: f64,
    /// How far it may be from ln rho.
    pub remainder: f64,
    /// What rounding leaves in it.
    pub rounding: f64,
    /// ln (t + k).
    pub log_time: f64,
}

/// rho of steps of size `step` for a potential, at a point known to `error` in each coordinate.
pub fn contraction_at(problem: &Regression, potential: Potential, step: f64, w: &[f64], error: f64) -> Ball {
    let soft: Vec<Range> = w.iter().map(|w| Range::of(potential, w - error, *w, w + error)).collect();
    let factors = factors(problem, step, &soft);
    Ball::new(factors[0].0, moved_by(problem, step, &soft))
}

/// Where the residual of a run shrinks by nearly one factor along its slowest direction: over the recorded steps for which `remainder`
/// and `rounding`, which do not depend on what is measured there, are least together.
///
/// From w_t alone: where no M_s, s >= t, has a norm above q, grad psi(w_s) stays within eta ||X e_j|| ||r_t|| / (1 - q) of grad
/// psi(w_t) in coordinate j, so that M_s is within V of M(w_t), for V the range of eta X H X^T there. Where ||M(w_t)|| + V <= q < 1 this
/// is so for all s, and for the limit. With m the eigenvalue of M(w_t) that is largest in size, u its eigenvector, ||r_s|| <=
/// (|m| + V)^(s-t) ||r_t||, and u.r_(s+1) is m u.r_s but for V ||r_s||, so that after k steps
///
/// | |u.r_(t+k)| - |m|^k |u.r_t| | <= ((|m| + V)^k - |m|^k) ||r_t||.
///
/// No other eigenvalue enters: however near the second is, u is a vector of M(w_t), and what r_t has along it is seen.
pub fn contracted(problem: &Regression, path: &Trajectory) -> Stopped<Contracted> {
    let residuals: Vec<Vec<f64>> = path.points.iter().map(|at| problem.residual(&at.w)).collect();
    let mut best: Option<Contracted> = None;
    for (i, at) in path.points.iter().enumerate() {
        let Some(near) = Near::of(problem, &at.w) else { continue };
        let along = |r: &[f64]| dot(&near.slowest, r).abs();
        let first = along(&residuals[i]);
        for (r, end) in residuals.iter().zip(&path.points).skip(i + 1) {
            let last = along(r);
            let noise = near.noise / first + near.noise / last;
            if noise.is_nan() || noise > 0.5 {
                continue;
            }
            let steps = (end.step - at.step) as f64;
            let found = Contracted {
                ln: (ln(last) - ln(first)) / steps,
                remainder: near.remainder(steps),
                rounding: 2.0 * noise / steps,
                log_time: end.log_time,
            };
            let budget = |found: &Contracted| found.remainder + found.rounding;
            if budget(&found).is_finite() && best.as_ref().is_none_or(|best| budget(&found) < budget(best)) {
                best = Some(found);
            }
        }
    }
    best.ok_or_else(|| Stop::Undecided { why: "no steps over which one factor holds".to_string() })
}

/// psi*'' at a point and around it.
#[derive(Clone, Copy)]
struct Range {
    here: f64,
    least: f64,
    greatest: f64,
}

impl Range {
    /// At `w` and from `low` to `high`. 1/psi'' is monotone on either side of zero.
    fn of(potential: Potential, low: f64, w: f64, high: f64) -> Range {
        let soft = |w: f64| 1.0 / potential.curvature(w);
        let zero = if low < 0.0 && high > 0.0 { soft(0.0) } else { soft(w) };
        let ends = [soft(low), soft(w), soft(high), zero];
        Range {
            here: soft(w),
            least: ends.into_iter().fold(f64::INFINITY, f64::min),
            greatest: ends.into_iter().fold(0.0, f64::max),
        }
    }
}

/// The eigenvalues of I - eta X H X^T in descending order of their size, with their vectors: by the singular values of X H^1/2.
fn factors(problem: &Regression, step: f64, soft: &[Range]) -> Vec<(f64, Vec<f64>)> {
    let scaled = |row: &[f64]| row.iter().zip(soft).map(|(x, soft)| x * soft.here.sqrt()).collect();
    let (sizes, vectors) = right_singular_vectors(problem.rows.rows().map(scaled).collect());
    let size = |sigma: f64| (step * sigma).mul_add(-sigma, 1.0).abs();
    let mut factors: Vec<(f64, Vec<f64>)> = sizes.into_iter().map(size).zip(vectors).collect();
    factors.sort_by(|a, b| b.0.total_cmp(&a.0));
    factors
}

/// By how much eta X H X^T may move in the spectral norm over the range of H: no more than the trace, rounding included.
fn moved_by(problem: &Regression, step: f64, soft: &[Range]) -> f64 {
    let Regression { rows, .. } = problem;
    let trace = |weight: &dyn Fn(&Range) -> f64| {
        let of_row = |row: &[f64]| row.iter().zip(soft).map(|(x, soft)| x * x * weight(soft)).sum::<f64>();
        step * rows.rows().map(of_row).sum::<f64>()
    };
    let rounding = 8.0 * (rows.n + rows.d + 8) as f64 * f64::EPSILON;
    trace(&|soft| (soft.greatest - soft.here).max(soft.here - soft.least))
        + rounding * (1.0 + trace(&|soft| soft.greatest))
}

/// What w_t says of all later steps.
struct Near {
    /// |m|.
    factor: f64,
    /// u.
    slowest: Vec<f64>,
    /// |u.r_t| / ||r_t||.
    share: f64,
    /// V.
    moved: f64,
    /// What rounding leaves in a residual, of all steps together.
    noise: f64,
}

impl Near {
    fn of(problem: &Regression, w: &[f64]) -> Option<Near> {
        let Regression { rows, potential, step, .. } = problem;
        let residual = problem.residual(w);
        let (size, dual) = (length(&residual), problem.dual(w));
        let here: Vec<Range> = w.iter().map(|w| Range::of(*potential, *w, *w, *w)).collect();
        let (factor, slowest) = factors(problem, *step, &here).swap_remove(0);
        let columns: Vec<f64> =
            (0..rows.d).map(|j| length(&rows.rows().map(|row| row[j]).collect::<Vec<_>>())).collect();
        let moved_within = |q: f64| {
            let reach = step * size / (1.0 - q);
            let range = |j: usize| {
                let end = |side: f64| potential.inverse(dual[j] + side * reach * columns[j]);
                Range::of(*potential, end(-1.0), w[j], end(1.0))
            };
            moved_by(problem, *step, &(0..rows.d).map(range).collect::<Vec<_>>())
        };
        // A first q half way to one; the norm that it proves is a better one.
        let mut q = 0.5 * (1.0 + factor);
        let mut moved = moved_within(q);
        if size == 0.0 || moved.is_nan() || factor + moved > q || q >= 1.0 {
            return None;
        }
        for _ in 0..3 {
            q = factor + moved;
            moved = moved_within(q);
        }
        let unit = (rows.d + 8) as f64 * f64::EPSILON;
        let of_row = |(row, y): (&[f64], &f64)| {
            let each = row.iter().zip(w).zip(&dual).zip(&here);
            let terms = each.map(|(((x, w), dual), soft)| x.abs() * (w.abs() + soft.here * dual.abs()));
            unit * (terms.sum::<f64>() + y.abs())
        };
        let a_step = length(&rows.rows().zip(&problem.targets).map(of_row).collect::<Vec<_>>());
        let share = dot(&slowest, &residual).abs() / size;
        Some(Near { factor, slowest, share, moved, noise: a_step / (1.0 - q) })
    }

    /// How far the mean logarithm over so many steps may be from ln rho.
    fn remainder(&self, steps: f64) -> f64 {
        let apart = self.moved / self.factor;
        let off = (pow(1.0 + apart, steps) - 1.0) / self.share;
        if apart >= 1.0 || off.is_nan() || off >= 1.0 {
            return f64::INFINITY;
        }
        // ln rho itself is within the second of ln |m|.
        -ln(1.0 - off) / steps - ln(1.0 - apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Case, Method};
    use crate::data::{Seed, SignedRows};
    use crate::dynamics::{MirrorDescent, MirrorUpdate};
    use crate::problem::{Family, MomentumExample};

    fn path(problem: &Regression, until: u64) -> Trajectory {
        let case = Case::open(problem.clone());
        MirrorDescent::from(MirrorUpdate::Plain).run_many(&[(&case, None)], until, &[]).remove(0).unwrap()
    }

    #[test]
    fn the_factor_of_one_equation_is_that_of_the_formula() {
        // w_1 + 2 w_2 = 1 by the entropy ends at (1/2, 1/4), where X H X^T = 1/2 + 4/4: rho = 1 - 3/2 of 1/25.
        let problem = MomentumExample.draw(Seed(0), 0);
        let rho = contraction_at(&problem, Potential::Entropy, 0.04, &[0.5, 0.25], 0.0);
        assert!((rho.value - 0.94).abs() <= rho.radius && rho.radius < 1e-13, "{rho:?}");
        // An error of 1/100 in w moves it by eta (1/100 + 4/100).
        let wide = contraction_at(&problem, Potential::Entropy, 0.04, &[0.5, 0.25], 0.01);
        assert!((wide.radius - 0.002).abs() < 1e-12, "{wide:?}");
        let found = contracted(&problem, &path(&problem, 1000)).unwrap();
        let (miss, allowed) = ((found.ln - ln(0.94)).abs(), found.remainder + found.rounding);
        assert!(miss <= allowed && allowed < 1e-5, "{found:?}");
    }

    #[test]
    fn a_second_factor_however_near_is_no_trouble_and_one_never_seen_is() {
        // Orthogonal rows and the quadratic potential: factors 1 - eta lambda exactly, of shares that the start decides.
        let of = |slow: f64, share: f64| Regression {
            rows: SignedRows::from_rows(&[[slow, 0.0], [0.0, 1.0]]),
            targets: vec![slow * share, 1.0],
            potential: Potential::Quadratic,
            start: vec![0.0, 0.0],
            step: 0.1,
            from: "two equations".to_string(),
        };
        let rho = |problem: &Regression| {
            contraction_at(problem, Potential::Quadratic, problem.step, &problem.start, 0.0).ln()
        };
        for (slow, share) in [(0.5, 1.0), (0.5, 1e-3), (0.999, 1e-3)] {
            let problem = of(slow, share);
            let found = contracted(&problem, &path(&problem, 300)).unwrap();
            let miss = (found.ln - rho(&problem).value).abs();
            assert!(miss <= found.remainder + found.rounding, "{slow} {share}: {miss:e} {found:?}");
            assert!(found.remainder + found.rounding < 1e-8, "{slow} {share}: {found:?}");
        }
        // A start that solves the slow equation never shows its factor.
        let blind = of(0.5, 0.0);
        assert!(contracted(&blind, &path(&blind, 300)).is_err());
    }
}
