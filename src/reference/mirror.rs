//! Potentials and their conjugates in doubles: what Newton's method needs, and no more precise than that.

use crate::certificate::Potential;

/// psi_1'(w).
pub(super) fn derivative(potential: Potential, w: f64) -> f64 {
    match potential {
        Potential::Quadratic => w,
        Potential::Entropy => w.ln(),
        Potential::Hypentropy { scale } => {
            let ratio = w.abs() / scale;
            // asinh x = log 2 x + 1/(4 x^2): beyond 1e9 the logarithm alone, which no quotient overflows.
            let size =
                if ratio > 1e9 { w.abs().ln() - scale.ln() + std::f64::consts::LN_2 } else { asinh(ratio) };
            size.copysign(w)
        }
        Potential::Power { exponent } => w.abs().powf(exponent - 1.0).copysign(w),
    }
}

/// asinh x for x >= 0 without cancellation; the standard library's loses digits where x is small.
fn asinh(x: f64) -> f64 {
    (x + x * x / (1.0 + x.hypot(1.0))).ln_1p()
}

/// psi_1''(w), infinite where it has a pole.
pub(super) fn curvature(potential: Potential, w: f64) -> f64 {
    match potential {
        Potential::Quadratic => 1.0,
        Potential::Entropy => 1.0 / w,
        Potential::Hypentropy { scale } => 1.0 / w.hypot(scale),
        Potential::Power { exponent } => (exponent - 1.0) * w.abs().powf(exponent - 2.0),
    }
}

/// The w with psi_1'(w) = theta: the derivative of the conjugate.
pub(super) fn inverse(potential: Potential, theta: f64) -> f64 {
    match potential {
        Potential::Quadratic => theta,
        Potential::Entropy => theta.exp(),
        Potential::Hypentropy { scale } => {
            // sinh x = e^x / 2 to a double beyond 20, and with the scale inside the exponent it overflows last.
            let size = theta.abs();
            let w = if size > 20.0 { 0.5 * (size + scale.ln()).exp() } else { scale * size.sinh() };
            w.copysign(theta)
        }
        Potential::Power { exponent } => theta.abs().powf(1.0 / (exponent - 1.0)).copysign(theta),
    }
}

/// The derivative of `inverse`: the second derivative of the conjugate.
pub(super) fn inverse_slope(potential: Potential, theta: f64) -> f64 {
    match potential {
        Potential::Power { exponent } => {
            let power = 1.0 / (exponent - 1.0);
            power * theta.abs().powf(power - 1.0)
        }
        _ => 1.0 / curvature(potential, inverse(potential, theta)),
    }
}

/// The conjugate psi_1*(theta), up to a constant.
pub(super) fn conjugate(potential: Potential, theta: f64) -> f64 {
    match potential {
        Potential::Quadratic => 0.5 * theta * theta,
        Potential::Entropy => theta.exp(),
        Potential::Hypentropy { scale } => inverse(potential, theta).hypot(scale),
        Potential::Power { exponent } => {
            let dual = exponent / (exponent - 1.0);
            theta.abs().powf(dual) / dual
        }
    }
}

/// psi_1(w), up to a constant, for potentials whose domain is the whole line.
pub(super) fn value(potential: Potential, w: f64) -> f64 {
    match potential {
        Potential::Quadratic => 0.5 * w * w,
        Potential::Entropy => w * w.ln() - w,
        Potential::Hypentropy { scale } => w * derivative(potential, w) - w.hypot(scale),
        Potential::Power { exponent } => w.abs().powf(exponent) / exponent,
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
                close(slope(&|x| value(potential, x), w), derivative(potential, w));
                close(slope(&|x| derivative(potential, x), w), curvature(potential, w));
                let theta = derivative(potential, w);
                close(inverse(potential, theta), w);
                close(slope(&|x| conjugate(potential, x), theta), w);
                close(inverse_slope(potential, theta) * curvature(potential, w), 1.0);
                // Fenchel and Young: psi(w) + psi*(psi'(w)) = w psi'(w).
                close(value(potential, w) + conjugate(potential, theta), w * theta);
            }
        }
    }

    #[test]
    fn the_hypentropy_neither_overflows_nor_loses_small_numbers() {
        let tiny = Potential::Hypentropy { scale: 1e-300 };
        for w in [1e-310, 1e-290, 1.0, 1e200] {
            let back = inverse(tiny, derivative(tiny, w));
            assert!((back / w - 1.0).abs() < 1e-12, "{w:e} came back as {back:e}");
        }
        let wide = Potential::Hypentropy { scale: 1e8 };
        assert!((derivative(wide, 1e-8) / 1e-16 - 1.0).abs() < 1e-15);
    }
}
