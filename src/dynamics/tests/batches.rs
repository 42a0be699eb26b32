//! Random batches: what is drawn, what a step makes of it, and what it does not depend on.

use super::draws::Draws;
use super::*;
use crate::case::{Case, Method, Monitor, Start, StepSeen, Watch};
use crate::data::Seed;
use crate::data::generate::{Generator, Planted};
use crate::problem::{Fixed, Linear};
use std::sync::Arc;

const SEED: Seed = Seed(5);

/// The rows that the first steps take.
fn drawn(n: usize, sampling: &Stochastic, steps: usize) -> Vec<Vec<usize>> {
    let mut draws = Draws::new(SEED, n, sampling.batch, sampling.replacement);
    (0..steps).map(|_| (0..draws.of_step()).map(|_| draws.row()).collect()).collect()
}

/// Batches of every kind for n rows.
fn samplings(n: usize) -> Vec<Stochastic> {
    let both = [1, 3, n].into_iter().flat_map(|batch| [true, false].map(|replacement| (batch, replacement)));
    both.map(|(batch, replacement)| Stochastic { replacement, ..Stochastic::of(batch) }).collect()
}

#[test]
fn without_replacement_each_epoch_is_an_order_of_all_rows() {
    for batch in [1, 3, 10, 14] {
        let steps_of_epoch = 10usize.div_ceil(batch);
        let steps = drawn(10, &Stochastic::of(batch), 6 * steps_of_epoch);
        let mut orders = std::collections::BTreeSet::new();
        for epoch in steps.chunks(steps_of_epoch) {
            assert!(epoch[..steps_of_epoch - 1].iter().all(|rows| rows.len() == batch));
            let order = epoch.concat();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..10).collect::<Vec<_>>());
            orders.insert(order);
        }
        // Two of six orders are the same once in 240,000 draws.
        assert_eq!(orders.len(), 6);
    }
}

#[test]
fn each_row_is_as_likely_as_the_others() {
    let (n, steps) = (7, 70_000);
    for replacement in [true, false] {
        // What each row follows: without replacement the first rows of the epochs.
        let rows = drawn(
            n,
            &Stochastic { replacement, ..Stochastic::of(1) },
            if replacement { steps } else { n * steps },
        );
        let step_by = if replacement { 1 } else { n };
        let mut counts = vec![0.0; n];
        rows.iter().step_by(step_by).for_each(|rows| counts[rows[0]] += 1.0);
        let mean = steps as f64 / n as f64;
        let chi_squared: f64 = counts.iter().map(|count| (count - mean) * (count - mean) / mean).sum();
        // Above 40 once in two million draws, at six degrees of freedom.
        assert!(chi_squared < 40.0, "{counts:?}");
    }
}

#[test]
fn fifty_steps_are_the_formula_to_thirteen_digits() {
    for (n, d) in [(25, 5), (7, 9), (20, 40)] {
        let (rows, start) = (rows(n, d, 31), vec![0.125; d]);
        for kernel in KERNELS {
            for sampling in samplings(n) {
                let (loss, eta, schedule) = (plain(kernel), 0.25, Schedule::InverseSquareRoot);
                let mut w = start.clone();
                for (t, batch) in drawn(n, &sampling, 50).into_iter().enumerate() {
                    let mut g = vec![0.0; d];
                    for i in batch {
                        let u: f64 = rows.row(i).iter().zip(&w).map(|(z, w)| z * w).sum();
                        let weight = exp(loss.log_slope(u));
                        g.iter_mut().zip(rows.row(i)).for_each(|(g, z)| *g += weight * z);
                    }
                    let step = eta / ((t + 1) as f64).sqrt();
                    w.iter_mut().zip(g).for_each(|(w, g)| *w += step * g);
                }
                let task = Task { schedule, ..Task::new(&rows, &loss, eta, &start) };
                let run = sampling.run_on(Isa::detect(), vec![(task, SEED)], 50).remove(0);
                let got = &run.points.last().expect("recorded").w;
                let length = w.iter().map(|w| w * w).sum::<f64>().sqrt();
                let parted = got.iter().zip(&w).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(parted <= 1e-13 * length, "{n}x{d} {kernel:?} {sampling:?}: {parted:e}");
            }
        }
    }
}

#[test]
fn neither_the_instruction_set_nor_the_horizon_changes_a_bit() {
    for (n, d) in [(25, 5), (7, 9), (20, 40)] {
        let (rows, start) = (rows(n, d, 32), vec![0.0; d]);
        for kernel in KERNELS {
            let loss = plain(kernel);
            for sampling in samplings(n) {
                let run = |isa, until| {
                    sampling.run_on(isa, vec![(Task::new(&rows, &loss, 0.5, &start), SEED)], until)
                };
                let long = run(Isa::Portable, 1000);
                assert!(Isa::available().into_iter().all(|isa| run(isa, 1000) == long));
                let short = run(Isa::detect(), 100);
                let short = &short[0].points;
                assert_eq!(&long[0].points[..short.len()], &short[..]);
            }
        }
    }
}

#[test]
fn a_batch_of_all_rows_is_gradient_descent() {
    let (rows, start, loss) = (rows(25, 5, 33), [0.0; 5], plain(LossKernel::Logistic));
    let task = || Task::new(&rows, &loss, 0.1, &start);
    let whole = Stochastic::of(25).run_on(Isa::detect(), vec![(task(), SEED)], 1000).remove(0);
    let descent = run_many(vec![task()], &Rule::GradientDescent, 1000).remove(0);
    for (a, b) in whole.points.iter().zip(&descent.points) {
        assert_eq!(a.t, b.t);
        // The sum of 25 weights in another order, 1000 times.
        assert!(a.w.iter().zip(&b.w).all(|(a, b)| (a - b).abs() <= 1e-12), "at {}: {a:?}, {b:?}", a.t);
    }
}

fn problem(seed: u64) -> Linear {
    let data = Planted { d: 5, support_vectors: 4, others: 20, ..Planted::default() };
    let data = data.generate(Seed(seed)).expect("parameters within their range");
    Linear::new(data, Arc::new(Logistic), &Fixed { eta: 0.1 }).expect("a positive step")
}

#[test]
fn draws_are_those_of_the_problem_and_the_number_whatever_the_company() {
    let cases: Vec<Case<Linear>> = (0..6).map(|seed| Case::open(problem(seed))).collect();
    let last = |method: &Stochastic, cases: &[&Case<Linear>]| -> Vec<Vec<f64>> {
        let begun: Vec<(&Case<Linear>, Option<Start>)> = cases.iter().map(|case| (*case, None)).collect();
        let runs = method.run_many(&begun, 100, &[]);
        runs.into_iter().map(|run| run.expect("a run").last().w.clone()).collect()
    };
    let (first, second) = (Stochastic::of(2), Stochastic { number: 1, ..Stochastic::of(2) });
    let together = last(&first, &cases.iter().collect::<Vec<_>>());
    assert_eq!(last(&first, &[&cases[5], &cases[0]]), [together[5].clone(), together[0].clone()]);
    assert_ne!(last(&second, &[&cases[0]])[0], together[0]);
    assert_ne!(first.key(), second.key());
    assert_eq!(
        Stochastic { step: Some(0.5), schedule: Schedule::Inverse, replacement: true, ..first }.key(),
        "stochastic(batch=2,replacement=true,number=0), step 5e-1, inverse steps"
    );
}

/// Folds the loss of the whole set and checks that the step is the problem's.
struct Losses;

struct LossSum(f64);

impl Watch<Linear> for Losses {
    fn key(&self) -> String {
        "sum of losses".to_string()
    }
    fn monitor(&self, _: &Case<Linear>) -> Box<dyn Monitor> {
        Box::new(LossSum(0.0))
    }
}

impl Monitor for LossSum {
    fn step(&mut self, seen: &StepSeen<'_>) {
        assert_eq!((seen.step, seen.margins.len(), seen.w.len()), (0.1, 24, 5));
        self.0 += seen.loss;
    }
    fn worst(&self) -> f64 {
        self.0
    }
}

#[test]
fn watching_sees_the_whole_set_and_changes_no_bit() {
    let case = Case::open(problem(9));
    let run = |watches: &[Arc<dyn Watch<Linear>>]| {
        Stochastic::of(1).run_many(&[(&case, None)], 10, watches).remove(0).expect("a run")
    };
    let (plain, watched) = (run(&[]), run(&[Arc::new(Losses)]));
    assert_eq!(plain.points, watched.points);
    let series = &watched.monitored["sum of losses"];
    let loss = |w: &[f64]| -> f64 {
        let dot = |row: &[f64]| row.iter().zip(w).map(|(z, w)| z * w).sum::<f64>();
        case.problem.rows.rows().map(|row| exp(Logistic.log_value(dot(row)))).sum()
    };
    let want: f64 = watched.points[..4].iter().map(|at| loss(&at.w)).sum();
    assert!((series[3].1 - want).abs() <= 1e-12 * want, "{series:?} {want}");
}

#[test]
fn a_run_that_blows_up_says_where() {
    let (bad, loss) = (SignedRows::from_rows(&[[1.0, 0.0], [-1.0, 1e-3]]), plain(LossKernel::Exponential));
    let wild = Task::new(&bad, &loss, 1e6, &[0.0; 2]);
    let run = Stochastic::of(1).run_on(Isa::detect(), vec![(wild, SEED)], 1000).remove(0);
    assert!(matches!(run.ended, Ended::Diverged { at } if run.points.iter().all(|point| point.t < at)));
}
