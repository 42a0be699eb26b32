//! Mirror descent with the potential ||w||_p^p / p.

use super::{OutOfRange, Step, make};
use crate::dynamics::{Descending, Units, UpdateRule};
use crate::numbers::Potential;

/// grad psi(w_t+1) = grad psi(w_t) + step (-grad L(w_t)), psi = ||w||_p^p / p, p > 1, in either units: p-GD of Sun et al. 2022,
/// arXiv:2205.12808. Keeps grad psi(w) itself, so that no inverse is taken twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerMirror {
    potential: Potential,
    p: f64,
    units: Units,
}

impl PowerMirror {
    /// With the power p, on gradients as they are or over the loss.
    ///
    /// # Errors
    /// [`OutOfRange`] for p <= 1 or infinite.
    pub fn new(p: f64, units: Units) -> Result<PowerMirror, OutOfRange> {
        match p > 1.0 && p.is_finite() {
            true => Ok(PowerMirror { potential: Potential::Power { exponent: p }, p, units }),
            false => Err(OutOfRange { what: "p", found: p, expected: "a finite number above 1" }),
        }
    }
}

impl UpdateRule for PowerMirror {
    fn key(&self) -> String {
        let units = if self.units == Units::OverLoss { ", over the loss" } else { "" };
        format!("mirror(p={:?}{units})", self.p)
    }

    fn state_len(&self, d: usize) -> usize {
        d
    }

    fn units(&self) -> Units {
        self.units
    }

    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        make(self, now, state, w);
    }
}

impl Step for PowerMirror {
    #[inline(always)]
    fn step(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]) {
        if now.t == 0 {
            state.iter_mut().zip(&*w).for_each(|(dual, w)| *dual = self.potential.derivative(*w));
        }
        for ((w, g), dual) in w.iter_mut().zip(now.direction).zip(state) {
            *dual = now.step.mul_add(*g, *dual);
            *w = self.potential.inverse(*dual);
        }
    }
}
