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
        let mut g = vec![0.0; d];
        for row in rows.rows() {
            let u: f64 = row.iter().zip(&w).map(|(z, w)| z * w).sum();
            let weight = exp(loss.log_slope(u));
            g.iter_mut().zip(row).for_each(|(g, z)| *g += weight * z);
        }
        let greatest = g.iter().fold(0.0f64, |a, b| a.max(b.abs()));
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
