//! Certified references beside Clarabel's interior point (which verifies nothing): the l2 max margin, other norms, the
//! partition of mixed data.
//!
//! `cargo bench --bench reference`

use std::hint::black_box;
use std::time::Duration;

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT};
use criterion::{Criterion, criterion_group, criterion_main};
use implicit_bias::certificate::Norm;
use implicit_bias::data::generate::{Generator, Mixed, Planted, SeparatedGaussian};
use implicit_bias::data::{Seed, SignedRows};
use implicit_bias::reference::{
    Constants, Precision, RayLoss, Separability, max_margin_in, max_margin_l2, max_margin_l2_with, partition,
    ray,
};

/// min ||w||^2 / 2 subject to z_i.w >= 1, by Clarabel's default settings.
fn clarabel(rows: &SignedRows) -> Vec<f64> {
    let p = CscMatrix::identity(rows.d);
    let (mut columns, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    for j in 0..rows.d {
        for i in 0..rows.n {
            indices.push(i);
            values.push(-rows.row(i)[j]);
        }
        columns.push(indices.len());
    }
    let a = CscMatrix::new(rows.n, rows.d, columns, indices, values);
    let settings = DefaultSettings { verbose: false, ..DefaultSettings::default() };
    let cones = [NonnegativeConeT(rows.n)];
    let (linear, bounds) = (vec![0.0; rows.d], vec![-1.0; rows.n]);
    let mut solver =
        DefaultSolver::new(&p, &linear, &a, &bounds, &cones, settings).expect("a well-formed program");
    solver.solve();
    solver.solution.x.clone()
}

fn gaussian(n: usize, d: usize) -> SignedRows {
    let set = SeparatedGaussian { n, d, margin: 0.5 };
    set.generate(Seed(1)).expect("parameters in range").signed_rows()
}

fn wdbc() -> SignedRows {
    let rows: Vec<Vec<f64>> = include_str!("../fixtures/wdbc.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let (features, label) = line.rsplit_once(',').expect("a labelled line");
            let sign = if label == "malignant" { 1.0 } else { -1.0 };
            features.split(',').map(|x| sign * x.parse::<f64>().expect("a number")).collect()
        })
        .collect();
    SignedRows::from_rows(&rows)
}

fn benches(criterion: &mut Criterion) {
    let planted = Planted::default().generate(Seed(1)).expect("parameters in range").signed_rows();
    let shape = format!("planted {}x{}", planted.n, planted.d);
    let sets = [
        (shape.as_str(), planted),
        ("gaussian 200x20", gaussian(200, 20)),
        ("gaussian 5000x20", gaussian(5000, 20)),
        ("gaussian 5000x200", gaussian(5000, 200)),
        ("wdbc 569x30", wdbc()),
    ];
    for (name, rows) in &sets {
        let mut group = criterion.benchmark_group(*name);
        group
            .sample_size(if rows.d > 100 { 10 } else { 20 })
            .measurement_time(Duration::from_secs(2))
            .warm_up_time(Duration::from_millis(500));
        group.bench_function("certified", |b| b.iter(|| max_margin_l2(black_box(rows))));
        let large = rows.d > 100;
        for precision in [Precision::Exact, Precision::Enclosure]
            .into_iter()
            .filter(|p| !large || *p == Precision::Enclosure)
        {
            group.bench_function(format!("certified, {precision:?}"), |b| {
                b.iter(|| max_margin_l2_with(black_box(rows), precision));
            });
        }
        group.bench_function("clarabel, unverified", |b| b.iter(|| clarabel(black_box(rows))));
        if !large && let Ok(Separability::Separable(found)) = max_margin_l2(rows) {
            group.bench_function("constants", |b| b.iter(|| Constants::of(black_box(rows), &found)));
        }
        group.finish();
    }
    let mut group = criterion.benchmark_group("other norms, certified");
    group.sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    for (n, d) in [(500, 20), (2000, 200)] {
        let rows = gaussian(n, d);
        for p in [1.0, f64::INFINITY, 1.5, 3.0] {
            let norm = Norm::of(p).expect("an exponent from 1");
            group.bench_function(format!("gaussian {n}x{d}, norm {norm}"), |b| {
                b.iter(|| max_margin_in(black_box(&rows), norm));
            });
        }
    }
    group.finish();
    let mut group = criterion.benchmark_group("mixed 240x12");
    let mixed = Mixed { d: 12, subspace: 5, rest: 120, separable: 120, balanced: false };
    let rows = mixed.generate(Seed(1)).expect("parameters in range").signed_rows();
    group.bench_function("partition", |b| b.iter(|| partition(black_box(&rows))));
    group.bench_function("ray", |b| b.iter(|| ray(black_box(&rows), RayLoss::Logistic)));
    group.finish();
}

criterion_group!(reference, benches);
criterion_main!(reference);
