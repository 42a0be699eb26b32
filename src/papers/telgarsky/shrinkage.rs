//! Boosting with shrinkage reaches nearly the whole l1 margin.
//!
//! **Statement.** AdaBoost may end far short of the largest l1 margin; with its steps multiplied by a small nu it ends near it.
//! **Hypotheses.** Separable; exponential loss from zero on rows of signs, so that boosting is coordinate descent with steps nu
//! artanh(r_t), r_t the edge, the largest entry of |grad log L|.
//! **Prediction.** For nu = 1, 0.3, 0.1 and 0.01, after 10^5 steps: least margin over ||w||_1 >= min over r in [gamma, 1) of -log(cosh
//! a - r sinh a)/a, a = nu artanh r, less log n/||w||_1. Derived: on signs a step a multiplies L by cosh a - r sinh a at most, and r is
//! never below gamma. For nu = 1 this is about half of gamma, for 0.1 more than 0.95 of it on both matrices.
//! **Controls.** AdaBoost's own steps for each nu; the whole margin for AdaBoost; random matrices of signs.
//! **Source.** Telgarsky, ICML 2013, on shrinkage in the abstract; arXiv:1303.4172.

use crate::case::{Case, Run, Stopped};
use crate::claim::linear::separable;
use crate::claim::{Checked, Claim, Hypothesis, Inequality, Law, Sided, View, run};
use crate::dynamics::optimizers::{Geometry, Length, Steepest};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{Answer, AnswerQuery, least_margin, linear_facts, reference_certificates};
use crate::numbers::{Ball, cosh, ln, ln_1p, norm_of, sinh};
use crate::problem::{Linear, SignMatrix};
use std::sync::Arc;

const STEPS: u64 = 100_000;
const SHRINKAGES: [f64; 4] = [1.0, 0.3, 0.1, 0.01];

pub(super) fn claim() -> Claim<Linear> {
    let whole = Inequality::on_descent("nu = 1: margin over the l_1 norm", |view| {
        let whole = gamma(view.case)? * Ball::rounded(0.99, 1.0);
        at_the_end(view, 0, whole)
    });
    Claim::new("telgarsky.shrinkage", include_str!("shrinkage.rs"), law())
        .derived()
        .on(SignMatrix::NineByNine, 1, 1)
        .on(SignMatrix::NineByTen, 1, 1)
        .hypothesis(separable())
        .hypothesis(of_signs())
        .running(|_| SHRINKAGES.map(boosting).to_vec())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_dynamics("AdaBoost's own steps for each nu", |_| SHRINKAGES.map(|_| boosting(1.0)).to_vec())
        .control_law("the whole margin for AdaBoost", Law::Bound(vec![whole]))
        .but_true_on("random matrices of signs", SignMatrix::Random)
}

fn of_signs() -> Hypothesis<Linear> {
    Hypothesis::new("exponential loss from zero on rows of signs", |case: &Case<Linear>| {
        let problem = &case.problem;
        let loss = problem.loss.key();
        let signs = problem.rows.values.iter().all(|z| z.abs() == 1.0);
        let met = signs && loss == "exponential" && problem.start.iter().all(|w| *w == 0.0);
        let entries = if signs { "entries are signs" } else { "entries are not all signs" };
        Ok(Checked { met, found: format!("{entries}, {loss} loss") })
    })
}

fn boosting(nu: f64) -> Run<Linear> {
    let rule = Rule::Custom(Arc::new(Steepest::new(Geometry::Power { p: 1.0 }, Length::Boost)));
    Run::new(Arc::new(Iteration { step: Some(nu), ..Iteration::of(rule) }), STEPS)
}

fn law() -> Law<Linear> {
    let each = SHRINKAGES.into_iter().enumerate().map(|(i, nu)| {
        Inequality::on_descent(&format!("nu = {nu}: margin over the l_1 norm"), move |view| {
            let gamma = gamma(view.case)?;
            at_the_end(view, i, Ball::new(promised(nu, gamma.value), 1e-12))
        })
    });
    Law::Bound(each.collect())
}

fn gamma(case: &Case<Linear>) -> Stopped<Ball> {
    Ok(case.ask(&AnswerQuery { answer: Answer::Power(1.0), rows: 1 })?.margin)
}

/// min over r in [gamma, 1) of -ln(cosh a - r sinh a)/a, a = nu artanh r: over 1000 values of r, in equal parts of artanh r up to 10
/// times that of gamma. It is at gamma for each nu here.
fn promised(nu: f64, gamma: f64) -> f64 {
    let artanh = |r: f64| 0.5 * ln_1p(2.0 * r / (1.0 - r));
    let least = artanh(gamma);
    let at = |k: u32| {
        let u = least * (1.0 + 9.0 * f64::from(k) / 1000.0);
        let (a, r) = (nu * u, sinh(u) / cosh(u));
        -ln(cosh(a) - r * sinh(a)) / a
    };
    (0..=1000).map(at).fold(f64::INFINITY, f64::min)
}

fn at_the_end(view: &View<Linear>, i: usize, bound: Ball) -> Stopped<Vec<Sided>> {
    let path = view.case.run(run(view, i))?;
    reached(&path)?;
    let (w, rows) = (&path.last().w, &view.case.problem.rows);
    let size = norm_of(1.0, w.iter().copied());
    let measured = Ball::new(least_margin(rows, w) / size, (STEPS + 64) as f64 * f64::EPSILON);
    let lost = Ball::rounded(ln(rows.n as f64) / size, 8.0);
    Ok(vec![Sided::at_least(ln(STEPS as f64), measured, bound - lost)])
}
