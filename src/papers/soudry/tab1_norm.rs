//! Table 1: the norm of the last layer grows like the logarithm of the epochs.
//!
//! **Statement.** Over the epochs 50 to 4000 of a convolutional network on CIFAR10, the norm of the last layer grows
//! logarithmically: 13.6, 16.5, 19.6, 20.3, 25.9, 27.54 after 50, 100, 200, 400, 2000, 4000 epochs.
//! **Hypotheses.** None: these are the printed numbers, and the training is not repeated here.
//! **Prediction.** Of least-squares lines in log t, sqrt t and t the one in log t leaves the least, beyond what the printed digits
//! can change. It is arithmetic on six numbers, no test of a theorem: none covers this network, and a line in log log t leaves
//! about as little.
//! **Controls.** sqrt t for log t; t for log t.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Table 1; arXiv:1710.10345.

use crate::claim::{Claim, Inequality, Law, Sided};
use crate::numbers::{Ball, ln};
use crate::problem::Quoted;
use crate::record::{Clock, Quantifier};
use std::sync::Arc;

const TABLE: Quoted = Quoted {
    name: "Table 1",
    x: &[50.0, 100.0, 200.0, 400.0, 2000.0, 4000.0],
    y: &[13.6, 16.5, 19.6, 20.3, 25.9, 27.54],
    rounding: 0.05,
};

type Form = (&'static str, fn(f64) -> f64);

const FORMS: [Form; 3] = [("log t", ln), ("sqrt t", f64::sqrt), ("t", |t| t)];

pub(super) fn claim() -> Claim<Quoted> {
    Claim::new("soudry.tab1.norm", include_str!("tab1_norm.rs"), law(0))
        .about(Quantifier::ThisDataSet)
        .on(TABLE, 1, 1)
        .control_law("sqrt t for log t", law(1))
        .control_law("t for log t", law(2))
}

/// The residual of the claimed form is at most that of each other.
fn law(claimed: usize) -> Law<Quoted> {
    let others = (0..FORMS.len()).filter(|&other| other != claimed);
    Law::Bound(others.map(|other| inequality(FORMS[claimed], FORMS[other])).collect())
}

fn inequality(claimed: Form, other: Form) -> Inequality<Quoted> {
    Inequality {
        name: format!("residual of {} against that of {}", claimed.0, other.0),
        clock: Clock::None,
        pairs: Arc::new(move |view| {
            let table = &view.case.problem;
            // A root mean square changes by no more than every entry does.
            let of = |form: Form| Ball::new(residual(table, form.1), table.rounding);
            Ok(vec![Sided { log_time: None, ..Sided::at_most(0.0, of(claimed), of(other)) }])
        }),
    }
}

/// Root mean square of what a least-squares line y = a f(x) + b leaves.
fn residual(table: &Quoted, f: fn(f64) -> f64) -> f64 {
    let n = table.x.len() as f64;
    let x: Vec<f64> = table.x.iter().map(|&x| f(x)).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (x_mean, y_mean) = (mean(&x), mean(table.y));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        x.iter().zip(table.y).map(|(x, y)| of(x - x_mean, y - y_mean)).sum()
    };
    let slope = sum(&|x, y| x * y) / sum(&|x, _| x * x);
    (sum(&|x, y| (y - slope * x) * (y - slope * x)) / n).sqrt()
}
