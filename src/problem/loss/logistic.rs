//! The logistic loss.

use super::{Loss, LossKernel, Tail};
use crate::numbers::{exp, ln, softplus, softplus_each};

/// l(u) = ln(1 + e^-u), with -l'(u) = 1 / (1 + e^u) and l''(u) = -l'(u) (1 + l'(u)) <= 1/4.
///
/// The tail is tight exponential (Soudry et al. 2018, arXiv:1710.10345, Definition 2): -l' = e^-u / (1 +
/// e^-u) lies between (1 - e^-u) e^-u, as (1 - y)(1 + y) <= 1, and e^-u, so that mu_minus = 1 and there is no
/// upper correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logistic;

/// Beyond it ln ln(1 + y), y = e^-u, is -u - y/2 + O(y^2): y^2 is below a quarter of a rounding of 37.
const FAR: f64 = 37.0;

impl Loss for Logistic {
    fn key(&self) -> String {
        "logistic".into()
    }

    fn log_value(&self, u: f64) -> f64 {
        if u > FAR { -u - 0.5 * exp(-u) } else { ln(softplus(-u)) }
    }

    fn log_slope(&self, u: f64) -> f64 {
        -softplus(u)
    }

    fn log_slope_derivative(&self, u: f64) -> f64 {
        let y = exp(-u.abs());
        if u >= 0.0 { -1.0 / (1.0 + y) } else { -y / (1.0 + y) }
    }

    fn log_slope_excess(&self, u: f64) -> f64 {
        -softplus(-u)
    }

    fn log_slope_excess_each(&self, margins: &mut [f64]) {
        margins.iter_mut().for_each(|u| *u = -*u);
        softplus_each(margins);
        margins.iter_mut().for_each(|e| *e = -*e);
    }

    fn log_value_excess(&self, u: f64) -> f64 {
        if u > FAR { -0.5 * exp(-u) } else { ln(softplus(-u)) + u }
    }

    fn smoothness(&self) -> Option<f64> {
        Some(0.25)
    }

    fn tail(&self) -> Tail {
        Tail::TightExponential { mu_minus: 1.0, mu_plus: f64::INFINITY }
    }

    fn kernel(&self) -> LossKernel {
        LossKernel::Logistic
    }
}
