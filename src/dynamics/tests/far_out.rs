//! Rules that go on where loss and gradient underflow, against a plain sum in the log domain.

use super::rule::Divisor;
use super::*;
use crate::numbers::log_sum_exp;
use crate::problem::StretchedExponential;

const RULES: [Rule; 3] = [Rule::LossNormalized, Rule::GradientNormalized, Rule::DualAcceleration];

/// Rows whose margins at w = (x, 0, ..., 0) are all x / 2.
fn level(n: usize, d: usize) -> SignedRows {
    let mut level = rows(n, d, 21);
    level.values.chunks_exact_mut(d).for_each(|row| row[0] = 0.5);
    level
}

fn losses() -> Vec<Box<dyn Loss>> {
    let plain = |kernel, generic| Box::new(Plain { kernel, generic }) as Box<dyn Loss>;
    let mut losses: Vec<_> = KERNELS.map(|kernel| plain(kernel, false)).into();
    losses.extend([
        plain(KERNELS[0], true),
        plain(KERNELS[1], true),
        Box::new(StretchedExponential { nu: 0.5 }),
    ]);
    losses
}

/// The normalised descent direction at w, by logarithms of weights and losses alone.
fn in_the_log_domain(rows: &SignedRows, loss: &dyn Loss, rule: &Rule, w: &[f64]) -> Vec<f64> {
    let margins: Vec<f64> = rows.rows().map(|row| row.iter().zip(w).map(|(z, w)| z * w).sum()).collect();
    let slopes: Vec<f64> = margins.iter().map(|&u| loss.log_slope(u)).collect();
    let divisor = match rule.divisor() {
        Divisor::Loss => log_sum_exp(&margins.iter().map(|&u| loss.log_value(u)).collect::<Vec<_>>()),
        _ => slopes.iter().fold(f64::MIN, |a, &b| a.max(b)),
    };
    let mut g = vec![0.0; rows.d];
    for (row, slope) in rows.rows().zip(slopes) {
        g.iter_mut().zip(row).for_each(|(g, z)| *g += exp(slope - divisor) * z);
    }
    let length = g.iter().map(|g| g * g).sum::<f64>().sqrt();
    let scale = if rule.divisor() == Divisor::Loss { 1.0 } else { 1.0 / length };
    g.iter().map(|g| scale * g).collect()
}

#[test]
fn steps_far_out_are_those_of_the_log_domain() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = level(n, d);
        for x in [-2e3, -10.0, 0.0, 10.0, 80.0, 2e3, 2e5] {
            let mut start = vec![0.0; d];
            start[0] = x;
            for loss in losses() {
                for rule in RULES {
                    let step = 0.5;
                    let run = run_many(vec![Task::new(&rows, &*loss, step, &start)], &rule, 10).remove(0);
                    let from = |t: u64| &run.points.iter().find(|at| at.t == t).expect("recorded").w;
                    let mut momentum = vec![0.0; d];
                    for t in 0..4 {
                        let mut want = in_the_log_domain(&rows, &*loss, &rule, from(t));
                        if matches!(rule, Rule::DualAcceleration) {
                            for (m, q) in momentum.iter_mut().zip(&mut want) {
                                *m = t as f64 / (t + 1) as f64 * (*m + *q);
                                *q += *m;
                            }
                        }
                        // Margins are rounded d times at their size; weights carry that as a relative error, the
                        // differences of iterates once more, and with momentum up to 5/2 of it.
                        let allowed = (d + 4) as f64 * f64::EPSILON * (16.0 + 2.0 * x.abs());
                        for j in 0..d {
                            let moved = from(t + 1)[j] - from(t)[j];
                            assert!(
                                (moved - step * want[j]).abs() <= allowed,
                                "{n}x{d} {} {rule:?} from {x} at {t}: {moved:?}, {:?}",
                                loss.key(),
                                step * want[j]
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn steps_across_which_margins_move_by_thousands_are_those_of_the_log_domain() {
    // Rows some ten long and steps of 150: each margin moves by up to 3000 in a step, far beyond what the weights of the
    // step before have in common with those of the next.
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let mut rows = level(n, d);
        rows.values.iter_mut().for_each(|z| *z *= 20.0);
        let start = vec![0.0; d];
        for loss in losses().iter().filter(|loss| !matches!(loss.kernel(), LossKernel::Polynomial { .. })) {
            for rule in [Rule::LossNormalized, Rule::GradientNormalized] {
                let step = 150.0;
                let run = run_many(vec![Task::new(&rows, &**loss, step, &start)], &rule, 10).remove(0);
                assert_eq!(run.ended, Ended::Reached);
                let from = |t: u64| &run.points.iter().find(|at| at.t == t).expect("recorded").w;
                let mut moved_most = 0.0f64;
                for t in 0..4 {
                    let want = in_the_log_domain(&rows, &**loss, &rule, from(t));
                    let (mut largest, mut length) = (0.0f64, 0.0f64);
                    for row in rows.rows() {
                        let along = |w: &[f64]| row.iter().zip(w).map(|(z, w)| z * w).sum::<f64>();
                        largest = largest.max(along(from(t)).abs());
                        length = length.max(along(row).sqrt());
                        moved_most = moved_most.max((along(from(t + 1)) - along(from(t))).abs());
                    }
                    // As above, times the length of a step in w.
                    let allowed = (d + 4) as f64 * f64::EPSILON * (16.0 + 2.0 * largest) * step * length;
                    for j in 0..d {
                        let moved = from(t + 1)[j] - from(t)[j];
                        assert!(
                            (moved - step * want[j]).abs() <= allowed,
                            "{n}x{d} {} {rule:?} at {t}: {moved:?}, {:?}, allowed {allowed:e}",
                            loss.key(),
                            step * want[j]
                        );
                    }
                }
                assert!(moved_most > 400.0, "{n}x{d} {} {rule:?}: {moved_most}", loss.key());
            }
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits_far_out() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = level(n, d);
        for x in [-2e3, 0.0, 2e3] {
            let mut start = vec![0.0; d];
            start[0] = x;
            for loss in losses() {
                for rule in RULES {
                    for step in [3.0, 300.0] {
                        let run =
                            |isa| run_many_on(isa, vec![Task::new(&rows, &*loss, step, &start)], &rule, 100);
                        let want = run(Isa::Portable);
                        assert!(want[0].ended == Ended::Reached, "{} {rule:?} {step}", loss.key());
                        assert!(Isa::available().into_iter().all(|isa| run(isa) == want), "{rule:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn margins_of_constant_normalised_steps_grow_without_end() {
    // The max margin is 1/2 at least and rows are shorter than 1: ln L falls by some 1/4 a step.
    let (rows, start) = (level(28, 7), [0.0; 7]);
    for loss in [&Exponential as &dyn Loss, &Logistic] {
        for rule in RULES {
            let run = run_many(vec![Task::new(&rows, loss, 1.0, &start)], &rule, 100_000).remove(0);
            let w = &run.points.last().expect("recorded").w;
            let least = rows.rows().map(|row| row.iter().zip(w).map(|(z, w)| z * w).sum());
            let least = least.fold(f64::INFINITY, f64::min);
            assert!(least > 1e4, "{} {rule:?}: {least}", loss.key());
        }
    }
}
