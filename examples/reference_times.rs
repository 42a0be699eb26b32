//! Seconds per certified answer, medians on one thread, as `benches/peers/times.py` reads them: `ours,shape,norm,seconds`.
//!
//! The data are those of `generate separated-gaussian --seed 1 --set margin=0.5`.

use std::time::Instant;

use implicit_bias::certificate::Norm;
use implicit_bias::data::generate::{Generator, Mixed, SeparatedGaussian};
use implicit_bias::data::{Seed, SignedRows};
use implicit_bias::reference::{Precision, RayLoss, max_margin_in, max_margin_l2_with, partition, ray};

fn rows(n: usize, d: usize) -> SignedRows {
    SeparatedGaussian { n, d, margin: 0.5 }.generate(Seed(1)).expect("parameters in range").signed_rows()
}

/// The median of at least five runs, and of as many as two seconds hold.
fn report(shape: &str, what: &str, mut run: impl FnMut()) {
    let (mut seconds, begun) = (Vec::new(), Instant::now());
    while seconds.len() < 5 || begun.elapsed().as_secs_f64() < 2.0 {
        let started = Instant::now();
        run();
        seconds.push(started.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("ours,{shape},{what},{:.6}", seconds[seconds.len() / 2]);
}

fn main() {
    for (n, d) in [(200, 20), (5000, 20), (5000, 200)] {
        let rows = rows(n, d);
        let solve = || drop(max_margin_l2_with(&rows, Precision::Enclosure).expect("separable"));
        report(&format!("{n}x{d}"), "2", solve);
    }
    for (n, d) in [(500, 20), (2000, 200)] {
        let rows = rows(n, d);
        for norm in [Norm::One, Norm::Inf] {
            let solve = || drop(max_margin_in(&rows, norm).expect("separable"));
            report(&format!("{n}x{d}"), &norm.to_string(), solve);
        }
    }
    let mixed = Mixed { d: 12, subspace: 5, rest: 120, separable: 120, balanced: false };
    let rows = mixed.generate(Seed(1)).expect("parameters in range").signed_rows();
    report("240x12", "partition", || drop(partition(&rows).expect("decided")));
    report("240x12", "ray", || drop(ray(&rows, RayLoss::Logistic).expect("decided")));
}
