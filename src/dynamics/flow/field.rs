//! What the integrators ask of a flow, and the two of them behind one door.

use super::radau::STAGES;
use super::{explicit, implicit};

/// A right-hand side dz/ds = F(s, z).
pub(super) trait Field {
    /// F(s, z) into `velocity`; `None` where it overflows.
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()>;
    /// F at the stages of a step, [`Field::velocity`] of each.
    fn velocities(
        &self,
        times: &[f64; STAGES],
        points: &[Vec<f64>; STAGES],
        to: &mut [Vec<f64>; STAGES],
    ) -> Option<()> {
        times.iter().zip(points).zip(to).try_for_each(|((s, z), velocity)| self.velocity(*s, z, velocity))
    }
    /// About the fastest rate of F at (s, z).
    fn fastest(&self, s: f64, z: &[f64]) -> f64;
    /// By how many e-folds two solutions are known to approach one another between two times, whatever they are; negative
    /// where they may part.
    fn contraction(&self, _from: f64, _to: f64) -> f64 {
        0.0
    }
    /// How far rounding of F moves the root of an implicit stage near z, beside rounding of z itself.
    fn rounding(&self, _z: &[f64]) -> f64 {
        0.0
    }
}

/// A right-hand side with a symmetric Jacobian, in general minus the gradient of a convex function.
pub(super) trait GradientField: Field {
    /// Minus the Jacobian (d x d, row-major), or a symmetric matrix near it, into `curvature`; `None` where it overflows.
    fn curvature(&self, s: f64, z: &[f64], curvature: &mut [f64]) -> Option<()>;
}

/// Where a flow got to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The log time s.
    pub s: f64,
    /// z(s), length d.
    pub z: Vec<f64>,
    /// Bound on |z - exact z|: the estimated local errors, summed, each shrunk at the rate that the caller vouches for.
    /// Estimates of embedded pairs: tested to cover the true error for tolerances of 1e-6 and less, not for coarser ones.
    pub error: f64,
}

/// Why a flow stopped.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FlowError {
    /// No step size was small enough.
    #[error("the flow stalled at log time {s}: found no step above {step:e}, expected to reach {goal}")]
    Stalled {
        /// Where.
        s: f64,
        /// The last step tried.
        step: f64,
        /// The log time asked for.
        goal: f64,
    },
    /// A fast mode asks for more steps than an explicit method has patience for.
    #[error("the residual's flow is too stiff at log time {s} to be followed to {goal}")]
    Stiff {
        /// Where.
        s: f64,
        /// The log time asked for.
        goal: f64,
    },
}

/// Follows a flow from (s0, z0) through the times `outputs` (ascending, above s0), each stretch by the explicit pair where
/// that is able to, as far as it gets: the outputs reached, and why it stopped before the last.
pub(super) fn follow(
    field: &impl GradientField,
    s0: f64,
    z0: &[f64],
    outputs: &[f64],
    tolerance: f64,
    rate: f64,
) -> (Vec<Reached>, Option<FlowError>) {
    let mut here = Reached { s: s0, z: z0.to_vec(), error: 0.0 };
    let mut reached = Vec::with_capacity(outputs.len());
    for &goal in outputs {
        let next = explicit::advance(field, &here, goal, tolerance, rate)
            .map_or_else(|| implicit::advance(field, &here, goal, tolerance, rate), Ok);
        match next {
            Ok(next) => here = next,
            Err(stopped) => return (reached, Some(stopped)),
        }
        reached.push(here.clone());
    }
    (reached, None)
}
