//! Directions against their definition, optimisers against the built-in rules and against formulas.

use super::*;
use crate::data::{Seed, SignedRows};
use crate::dynamics::{Descent, Ended, Rule, Schedule, Task, Units, UpdateRule, run_many};
use crate::problem::{Exponential, Logistic, Loss};
use nalgebra::DMatrix;
use rand::RngExt;
use std::sync::Arc;

fn random(seed: u64, n: usize) -> Vec<f64> {
    let mut rng = Seed(seed).stream("optimizers").rng();
    (0..n).map(|_| rng.random::<f64>() - 0.5).collect()
}

fn norm(p: f64, v: &[f64]) -> f64 {
    if p == f64::INFINITY {
        return v.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    }
    v.iter().map(|x| x.abs().powf(p)).sum::<f64>().powf(1.0 / p)
}

/// 6 separable rows of length about one in R^4.
fn rows() -> SignedRows {
    let mut values = random(3, 24);
    values.chunks_exact_mut(4).for_each(|row| row[0] = 0.3 + row[0].abs());
    SignedRows { n: 6, d: 4, values }
}

fn run(rule: Rule, loss: &dyn Loss, step: f64, schedule: Schedule, until: u64) -> Descent {
    let (rows, start) = (rows(), [0.1, -0.2, 0.3, 0.05]);
    run_many(vec![Task { schedule, ..Task::new(&rows, loss, step, &start) }], &rule, until).remove(0)
}

fn own(rule: impl UpdateRule + 'static) -> Rule {
    Rule::Custom(Arc::new(rule))
}

/// That two runs are the same up to rounding.
fn assert_alike(a: &Descent, b: &Descent, what: &str) {
    assert_eq!((a.ended, b.ended), (Ended::Reached, Ended::Reached), "{what}");
    assert!(norm(2.0, &a.points[a.points.len() - 1].w) > 0.1, "{what} moved");
    for (a, b) in a.points.iter().zip(&b.points) {
        for (x, y) in a.w.iter().zip(&b.w) {
            assert!((x - y).abs() <= 1e-11 * (1.0 + x.abs()), "{what}, step {}: {x} {y}", a.t);
        }
    }
}

#[test]
fn a_steepest_direction_of_norm_one_reaches_the_dual_norm() {
    for (p, q) in
        [(1.0, f64::INFINITY), (1.5, 3.0), (2.0, 2.0), (3.0, 1.5), (1.25, 5.0), (f64::INFINITY, 1.0)]
    {
        for seed in 0..50 {
            // Down to the edge of what doubles hold.
            let g: Vec<f64> =
                random(seed, 7).iter().map(|x| x * [1.0, 1e-300, 1e300][seed as usize % 3]).collect();
            let mut v = vec![f64::NAN; 7];
            let found = Geometry::power(p).unwrap().direction(&g, &mut [], &mut v);
            let greatest = norm(f64::INFINITY, &g);
            let scaled: Vec<f64> = g.iter().map(|x| x / greatest).collect();
            let expected = greatest * norm(q, &scaled);
            assert!((found / expected - 1.0).abs() < 1e-14, "p = {p}: {found}, {expected}");
            assert!((norm(p, &v) - 1.0).abs() < 1e-14, "p = {p}");
            let reached: f64 = scaled.iter().zip(&v).map(|(g, v)| g * v).sum();
            assert!((reached * greatest / expected - 1.0).abs() < 1e-14, "p = {p}");
        }
    }
}

#[test]
fn the_spectral_direction_is_the_polar_factor() {
    for (rows, columns) in [(1, 4), (3, 5), (4, 4), (5, 3)] {
        for seed in 0..30 {
            let mut g = random(100 + seed, rows * columns);
            if seed % 3 == 1 && rows > 1 {
                // The rows add up to nothing, as those of a softmax gradient.
                for j in 0..columns {
                    g[j] = -(1..rows).map(|i| g[i * columns + j]).sum::<f64>();
                }
            }
            let geometry = Geometry::Spectral { rows };
            let (mut v, mut scratch) = (vec![0.0; g.len()], vec![0.0; geometry.scratch_len(g.len())]);
            let nuclear = geometry.direction(&g, &mut scratch, &mut v);
            let svd = DMatrix::from_row_slice(rows, columns, &g).svd(true, true);
            let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
            let values: Vec<f64> = svd.singular_values.iter().copied().collect();
            assert!((nuclear / values.iter().sum::<f64>() - 1.0).abs() < 1e-13);
            for i in 0..rows {
                for j in 0..columns {
                    let expected: f64 = (0..values.len())
                        .filter(|&k| values[k] > 1e-10 * values[0])
                        .map(|k| u[(i, k)] * v_t[(k, j)])
                        .sum();
                    assert!((v[i * columns + j] - expected).abs() < 1e-12, "{rows}x{columns}, seed {seed}");
                }
            }
        }
    }
}

#[test]
fn no_point_of_the_unit_ball_lies_further_along_the_gradient_than_the_steepest_direction() {
    let powers = [1.0, 1.5, 2.0, 3.0, f64::INFINITY].map(|p| Geometry::Power { p });
    for (number, geometry) in powers.into_iter().chain([Geometry::Spectral { rows: 3 }]).enumerate() {
        let g = random(300 + number as u64, 12);
        let (mut v, mut scratch) = (vec![0.0; 12], vec![0.0; geometry.scratch_len(12)]);
        let most = geometry.direction(&g, &mut scratch, &mut v);
        for seed in 0..200 {
            // Half of them near the direction itself.
            let mut other = random(1000 + seed, 12);
            if seed % 2 == 0 {
                other.iter_mut().zip(&v).for_each(|(x, v)| *x = v + 0.05 * *x);
            }
            let size = match geometry {
                Geometry::Power { p } => norm(p, &other),
                Geometry::Spectral { rows } => {
                    DMatrix::from_row_slice(rows, 12 / rows, &other).singular_values().max()
                }
            };
            let along: f64 = g.iter().zip(&other).map(|(g, x)| g * x / size).sum();
            assert!(along <= most * (1.0 + 1e-14), "{geometry}, seed {seed}: {along} > {most}");
        }
    }
}

#[test]
fn a_zero_gradient_moves_nothing_and_one_that_is_no_number_does_not_pass() {
    for geometry in [Geometry::Power { p: 1.0 }, Geometry::Power { p: 3.0 }, Geometry::Spectral { rows: 2 }] {
        let mut scratch = vec![0.0; geometry.scratch_len(4)];
        let mut v = vec![1.0; 4];
        assert_eq!(geometry.direction(&[0.0; 4], &mut scratch, &mut v), 0.0);
        assert_eq!(v, [0.0; 4]);
        geometry.direction(&[f64::NAN; 4], &mut scratch, &mut v);
        assert!(v.iter().all(|x| x.is_nan()));
    }
    for rows in [0, 3] {
        let geometry = Geometry::Spectral { rows };
        let ended =
            run(own(Steepest::new(geometry, Length::Fixed)), &Exponential, 0.1, Schedule::Constant, 10).ended;
        assert_eq!(ended, Ended::Diverged { at: 1 }, "{rows} rows in four dimensions");
    }
}

#[test]
fn steepest_descent_is_the_built_in_rule_where_there_is_one() {
    let of = |p: f64, length| own(Steepest::new(Geometry::power(p).unwrap(), length));
    let pairs = [
        ("sign", of(f64::INFINITY, Length::Fixed), Rule::SignDescent),
        ("coordinate", of(1.0, Length::Fixed), Rule::CoordinateDescent),
        ("normalised", of(2.0, Length::Fixed), Rule::GradientNormalized),
        ("over the loss", of(2.0, Length::OverLoss { cap: f64::INFINITY }), Rule::LossNormalized),
        ("gradient", of(2.0, Length::Proportional), Rule::GradientDescent),
    ];
    for (what, steepest, built_in) in pairs {
        for loss in [&Exponential as &dyn Loss, &Logistic] {
            let schedule = Schedule::InverseSquareRoot;
            let (one, other) = (
                run(steepest.clone(), loss, 0.05, schedule, 1000),
                run(built_in.clone(), loss, 0.05, schedule, 1000),
            );
            assert_alike(&one, &other, what);
        }
    }
}

#[test]
fn a_cap_is_felt_until_the_loss_is_its_inverse() {
    let of = |length| own(Steepest::new(Geometry::Power { p: 2.0 }, length));
    let go = |length, step| run(of(length), &Exponential, step, Schedule::Constant, 50);
    // L(w_0) is above 4: 1/L is below a cap of 1, and min(1/4, 1/L) is 1/4 as long as L < 4.
    let uncapped = go(Length::OverLoss { cap: f64::INFINITY }, 0.05);
    assert_alike(&go(Length::OverLoss { cap: 1e9 }, 0.05), &uncapped, "far cap");
    assert_alike(&go(Length::OverLoss { cap: 0.05 }, 0.05), &go(Length::Proportional, 0.0025), "near cap");
}

#[test]
fn adam_is_the_built_in_rule_and_goes_on_below_the_smallest_double() {
    for epsilon in [0.0, 1e-8, 1e-2] {
        let ours = own(Adam::new(0.9, 0.99, epsilon).unwrap());
        let built_in = Rule::Adam { beta1: 0.9, beta2: 0.99, epsilon };
        let go = |rule, step, until| run(rule, &Exponential, step, Schedule::Constant, until);
        assert_alike(&go(ours.clone(), 0.01, 500), &go(built_in, 0.01, 500), "adam");
        // With epsilon = 0 it goes on when the loss is below e^-1000, no faster than the root of beta2 falls; else it stops.
        let run = go(ours, 0.1, 300_000);
        assert_eq!(run.ended, Ended::Reached);
        let far = norm(2.0, &run.points.last().unwrap().w);
        assert_eq!(far > 1e3, epsilon == 0.0, "{epsilon}: {far}");
    }
}

#[test]
fn weight_decay_holds_adam_within_its_inverse() {
    let decay = 2.0;
    let rule = own(Adam::new(0.9, 0.99, 0.0).unwrap().with_decay(decay).unwrap());
    let last = run(rule, &Exponential, 0.01, Schedule::Constant, 20_000).points.pop().unwrap().w;
    let largest = norm(f64::INFINITY, &last);
    assert!((0.9..1.1).contains(&(largest * decay)), "{largest}");
}

#[test]
fn momentum_of_the_gradients_is_that_of_the_formula() {
    let (beta, step) = (0.8, 0.03);
    let rule =
        Steepest::new(Geometry::Power { p: f64::INFINITY }, Length::Fixed).with_momentum(beta).unwrap();
    let found = run(own(rule), &Exponential, step, Schedule::Constant, 60).points.pop().unwrap().w;
    let (rows, mut w, mut m) = (rows(), vec![0.1, -0.2, 0.3, 0.05], vec![0.0; 4]);
    for _ in 0..60 {
        let mut g = vec![0.0; 4];
        for row in rows.rows() {
            let weight = (-row.iter().zip(&w).map(|(z, w)| z * w).sum::<f64>()).exp();
            g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
        }
        m.iter_mut().zip(&g).for_each(|(m, g)| *m = beta * *m + (1.0 - beta) * g);
        w.iter_mut().zip(&m).for_each(|(w, m)| *w += step * m.signum());
    }
    assert!(found.iter().zip(&w).all(|(x, y)| (x - y).abs() < 1e-12), "{found:?} {w:?}");
}

#[test]
fn adagrad_and_mirror_descent_are_those_of_the_formulas() {
    let start = [0.1, -0.2, 0.3, 0.05];
    let gradient = |w: &[f64]| {
        let mut g = vec![0.0; 4];
        for row in rows().rows() {
            let weight = (-row.iter().zip(w).map(|(z, w)| z * w).sum::<f64>()).exp();
            g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
        }
        g
    };
    let last = |rule| run(rule, &Exponential, 0.05, Schedule::Constant, 30).points.pop().unwrap().w;
    let (mut w, mut sums) = (start.to_vec(), [0.5; 4]);
    let (mut v, p) = (start.to_vec(), 3.0f64);
    for _ in 0..30 {
        for (j, g) in gradient(&w).into_iter().enumerate() {
            sums[j] += g * g;
            w[j] += 0.05 * g / sums[j].sqrt();
        }
        for (j, g) in gradient(&v).into_iter().enumerate() {
            let dual = v[j].signum() * v[j].abs().powf(p - 1.0) + 0.05 * g;
            v[j] = dual.signum() * dual.abs().powf(1.0 / (p - 1.0));
        }
    }
    let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12);
    let found = last(own(AdaGrad::new(0.5).unwrap()));
    assert!(close(&found, &w), "{found:?} {w:?}");
    let found = last(own(PowerMirror::new(p, Units::Plain).unwrap()));
    assert!(close(&found, &v), "{found:?} {v:?}");
}

#[test]
fn parameters_out_of_range_are_refused_with_what_was_found() {
    let text = |error: OutOfRange| error.to_string();
    assert_eq!(
        text(Geometry::power(0.5).unwrap_err()),
        "found p = 0.5, expected a number of at least 1, or inf"
    );
    assert_eq!(
        text(Geometry::power(f64::NAN).unwrap_err()),
        "found p = NaN, expected a number of at least 1, or inf"
    );
    let steepest = Steepest::new(Geometry::Power { p: 2.0 }, Length::Fixed);
    assert_eq!(
        text(steepest.with_momentum(1.0).unwrap_err()),
        "found momentum = 1, expected a number in [0, 1)"
    );
    assert_eq!(text(Adam::new(0.9, 1.0, 0.0).unwrap_err()), "found beta2 = 1, expected a number in [0, 1)");
    assert!(Adam::new(0.9, 0.99, f64::NAN).is_err() && Adam::new(-0.1, 0.99, 0.0).is_err());
    assert!(Adam::new(0.9, 0.99, 0.0).unwrap().with_decay(-1.0).is_err());
    assert!(AdaGrad::new(f64::INFINITY).is_err());
    assert!(PowerMirror::new(1.0, Units::Plain).is_err());
}
