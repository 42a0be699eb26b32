//! On one data set for every n the part across the max-margin direction reaches ln n: no rate without it.
//!
//! **Statement.** On the rows (0.1, 0) and n - 1 times (0.2, 0.2) the part v_t of w_t across u-bar = (1, 0) has ||v_t|| >= ln n - ln 2
//! for all large t, for gradient descent and for steps over the loss.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero.
//! **Prediction.** The inequality at the last of 10^5 steps, for steps of one on the mean and over the loss. It then holds for good:
//! no row pulls v_t back, so that it never falls, which is looked at in every recorded step. n = 4, 20, 100, 1000.
//! **Controls.** the bound from above; ||v_t|| growing like ln t; a part across u-bar that vanishes like 1/t.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 10; arXiv:1906.04540.

use super::setting::Way;
use crate::case::{Case, Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::data::{DataSet, Provenance, Seed, SignedRows};
use crate::dynamics::reached;
use crate::measure::{linear_facts, reference_certificates};
use crate::numbers::{Ball, exp, ln};
use crate::papers::nacson::setting::unit_setting;
use crate::problem::{Exponential, Family, Linear, OnTheMean};
use std::sync::Arc;

/// Numbers of rows.
const SIZES: [usize; 4] = [4, 20, 100, 1000];

/// Steps made.
const STEPS: u64 = 100_000;

const RUNS: [Way; 2] = [Way::Plain, Way::Constant];

pub(super) fn claim() -> Claim<Linear> {
    let law = |form: Form| Law::Bound((0..2).flat_map(|number| inequalities(number, form)).collect());
    Claim::new("ji-telgarsky-dual.thm10.lower", include_str!("thm10_lower.rs"), law(Form::Theorem))
        .on(OneAside, SIZES.len() as u64, SIZES.len() as u64)
        .hypothesis(separable())
        .hypothesis(unit_setting())
        .running(|_: &Case<Linear>| RUNS.iter().map(|way| Run::new(way.method(), STEPS)).collect())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("the bound from above", law(Form::FromAbove))
        .control_law("||v_t|| growing like ln t", law(Form::Growing))
        .control_law("a part across u-bar that vanishes like 1/t", law(Form::Vanishing))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Theorem,
    FromAbove,
    Growing,
    Vanishing,
}

/// The data set of the theorem, for each number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OneAside;

impl Family<Linear> for OneAside {
    fn key(&self) -> String {
        "one row aside of n - 1 equal ones".to_string()
    }

    fn draw(&self, _seed: Seed, index: u64) -> Linear {
        let n = SIZES[index as usize % SIZES.len()];
        let rows: Vec<[f64; 2]> = (0..n).map(|i| if i == 0 { [0.1, 0.0] } else { [0.2, 0.2] }).collect();
        let provenance = Provenance::Given { name: format!("(0.1, 0) and {} times (0.2, 0.2)", n - 1) };
        let data = DataSet::from_signed_rows(SignedRows::from_rows(&rows), provenance);
        Linear::new(data, Arc::new(Exponential), &OnTheMean { eta: 1.0 }).expect("one over n is a step")
    }

    fn size(&self) -> Option<u64> {
        Some(SIZES.len() as u64)
    }
}

/// (ln t, v_t) at every recorded time t >= 1: u-bar is the first axis.
fn across(view: &View<Linear>, number: usize) -> Stopped<Vec<(f64, Ball)>> {
    let path = view.case.run(run(view, number))?;
    reached(&path)?;
    let seen = path.points.iter().filter(|at| at.step >= 1);
    Ok(seen.map(|at| (at.log_time, Ball::rounded(at.w[1], at.step as f64 + 8.0))).collect())
}

fn inequalities(number: usize, form: Form) -> Vec<Inequality<Linear>> {
    let name = |what: &str| RUNS[number].of(what);
    let monotone = Inequality::on_descent(&name("v_t does not fall"), move |view| {
        let seen = across(view, number)?;
        Ok(seen.windows(2).map(|pair| Sided::at_least(pair[1].0, pair[1].1, pair[0].1)).collect())
    });
    let last = Inequality::on_descent(&name("||v_t|| at the last step"), move |view| {
        let seen = across(view, number)?;
        let (log_time, v) = seen[seen.len() - 1];
        let n = view.case.problem.rows.n as f64;
        let bound = Ball::rounded(ln(n), 1.0) - Ball::rounded(ln(2.0), 1.0);
        Ok(vec![match form {
            Form::Theorem => Sided::at_least(log_time, v, bound),
            Form::FromAbove => Sided::at_most(log_time, v, bound),
            Form::Growing => {
                // Over the last decade of steps, of which there are eight readings.
                let before = seen[seen.len() - 9].1;
                Sided::at_least(log_time, v - before, Ball::rounded(ln(10.0), 1.0))
            }
            Form::Vanishing => Sided::at_most(log_time, v, bound * Ball::rounded(exp(-log_time), 4.0)),
        }])
    });
    vec![monotone, last]
}
