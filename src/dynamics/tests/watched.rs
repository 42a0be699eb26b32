//! What monitors see, and that they change nothing.

use super::*;
use crate::case::{Monitor, StepSeen};
use std::sync::Arc;

/// Folds the greatest loss times step count, and remembers nothing else.
struct Greatest(f64);

impl Monitor for Greatest {
    fn step(&mut self, seen: &StepSeen) {
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

/// Keeps what it sees of one step.
struct Snapshot(u64, Arc<std::sync::Mutex<Option<StepSeen>>>);

impl Monitor for Snapshot {
    fn step(&mut self, seen: &StepSeen) {
        if seen.t == self.0 {
            *self.1.lock().unwrap() = Some(*seen);
        }
    }
    fn worst(&self) -> f64 {
        0.0
    }
}

#[test]
fn what_a_monitor_sees_is_the_loss_and_the_gradient_of_that_iterate() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = rows(n, d, 9);
        let start = vec![-0.5; d];
        for kernel in KERNELS {
            for generic in [false, true] {
                for rule in rules() {
                    let loss = Plain { kernel, generic };
                    let seen = Arc::default();
                    let mut watched = task(&rows, &loss, &start);
                    watched.monitors.push(Box::new(Snapshot(10, Arc::clone(&seen))));
                    let run = run_many(vec![watched], &rule, 10).remove(0);
                    let w = &run.points.last().unwrap().w;
                    let (mut value, mut g) = (0.0, vec![0.0; d]);
                    for row in rows.rows() {
                        let u: f64 = row.iter().zip(w).map(|(z, w)| z * w).sum();
                        value += exp(loss.log_value(u));
                        let weight = exp(loss.log_slope(u));
                        g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
                    }
                    let norm: f64 = g.iter().map(|g| g * g).sum();
                    let seen = seen.lock().unwrap().expect("step 10 was shown");
                    // About n d = 800 roundings of numbers of one sign, and an exponential of a rounded margin.
                    let near = |a: f64, b: f64| (a - b).abs() <= 2000.0 * f64::EPSILON * b;
                    assert!(near(seen.loss, value), "{kernel:?} {rule:?}: loss {} for {value}", seen.loss);
                    let squared = seen.gradient_norm_squared;
                    assert!(near(squared, norm), "{kernel:?} {rule:?}: norm^2 {squared} for {norm}");
                }
            }
        }
    }
}
