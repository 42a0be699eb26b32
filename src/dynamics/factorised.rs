//! Gradient descent on the factor of a matrix W = U U^T.

use super::grid::recording_grid;
use super::interrupt::stop_requested;
use super::method::numbered_start;
use crate::case::{At, Case, Ended, Method, Start, Stopped, Trajectory, Watch, log_of_step};
use crate::numbers::{dot, exp, ln};
use crate::problem::{Linear, LossKernel};
use crate::record::Stop;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Gradient descent on all of U (D x D) for the exponential loss of W = U U^T, the rows being matrices A_i of D x D entries.
///
/// The step is 1 / (L (4 R^2 ||U||^2 + 2 B)) for B the longest row and R the farthest from their mean: one over a bound of the second
/// derivative of ln L at U, which along V is the variance of <2 A_i U, V> under the weights of the loss, less the mean of 2 <A_i V, V>; so
/// the loss falls. Divided by the loss it is not bounded, and ||W|| grows like t, where bounded steps have it grow like log t. From the random
/// U_0 of a start's number, 0 where none is asked for, with ||U_0||^2 = 1/B. What is recorded as w is W, row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factorised;

/// Under which name the largest rise of ln L in a step, over 1 + |ln L|, is folded.
const RISE: &str = "largest rise of ln L over its size";
/// And ln L itself.
const LOG_LOSS: &str = "ln L";

/// The largest (ln L(U_(t+1)) - ln L(U_t)) / (1 + |ln L(U_t)|) over all steps, and ln L at the end.
pub fn rise_and_log_loss(trajectory: &Trajectory) -> Stopped<(f64, f64)> {
    let last = |name: &str| trajectory.monitored.get(name).and_then(|series| series.last()).map(|(_, x)| *x);
    let missing = || Stop::Undecided { why: "not a run on a factor".to_string() };
    last(RISE).zip(last(LOG_LOSS)).ok_or_else(missing)
}

impl Method<Linear> for Factorised {
    fn key(&self) -> String {
        "gradient-descent on U, W = U U^T, loss-normalised".to_string()
    }

    fn run_many(
        &self,
        begun: &[(&Case<Linear>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<Linear>>],
    ) -> Vec<Stopped<Trajectory>> {
        let run = |(case, start): &(&Case<Linear>, Option<Start>)| match watches.first() {
            Some(watch) => {
                let why = format!("descent on a factor does not take {}", watch.key());
                Err(Stop::Undecided { why })
            }
            None => run(&case.problem, start.unwrap_or(Start { number: 0 }), until),
        };
        begun.iter().map(run).collect()
    }
}

fn run(problem: &Linear, start: Start, until: u64) -> Stopped<Trajectory> {
    let (d, size) = (problem.rows.d, problem.rows.d.isqrt());
    if size * size != d || problem.loss.kernel() != LossKernel::Exponential {
        let loss = problem.loss.key();
        let why = format!("found rows of {d} numbers and {loss} loss, expected D^2 and the exponential one");
        return Err(Stop::Undecided { why });
    }
    let (b, r) = (problem.radius(), farthest_from_the_mean(problem));
    let mut u = numbered_start(problem, start, d, (1.0 / b).sqrt());
    let (mut w, mut pull) = (vec![0.0; d], vec![0.0; d]);
    let mut weights = vec![0.0; problem.rows.n];
    let (mut rise, mut log_loss) = (f64::NEG_INFINITY, f64::NAN);
    let (mut rises, mut log_losses) = (Vec::new(), Vec::new());
    let mut path = Trajectory { points: Vec::new(), monitored: BTreeMap::new(), ended: Ended::Reached };
    let grid = recording_grid(until);
    let mut due = 0;
    for t in 0..=until {
        square(&u, size, &mut w);
        for (weight, row) in weights.iter_mut().zip(problem.rows.rows()) {
            *weight = -dot(row, &w);
        }
        let greatest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        weights.iter_mut().for_each(|weight| *weight = exp(*weight - greatest));
        let sum: f64 = weights.iter().sum();
        let before = log_loss;
        log_loss = greatest + ln(sum);
        if t > 0 {
            rise = rise.max((log_loss - before) / (1.0 + before.abs()));
        }
        if t == grid[due] {
            if stop_requested() {
                return Err(Stop::Interrupted);
            }
            if !log_loss.is_finite() {
                path.ended = Ended::Diverged { step: t };
                break;
            }
            path.points.push(At { step: t, log_time: log_of_step(t), w: w.clone() });
            rises.push((t, rise));
            log_losses.push((t, log_loss));
            due += 1;
        }
        // -grad ln L = (S + S^T) U for S = sum p_i A_i.
        pull.fill(0.0);
        for (weight, row) in weights.iter().zip(problem.rows.rows()) {
            let p = weight / sum;
            pull.iter_mut().zip(row).for_each(|(s, a)| *s = p.mul_add(*a, *s));
        }
        let step = 1.0 / (4.0 * r * r).mul_add(dot(&u, &u), 2.0 * b);
        descend(&mut u, size, &pull, step, &mut w);
    }
    let kept = [(RISE, rises), (LOG_LOSS, log_losses)];
    path.monitored = kept.into_iter().map(|(name, series)| (name.to_string(), series)).collect();
    Ok(path)
}

/// max_i ||A_i - mean A||.
fn farthest_from_the_mean(problem: &Linear) -> f64 {
    let n = problem.rows.n as f64;
    let mean = |j: usize| problem.rows.rows().map(|row| row[j]).sum::<f64>() / n;
    let mean: Vec<f64> = (0..problem.rows.d).map(mean).collect();
    let away = |row: &[f64]| row.iter().zip(&mean).map(|(a, m)| (a - m) * (a - m)).sum::<f64>();
    problem.rows.rows().map(away).fold(0.0, f64::max).sqrt()
}

/// U U^T.
fn square(u: &[f64], size: usize, w: &mut [f64]) {
    for i in 0..size {
        for j in 0..=i {
            let entry = dot(&u[i * size..][..size], &u[j * size..][..size]);
            (w[i * size + j], w[j * size + i]) = (entry, entry);
        }
    }
}

/// U + step (S + S^T) U into U, by way of `scratch`.
fn descend(u: &mut [f64], size: usize, s: &[f64], step: f64, scratch: &mut [f64]) {
    scratch.copy_from_slice(u);
    for (i, row) in u.chunks_exact_mut(size).enumerate() {
        for (k, from) in scratch.chunks_exact(size).enumerate() {
            let share = step * (s[i * size + k] + s[k * size + i]);
            row.iter_mut().zip(from).for_each(|(u, v)| *u = share.mul_add(*v, *u));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use crate::problem::{Family, UnevenMatrices};

    fn problem() -> Linear {
        UnevenMatrices { negative: true }.draw(Seed(1), 0)
    }

    /// ln L of W = U U^T.
    fn log_loss(problem: &Linear, u: &[f64]) -> f64 {
        let mut w = vec![0.0; u.len()];
        square(u, u.len().isqrt(), &mut w);
        ln(problem.rows.rows().map(|row| exp(-dot(row, &w))).sum())
    }

    #[test]
    fn a_step_goes_along_the_difference_of_the_loss() {
        let problem = problem();
        let b = problem.radius();
        let u = numbered_start(&problem, Start { number: 3 }, 16, (1.0 / b).sqrt());
        let slope = |k: usize| {
            let at = |h: f64| {
                let mut moved = u.clone();
                moved[k] += h;
                log_loss(&problem, &moved)
            };
            (at(1e-6) - at(-1e-6)) / 2e-6
        };
        let r = farthest_from_the_mean(&problem);
        let step = 1.0 / (4.0 * r * r / b + 2.0 * b);
        let next: Vec<f64> = (0..16).map(|k| u[k] - step * slope(k)).collect();
        let mut w = vec![0.0; 16];
        square(&next, 4, &mut w);
        let found = run(&problem, Start { number: 3 }, 1).unwrap().last().w.clone();
        assert!(found.iter().zip(&w).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {w:?}");
    }

    #[test]
    fn the_loss_falls_in_every_step_and_w_stays_semidefinite() {
        let path = run(&problem(), Start { number: 0 }, 3000).unwrap();
        let (rise, log_loss) = rise_and_log_loss(&path).unwrap();
        assert!(rise < 0.0 && log_loss < -100.0, "{rise:e} {log_loss}");
        let last = nalgebra::DMatrix::from_row_slice(4, 4, &path.last().w);
        let least = last.clone().symmetric_eigenvalues().min();
        assert!(least > -1e-12 * last.trace(), "{least:e}");
    }

    #[test]
    fn rows_that_are_no_square_matrices_are_refused() {
        let data = crate::data::SignedRows::from_rows(&[[1.0, 2.0]]);
        let problem = Linear { rows: Arc::new(data), ..problem() };
        let why = "found rows of 2 numbers and exponential loss, expected D^2 and the exponential one";
        assert_eq!(run(&problem, Start { number: 0 }, 10), Err(Stop::Undecided { why: why.to_string() }));
    }
}
