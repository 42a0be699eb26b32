//! `implicit-bias` checks, on a computer and with stated confidence, what papers prove about where gradient
//! methods go.
//!
//! A claim names a population of problems, a run, an exact certified answer and false versions of itself; the
//! harness draws the problems, runs the dynamics, compares within a computed error budget and gives a verdict:
//! *holds*, *violated*, *inconclusive*, *outside-hypotheses*.

pub mod battery;
pub mod case;
pub mod certificate;
pub mod claim;
pub mod compare;
pub mod data;
pub mod dynamics;
pub mod judge;
pub mod measure;
pub mod numbers;
pub mod papers;
pub mod problem;
pub mod profile;
pub mod record;
pub mod reference;
pub mod report;
pub mod statistics;

#[cfg(feature = "cli")]
pub mod cli;
