//! One gradient descent step beside a well-written nalgebra one, bundles of eight problems under each rule, and steps on
//! random batches.
//!
//! `cargo bench --bench descent_step` (about a minute; one thread). The ratios come from interleaved rounds of one run, so
//! that a busy machine slows both sides; criterion times each side alone as well.

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use implicit_bias::case::{Case, Method};
use implicit_bias::data::{DataSet, Provenance, Seed, SignedRows};
use implicit_bias::dynamics::{Descending, Rule, Stochastic, Task, UpdateRule, run_many};
use implicit_bias::problem::{Exponential, Fixed, Linear, Logistic, Loss, PolynomialTail};
use nalgebra::{DMatrix, DVector};
use rand::RngExt;

const SHAPES: [(usize, usize); 5] = [(100, 2), (500, 20), (1000, 100), (10_000, 50), (10_000, 500)];
const ROUNDS: usize = 15;
/// How long one side of a round takes, about.
const ROUND: Duration = Duration::from_millis(30);

/// Separable rows of length about one.
fn rows(n: usize, d: usize, seed: u64) -> SignedRows {
    let mut rng = Seed(seed).rng();
    let scale = 1.0 / (d as f64).sqrt();
    let mut values: Vec<f64> = (0..n * d).map(|_| scale * rng.random_range(-1.0..1.0)).collect();
    values.chunks_exact_mut(d).for_each(|row| row[0] = row[0].abs() + 0.1);
    SignedRows { n, d, values }
}

/// Gradient descent that takes the time from its first step to its last: set-up is left out.
struct Timed {
    last: u64,
    started: Mutex<Option<Instant>>,
    elapsed: Mutex<Duration>,
}

impl UpdateRule for Timed {
    fn key(&self) -> String {
        "timed".into()
    }
    fn update(&self, now: &Descending<'_>, _state: &mut [f64], w: &mut [f64]) {
        if now.t == 0 {
            *self.started.lock().expect("one thread") = Some(Instant::now());
        }
        for (w, g) in w.iter_mut().zip(now.direction) {
            *w += now.step * g;
        }
        if now.t == self.last
            && let Some(started) = *self.started.lock().expect("one thread")
        {
            *self.elapsed.lock().expect("one thread") = started.elapsed();
        }
    }
}

/// The time of `steps` steps of our row kernel.
fn ours(rows: &SignedRows, steps: u64) -> Duration {
    let timed =
        Arc::new(Timed { last: steps, started: Mutex::new(None), elapsed: Mutex::new(Duration::ZERO) });
    let start = vec![0.0; rows.d];
    let task = Task::new(rows, &Exponential, 1.0 / rows.n as f64, &start);
    black_box(run_many(vec![task], &Rule::Custom(Arc::clone(&timed) as _), steps + 1));
    let elapsed = *timed.elapsed.lock().expect("one thread");
    assert!(elapsed > Duration::ZERO, "the run was timed");
    elapsed
}

/// The same steps with nalgebra: preallocated, both products by its matrix-vector routines.
struct Peer {
    x: DMatrix<f64>,
    w: DVector<f64>,
    weights: DVector<f64>,
    step: f64,
}

impl Peer {
    fn new(rows: &SignedRows) -> Peer {
        let x = DMatrix::from_row_slice(rows.n, rows.d, &rows.values);
        Peer { x, w: DVector::zeros(rows.d), weights: DVector::zeros(rows.n), step: 1.0 / rows.n as f64 }
    }

    fn time(&mut self, steps: u64) -> Duration {
        self.w.fill(0.0);
        let started = Instant::now();
        for _ in 0..steps {
            self.weights.gemv(1.0, &self.x, &self.w, 0.0);
            for u in self.weights.iter_mut() {
                *u = (-*u).exp();
            }
            self.w.gemv_tr(self.step, &self.x, &self.weights, 1.0);
        }
        black_box(&self.w);
        started.elapsed()
    }
}

/// The time of reading `buffer` once, by a plain sum over it.
fn reading(buffer: &[f64], times: u64) -> Duration {
    let started = Instant::now();
    for _ in 0..times {
        let mut sums = [0.0; 16];
        for chunk in black_box(buffer).as_chunks::<16>().0 {
            for (sum, x) in sums.iter_mut().zip(chunk) {
                *sum += x;
            }
        }
        black_box(sums);
    }
    started.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn nanoseconds(elapsed: Duration, steps: u64) -> f64 {
    elapsed.as_nanos() as f64 / steps as f64
}

fn compare_steps() {
    println!("\none step of exponential-loss gradient descent, ns (medians of {ROUNDS} interleaved rounds)");
    println!(
        "{:>10} {:>12} {:>12} {:>8} {:>24}",
        "n x d", "ours", "nalgebra", "ratio", "share of read bandwidth"
    );
    for (n, d) in SHAPES {
        let rows = rows(n, d, 1);
        let mut peer = Peer::new(&rows);
        let probe = ours(&rows, 4);
        let steps = ((4.0 * ROUND.as_secs_f64() / probe.as_secs_f64()) as u64).max(4);
        let (mut own, mut theirs, mut ratios, mut reads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let a = nanoseconds(ours(&rows, steps), steps);
            let b = nanoseconds(peer.time(steps), steps);
            own.push(a);
            theirs.push(b);
            ratios.push(b / a);
            reads.push(nanoseconds(reading(&rows.values, steps), steps) / a);
        }
        let share = if n * d >= 100_000 {
            let bytes = (8 * n * d) as f64;
            let share = median(reads);
            let level = bytes / (share * median(own.clone()));
            format!("{:.0} % of {level:.0} GB/s", 100.0 * share)
        } else {
            String::new()
        };
        let shape = format!("{n}x{d}");
        let (own, theirs, ratio) = (median(own), median(theirs), median(ratios));
        println!("{shape:>10} {own:>12.0} {theirs:>12.0} {ratio:>8.2} {share:>24}");
    }
}

fn time_bundles() {
    let losses: [(&str, &dyn Loss); 3] =
        [("exponential", &Exponential), ("logistic", &Logistic), ("polynomial", &PolynomialTail { k: 1.0 })];
    let rules = [
        Rule::GradientDescent,
        Rule::HeavyBall { beta: 0.9 },
        Rule::SignDescent,
        Rule::CoordinateDescent,
        Rule::LossNormalized,
        Rule::GradientNormalized,
        Rule::DualAcceleration,
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ];
    let problems: Vec<SignedRows> = (0..8).map(|seed| rows(28, 7, seed)).collect();
    let start = [0.0; 7];
    let steps = 20_000;
    println!("\neight problems of 28x7 in a bundle, ns a problem-step (medians of {ROUNDS} rounds)");
    println!("{:>48} {:>12} {:>12} {:>12}", "rule", losses[0].0, losses[1].0, losses[2].0);
    for rule in &rules {
        let times = losses.map(|(_, loss)| {
            let rounds = (0..ROUNDS).map(|_| {
                let tasks = problems.iter().map(|rows| Task::new(rows, loss, 1.0 / 28.0, &start));
                let started = Instant::now();
                black_box(run_many(tasks.collect(), rule, steps));
                nanoseconds(started.elapsed(), 8 * steps)
            });
            median(rounds.collect())
        });
        println!("{:>48} {:>12.1} {:>12.1} {:>12.1}", rule.key(), times[0], times[1], times[2]);
    }
}

fn time_batches() {
    let losses: [Arc<dyn Loss>; 2] = [Arc::new(Exponential), Arc::new(Logistic)];
    let steps = 200_000;
    println!("\nstochastic gradient descent on 25x5, ns a problem-step (medians of {ROUNDS} rounds)");
    println!("{:>48} {:>12} {:>12}", "method", "exponential", "logistic");
    for (batch, replacement, company) in
        [(1, true, 1), (1, false, 1), (5, false, 1), (1, true, 8), (1, false, 8)]
    {
        let method = Stochastic { replacement, ..Stochastic::of(batch) };
        let times = losses.each_ref().map(|loss| {
            let case = |seed| {
                let data = rows(25, 5, seed);
                let data = DataSet::from_signed_rows(data, Provenance::Given { name: "rows".into() });
                let problem = Linear::new(data, Arc::clone(loss), &Fixed { eta: 0.1 });
                Case::open(problem.expect("a positive step"))
            };
            let cases: Vec<Case<Linear>> = (0..company).map(case).collect();
            let begun: Vec<_> = cases.iter().map(|case| (case, None)).collect();
            let rounds = (0..ROUNDS).map(|_| {
                let started = Instant::now();
                black_box(method.run_many(&begun, steps, &[]));
                nanoseconds(started.elapsed(), company * steps)
            });
            median(rounds.collect())
        });
        let kind = if replacement { "with" } else { "without" };
        let name = format!("batch {batch} {kind} replacement, {company} at once");
        println!("{name:>48} {:>12.1} {:>12.1}", times[0], times[1]);
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(900))
        .configure_from_args();
    let mut group = criterion.benchmark_group("descent step");
    for (n, d) in SHAPES {
        let rows = rows(n, d, 1);
        let mut peer = Peer::new(&rows);
        let shape = format!("{n}x{d}");
        group.bench_with_input(BenchmarkId::new("ours", &shape), &rows, |bencher, rows| {
            bencher.iter_custom(|steps| ours(rows, steps));
        });
        group.bench_function(BenchmarkId::new("nalgebra", &shape), |bencher| {
            bencher.iter_custom(|steps| peer.time(steps));
        });
    }
    group.finish();
    criterion.final_summary();
    compare_steps();
    time_bundles();
    time_batches();
}
