//! Points of several rows: softmax cross-entropy.

use super::*;
use crate::case::{Case, Method, Monitor, StepSeen};
use crate::data::{KeslerRows, MulticlassSet};
use crate::problem::{ClassSets, CrossEntropy, Family};
use std::sync::{Arc, Mutex};

/// Classes, features and points: a bundle, short rows, more than one vector of rows, long rows in both sizes of tile.
const SHAPES: [(usize, usize, usize); 7] =
    [(3, 2, 4), (4, 3, 8), (3, 5, 11), (3, 6, 5), (4, 4, 40), (3, 12, 5), (3, 130, 4)];

fn points(classes: usize, d: usize, n: usize) -> MulticlassSet {
    let all: Vec<Vec<f64>> = rows(n, d, (100 * n + d) as u64).rows().map(<[f64]>::to_vec).collect();
    MulticlassSet::from_points(&all, &(0..n).map(|i| (i * i + i / 3) % classes).collect::<Vec<_>>(), classes)
}

/// sum_n -ln softmax(W x_n)_y and minus its gradient, from the matrix alone.
fn softmax(data: &MulticlassSet, w: &[f64]) -> (f64, Vec<f64>) {
    let (d, classes) = (data.d, data.classes());
    let (mut value, mut pull) = (0.0, vec![0.0; classes * d]);
    for i in 0..data.n {
        let (x, own) = (data.point(i), data.labels[i]);
        let score = |k: usize| x.iter().zip(&w[k * d..]).map(|(x, w)| x * w).sum::<f64>();
        let scores: Vec<f64> = (0..classes).map(score).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|s| exp(s - top)).sum();
        value += crate::numbers::ln(sum) + top - scores[own];
        for k in 0..classes {
            let share = f64::from(u8::from(k == own)) - exp(scores[k] - top) / sum;
            pull[k * d..(k + 1) * d].iter_mut().zip(x).for_each(|(p, x)| *p += share * x);
        }
    }
    (value, pull)
}

#[test]
fn steps_on_the_rows_of_points_are_steps_on_the_softmax_of_their_scores() {
    for (classes, d, n) in SHAPES {
        let data = points(classes, d, n);
        let kesler = KeslerRows::of(&data).expect("rows");
        let loss = CrossEntropy { classes };
        // The last start has scores far apart, in all directions.
        for size in [0.0, 1.0, 3000.0] {
            let start: Vec<f64> =
                (0..classes * d).map(|j| size * ((7 * j + 3) % 11) as f64 / 11.0 - 0.5 * size).collect();
            for rule in [Rule::GradientDescent, Rule::LossNormalized, Rule::GradientNormalized] {
                let task = Task::new(&kesler.rows, &loss, 0.25, &start);
                let found = run_many(vec![task], &rule, 1).remove(0).points.pop().expect("a step").w;
                let (value, pull) = softmax(&data, &start);
                let length = pull.iter().map(|p| p * p).sum::<f64>().sqrt();
                let divisor = match rule {
                    Rule::GradientDescent => 1.0,
                    Rule::LossNormalized => value,
                    _ => length,
                };
                for ((w, start), pull) in found.iter().zip(&start).zip(&pull) {
                    let wanted = 0.25 * pull / divisor;
                    let error = 1e-13 * (1.0 + size) + 1e-12 * wanted.abs();
                    assert!(
                        (w - start - wanted).abs() <= error,
                        "{classes} {d} {n} from {size}: {w}, {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn points_run_alike_on_every_instruction_set_and_in_any_company() {
    let loss = CrossEntropy { classes: 3 };
    let sets: Vec<KeslerRows> = [(2, 4), (3, 8), (5, 11), (4, 2), (12, 5), (130, 4)]
        .into_iter()
        .map(|(d, n)| KeslerRows::of(&points(3, d, n)).expect("rows"))
        .collect();
    let start = vec![0.125; 390];
    for rule in
        [Rule::GradientDescent, Rule::HeavyBall { beta: 0.9 }, Rule::SignDescent, Rule::LossNormalized]
    {
        let tasks = || sets.iter().map(|set| Task::new(&set.rows, &loss, 0.5, &start[..set.rows.d]));
        let wanted: Vec<Descent> =
            tasks().map(|task| run_many_on(Isa::Portable, vec![task], &rule, 40).remove(0)).collect();
        for isa in Isa::available() {
            assert_eq!(run_many_on(isa, tasks().collect(), &rule, 40), wanted, "{isa:?} {rule:?}");
        }
    }
}

/// ln L and the loss of every step.
struct Losses(Arc<Mutex<Vec<(f64, f64)>>>);

impl Monitor for Losses {
    fn step(&mut self, seen: &StepSeen<'_>) {
        self.0.lock().expect("one thread").push((seen.loss, seen.log_loss));
    }

    fn worst(&self) -> f64 {
        0.0
    }
}

#[test]
fn a_monitor_of_points_sees_their_cross_entropy() {
    for (classes, d, n) in SHAPES {
        let data = points(classes, d, n);
        let kesler = KeslerRows::of(&data).expect("rows");
        let loss = CrossEntropy { classes };
        let start = vec![0.0; classes * d];
        for rule in [Rule::GradientDescent, Rule::LossNormalized] {
            let seen = Arc::new(Mutex::new(Vec::new()));
            let monitors: Vec<Box<dyn Monitor>> = vec![Box::new(Losses(seen.clone()))];
            let task = Task { monitors, ..Task::new(&kesler.rows, &loss, 0.25, &start) };
            let run = run_many(vec![task], &rule, 2).remove(0);
            for (at, (value, log_value)) in run.points.iter().zip(seen.lock().expect("one thread").iter()) {
                let (wanted, _) = softmax(&data, &at.w);
                assert!((value - wanted).abs() <= 1e-13 * wanted, "{value} for {wanted}");
                assert!((log_value - crate::numbers::ln(wanted)).abs() <= 1e-13 * (1.0 + log_value.abs()));
            }
        }
    }
}

#[test]
fn batches_of_rows_are_refused_where_points_have_several() {
    let seed = crate::data::Seed(3);
    let (points, single) = (
        Case::open(ClassSets::Separable.draw(seed, 0)),
        Case::open(crate::problem::PlantedSets::Spanning.draw(seed, 0)),
    );
    let runs = Stochastic::of(2).run_many(&[(&points, None), (&single, None), (&points, None)], 10, &[]);
    assert_eq!(runs.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true, false]);
}
