//! Each rule is its formula.

use super::*;
use crate::numbers::pow;

/// The rules written down once more, in the plainest way.
fn naive(rows: &SignedRows, loss: &dyn Loss, setting: &Setting, until: u64) -> Vec<f64> {
    let (eta, d) = (1.0 / rows.n as f64, rows.d);
    let (mut w, mut first, mut second) = (vec![0.0; d], vec![0.0; d], vec![0.0; d]);
    for t in 1..=until {
        let step = match setting.schedule {
            Schedule::Constant => eta,
            Schedule::InverseSquareRoot => eta / (t as f64).sqrt(),
            Schedule::Inverse => eta / t as f64,
        };
        let (mut g, mut value) = (vec![0.0; d], 0.0);
        for row in rows.rows() {
            let u: f64 = row.iter().zip(&w).map(|(z, w)| z * w).sum();
            let weight = exp(loss.log_slope(u));
            value += exp(loss.log_value(u));
            g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
        }
        let greatest = g.iter().fold(0.0f64, |a, b| a.max(b.abs()));
        let length = g.iter().map(|g| g * g).sum::<f64>().sqrt();
        let chosen = g.iter().position(|g| g.abs() == greatest).unwrap();
        for j in 0..d {
            w[j] += match &setting.rule {
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
                Rule::LossNormalized => step * g[j] / value,
                Rule::DualAcceleration => {
                    let (q, before) = (g[j] / value, (t - 1) as f64);
                    first[j] = before / t as f64 * (first[j] + q);
                    step * (first[j] + q)
                }
                Rule::GradientNormalized => step * g[j] / length,
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

#[test]
fn both_kernels_do_what_the_formulas_say() {
    for (n, d) in shapes() {
        let rows = rows(n, d, (n * 1000 + d) as u64);
        for kernel in KERNELS {
            for setting in settings() {
                let loss = plain(kernel);
                let run = run_one(Isa::detect(), &rows, &loss, &setting, 24);
                let want = naive(&rows, &loss, &setting, 24);
                let got = &run.points.last().unwrap().w;
                // 24 steps of at most about 3000 operations on numbers of order one, each rounded to 1.1e-16, in
                // two orders; Adam without epsilon divides by roots of differences and may lose a factor of 100.
                let allowed = 24.0
                    * 3000.0
                    * f64::EPSILON
                    * if matches!(setting.rule, Rule::Adam { .. }) { 100.0 } else { 1.0 };
                for (got, want) in got.iter().zip(&want) {
                    assert!(
                        (got - want).abs() <= allowed,
                        "{n}x{d} {kernel:?} {setting:?}: {got:?}, {want:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn fifty_steps_are_the_formula_to_thirteen_digits() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = rows(n, d, 11);
        for kernel in KERNELS {
            for setting in settings() {
                for generic in [false, true] {
                    let loss = Plain { kernel, generic };
                    let run = run_one(Isa::detect(), &rows, &loss, &setting, 50);
                    let want = naive(&rows, &loss, &setting, 50);
                    let got = &run.points.last().unwrap().w;
                    let length = want.iter().map(|w| w * w).sum::<f64>().sqrt();
                    let parted = got.iter().zip(&want).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    assert!(
                        parted <= 1e-13 * length,
                        "{n}x{d} {kernel:?} {setting:?}: {:e}",
                        parted / length
                    );
                }
            }
        }
    }
}
