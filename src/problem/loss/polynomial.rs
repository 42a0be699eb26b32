//! Losses with a polynomial tail.

use super::{Loss, LossKernel, Tail};
use crate::numbers::{exp_m1, ln, ln_1p, pow};

/// -l'(u) = (1 + u)^-(k+1) for u >= 0, so that l(u) = (1 + u)^-k / k there; k > 0.
///
/// Left of 0 the slope is reflected, -l'(u) = 2 - (1 - u)^-(k+1), which gives l(u) = l(-u) - 2u: twice the
/// logistic loss's own identity l(u) = l(-u) - u. The loss is thereby convex, decreasing, twice continuously
/// differentiable with l''(u) = (k+1) (1 + |u|)^-(k+2) <= k + 1, and its slope tends to -2 at -infinity, as the
/// divergence lemma asks (Soudry et al. 2018, arXiv:1710.10345, Lemma 1). Its tail is not exponential: the
/// direction of gradient descent is another one than the max margin's (Nacson et al. 2019, arXiv:1803.01905).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolynomialTail {
    /// The power of the loss itself; positive.
    pub k: f64,
}

impl Loss for PolynomialTail {
    fn key(&self) -> String {
        format!("polynomial({})", self.k)
    }

    fn log_value(&self, u: f64) -> f64 {
        if u >= 0.0 { -self.k * ln_1p(u) - ln(self.k) } else { ln(pow(1.0 - u, -self.k) / self.k - 2.0 * u) }
    }

    fn log_slope(&self, u: f64) -> f64 {
        let log_power = -(self.k + 1.0) * ln_1p(u.abs());
        // 2 - q = 1 + (1 - q) with q = (1 - u)^-(k+1): the logarithm then keeps its digits where q is near 1.
        if u >= 0.0 { log_power } else { ln_1p(-exp_m1(log_power)) }
    }

    fn log_slope_derivative(&self, u: f64) -> f64 {
        let steepness = (self.k + 1.0) / (1.0 + u.abs());
        if u >= 0.0 {
            return -steepness;
        }
        let power = pow(1.0 - u, -(self.k + 1.0));
        -steepness * power / (2.0 - power)
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.k + 1.0)
    }

    fn tail(&self) -> Tail {
        Tail::Polynomial { k: self.k }
    }

    fn kernel(&self) -> LossKernel {
        LossKernel::Polynomial { k: self.k }
    }
}
