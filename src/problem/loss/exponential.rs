//! The exponential loss.

use super::{Loss, LossKernel, Tail};

/// l(u) = e^-u. Its slope is its value; it is not smooth (l'' grows without bound for u to -infinity).
///
/// Soudry et al. 2018 (arXiv:1710.10345), section 2; Definition 2 with a = c = 1 and no correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exponential;

impl Loss for Exponential {
    fn key(&self) -> String {
        "exponential".into()
    }

    fn log_value(&self, u: f64) -> f64 {
        -u
    }

    fn log_slope(&self, u: f64) -> f64 {
        -u
    }

    fn log_slope_derivative(&self, _: f64) -> f64 {
        -1.0
    }

    fn log_slope_excess(&self, _: f64) -> f64 {
        0.0
    }

    fn log_slope_excess_each(&self, margins: &mut [f64]) {
        margins.fill(0.0);
    }

    fn log_value_excess(&self, _: f64) -> f64 {
        0.0
    }

    fn smoothness(&self) -> Option<f64> {
        None
    }

    fn tail(&self) -> Tail {
        Tail::TightExponential { mu_minus: f64::INFINITY, mu_plus: f64::INFINITY }
    }

    fn kernel(&self) -> LossKernel {
        LossKernel::Exponential
    }
}
