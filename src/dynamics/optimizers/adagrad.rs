//! AdaGrad.

use super::{OutOfRange, Step, make, not_negative};
use crate::dynamics::{Descending, UpdateRule};

/// AdaGrad (Duchi, Hazan, Singer, JMLR 12, 2011), diagonal: G += g^2, w += step g / sqrt G, from an accumulator G_0 that is the same in all
/// coordinates. A coordinate without any gradient does not move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaGrad {
    accumulator: f64,
}

impl AdaGrad {
    /// From G_0.
    ///
    /// # Errors
    /// [`OutOfRange`] for an accumulator below zero.
    pub fn new(accumulator: f64) -> Result<AdaGrad, OutOfRange> {
        Ok(AdaGrad { accumulator: not_negative("accumulator", accumulator)? })
    }
}

impl UpdateRule for AdaGrad {
    fn key(&self) -> String {
        format!("adagrad(accumulator={:?})", self.accumulator)
    }

    fn state_len(&self, d: usize) -> usize {
        d
    }

    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        make(self, now, state, w);
    }
}

impl Step for AdaGrad {
    #[inline(always)]
    fn step(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        if now.t == 0 {
            state.fill(self.accumulator);
        }
        for ((w, g), sum) in w.iter_mut().zip(now.direction).zip(state) {
            *sum = g.mul_add(*g, *sum);
            *w += if *sum == 0.0 { 0.0 } else { now.step * g / sum.sqrt() };
        }
    }
}
