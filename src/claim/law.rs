//! The law of a claim: one kind of statement each, with only what its judgment may use.

use super::course::Course;
use crate::case::{Case, Run, Stopped, Trajectory};
use crate::numbers::Ball;
use crate::record::{Budget, Candidate, Clock, Kind, Series};

use std::rc::Rc;
use std::sync::Arc;

/// A problem seen through one arm: the case, and the runs that stand for the claim's dynamics.
pub struct View<'a, P> {
    /// The problem with its memoised answers.
    pub case: &'a Case<P>,
    /// The runs: the claim's own, or an impostor's.
    pub runs: &'a [Run<P>],
}

impl<P: 'static> View<'_, P> {
    /// The first run's trajectory.
    ///
    /// # Panics
    /// When the claim declares no run: a law that looks at one needs one.
    pub fn path(&self) -> Stopped<Rc<Trajectory>> {
        self.case.run(self.runs.first().expect("the claim declares a run"))
    }
}

/// A slot of a claim: a function of what the arm sees.
pub type Slot<P, T> = Arc<dyn Fn(&View<P>) -> Stopped<T> + Send + Sync>;

/// A measured number or vector.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The value.
    pub value: Vec<f64>,
    /// Rounding in the run and in the measurement (2-norm).
    pub rounding: f64,
    /// ln t.
    pub log_time: Option<f64>,
    /// The clock.
    pub clock: Clock,
}

/// One observable with its exact prediction.
pub struct Leg<P> {
    /// What is compared.
    pub name: String,
    /// The measurement.
    pub observe: Slot<P, Reading>,
    /// The prediction. It may depend on the run seen (a flow continued from its iterate).
    pub predict: Slot<P, Vec<Ball>>,
    /// What is still missing at finite time. Always of the theorem's own run, and never a function of the
    /// constant under test.
    pub remainder: Slot<P, f64>,
    /// A distance that the budget must resolve beside those to the false predictions.
    pub scale: Option<Slot<P, f64>>,
    /// How the observable came there, for a drawing.
    pub course: Course<P>,
}

/// A measured number and the bound that it is to keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sided {
    /// ln t; `None` where there is no time.
    pub log_time: Option<f64>,
    /// What was measured.
    pub measured: Ball,
    /// What bounds it.
    pub bound: Ball,
    /// Whether the bound is a lower one.
    pub from_below: bool,
}

impl Sided {
    /// At a log time, a number that is to be at most the bound.
    pub fn at_most(log_time: f64, measured: Ball, bound: Ball) -> Sided {
        Sided { log_time: Some(log_time), measured, bound, from_below: false }
    }

    /// At a log time, a number that is to be at least the bound.
    pub fn at_least(log_time: f64, measured: Ball, bound: Ball) -> Sided {
        Sided { from_below: true, ..Sided::at_most(log_time, measured, bound) }
    }
}

/// An inequality at every time looked at.
pub struct Inequality<P> {
    /// What is compared.
    pub name: String,
    /// The clock.
    pub clock: Clock,
    /// The pairs.
    pub pairs: Slot<P, Vec<Sided>>,
}

impl<P> Inequality<P> {
    /// One at times of real steps.
    pub fn on_descent(
        name: &str,
        pairs: impl Fn(&View<P>) -> Stopped<Vec<Sided>> + Send + Sync + 'static,
    ) -> Inequality<P> {
        Inequality { name: name.to_string(), clock: Clock::Descent, pairs: Arc::new(pairs) }
    }

    /// One at times of the flow.
    pub fn on_flow(
        name: &str,
        pairs: impl Fn(&View<P>) -> Stopped<Vec<Sided>> + Send + Sync + 'static,
    ) -> Inequality<P> {
        Inequality { clock: Clock::Flow, ..Inequality::on_descent(name, pairs) }
    }
}

/// A measured exponent with what contaminates it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerLaw {
    /// d ln y / d ln x over the last window.
    pub exponent: f64,
    /// How far the window's exponent may still be from its limit.
    pub remainder: f64,
    /// Error of the flow in it.
    pub rounding: f64,
    /// ln t at the end of the window.
    pub log_time: f64,
}

/// An exponent with its exact prediction.
pub struct Power<P> {
    /// What is compared.
    pub name: String,
    /// The clock.
    pub clock: Clock,
    /// The measured exponent.
    pub observe: Slot<P, PowerLaw>,
    /// The predicted exponent.
    pub predict: Slot<P, Vec<Ball>>,
    /// What ties the thing that the exponent is read off to the run; it has to hold as well.
    pub grounds: Vec<Leg<P>>,
    /// What the exponent is read off, for a drawing.
    pub course: Option<Slot<P, Series>>,
}

/// Two numbers or vectors that are equal up to rounding.
pub struct Equality<P> {
    /// What is compared.
    pub name: String,
    /// The left side with its error.
    pub left: Slot<P, Vec<Ball>>,
    /// The right side with its error.
    pub right: Slot<P, Vec<Ball>>,
}

/// Which of several exact answers is reached.
pub struct Choice<P> {
    /// The candidates with the measured distance to each, and how far the run may still be from its limit.
    pub reached: Slot<P, (Vec<Candidate>, Budget)>,
}

/// The residual of optimality conditions at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// The residual is at least this (from a dual bound).
    pub lower: f64,
    /// It is at most this (of the multipliers found).
    pub upper: f64,
    /// How much of it the run may still lose, rounding included.
    pub remainder: f64,
    /// Dimensions in which the conditions can fail.
    pub freedom: u64,
    /// Multipliers that are free to make up for it.
    pub active: u64,
    /// ln t; `None` where there is no time.
    pub log_time: Option<f64>,
}

/// Optimality conditions that a limit is to meet.
pub struct Stationary<P> {
    /// Of which conditions.
    pub name: String,
    /// The clock.
    pub clock: Clock,
    /// Their residual.
    pub residual: Slot<P, Conditions>,
    /// The residual that the nearest falsehood's limit has in these conditions, where one is known.
    pub falsehood: Option<Slot<P, f64>>,
}

/// An experiment with two ends, and the exact probability of success on each population.
pub struct Chance<P> {
    /// What is drawn.
    pub name: String,
    /// One draw.
    pub draw: Slot<P, bool>,
    /// The exact probability of success in the population that the problem is drawn from.
    pub probability: Arc<dyn Fn(&P) -> f64 + Send + Sync>,
}

/// The law of a claim.
pub enum Law<P> {
    /// Observables tend to exact constants.
    Limit(Vec<Leg<P>>),
    /// Inequalities with explicit constants.
    Bound(Vec<Inequality<P>>),
    /// Exponents.
    Rate(Vec<Power<P>>),
    /// Which exact answer is reached.
    Selection(Choice<P>),
    /// Residuals of optimality conditions.
    Stationarity(Vec<Stationary<P>>),
    /// Equalities up to rounding.
    Identity(Vec<Equality<P>>),
    /// A probability.
    Distribution(Chance<P>),
}

impl<P> Law<P> {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Law::Limit(_) => Kind::Limit,
            Law::Bound(_) => Kind::Bound,
            Law::Rate(_) => Kind::Rate,
            Law::Selection(_) => Kind::Selection,
            Law::Stationarity(_) => Kind::Stationarity,
            Law::Identity(_) => Kind::Identity,
            Law::Distribution(_) => Kind::Distribution,
        }
    }
}
