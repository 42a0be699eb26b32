//! What monitors see, and that they change nothing.

use super::rule::Divisor;
use super::*;
use crate::case::{Lane, Monitor, StepSeen};
use crate::numbers::{ln, log_sum_exp};
use std::sync::Arc;

/// Folds the greatest loss times step count, and remembers nothing else.
struct Greatest(f64);

impl Monitor for Greatest {
    fn step(&mut self, seen: &StepSeen<'_>) {
        let value = seen.t as f64 * seen.loss + seen.gradient_norm_squared;
        self.0 = if value > self.0 { value } else { self.0 };
    }
    fn worst(&self) -> f64 {
        self.0
    }
}

#[test]
fn watching_changes_no_bit_and_is_read_off_a_longer_run() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let (rows, other) = (rows(n, d, 5), rows(n, d, 6));
        let start = vec![0.0; d];
        for (kernel, generic) in
            [(KERNELS[0], false), (KERNELS[1], false), (KERNELS[5], false), (KERNELS[1], true)]
        {
            let loss = Plain { kernel, generic };
            for rule in rules() {
                let run = |until, watch: bool| {
                    let mut watched = task(&rows, &loss, &start);
                    if watch {
                        watched.monitors.push(Box::new(Greatest(0.0)));
                    }
                    run_many(vec![task(&other, &loss, &start), watched], &rule, until)
                };
                let (plain, watched, short) = (run(1000, false), run(1000, true), run(100, true));
                assert_eq!(plain[0].points, watched[0].points);
                assert_eq!(plain[1].points, watched[1].points);
                let series = &watched[1].monitored[0];
                assert_eq!(series[..short[1].monitored[0].len()], short[1].monitored[0]);
                assert_eq!(series.len(), watched[1].points.len());
            }
        }
    }
}

/// What was seen of one step.
#[derive(Clone, Default)]
struct Kept {
    w: Vec<f64>,
    margins: Vec<f64>,
    direction: Vec<f64>,
    log_scale: f64,
    loss: f64,
    log_loss: f64,
    gradient_norm_squared: f64,
    log_gradient_norm: f64,
    nominal_step: f64,
    step: f64,
    log_step: f64,
}

/// Keeps what it sees of one step.
struct Snapshot(u64, Arc<std::sync::Mutex<Option<Kept>>>);

impl Monitor for Snapshot {
    fn step(&mut self, seen: &StepSeen<'_>) {
        let all = |lane: Lane<'_>| lane.iter().collect();
        if seen.t == self.0 {
            *self.1.lock().unwrap() = Some(Kept {
                w: all(seen.w),
                margins: all(seen.margins),
                direction: all(seen.direction),
                log_scale: seen.log_scale,
                loss: seen.loss,
                log_loss: seen.log_loss,
                gradient_norm_squared: seen.gradient_norm_squared,
                log_gradient_norm: seen.log_gradient_norm,
                nominal_step: seen.nominal_step,
                step: seen.step,
                log_step: seen.log_step,
            });
        }
    }
    fn worst(&self) -> f64 {
        0.0
    }
}

/// What is seen of step `t` of a problem that runs beside another one, and w_t and w_(t+1).
fn seen(
    rows: &SignedRows,
    loss: &dyn Loss,
    rule: &Rule,
    start: &[f64],
    t: u64,
) -> (Kept, Vec<f64>, Vec<f64>) {
    let kept = Arc::default();
    let (other, schedule) = (super::rows(rows.n, rows.d, 77), Schedule::InverseSquareRoot);
    let mut watched = Task { schedule, ..task(rows, loss, start) };
    watched.monitors.push(Box::new(Snapshot(t, Arc::clone(&kept))));
    let beside = Task { schedule, ..task(&other, loss, start) };
    let run = run_many(vec![beside, watched], rule, t + 1).remove(1);
    let [.., before, after] = &run.points[..] else { panic!("two steps at least") };
    assert_eq!((before.t, after.t), (t, t + 1));
    let kept = kept.lock().unwrap().take().expect("the step was shown");
    (kept, before.w.clone(), after.w.clone())
}

#[test]
fn what_a_monitor_sees_is_the_loss_and_the_gradient_of_that_iterate() {
    for (n, d) in [(28, 7), (70, 5), (20, 40), (9, 390)] {
        let rows = rows(n, d, 9);
        let start = vec![-0.5; d];
        for kernel in KERNELS {
            for generic in [false, true] {
                for rule in rules() {
                    let loss = Plain { kernel, generic };
                    let (seen, w, after) = seen(&rows, &loss, &rule, &start, 6);
                    let context = format!("{n}x{d} {kernel:?} {rule:?}");
                    let (mut value, mut g) = (0.0, vec![0.0; d]);
                    for (i, row) in rows.rows().enumerate() {
                        let u: f64 = row.iter().zip(&w).map(|(z, w)| z * w).sum();
                        assert!((seen.margins[i] - u).abs() <= 1e-12, "{context}: margin {i}");
                        value += exp(loss.log_value(u));
                        let weight = exp(loss.log_slope(u));
                        g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
                    }
                    let norm: f64 = g.iter().map(|g| g * g).sum();
                    assert_eq!((&seen.w, seen.margins.len()), (&w, n));
                    // About n d = 3500 roundings of numbers of one sign, and an exponential of a rounded margin.
                    let near = |what: &str, a: f64, b: f64| {
                        assert!(
                            (a - b).abs() <= 8000.0 * f64::EPSILON * b.abs().max(1e-300),
                            "{context}: {what} {a}, {b}"
                        );
                    };
                    near("loss", seen.loss, value);
                    near("norm^2", seen.gradient_norm_squared, norm);
                    near("loss by its logarithm", exp(seen.log_loss), value);
                    near("norm by its logarithm", exp(2.0 * seen.log_gradient_norm), norm);
                    near("nominal step", seen.nominal_step, 1.0 / n as f64 / 7.0f64.sqrt());
                    near("step by its logarithm", exp(seen.log_step), seen.step);
                    let divided = match rule {
                        Rule::LossNormalized | Rule::DualAcceleration => value,
                        Rule::GradientNormalized => norm.sqrt(),
                        _ => 1.0,
                    };
                    near("step", seen.step, seen.nominal_step / divided);
                    let scale = exp(-seen.log_scale);
                    let apart = |a: &[f64], b: &dyn Fn(usize) -> f64| {
                        a.iter().enumerate().map(|(j, a)| (a - b(j)).abs()).fold(0.0, f64::max)
                    };
                    let parted = apart(&g, &|j| scale * seen.direction[j]);
                    assert!(
                        parted <= 8000.0 * f64::EPSILON * norm.sqrt(),
                        "{context}: direction off by {parted}"
                    );
                    if matches!(rule, Rule::GradientDescent | Rule::LossNormalized | Rule::GradientNormalized)
                    {
                        let parted = apart(&after, &|j| w[j] + seen.step * g[j]);
                        assert!(parted <= 1e-12, "{context}: the step leads elsewhere by {parted}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_monitor_sees_logarithms_where_the_numbers_underflow() {
    let mut rows = rows(28, 7, 9);
    rows.values.chunks_exact_mut(7).for_each(|row| row[0] = 0.5);
    let wide = SignedRows { n: 4, d: 49, values: rows.values.clone() };
    for rows in [&rows, &wide] {
        let mut start = vec![0.0; rows.d];
        start[0] = 1e4;
        for (kernel, generic) in [(KERNELS[0], false), (KERNELS[1], false), (KERNELS[1], true)] {
            for rule in rules() {
                let loss = Plain { kernel, generic };
                let (seen, w, _) = seen(rows, &loss, &rule, &start, 6);
                let dot = |row: &[f64]| row.iter().zip(&w).map(|(z, w)| z * w).sum::<f64>();
                let logs: Vec<f64> = rows.rows().map(|row| loss.log_value(dot(row))).collect();
                assert_eq!((seen.loss, seen.gradient_norm_squared), (0.0, 0.0));
                // Margins of 5000 are right to 1e-11.
                let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-10, "{kernel:?} {rule:?}: {a}, {b}");
                near(seen.log_loss, log_sum_exp(&logs));
                // The plain gradient is zero; with the factor it is not.
                if rule.is_scale_invariant() {
                    // Half of the sum of the weights is the first entry of the gradient.
                    near(ln(2.0 * seen.direction[0]) - seen.log_scale, seen.log_loss);
                    let norm = seen.direction.iter().map(|g| g * g).sum::<f64>();
                    near(seen.log_gradient_norm, 0.5 * ln(norm) - seen.log_scale);
                }
                match rule {
                    Rule::LossNormalized | Rule::DualAcceleration => {
                        near(seen.log_step, ln(seen.nominal_step) - seen.log_loss);
                    }
                    Rule::GradientNormalized => {
                        near(seen.log_step, ln(seen.nominal_step) - seen.log_gradient_norm);
                    }
                    _ => near(seen.step, seen.nominal_step),
                }
                let divides = rule.divisor() != Divisor::One;
                assert_eq!(divides, seen.step == f64::INFINITY);
            }
        }
    }
}
