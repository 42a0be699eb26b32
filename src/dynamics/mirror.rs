//! Mirror descent on a regression, and what is mistaken for it.

use super::grid::recording_grid;
use super::interrupt::stop_requested;
use super::optimizers::Geometry;
use crate::case::{At, Case, Ended, Method, Start, Stopped, Trajectory, Watch, log_of_step};
use crate::data::{Seed, unit_vector};
use crate::numbers::dot;
use crate::problem::Regression;
use crate::record::Stop;
use rand::{Rng, RngExt};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Mirror descent with a share of the problem's own step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MirrorDescent {
    /// How w goes on.
    pub update: MirrorUpdate,
    /// The step over the problem's own.
    pub share: f64,
}

impl From<MirrorUpdate> for MirrorDescent {
    fn from(update: MirrorUpdate) -> MirrorDescent {
        MirrorDescent { update, share: 1.0 }
    }
}

/// How w goes on from w_t. With momentum nothing moves before the first step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MirrorUpdate {
    /// grad psi(w_t+1) = grad psi(w_t) - eta grad L(w_t).
    Plain,
    /// grad psi(w_t+1) = grad psi(w_t) + beta (grad psi(w_t) - grad psi(w_t-1)) - eta grad L(w_t + gamma (w_t - w_t-1)).
    DualMomentum {
        /// In [0, 1).
        beta: f64,
        /// The look-ahead within the gradient.
        gamma: f64,
    },
    /// grad psi(w_t+1) = grad psi(w_t + beta (w_t - w_t-1)) - eta grad L(w_t + gamma (w_t - w_t-1)).
    PrimalMomentum {
        /// In [0, 1).
        beta: f64,
        /// The look-ahead within the gradient.
        gamma: f64,
    },
    /// w_t+1 = w_t - eta (Hess psi(w_t))^-1 grad L(w_t): natural gradient descent.
    Natural,
    /// As plain, with the gradient of one row, drawn anew with replacement.
    RandomRow {
        /// Of the draws.
        seed: u64,
    },
    /// As with a random row, and a vector across the rows on top, of a random direction and `share` times as long as the gradient.
    NoisyRow {
        /// Of the draws.
        seed: u64,
        /// Of the gradient's length.
        share: f64,
    },
    /// As plain, and divided by the sum of the coordinates: with the entropy exponentiated gradient descent on the simplex.
    Exponentiated,
    /// w_t+1 = w_t + eta ||grad L||_q v, v steepest in l_p: it has no potential.
    Steepest {
        /// At least 1.
        p: f64,
    },
}

/// Under which name the largest part of grad psi(w_t) - grad psi(w_0) across the rows is folded, over every step.
const ACROSS: &str = "grad psi(w_t) - grad psi(w_0) across the rows";
/// And the largest length of grad psi(w_t), which tells its rounding.
const LENGTH: &str = "length of grad psi(w_t)";

/// The largest length of grad psi(w_t) - grad psi(w_0) - its projection onto the rows, over all steps, and of grad psi(w_t).
pub fn across_the_rows(trajectory: &Trajectory) -> Stopped<(f64, f64)> {
    let last = |name: &str| trajectory.monitored.get(name).and_then(|series| series.last()).map(|(_, x)| *x);
    let missing = || Stop::Undecided { why: "not a run of mirror descent".to_string() };
    last(ACROSS).zip(last(LENGTH)).ok_or_else(missing)
}

impl Method<Regression> for MirrorDescent {
    fn key(&self) -> String {
        let update = match self.update {
            MirrorUpdate::Plain => "mirror-descent".to_string(),
            MirrorUpdate::DualMomentum { beta, gamma } => {
                format!("mirror-descent, dual momentum {beta:e}, look-ahead {gamma:e}")
            }
            MirrorUpdate::PrimalMomentum { beta, gamma } => {
                format!("mirror-descent, primal momentum {beta:e}, look-ahead {gamma:e}")
            }
            MirrorUpdate::Natural => "natural-gradient-descent".to_string(),
            MirrorUpdate::RandomRow { seed } => format!("mirror-descent, one random row, seed {seed}"),
            MirrorUpdate::NoisyRow { seed, share } => {
                format!("mirror-descent, one random row, noise {share:e} across the rows, seed {seed}")
            }
            MirrorUpdate::Exponentiated => "exponentiated-gradient-descent".to_string(),
            MirrorUpdate::Steepest { p } => format!("steepest-descent in l_{p:?}"),
        };
        if self.share == 1.0 { update } else { format!("{update}, step times {:e}", self.share) }
    }

    fn run_many(
        &self,
        begun: &[(&Case<Regression>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Regression>>],
    ) -> Vec<Stopped<Trajectory>> {
        let run = |(case, start): &(&Case<Regression>, Option<Start>)| {
            let refused =
                watches.first().map(|watch| watch.key()).or(start.map(|s| format!("start {}", s.number)));
            match refused {
                Some(what) => Err(Stop::Undecided { why: format!("mirror descent does not take {what}") }),
                None => self.run(&case.problem, until),
            }
        };
        begun.iter().map(run).collect()
    }
}

impl MirrorDescent {
    fn run(&self, problem: &Regression, until: u64) -> Stopped<Trajectory> {
        let (d, potential) = (problem.rows.d, problem.potential);
        let axes = orthonormal(problem);
        let origin = problem.dual(&problem.start);
        let (mut w, mut theta) = (problem.start.clone(), origin.clone());
        let (mut before, mut theta_before) = (w.clone(), theta.clone());
        let (mut moved, mut ahead, mut gradient) = (vec![0.0; d], vec![0.0; d], vec![0.0; d]);
        let mut path = Trajectory { points: Vec::new(), monitored: BTreeMap::new(), ended: Ended::Reached };
        let (mut across, mut length) = (Vec::new(), Vec::new());
        let (mut most_across, mut longest) = (0.0f64, 0.0f64);
        let mut draws = match self.update {
            MirrorUpdate::RandomRow { seed } | MirrorUpdate::NoisyRow { seed, .. } => {
                Some(Seed(seed).stream("rows of mirror descent").rng())
            }
            _ => None,
        };
        let mut steepest = vec![0.0; d];
        let grid = recording_grid(until);
        let mut due = 0;
        for t in 0..=until {
            // Of w itself: what the update adds up in the dual could hardly leave the rows.
            let duals = w.iter().map(|w| potential.derivative(*w));
            moved.iter_mut().zip(duals).zip(&origin).for_each(|((m, dual), origin)| *m = dual - origin);
            part_across(&axes, &mut moved);
            most_across = most_across.max(dot(&moved, &moved).sqrt());
            longest = longest.max(dot(&theta, &theta).sqrt());
            if t == grid[due] {
                if stop_requested() {
                    return Err(Stop::Interrupted);
                }
                if !theta.iter().chain(&w).all(|x| x.is_finite()) {
                    path.ended = Ended::Diverged { step: t };
                    break;
                }
                path.points.push(At { step: t, log_time: log_of_step(t), w: w.clone() });
                across.push((t, most_across));
                length.push((t, longest));
                due += 1;
            }
            let gamma = match self.update {
                MirrorUpdate::DualMomentum { gamma, .. } | MirrorUpdate::PrimalMomentum { gamma, .. } => {
                    gamma
                }
                _ => 0.0,
            };
            for j in 0..d {
                ahead[j] = gamma.mul_add(w[j] - before[j], w[j]);
            }
            match &mut draws {
                None => problem.gradient(&ahead, &mut gradient),
                Some(draws) => {
                    problem.gradient_of_row(draws.random_range(0..problem.rows.n), &ahead, &mut gradient);
                    if let MirrorUpdate::NoisyRow { share, .. } = self.update {
                        add_noise_across(&axes, share, &mut *draws, &mut gradient);
                    }
                }
            }
            if let MirrorUpdate::Steepest { p } = self.update {
                let size = Geometry::Power { p }.direction(&gradient, &mut [], &mut steepest);
                gradient.iter_mut().zip(&steepest).for_each(|(g, v)| *g = size * v);
            }
            for j in 0..d {
                let pull = self.share * problem.step * gradient[j];
                let (here, theta_here) = (w[j], theta[j]);
                match self.update {
                    MirrorUpdate::Natural => {
                        w[j] -= pull / potential.curvature(w[j]);
                        theta[j] = potential.derivative(w[j]);
                    }
                    MirrorUpdate::Steepest { .. } => {
                        w[j] -= pull;
                        theta[j] = potential.derivative(w[j]);
                    }
                    MirrorUpdate::PrimalMomentum { beta, .. } => {
                        theta[j] = potential.derivative(beta.mul_add(w[j] - before[j], w[j])) - pull;
                        w[j] = potential.inverse(theta[j]);
                    }
                    _ => {
                        let beta = if let MirrorUpdate::DualMomentum { beta, .. } = self.update {
                            beta
                        } else {
                            0.0
                        };
                        theta[j] += beta * (theta[j] - theta_before[j]) - pull;
                        w[j] = potential.inverse(theta[j]);
                    }
                }
                (before[j], theta_before[j]) = (here, theta_here);
            }
            if self.update == MirrorUpdate::Exponentiated {
                let sum: f64 = w.iter().sum();
                for (w, theta) in w.iter_mut().zip(&mut theta) {
                    *w /= sum;
                    *theta = potential.derivative(*w);
                }
            }
        }
        path.monitored = BTreeMap::from([(ACROSS.to_string(), across), (LENGTH.to_string(), length)]);
        Ok(path)
    }
}

/// Orthonormal axes of the span of the rows, by Gram and Schmidt, twice.
fn orthonormal(problem: &Regression) -> Vec<Vec<f64>> {
    let mut axes: Vec<Vec<f64>> = Vec::new();
    for row in problem.rows.rows() {
        let mut left = row.to_vec();
        for _ in 0..2 {
            for axis in &axes {
                let along = dot(axis, &left);
                left.iter_mut().zip(axis).for_each(|(x, a)| *x = (-along).mul_add(*a, *x));
            }
        }
        let length = dot(&left, &left).sqrt();
        if length > 1e-12 * dot(row, row).sqrt() {
            axes.push(left.iter().map(|x| x / length).collect());
        }
    }
    axes
}

/// What of v lies across the axes, into v.
fn part_across(axes: &[Vec<f64>], v: &mut [f64]) {
    for axis in axes {
        let along = dot(axis, v);
        v.iter_mut().zip(axis).for_each(|(x, a)| *x = (-along).mul_add(*a, *x));
    }
}

/// Adds to a gradient a vector across the axes, of a random direction and `share` times its length.
fn add_noise_across(axes: &[Vec<f64>], share: f64, rng: &mut impl Rng, gradient: &mut [f64]) {
    let mut noise = unit_vector(rng, gradient.len());
    part_across(axes, &mut noise);
    let size = share * (dot(gradient, gradient) / dot(&noise, &noise)).sqrt();
    gradient.iter_mut().zip(noise).for_each(|(g, x)| *g = size.mul_add(x, *g));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{exp, ln};
    use crate::problem::{Family, MomentumExample};

    fn end(update: MirrorUpdate, until: u64) -> Vec<f64> {
        let problem = MomentumExample.draw(Seed(0), 0);
        MirrorDescent::from(update).run(&problem, until).unwrap().last().w.clone()
    }

    #[test]
    fn one_step_is_that_of_the_formula() {
        // L = (w_1 + 2 w_2 - 1)^2 / 2 from (1, 1) with steps of 1/25: the gradient is 2 (1, 2), and psi is the entropy.
        let near = |found: Vec<f64>, wanted: [f64; 2]| {
            assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}, {wanted:?}");
        };
        near(end(MirrorUpdate::Plain, 1), [exp(-0.08), exp(-0.16)]);
        near(end(MirrorUpdate::Natural, 1), [0.92, 0.84]);
        // The second: momentum in the dual adds what the dual moved, in the primal it is taken before the map.
        let w = [exp(-0.08), exp(-0.16)];
        let pull = 0.04 * (w[0] + 2.0 * w[1] - 1.0);
        let dual = MirrorUpdate::DualMomentum { beta: 0.5, gamma: 0.0 };
        near(end(dual, 2), [exp(-0.12 - pull), exp(-0.24 - 2.0 * pull)]);
        let primal = MirrorUpdate::PrimalMomentum { beta: 0.5, gamma: 0.0 };
        let ahead = w.map(|w| ln(w + 0.5 * (w - 1.0)));
        near(end(primal, 2), [exp(ahead[0] - pull), exp(ahead[1] - 2.0 * pull)]);
    }

    #[test]
    fn noise_across_the_rows_is_of_its_length_and_orthogonal_to_them() {
        let axes = orthonormal(&MomentumExample.draw(Seed(0), 0));
        let mut gradient = vec![3.0, 6.0];
        add_noise_across(&axes, 0.5, &mut Seed(5).rng(), &mut gradient);
        let noise = [gradient[0] - 3.0, gradient[1] - 6.0];
        assert!((noise[0] + 2.0 * noise[1]).abs() < 1e-13, "{noise:?}");
        assert!((dot(&noise, &noise) - 0.25 * 45.0).abs() < 1e-12, "{noise:?}");
    }

    #[test]
    fn a_step_out_of_the_domain_is_a_divergence() {
        let problem = Regression { step: 2.0, ..MomentumExample.draw(Seed(0), 0) };
        let path = MirrorDescent::from(MirrorUpdate::Natural).run(&problem, 10).unwrap();
        assert!(matches!(path.ended, Ended::Diverged { .. }), "{:?}", path.ended);
    }
}
