//! Separable potentials: the mirror maps of descent methods.

use super::{asinh, exp, ln, pow, sinh};
use serde::{Deserialize, Serialize};

/// A separable strictly convex potential psi(w) = sum_j psi_1(w_j), the mirror map of a descent method.
///
/// Its Bregman divergence is D(w, v) = psi(w) - psi(v) - grad psi(v).(w - v).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Potential {
    /// w^2 / 2: projections are Euclidean.
    Quadratic,
    /// w log w - w on w > 0, derivative log w: exponentiated gradient.
    Entropy,
    /// w asinh(w / scale) - sqrt(w^2 + scale^2), derivative asinh(w / scale) (Ghai, Hazan, Singer, ALT 2020;
    /// arXiv:1902.01903): close to the norm 1 for a small scale, to the norm 2 for a large one.
    Hypentropy {
        /// The scale beta, positive.
        scale: f64,
    },
    /// |w|^p / p, derivative sign(w) |w|^(p - 1).
    Power {
        /// The exponent p, above 1.
        exponent: f64,
    },
}

/// All of them coordinate by coordinate, in doubles.
impl Potential {
    /// psi_1'(w).
    pub fn derivative(self, w: f64) -> f64 {
        match self {
            Potential::Quadratic => w,
            Potential::Entropy => ln(w),
            Potential::Hypentropy { scale } => {
                let ratio = w.abs() / scale;
                // asinh x = log 2 x + 1/(4 x^2): beyond 1e9 the logarithm alone, which no quotient overflows.
                let size =
                    if ratio > 1e9 { ln(w.abs()) - ln(scale) + std::f64::consts::LN_2 } else { asinh(ratio) };
                size.copysign(w)
            }
            Potential::Power { exponent } => pow(w.abs(), exponent - 1.0).copysign(w),
        }
    }

    /// psi_1''(w), infinite where it has a pole.
    pub fn curvature(self, w: f64) -> f64 {
        match self {
            Potential::Quadratic => 1.0,
            Potential::Entropy => 1.0 / w,
            Potential::Hypentropy { scale } => 1.0 / w.hypot(scale),
            Potential::Power { exponent } => (exponent - 1.0) * pow(w.abs(), exponent - 2.0),
        }
    }

    /// The w with psi_1'(w) = theta: the derivative of the conjugate.
    pub fn inverse(self, theta: f64) -> f64 {
        match self {
            Potential::Quadratic => theta,
            Potential::Entropy => exp(theta),
            Potential::Hypentropy { scale } => {
                // sinh x = e^x / 2 to a double beyond 20, and with the scale inside the exponent it overflows last.
                let size = theta.abs();
                let w = if size > 20.0 { 0.5 * exp(size + ln(scale)) } else { scale * sinh(size) };
                w.copysign(theta)
            }
            Potential::Power { exponent } => pow(theta.abs(), 1.0 / (exponent - 1.0)).copysign(theta),
        }
    }

    /// The derivative of `inverse`: the second derivative of the conjugate.
    pub fn inverse_slope(self, theta: f64) -> f64 {
        match self {
            Potential::Power { exponent } => {
                let power = 1.0 / (exponent - 1.0);
                power * pow(theta.abs(), power - 1.0)
            }
            _ => 1.0 / self.curvature(self.inverse(theta)),
        }
    }

    /// The conjugate psi_1*(theta), up to a constant.
    pub fn conjugate(self, theta: f64) -> f64 {
        match self {
            Potential::Quadratic => 0.5 * theta * theta,
            Potential::Entropy => exp(theta),
            Potential::Hypentropy { scale } => self.inverse(theta).hypot(scale),
            Potential::Power { exponent } => {
                let dual = exponent / (exponent - 1.0);
                pow(theta.abs(), dual) / dual
            }
        }
    }

    /// psi_1(w), up to a constant, for potentials whose domain is the whole line.
    pub fn value(self, w: f64) -> f64 {
        match self {
            Potential::Quadratic => 0.5 * w * w,
            Potential::Entropy => w * ln(w) - w,
            Potential::Hypentropy { scale } => w * self.derivative(w) - w.hypot(scale),
            Potential::Power { exponent } => pow(w.abs(), exponent) / exponent,
        }
    }
}

impl std::fmt::Display for Potential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Potential::Quadratic => f.write_str("quadratic"),
            Potential::Entropy => f.write_str("entropy"),
            Potential::Hypentropy { scale } => write!(f, "hypentropy of scale {scale}"),
            Potential::Power { exponent } => write!(f, "power {exponent}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Potential; 7] = [
        Potential::Quadratic,
        Potential::Entropy,
        Potential::Hypentropy { scale: 1e-3 },
        Potential::Hypentropy { scale: 5.0 },
        Potential::Power { exponent: 1.2 },
        Potential::Power { exponent: 2.0 },
        Potential::Power { exponent: 4.5 },
    ];

    #[test]
    fn derivatives_are_the_differences_of_their_functions() {
        for potential in ALL {
            for w in [0.3, 1.0, 2.5, -0.7] {
                if potential == Potential::Entropy && w < 0.0 {
                    continue;
                }
                let h = 1e-5;
                let slope = |f: &dyn Fn(f64) -> f64, at: f64| (f(at + h) - f(at - h)) / (2.0 * h);
                // The error of a central difference is h^2/6 times a third derivative, here below 2000.
                let close =
                    |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * (1.0 + b.abs()), "{potential}: {a} {b}");
                close(slope(&|x| potential.value(x), w), potential.derivative(w));
                close(slope(&|x| potential.derivative(x), w), potential.curvature(w));
                let theta = potential.derivative(w);
                close(potential.inverse(theta), w);
                close(slope(&|x| potential.conjugate(x), theta), w);
                close(potential.inverse_slope(theta) * potential.curvature(w), 1.0);
                // Fenchel and Young: psi(w) + psi*(psi'(w)) = w psi'(w).
                close(potential.value(w) + potential.conjugate(theta), w * theta);
            }
        }
    }

    #[test]
    fn the_hypentropy_neither_overflows_nor_loses_small_numbers() {
        let tiny = Potential::Hypentropy { scale: 1e-300 };
        for w in [1e-310, 1e-290, 1.0, 1e200] {
            let back = tiny.inverse(tiny.derivative(w));
            assert!((back / w - 1.0).abs() < 1e-12, "{w:e} came back as {back:e}");
        }
        let wide = Potential::Hypentropy { scale: 1e8 };
        assert!((wide.derivative(1e-8) / 1e-16 - 1.0).abs() < 1e-15);
    }
}
