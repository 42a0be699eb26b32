//! Runs at the ends of what numbers can hold, and rules of one's own.

use super::*;
use std::sync::Arc;

#[test]
fn scale_invariant_rules_go_on_where_the_loss_underflows() {
    // One row (1, 0.5): both coordinates grow by a step each time, for ever.
    let rows = SignedRows::from_rows(&[[1.0, 0.5]]);
    for loss in [Plain { kernel: KERNELS[0], generic: false }, Plain { kernel: KERNELS[1], generic: true }] {
        let start = [0.0; 2];
        let fast = Task::new(&rows, &loss, 1.0, &start);
        let run = run_many(vec![fast], &Rule::SignDescent, 100_000).remove(0);
        assert_eq!(run.points.last().unwrap().w, [1e5, 1e5]);
        // The gradient has the direction of the row; that of ln L is the row itself where l = -l'.
        for (rule, speed) in [(Rule::GradientNormalized, 1.0 / 1.25f64.sqrt()), (Rule::LossNormalized, 1.0)] {
            let fast = Task::new(&rows, &loss, 1.0, &start);
            let run = run_many(vec![fast], &rule, 100_000).remove(0);
            let w = &run.points.last().unwrap().w;
            assert_eq!(w[0], 2.0 * w[1], "{rule:?}");
            // Logistic loss gets there but for the first steps: 1 - (-l'(u) / l(u)) <= e^-u / 2, whose sum is below 1.
            let late = if loss.kernel == KERNELS[1] { 1.0 } else { 0.0 };
            let (least, most) = (1e5 * speed - late, 1e5 * speed);
            assert!(w[0] >= least * (1.0 - 1e-10) && w[0] <= most * (1.0 + 1e-10), "{rule:?}: {w:?}");
        }
    }
}

#[test]
fn normalised_rules_stay_where_the_gradient_is_zero() {
    let zeros = SignedRows::from_rows(&[[0.0, 0.0], [0.0, 0.0]]);
    let opposite = SignedRows::from_rows(&[[1.0, 2.0], [-1.0, -2.0]]);
    let start = [0.5, -0.25];
    for rows in [&zeros, &opposite] {
        for kernel in KERNELS {
            for generic in [false, true] {
                for rule in [Rule::GradientNormalized, Rule::LossNormalized, Rule::DualAcceleration] {
                    let loss = Plain { kernel, generic };
                    let run = run_many(vec![Task::new(rows, &loss, 1.0, &start)], &rule, 10).remove(0);
                    assert_eq!(run.ended, Ended::Reached);
                    assert!(run.points.iter().all(|at| at.w == start), "{kernel:?} {rule:?}");
                }
            }
        }
    }
}

#[test]
fn a_run_that_blows_up_ends_alone() {
    let (good, bad) = (rows(5, 3, 1), SignedRows::from_rows(&[[1.0, 0.0], [-1.0, 1e-3]]));
    let loss = plain(LossKernel::Exponential);
    let start = [0.0; 3];
    let wild = || Task::new(&bad, &loss, 1e6, &start[..2]);
    let both = run_many(vec![wild(), task(&good, &loss, &start)], &Rule::GradientDescent, 1000);
    let descent = Setting { rule: Rule::GradientDescent, schedule: Schedule::Constant };
    let Ended::Diverged { at } = both[0].ended else { panic!("{:?}", both[0].ended) };
    assert!(both[0].points.iter().all(|p| p.t < at && p.w.iter().all(|w| w.is_finite())));
    assert_eq!(both[1].ended, Ended::Reached);
    assert_eq!(both[1], run_one(Isa::detect(), &good, &loss, &descent, 1000));
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
    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        assert_eq!(state[0], now.t as f64);
        state[0] += 1.0;
        w.iter_mut().zip(now.direction).for_each(|(w, g)| *w = now.step.mul_add(*g, *w));
    }
}

#[test]
fn a_rule_of_ones_own_runs_as_the_built_in_one() {
    let schedule = Schedule::InverseSquareRoot;
    let own = Setting { rule: Rule::Custom(Arc::new(Own)), schedule };
    let built_in = Setting { rule: Rule::GradientDescent, schedule };
    assert_eq!(own.rule.key(), "own");
    let loss = plain(LossKernel::Exponential);
    for (n, d) in [(80, 5), (20, 40)] {
        let rows = rows(n, d, 3);
        let built_in = run_one(Isa::detect(), &rows, &loss, &built_in, 100);
        assert_eq!(run_one(Isa::detect(), &rows, &loss, &own, 100), built_in);
    }
}

#[test]
fn the_first_of_equal_coordinates_moves() {
    let rows = SignedRows::from_rows(&[[0.5, 1.0, 1.0]]);
    let loss = plain(LossKernel::Logistic);
    let setting = Setting { rule: Rule::CoordinateDescent, schedule: Schedule::Constant };
    let run = run_one(Isa::detect(), &rows, &loss, &setting, 1);
    assert_eq!(run.points[1].w, [0.0, 1.0, 0.0]);
}
