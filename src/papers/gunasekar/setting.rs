//! What the claims about mirror descent on a regression share.

use crate::case::{Case, Run, Stopped, Trajectory};
use crate::claim::{Checked, Claim, Course, Hypothesis, Law, Leg, Reading, View, run as claim_run};
use crate::dynamics::{MirrorDescent, MirrorUpdate, across_the_rows, reached};
use crate::measure::{bregman_projection_of, distance, length};
use crate::numbers::{Ball, Potential};
use crate::problem::{Regression, RegressionSets};
use crate::record::{Clock, Stop};
use std::rc::Rc;
use std::sync::Arc;

/// Steps of a run.
const UNTIL: u64 = 5_000;
/// The largest ||Xw - y|| / ||y|| that counts as converged.
const CONVERGED: f64 = 1e-10;

/// Potentials whose mirror map is not linear, but smooth with a smooth inverse.
pub(in crate::papers) const SMOOTH: [Potential; 3] =
    [Potential::Entropy, Potential::Hypentropy { scale: 0.1 }, Potential::Hypentropy { scale: 1e-3 }];

/// Those, and powers, whose second derivative vanishes or has a pole at zero.
pub(in crate::papers) const CURVED: [Potential; 5] =
    [SMOOTH[0], SMOOTH[1], SMOOTH[2], Potential::Power { exponent: 1.5 }, Potential::Power { exponent: 3.0 }];

/// The limit.
pub(in crate::papers) const LIMIT: &str = "w_t against the Bregman projection";

/// A run of the problem's own step.
pub(in crate::papers) fn run(update: MirrorUpdate) -> Run<Regression> {
    run_with(update.into())
}

/// A run that makes as many times more steps as its steps are shorter.
pub(in crate::papers) fn run_with(method: MirrorDescent) -> Run<Regression> {
    Run::new(Arc::new(method), (UNTIL as f64 / method.share) as u64)
}

/// So many steps of a method.
pub(in crate::papers) fn run_method(method: MirrorDescent, until: u64) -> Run<Regression> {
    Run::new(Arc::new(method), until)
}

/// The law of Theorem 1 for the run of a number: where w ends, and that no step leaves the span of the rows in the dual.
pub(in crate::papers) fn projected(number: usize) -> Law<Regression> {
    Law::Limit(projected_legs(number))
}

/// Its legs.
pub(in crate::papers) fn projected_legs(number: usize) -> Vec<Leg<Regression>> {
    vec![reaches_the_projection(number), keeps_to_the_rows(number)]
}

/// The trajectory of the run of a number, to its end.
pub(in crate::papers) fn path(view: &View<Regression>, number: usize) -> Stopped<Rc<Trajectory>> {
    let path = view.case.run(claim_run(view, number))?;
    reached(&path)?;
    Ok(path)
}

/// On so many sets for each potential, for some methods.
pub(in crate::papers) fn on_potentials(
    claim: Claim<Regression>,
    potentials: &[Potential],
    sets: u64,
    methods: Vec<MirrorDescent>,
) -> Claim<Regression> {
    let runs = methods.iter().copied().map(run_with).collect();
    on_potentials_running(claim, potentials, sets, runs)
}

/// The same with so many steps of each method.
pub(in crate::papers) fn on_potentials_until(
    claim: Claim<Regression>,
    potentials: &[Potential],
    sets: u64,
    methods: Vec<MirrorDescent>,
    until: u64,
) -> Claim<Regression> {
    let runs = methods.iter().map(|method| run_method(*method, until)).collect();
    on_potentials_running(claim, potentials, sets, runs)
}

fn on_potentials_running(
    claim: Claim<Regression>,
    potentials: &[Potential],
    sets: u64,
    runs: Vec<Run<Regression>>,
) -> Claim<Regression> {
    let populations: Vec<_> = potentials.iter().map(|potential| (RegressionSets(*potential), sets)).collect();
    claim.on_each(&populations).hypothesis(converges_in(runs.clone())).running(move |_| runs.clone())
}

/// Xw = y to rounding at the end of each method's own run.
pub(in crate::papers) fn converges(methods: Vec<MirrorDescent>) -> Hypothesis<Regression> {
    converges_in(methods.into_iter().map(run_with).collect())
}

/// The same after so many steps of each.
pub(in crate::papers) fn converges_until(methods: Vec<MirrorDescent>, until: u64) -> Hypothesis<Regression> {
    converges_in(methods.into_iter().map(|method| run_method(method, until)).collect())
}

fn converges_in(runs: Vec<Run<Regression>>) -> Hypothesis<Regression> {
    Hypothesis::new("converges to Xw = y", move |case: &Case<Regression>| {
        let mut worst = 0.0f64;
        for run in &runs {
            let path = case.run(run)?;
            reached(&path)?;
            worst = worst.max(length(&case.problem.residual(&path.last().w)));
        }
        let missed = worst / length(&case.problem.targets);
        let found = format!("||Xw - y|| / ||y|| is {missed:e} at the end");
        // The theorem assumes convergence; a run says nothing of what comes after it.
        if missed <= CONVERGED {
            Ok(Checked { met: true, found })
        } else {
            Err(Stop::Undecided { why: found })
        }
    })
}

/// What rounding leaves in grad psi(w_t): a unit in each step, of the longest of them.
fn rounding_of_the_dual(problem: &Regression, path: &Trajectory) -> Stopped<f64> {
    let (_, longest) = across_the_rows(path)?;
    let terms = path.last().step + 4 * (problem.rows.n + problem.rows.d) as u64;
    Ok(f64::EPSILON * terms as f64 * longest)
}

/// What rounding leaves in w at the end: an error e of grad psi(w) moves the point of Xw = y at which it lies in the span of
/// the rows by H^-1/2 times a projection of H^-1/2 e, H = Hess psi: by no more than |e| over the least entry of H, twice that
/// for H nearby.
pub(in crate::papers) fn rounding(problem: &Regression, path: &Trajectory) -> Stopped<f64> {
    let softest = path.last().w.iter().map(|w| 1.0 / problem.potential.curvature(*w)).fold(1.0, f64::max);
    Ok(2.0 * softest * rounding_of_the_dual(problem, path)?)
}

/// With a contraction by rho a step, what is still to come is at most rho^(T/2)/(1 - rho^(T/2)) times what the second half of
/// the run moved, and at most that where rho^(T/2) <= 1/2.
pub(in crate::papers) fn to_come(path: &Trajectory) -> f64 {
    let last = path.last();
    let half = path.points.iter().rev().find(|at| 2 * at.step <= last.step);
    half.map_or(f64::INFINITY, |at| distance(&at.w, &last.w))
}

/// The Euclidean projection of the start: a false limit where psi is not quadratic.
pub(in crate::papers) fn euclidean(view: &View<Regression>) -> Stopped<Vec<Ball>> {
    let start = &view.case.problem.start;
    Ok(bregman_projection_of(view.case, "Euclidean", Potential::Quadratic, start)?.as_ref().clone())
}

/// The certified projection of the problem's own start, by its own potential.
pub(in crate::papers) fn own_projection(case: &Case<Regression>) -> Stopped<Rc<Vec<Ball>>> {
    bregman_projection_of(case, "own", case.problem.potential, &case.problem.start)
}

/// w at the end against argmin D_psi(w, w_0) over Xw = y.
fn reaches_the_projection(number: usize) -> Leg<Regression> {
    reaches(number, |case| Ok(own_projection(case)?.as_ref().clone()))
}

/// w at the end against some point.
pub(in crate::papers) fn reaches(
    number: usize,
    point: fn(&Case<Regression>) -> Stopped<Vec<Ball>>,
) -> Leg<Regression> {
    Leg {
        name: LIMIT.to_string(),
        observe: Arc::new(move |view| {
            let path = path(view, number)?;
            Ok(Reading {
                value: path.last().w.clone(),
                rounding: rounding(&view.case.problem, &path)?,
                log_time: Some(path.last().log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| point(view.case)),
        remainder: Arc::new(move |view| Ok(to_come(&*path(view, number)?))),
        scale: None,
        course: Course::Steps,
    }
}

/// The largest part of grad psi(w_t) - grad psi(w_0) across the rows is rounding.
fn keeps_to_the_rows(number: usize) -> Leg<Regression> {
    Leg {
        name: "grad psi(w_t) - grad psi(w_0) across the rows, at every step".to_string(),
        observe: Arc::new(move |view| {
            let path = path(view, number)?;
            Ok(Reading {
                value: vec![across_the_rows(&path)?.0],
                rounding: rounding_of_the_dual(&view.case.problem, &path)?,
                log_time: Some(path.last().log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|_| Ok(vec![Ball::exact(0.0)])),
        remainder: Arc::new(|_| Ok(0.0)),
        scale: Some(Arc::new(move |view| {
            let (problem, path) = (&view.case.problem, path(view, number)?);
            Ok(distance(&problem.dual(&path.last().w), &problem.dual(&problem.start)))
        })),
        course: Course::Steps,
    }
}
