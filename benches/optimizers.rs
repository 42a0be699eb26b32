//! A million steps of optimisers on 15 rows and 8 columns, and of spectral ones on four classes in six dimensions.
//!
//! `cargo bench --bench optimizers` (about a minute; one thread, one problem, no company).

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use implicit_bias::data::Seed;
use implicit_bias::dynamics::optimizers::{AdaGrad, Adam, Geometry, Length, PowerMirror, Steepest};
use implicit_bias::dynamics::{Rule, Schedule, Task, Units, UpdateRule, run_many};
use implicit_bias::problem::{Family, Linear, UnevenClasses, UnevenSets};

const STEPS: u64 = 1_000_000;
const ROUNDS: usize = 5;

fn own(rule: impl UpdateRule + 'static) -> Rule {
    Rule::Custom(Arc::new(rule))
}

/// Seconds of the fastest round.
fn seconds(problem: &Linear, rule: &Rule) -> f64 {
    let round = || {
        let task = Task::new(&problem.rows, problem.loss.as_ref(), 0.1, &problem.start);
        let task = Task { schedule: Schedule::InverseSquareRoot, ..task };
        let started = Instant::now();
        black_box(run_many(vec![task], rule, STEPS));
        started.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

fn main() {
    let vectors = UnevenSets.draw(Seed(0), 0);
    let matrices = UnevenClasses.draw(Seed(0), 0);
    let valid = "parameters in their ranges";
    let steepest = |p: f64| own(Steepest::new(Geometry::Power { p }, Length::Fixed));
    let spectral = Steepest::new(Geometry::Spectral { rows: 4 }, Length::Fixed);
    let on_vectors = [
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        own(Adam::new(0.9, 0.999, 1e-8).expect(valid)),
        own(Adam::new(0.9, 0.999, 0.0).expect(valid)),
        own(AdaGrad::new(1.0).expect(valid)),
        own(PowerMirror::new(1.5, Units::OverLoss).expect(valid)),
        own(PowerMirror::new(3.0, Units::OverLoss).expect(valid)),
        steepest(1.0),
        steepest(1.5),
        steepest(2.0),
        steepest(3.0),
        steepest(f64::INFINITY),
    ];
    let on_matrices = [own(spectral), own(spectral.with_momentum(0.9).expect(valid))];
    println!("a million steps, seconds (fastest of {ROUNDS} rounds)");
    for (problem, rules) in [(&vectors, &on_vectors[..]), (&matrices, &on_matrices[..])] {
        for rule in rules {
            let shape = format!("{}x{}", problem.rows.n, problem.rows.d);
            println!("{shape:>8} {:>64} {:>8.3}", rule.key(), seconds(problem, rule));
        }
    }
}
