//! Losses with a stretched (or compressed) exponential tail.

use super::{Loss, Tail};
use crate::numbers::{exp, exp_m1, ln, ln_1p, pow};

/// -l'(u) = e^(-u^nu) for u >= 1; nu > 0.
///
/// Left of u0 = 1 the slope is reflected at its value there, -l'(u) = 2/e - e^(-(2-u)^nu), which gives l(u) =
/// l(2-u) + 2(1-u)/e. Value, slope and curvature agree at u0; the loss is convex and decreasing, its slope
/// tends to -2/e at -infinity. The curvature nu v^(nu-1) e^(-v^nu), v = max(u, 2-u) >= 1, is greatest at v =
/// 1 for every nu (its logarithmic derivative in ln v is nu - 1 - nu v^nu < 0), so that beta = nu/e.
///
/// Nacson et al. 2019 (arXiv:1803.01905) compare these tails; nu = 1 is the exponential one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StretchedExponential {
    /// The power of u in the exponent; positive.
    pub nu: f64,
}

impl StretchedExponential {
    /// ln of the integral of e^(-s^nu) over [u, infinity), for u >= 1: ln(Gamma(a, x) / nu) with a = 1/nu, x
    /// = u^nu.
    ///
    /// With Gamma(a, x) = e^-x x^a g(a, x) and x^a = u it is -x + ln(a u g). A continued fraction gives g for
    /// 0 < a <= 1; larger a follow by g(a + 1) = (1 + a g(a)) / x, a sum of positive terms.
    fn log_tail(&self, u: f64) -> f64 {
        let a = 1.0 / self.nu;
        let x = pow(u, self.nu);
        let steps = (a.ceil() - 1.0).max(0.0);
        let mut order = a - steps;
        let mut g = scaled_incomplete_gamma(order, x);
        while order < a - 0.5 {
            g = (1.0 + order * g) / x;
            order += 1.0;
        }
        -x + ln(a * u * g)
    }
}

/// Gamma(a, x) e^x x^-a for 0 < a <= 1 and x >= 1: 1 / (x + 1 - a - 1 (1-a) / (x + 3 - a - 2 (2-a) / (x + 5 -
/// a - ...))), evaluated from the tail inwards; each denominator exceeds n + x - a > 0 times a positive
/// number, so none is near 0.
///
/// The relative error of the n-th convergent falls like e^(-4 sqrt(n x)): n = 100 / x + 4 leaves less than
/// e^-40.
fn scaled_incomplete_gamma(a: f64, x: f64) -> f64 {
    let depth = (100.0 / x).ceil() as usize + 4;
    let mut tail = 0.0;
    for n in (1..=depth).rev() {
        let n = n as f64;
        tail = n * (n - a) / (x + 2.0 * n + 1.0 - a - tail);
    }
    1.0 / (x + 1.0 - a - tail)
}

impl Loss for StretchedExponential {
    fn key(&self) -> String {
        format!("stretched({})", self.nu)
    }

    fn log_value(&self, u: f64) -> f64 {
        if u >= 1.0 {
            self.log_tail(u)
        } else {
            ln(exp(self.log_tail(2.0 - u)) + 2.0 * (1.0 - u) * exp(-1.0))
        }
    }

    fn log_slope(&self, u: f64) -> f64 {
        if u >= 1.0 {
            return -pow(u, self.nu);
        }
        // 2/e - e^(-v^nu) = (1 + (1 - q)) / e with q = e^(1 - v^nu).
        -1.0 + ln_1p(-exp_m1(1.0 - pow(2.0 - u, self.nu)))
    }

    fn log_slope_derivative(&self, u: f64) -> f64 {
        if u >= 1.0 {
            return -self.nu * pow(u, self.nu) / u;
        }
        let v = 2.0 - u;
        let x = pow(v, self.nu);
        let q = exp(1.0 - x);
        -self.nu * (x / v) * (q / (2.0 - q))
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.nu * exp(-1.0))
    }

    fn tail(&self) -> Tail {
        Tail::StretchedExponential { nu: self.nu }
    }
}
