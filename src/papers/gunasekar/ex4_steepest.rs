//! For the squared loss steepest descent does not go to the solution of least norm, even as the step goes to zero.
//!
//! **Statement.** Steepest descent in l_(4/3) from zero on the squared loss of two equations in three unknowns has a limit that depends on
//! the step, and that is not the solution of least l_(4/3) norm in the limit of small steps either.
//! **Hypotheses.** The example's equations w_1 + w_2 + w_3 = 1 and w_1 + 2 w_2 = 10; squared loss; from zero; converges to Xw = y.
//! **Prediction.** The solutions are (a, 5 - a/2, -4 - a/2), the one of least norm at the root a of 2 a^(1/3) = (5 - a/2)^(1/3) - (4 +
//! a/2)^(1/3), about 2.3e-4 (derived; found by bisection). The limits of steps eta, eta/2, eta/4 and eta/8, eta = 0.02: each a falls by
//! at least 1e-4 from the one before, and by at most three quarters as much as that did. If it goes on so all further falls are
//! three times the last at most: with these taken off the last a is still a hundred times the root.
//! **Controls.** the same limit for every step; a limit that goes to the root; steepest descent in l_2.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Example 4; arXiv:1802.08246.

use super::setting::{converges_until, path, run_method, to_come};
use crate::case::Stopped;
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::{MirrorDescent, MirrorUpdate};
use crate::numbers::{Ball, ln, pow};
use crate::problem::{Regression, SteepestExample};

const SHARES: [f64; 4] = [1.0, 0.5, 0.25, 0.125];
const STEPS: u64 = 100_000;

pub(super) fn claim() -> Claim<Regression> {
    let law = Law::Bound(vec![beyond_the_root(), falls(), falls_by_less()]);
    let methods = |p: f64| SHARES.map(|share| MirrorDescent { update: MirrorUpdate::Steepest { p }, share });
    Claim::new("gunasekar.ex4.steepest", include_str!("ex4_steepest.rs"), law)
        .derived()
        .on(SteepestExample, 1, 1)
        .hypothesis(converges_until(methods(4.0 / 3.0).to_vec(), STEPS))
        .running(move |_| methods(4.0 / 3.0).map(|method| run_method(method, STEPS)).to_vec())
        .control_law("the same limit for every step", Law::Bound(vec![same()]))
        .control_law("a limit that goes to the root", Law::Bound(vec![goes_to_the_root()]))
        .control_dynamics("steepest descent in l_2", move |_| {
            methods(2.0).map(|method| run_method(method, STEPS)).to_vec()
        })
}

/// a at the end of each run, with what is still to come and rounding.
fn limits(view: &View<Regression>) -> Stopped<Vec<Ball>> {
    (0..SHARES.len())
        .map(|number| {
            let path = path(view, number)?;
            let rounding = 16.0 * STEPS as f64 * f64::EPSILON;
            Ok(Ball::new(path.last().w[0], to_come(&path) + rounding))
        })
        .collect()
}

/// The a of least norm: the root of an increasing function.
fn root() -> f64 {
    let third = |x: f64| pow(x, 1.0 / 3.0);
    let slope = |a: f64| 2.0 * third(a) - third(5.0 - 0.5 * a) + third(4.0 + 0.5 * a);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if slope(middle) < 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

fn at() -> f64 {
    ln(STEPS as f64)
}

/// With falls that go on at three quarters all that are to come are three times the last.
fn beyond_the_root() -> Inequality<Regression> {
    Inequality::on_descent("a in the limit of small steps, at least", |view| {
        let limits = limits(view)?;
        let left = limits[3] - (limits[2] - limits[3]) * Ball::exact(3.0);
        Ok(vec![Sided::at_least(at(), left, Ball::new(100.0 * root(), 1e-12))])
    })
}

fn falls() -> Inequality<Regression> {
    Inequality::on_descent("by how much a falls when the step is halved", |view| {
        let limits = limits(view)?;
        let pair = |k: usize| Sided::at_least(at(), limits[k] - limits[k + 1], Ball::exact(1e-4));
        Ok((0..3).map(pair).collect())
    })
}

fn falls_by_less() -> Inequality<Regression> {
    Inequality::on_descent("how much less a falls at the next halving", |view| {
        let limits = limits(view)?;
        let fall = |k: usize| limits[k] - limits[k + 1];
        let pair = |k: usize| Sided::at_most(at(), fall(k + 1) / fall(k), Ball::exact(0.75));
        Ok((0..2).map(pair).collect())
    })
}

fn same() -> Inequality<Regression> {
    Inequality::on_descent("by how much a falls when the step is halved", |view| {
        let limits = limits(view)?;
        Ok(vec![Sided::at_most(at(), limits[0] - limits[1], Ball::exact(0.0))])
    })
}

fn goes_to_the_root() -> Inequality<Regression> {
    Inequality::on_descent("a for the smallest step", |view| {
        Ok(vec![Sided::at_most(at(), limits(view)?[3], Ball::exact(2.0 * root()))])
    })
}
