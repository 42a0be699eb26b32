use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::case::{Monitor, StepSeen};
use crate::data::SignedRows;
use crate::numbers::{Isa, exp, ln, pow, softplus};
use crate::problem::{Loss, LossKernel, Tail};

/// A loss given by its kernel; `generic` hides the kernel, so that the open path is run on the same loss.
#[derive(Debug)]
struct Plain {
    kernel: LossKernel,
    generic: bool,
}

impl Loss for Plain {
    fn key(&self) -> String {
        format!("{:?}", self.kernel)
    }
    fn log_value(&self, u: f64) -> f64 {
        match self.kernel {
            LossKernel::Logistic => ln(softplus(-u)),
            LossKernel::Polynomial { k } => ln(2.0 * (-u).max(0.0) + pow(1.0 + u.abs(), -k) / k),
            _ => -u,
        }
    }
    fn log_slope(&self, u: f64) -> f64 {
        match self.kernel {
            LossKernel::Logistic => -softplus(u),
            LossKernel::Polynomial { k } if u < 0.0 => ln(2.0 - pow(1.0 - u, -(k + 1.0))),
            LossKernel::Polynomial { k } => -(k + 1.0) * ln(1.0 + u),
            _ => -u,
        }
    }
    fn log_slope_derivative(&self, _u: f64) -> f64 {
        unreachable!("the engine asks for values and slopes only")
    }
    fn smoothness(&self) -> Option<f64> {
        None
    }
    fn tail(&self) -> Tail {
        Tail::Other
    }
    fn kernel(&self) -> LossKernel {
        if self.generic { LossKernel::Generic } else { self.kernel }
    }
}

const fn plain(kernel: LossKernel) -> Plain {
    Plain { kernel, generic: false }
}

const KERNELS: [LossKernel; 6] = [
    LossKernel::Exponential,
    LossKernel::Logistic,
    LossKernel::Polynomial { k: 1.0 },
    LossKernel::Polynomial { k: 2.0 },
    LossKernel::Polynomial { k: 3.0 },
    LossKernel::Polynomial { k: 1.5 },
];

fn rules() -> Vec<Rule> {
    vec![
        Rule::GradientDescent,
        Rule::HeavyBall { beta: 0.9 },
        Rule::SignDescent,
        Rule::CoordinateDescent,
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 0.0 },
    ]
}

/// Separable rows of length about one, by a small congruential generator: the shape is what is tested.
fn rows(n: usize, d: usize, seed: u64) -> SignedRows {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut values: Vec<f64> = (0..n * d).map(|_| (uniform() - 0.5) / (d as f64).sqrt()).collect();
    values.chunks_exact_mut(d).for_each(|row| row[0] = row[0].abs() + 0.1);
    SignedRows { n, d, values }
}

fn task<'a>(rows: &'a SignedRows, loss: &'a dyn Loss, start: &'a [f64]) -> Task<'a> {
    Task { rows, loss, step: 1.0 / rows.n as f64, start, monitors: Vec::new() }
}

fn run_one(isa: Isa, rows: &SignedRows, loss: &dyn Loss, rule: &Rule, until: u64) -> Descent {
    let start = vec![0.0; rows.d];
    run_many_on(isa, vec![task(rows, loss, &start)], rule, until).remove(0)
}

/// The rules written down once more, in the plainest way.
fn naive(rows: &SignedRows, loss: &dyn Loss, rule: &Rule, until: u64) -> Vec<f64> {
    let (step, d) = (1.0 / rows.n as f64, rows.d);
    let (mut w, mut first, mut second) = (vec![0.0; d], vec![0.0; d], vec![0.0; d]);
    for t in 1..=until {
        let mut g = vec![0.0; d];
        for row in rows.rows() {
            let u: f64 = row.iter().zip(&w).map(|(z, w)| z * w).sum();
            let weight = exp(loss.log_slope(u));
            g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
        }
        let greatest = g.iter().fold(0.0f64, |a, b| a.max(b.abs()));
        let chosen = g.iter().position(|g| g.abs() == greatest).unwrap();
        for j in 0..d {
            w[j] += match rule {
                Rule::GradientDescent => step * g[j],
                Rule::HeavyBall { beta } => {
                    first[j] = beta * first[j] + step * g[j];
                    first[j]
                }
                Rule::SignDescent => step * g[j].signum(),
                Rule::CoordinateDescent => {
                    if j == chosen {
                        step * g[j].signum()
                    } else {
                        0.0
                    }
                }
                Rule::Adam { beta1, beta2, epsilon } => {
                    first[j] = beta1 * first[j] + (1.0 - beta1) * g[j];
                    second[j] = beta2 * second[j] + (1.0 - beta2) * g[j] * g[j];
                    let mean = first[j] / (1.0 - pow(*beta1, t as f64));
                    let square = second[j] / (1.0 - pow(*beta2, t as f64));
                    step * mean / (square.sqrt() + epsilon)
                }
                Rule::Custom(_) => unreachable!(),
            };
        }
    }
    w
}

/// Shapes on both sides of every border: vectors of eight, blocks of four, bundle, short rows, lag, rows of a tile.
fn shapes() -> Vec<(usize, usize)> {
    let mut shapes: Vec<_> = (1..=20).map(|k| (k, 1 + (7 * k) % 20)).collect();
    shapes.extend((1..=20).map(|k| (1 + (11 * k) % 20, k)));
    shapes.extend([
        (64, 16),
        (65, 16),
        (64, 17),
        (65, 2),
        (300, 31),
        (100, 32),
        (37, 33),
        (13, 100),
        (259, 3),
        (3, 33),
        (17, 130),
        (11, 390),
    ]);
    shapes
}

#[test]
fn both_kernels_do_what_the_formulas_say() {
    for (n, d) in shapes() {
        let rows = rows(n, d, (n * 1000 + d) as u64);
        for kernel in KERNELS {
            for rule in rules() {
                let loss = plain(kernel);
                let run = run_one(Isa::detect(), &rows, &loss, &rule, 24);
                let want = naive(&rows, &loss, &rule, 24);
                let got = &run.points.last().unwrap().w;
                // 24 steps of at most about 3000 operations on numbers of order one, each rounded to 1.1e-16, in
                // two orders; Adam without epsilon divides by roots of differences and may lose a factor of 100.
                let allowed = 24.0
                    * 3000.0
                    * f64::EPSILON
                    * if matches!(rule, Rule::Adam { .. }) { 100.0 } else { 1.0 };
                for (got, want) in got.iter().zip(&want) {
                    assert!((got - want).abs() <= allowed, "{n}x{d} {kernel:?} {rule:?}: {got:?}, {want:?}");
                }
            }
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for (n, d) in shapes() {
        let rows = rows(n, d, (n * 100 + d) as u64);
        for kernel in KERNELS {
            for rule in rules() {
                for generic in [false, true] {
                    let loss = Plain { kernel, generic };
                    let want = run_one(Isa::Portable, &rows, &loss, &rule, 10);
                    for isa in Isa::available() {
                        assert_eq!(
                            run_one(isa, &rows, &loss, &rule, 10),
                            want,
                            "{isa:?} {n}x{d} {kernel:?} {rule:?}"
                        );
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_problem_in_company_runs_as_it_does_alone(
        shapes in prop::collection::vec((1usize..70, 1usize..18, 0u64..1000, 0usize..2), 1..30),
        rule in 0usize..6,
    ) {
        let rule = &rules()[rule];
        let losses = [plain(LossKernel::Exponential), plain(LossKernel::Logistic)];
        let all: Vec<_> = shapes.iter().map(|&(n, d, seed, loss)| (rows(n, d, seed), &losses[loss])).collect();
        let start = [0.25; 18];
        let tasks = || all.iter().map(|(rows, loss)| task(rows, *loss, &start[..rows.d]));
        let together = run_many(tasks().collect(), rule, 30);
        for (alone, together) in tasks().zip(together) {
            prop_assert_eq!(run_many(vec![alone], rule, 30).remove(0), together);
        }
    }
}

#[test]
fn a_longer_run_starts_with_the_shorter_one() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = rows(n, d, 5);
        let loss = plain(LossKernel::Logistic);
        for rule in rules() {
            let long = run_one(Isa::detect(), &rows, &loss, &rule, 1000);
            let short = run_one(Isa::detect(), &rows, &loss, &rule, 100);
            assert_eq!(long.points[..short.points.len()], short.points);
        }
    }
}

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

#[test]
fn scale_invariant_rules_go_on_where_the_loss_underflows() {
    // One row (1, 0.5): both coordinates grow by a step each time, for ever.
    let rows = SignedRows::from_rows(&[[1.0, 0.5]]);
    for loss in [Plain { kernel: KERNELS[0], generic: false }, Plain { kernel: KERNELS[1], generic: true }] {
        let start = [0.0; 2];
        let fast = Task { rows: &rows, loss: &loss, step: 1.0, start: &start, monitors: Vec::new() };
        let run = run_many(vec![fast], &Rule::SignDescent, 100_000).remove(0);
        assert_eq!(run.points.last().unwrap().w, [1e5, 1e5]);
    }
}

#[test]
fn a_run_that_blows_up_ends_alone() {
    let (good, bad) = (rows(5, 3, 1), SignedRows::from_rows(&[[1.0, 0.0], [-1.0, 1e-3]]));
    let loss = plain(LossKernel::Exponential);
    let start = [0.0; 3];
    let wild = || Task { rows: &bad, loss: &loss, step: 1e6, start: &start[..2], monitors: Vec::new() };
    let both = run_many(vec![wild(), task(&good, &loss, &start)], &Rule::GradientDescent, 1000);
    let Ended::Diverged { at } = both[0].ended else { panic!("{:?}", both[0].ended) };
    assert!(both[0].points.iter().all(|p| p.t < at && p.w.iter().all(|w| w.is_finite())));
    assert_eq!(both[1].ended, Ended::Reached);
    assert_eq!(both[1], run_one(Isa::detect(), &good, &loss, &Rule::GradientDescent, 1000));
    assert_eq!(both[0], run_many(vec![wild()], &Rule::GradientDescent, 1000).remove(0));
}

/// Gradient descent as a user would write it.
struct Own;

impl UpdateRule for Own {
    fn key(&self) -> String {
        "own".into()
    }
    fn state_len(&self, _d: usize) -> usize {
        1
    }
    fn update(&self, t: u64, step: f64, gradient: &[f64], state: &mut [f64], w: &mut [f64]) {
        assert_eq!(state[0], t as f64);
        state[0] += 1.0;
        w.iter_mut().zip(gradient).for_each(|(w, g)| *w = step.mul_add(*g, *w));
    }
}

#[test]
fn a_rule_of_ones_own_runs_as_the_built_in_one() {
    let own = Rule::Custom(Arc::new(Own));
    assert_eq!(own.key(), "own");
    let loss = plain(LossKernel::Exponential);
    for (n, d) in [(80, 5), (20, 40)] {
        let rows = rows(n, d, 3);
        let built_in = run_one(Isa::detect(), &rows, &loss, &Rule::GradientDescent, 100);
        assert_eq!(run_one(Isa::detect(), &rows, &loss, &own, 100), built_in);
    }
}

#[test]
fn the_first_of_equal_coordinates_moves() {
    let rows = SignedRows::from_rows(&[[0.5, 1.0, 1.0]]);
    let loss = plain(LossKernel::Logistic);
    let run = run_one(Isa::detect(), &rows, &loss, &Rule::CoordinateDescent, 1);
    assert_eq!(run.points[1].w, [0.0, 1.0, 0.0]);
}
