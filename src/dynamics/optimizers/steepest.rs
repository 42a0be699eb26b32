//! Steepest descent in a norm, with momentum in the dual.

use super::{Geometry, MomentUnit, OutOfRange, Step, in_unit_interval, make};
use crate::dynamics::{Descending, Units, UpdateRule};
use crate::numbers::{exp, ln_1p};

/// How long a step of steepest descent is, in its norm, over the step size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    /// ||grad L||_*: the step of the textbooks, and gradient descent for l_2.
    Proportional,
    /// min(cap, 1/L) ||grad L||_*: that with a step size that grows as L falls, up to a cap.
    OverLoss {
        /// The largest factor of the step size; may be infinite.
        cap: f64,
    },
    /// 1: normalised steepest descent.
    Fixed,
    /// artanh(||grad ln L||_*): for l_1, the exponential loss and rows of signs what AdaBoost's line search gives, so that the
    /// step size is the shrinkage.
    Boost,
}

/// w += step x length x argmax over ||v|| <= 1 of <m, v>, with m = beta m + (1 - beta) (-grad L) and the dual norm that of m.
///
/// Gunasekar et al. 2018, arXiv:1802.08246, section 3, for beta = 0. In l_1 coordinate descent, in l_inf sign descent, in the
/// spectral norm spectral descent, and Muon with momentum (with the polar factor itself, where others iterate for it).
/// Runs on gradients over the loss, so that it goes on when the loss underflows; momentum is of gradients as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steepest {
    geometry: Geometry,
    length: Length,
    momentum: f64,
}

impl Steepest {
    /// Without momentum.
    pub fn new(geometry: Geometry, length: Length) -> Steepest {
        Steepest { geometry, length, momentum: 0.0 }
    }

    /// With momentum in the dual.
    ///
    /// # Errors
    /// [`OutOfRange`] for a momentum that is not in [0, 1).
    pub fn with_momentum(self, momentum: f64) -> Result<Steepest, OutOfRange> {
        Ok(Steepest { momentum: in_unit_interval("momentum", momentum)?, ..self })
    }
}

impl UpdateRule for Steepest {
    fn key(&self) -> String {
        let momentum =
            if self.momentum == 0.0 { String::new() } else { format!(", momentum {}", self.momentum) };
        let length = match self.length {
            Length::Proportional => "along the gradient".to_string(),
            Length::OverLoss { cap } => format!("over the loss, cap {cap:e}"),
            Length::Fixed => "of fixed length".to_string(),
            Length::Boost => "boosting".to_string(),
        };
        format!("steepest({}, {length}{momentum})", self.geometry)
    }

    fn state_len(&self, d: usize) -> usize {
        // Momentum and its unit, the direction, scratch.
        let memory = if self.momentum == 0.0 { 0 } else { d + 1 };
        memory + d + self.geometry.scratch_len(d)
    }

    fn units(&self) -> Units {
        Units::OverLoss
    }

    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        make(self, now, state, w);
    }
}

impl Step for Steepest {
    #[inline(always)]
    fn step(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        let log_loss = now.log_loss.unwrap_or(0.0);
        let (direction, state) = state.split_at_mut(w.len());
        let (mean, scratch) = state.split_at_mut(if self.momentum == 0.0 { 0 } else { w.len() + 1 });
        // The dual norm, in the unit of what it is the norm of.
        let (dual_norm, unit) = match mean.split_last_mut() {
            None => (self.geometry.direction(now.direction, scratch, direction), log_loss),
            Some((unit, mean)) => {
                if now.t == 0 {
                    *unit = log_loss;
                }
                let largest = mean.iter().fold(0.0, |most: f64, m| most.max(m.abs()));
                let factors = MomentUnit::next(unit, log_loss, largest);
                let (kept, fresh) = (self.momentum * factors.kept, (1.0 - self.momentum) * factors.fresh);
                mean.iter_mut().zip(now.direction).for_each(|(m, g)| *m = kept.mul_add(*m, fresh * g));
                (self.geometry.direction(mean, scratch, direction), *unit)
            }
        };
        let length = match self.length {
            Length::Fixed => 1.0,
            Length::Proportional => dual_norm * exp(unit),
            Length::OverLoss { cap } => dual_norm * f64::min(cap * exp(unit), exp(unit - log_loss)),
            Length::Boost => {
                // artanh x = ln((1 + x)/(1 - x))/2.
                let edge = dual_norm * exp(unit - log_loss);
                0.5 * ln_1p(2.0 * edge / (1.0 - edge))
            }
        };
        let step = now.step * length;
        w.iter_mut().zip(&*direction).for_each(|(w, v)| *w = step.mul_add(*v, *w));
    }
}
