//! The cross-entropy of several classes.

use super::{Logistic, Loss, LossKernel, Tail};

/// Softmax cross-entropy of points in K classes, on the rows of [`KeslerRows`](crate::data::KeslerRows): ln(1 + sum e^-u_k)
/// over the margins u_k of a point against its K - 1 rivals.
///
/// With the soft minimum m = -ln sum e^-u_k for the point's margin this is the logistic loss l(m), and every function here
/// is that of m. A row pulls by -l'(m) e^(m - u_k). The Hessian in the u_k is diag(p) - p p^T with sum p <= 1, whose norm is
/// at most 1/2 (1/4 for one rival): the smoothness is one in the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossEntropy {
    /// Number of classes, K, at least two.
    pub classes: usize,
}

impl Loss for CrossEntropy {
    fn key(&self) -> String {
        format!("cross-entropy({})", self.classes)
    }

    fn rivals(&self) -> usize {
        self.classes - 1
    }

    fn log_value(&self, u: f64) -> f64 {
        Logistic.log_value(u)
    }

    fn log_slope(&self, u: f64) -> f64 {
        Logistic.log_slope(u)
    }

    fn log_slope_derivative(&self, u: f64) -> f64 {
        Logistic.log_slope_derivative(u)
    }

    fn log_slope_excess(&self, u: f64) -> f64 {
        Logistic.log_slope_excess(u)
    }

    fn log_slope_excess_each(&self, margins: &mut [f64]) {
        Logistic.log_slope_excess_each(margins);
    }

    fn log_value_excess(&self, u: f64) -> f64 {
        Logistic.log_value_excess(u)
    }

    fn smoothness(&self) -> Option<f64> {
        Some(if self.classes == 2 { 0.25 } else { 0.5 })
    }

    fn tail(&self) -> Tail {
        Logistic.tail()
    }

    fn kernel(&self) -> LossKernel {
        Logistic.kernel()
    }
}
