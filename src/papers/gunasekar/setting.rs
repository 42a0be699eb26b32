//! What the claims about mirror descent on a regression share.

use crate::case::{Case, Run, Stopped};
use crate::claim::{Checked, Claim, Hypothesis, Law, Leg, Reading, View};
use crate::dynamics::{MirrorDescent, across_the_rows, reached};
use crate::measure::{bregman_projection_of, distance, dot};
use crate::numbers::{Ball, Potential};
use crate::problem::{Regression, RegressionSets};
use crate::record::Clock;
use std::sync::Arc;

/// Steps of a run.
const UNTIL: u64 = 10_000;
/// The largest ||Xw - y|| / ||y|| that counts as converged.
const CONVERGED: f64 = 1e-10;

/// The potentials whose mirror map is not linear.
pub(super) const CURVED: [Potential; 5] = [
    Potential::Entropy,
    Potential::Hypentropy { scale: 0.1 },
    Potential::Hypentropy { scale: 1e-3 },
    Potential::Power { exponent: 1.5 },
    Potential::Power { exponent: 3.0 },
];

/// The limit.
pub(super) const LIMIT: &str = "w_t against the Bregman projection";

/// A run of a method to its end.
pub(super) fn run(method: MirrorDescent) -> Run<Regression> {
    Run::new(Arc::new(method), UNTIL)
}

/// The law of Theorem 1: where w ends, and that no step leaves the span of the rows in the dual.
pub(super) fn projected() -> Law<Regression> {
    Law::Limit(vec![reaches_the_projection(), keeps_to_the_rows()])
}

/// On each curved potential, for a method.
pub(super) fn on_curved(claim: Claim<Regression>, method: MirrorDescent) -> Claim<Regression> {
    let populations = CURVED.map(|potential| (RegressionSets(potential), 12));
    claim
        .on_each(&populations)
        .undecided_at_most(0.2)
        .hypothesis(converges(method))
        .running(move |_| vec![run(method)])
}

/// Xw = y to rounding at the end of the method's own run.
fn converges(method: MirrorDescent) -> Hypothesis<Regression> {
    Hypothesis::new("converges to Xw = y", move |case: &Case<Regression>| {
        let path = case.run(&run(method))?;
        reached(&path)?;
        let residual = case.problem.residual(&path.last().w);
        let missed = length(&residual) / length(&case.problem.targets);
        let found = format!("||Xw - y|| / ||y|| is {missed:e} after {UNTIL} steps");
        if missed <= CONVERGED {
            Ok(Checked { met: true, found })
        } else {
            Err(crate::record::Stop::Undecided { why: found })
        }
    })
}

pub(super) fn length(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}

/// What rounding leaves in grad psi(w_t): a unit in each step, of the longest of them.
fn rounding_of_the_dual(view: &View<Regression>) -> Stopped<f64> {
    let (_, longest) = across_the_rows(view.path()?.as_ref())?;
    let terms = UNTIL + 4 * (view.case.problem.rows.n + view.case.problem.rows.d) as u64;
    Ok(f64::EPSILON * terms as f64 * longest)
}

/// w at the end against argmin D_psi(w, w_0) over Xw = y.
///
/// Remainder: with a contraction by rho a step, what is still to come is at most rho^(T/2)/(1 - rho^(T/2)) times what the second
/// half of the run moved, and at most that where rho^(T/2) <= 1/2. Rounding: an error e of grad psi(w) moves the point of
/// Xw = y at which it lies in the span of the rows by H^-1/2 times a projection of H^-1/2 e, H = Hess psi: by no more than |e|
/// over the least entry of H, twice that for H nearby.
fn reaches_the_projection() -> Leg<Regression> {
    Leg {
        name: LIMIT.to_string(),
        observe: Arc::new(|view| {
            let path = view.path()?;
            reached(&path)?;
            let last = path.last();
            let stiffest = |w: &f64| 1.0 / view.case.problem.potential.curvature(*w);
            let softest = last.w.iter().map(stiffest).fold(1.0, f64::max);
            Ok(Reading {
                value: last.w.clone(),
                rounding: 2.0 * softest * rounding_of_the_dual(view)?,
                log_time: Some(last.log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| {
            let Regression { potential, start, .. } = &view.case.problem;
            Ok(bregman_projection_of(view.case, "own", *potential, start)?.as_ref().clone())
        }),
        remainder: Arc::new(|view| {
            let path = view.path()?;
            let half = path.points.iter().rev().find(|at| 2 * at.step <= UNTIL);
            Ok(half.map_or(f64::INFINITY, |at| distance(&at.w, &path.last().w)))
        }),
        scale: None,
    }
}

/// The largest part of grad psi(w_t) - grad psi(w_0) across the rows is rounding.
fn keeps_to_the_rows() -> Leg<Regression> {
    Leg {
        name: "grad psi(w_t) - grad psi(w_0) across the rows, at every step".to_string(),
        observe: Arc::new(|view| {
            let path = view.path()?;
            reached(&path)?;
            Ok(Reading {
                value: vec![across_the_rows(&path)?.0],
                rounding: rounding_of_the_dual(view)?,
                log_time: Some(path.last().log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|_| Ok(vec![Ball::exact(0.0)])),
        remainder: Arc::new(|_| Ok(0.0)),
        scale: Some(Arc::new(|view| {
            let (problem, path) = (&view.case.problem, view.path()?);
            Ok(distance(&problem.dual(&path.last().w), &problem.dual(&problem.start)))
        })),
    }
}
