//! Optimisers put together from geometry, length of step and momentum, one file each, as [`UpdateRule`](super::UpdateRule)s.
//!
//! A new one is a new file here: it needs `key` and `update`, state where it has a memory, and gradients over the loss where it
//! is to go on when the loss underflows.

mod adagrad;
mod adam;
mod geometry;
mod power_mirror;
mod steepest;

pub use adagrad::AdaGrad;
pub use adam::Adam;
pub use geometry::Geometry;
pub use power_mirror::PowerMirror;
pub use steepest::{Length, Steepest};

use super::Descending;
use crate::numbers::lanes::{Isa, Kernel, Wide};
use crate::numbers::{exp, ln};
use thiserror::Error;

/// A step that is compiled for each instruction set: with the hardware's fused multiply-add, which is a call else. The same bits.
trait Step {
    /// [`UpdateRule::update`](super::UpdateRule::update); inlined always, with all it calls in its loops.
    fn step(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]);
}

/// Makes a step on the fastest instruction set of this machine.
fn make<S: Step>(rule: &S, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
    Isa::detect().dispatch(OneStep { rule, now, state, w });
}

struct OneStep<'r, 'a, S> {
    rule: &'r S,
    now: &'r Descending<'a>,
    state: &'r mut [f64],
    w: &'r mut [f64],
}

impl<S: Step> Kernel for OneStep<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        self.rule.step(self.now, self.state, self.w);
    }
}

/// Parameters with which an optimiser is not defined.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("found {what} = {found}, expected {expected}")]
pub struct OutOfRange {
    /// The parameter.
    pub what: &'static str,
    /// What it is.
    pub found: f64,
    /// What it is to be.
    pub expected: &'static str,
}

/// A momentum or a decay.
fn in_unit_interval(what: &'static str, found: f64) -> Result<f64, OutOfRange> {
    match (0.0..1.0).contains(&found) {
        true => Ok(found),
        false => Err(OutOfRange { what, found, expected: "a number in [0, 1)" }),
    }
}

/// Something that is added or that decays.
fn not_negative(what: &'static str, found: f64) -> Result<f64, OutOfRange> {
    match found >= 0.0 && found.is_finite() {
        true => Ok(found),
        false => Err(OutOfRange { what, found, expected: "a finite number of at least 0" }),
    }
}

/// The unit, as a logarithm, in which moments of gradients are kept: not below the last loss, as gradients over it are not, and
/// near the moments themselves when these outweigh it, which a loss that falls faster than they decay sees to.
struct MomentUnit {
    /// What the moments kept so far are multiplied by.
    kept: f64,
    /// What the gradient over the loss is multiplied by.
    fresh: f64,
}

impl MomentUnit {
    /// The unit for a step: `unit` is the one before, `largest` the largest moment kept in it.
    #[inline(always)]
    fn next(unit: &mut f64, log_loss: f64, largest: f64) -> MomentUnit {
        const SMALL: f64 = 1e-50;
        let before = *unit;
        let down = if largest < SMALL && largest > 0.0 { ln(largest) } else { 0.0 };
        *unit = f64::max(before + down, log_loss);
        if *unit == before {
            return MomentUnit { kept: 1.0, fresh: exp(log_loss - before) };
        }
        MomentUnit { kept: exp(before - *unit), fresh: exp(log_loss - *unit) }
    }
}

#[cfg(test)]
mod tests;
