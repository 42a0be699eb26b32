//! Adam and AdamW on gradients that may underflow.

use super::{MomentUnit, OutOfRange, Step, in_unit_interval, make, not_negative};
use crate::dynamics::{Descending, Units, UpdateRule};
use crate::numbers::exp;

/// Adam (Kingma and Ba, arXiv:1412.6980) with bias correction, and AdamW (Loshchilov and Hutter, arXiv:1711.05101) where the
/// decay is not zero: w = (1 - step decay) w + step m / (sqrt v + epsilon).
///
/// The moments are kept in a unit that follows the loss: they are those of the gradients themselves, also where these have underflowed,
/// so that epsilon = 0 means it. A coordinate whose denominator is zero does not move but decays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    decay: f64,
}

impl Adam {
    /// Adam.
    ///
    /// # Errors
    /// [`OutOfRange`] for a beta that is not in [0, 1) and an epsilon below zero.
    pub fn new(beta1: f64, beta2: f64, epsilon: f64) -> Result<Adam, OutOfRange> {
        Ok(Adam {
            beta1: in_unit_interval("beta1", beta1)?,
            beta2: in_unit_interval("beta2", beta2)?,
            epsilon: not_negative("epsilon", epsilon)?,
            decay: 0.0,
        })
    }

    /// AdamW: decoupled weight decay lambda.
    ///
    /// # Errors
    /// [`OutOfRange`] for a decay below zero.
    pub fn with_decay(self, decay: f64) -> Result<Adam, OutOfRange> {
        Ok(Adam { decay: not_negative("weight decay", decay)?, ..self })
    }
}

impl UpdateRule for Adam {
    fn key(&self) -> String {
        let Adam { beta1, beta2, epsilon, decay } = self;
        let decay = if *decay == 0.0 { String::new() } else { format!(", decay={decay:?}") };
        format!("adam over the loss(beta1={beta1:?}, beta2={beta2:?}, epsilon={epsilon:?}{decay})")
    }

    fn state_len(&self, d: usize) -> usize {
        // Means, mean squares, beta1^t, beta2^t, the unit of the means.
        2 * d + 3
    }

    fn units(&self) -> Units {
        Units::OverLoss
    }

    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        make(self, now, state, w);
    }
}

impl Step for Adam {
    #[inline(always)]
    fn step(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        let log_loss = now.log_loss.unwrap_or(0.0);
        let d = w.len();
        let (moments, rest) = state.split_at_mut(2 * d);
        let (first, second) = moments.split_at_mut(d);
        if now.t == 0 {
            rest.copy_from_slice(&[1.0, 1.0, log_loss]);
        }
        let largest = second.iter().copied().fold(0.0, f64::max).sqrt();
        let unit = MomentUnit::next(&mut rest[2], log_loss, largest);
        rest[0] *= self.beta1;
        rest[1] *= self.beta2;
        let (keep1, keep2) = (self.beta1 * unit.kept, self.beta2 * unit.kept * unit.kept);
        let (scale1, scale2) = (now.step / (1.0 - rest[0]), 1.0 / (1.0 - rest[1]));
        // Beyond doubles no coordinate moves any more.
        let epsilon = if self.epsilon == 0.0 { 0.0 } else { self.epsilon * exp(-rest[2]) };
        let kept = 1.0 - now.step * self.decay;
        for (((w, g), m), v) in w.iter_mut().zip(now.direction).zip(first).zip(second) {
            let g = unit.fresh * g;
            *m = keep1.mul_add(*m, (1.0 - self.beta1) * g);
            *v = keep2.mul_add(*v, (1.0 - self.beta2) * (g * g));
            let denominator = (*v * scale2).sqrt() + epsilon;
            let moved = if denominator == 0.0 { 0.0 } else { scale1 * *m / denominator };
            *w = kept.mul_add(*w, moved);
        }
    }
}
