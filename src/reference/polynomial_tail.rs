//! The limit direction of gradient descent on a loss with a polynomial tail, with a certificate.
//!
//! **Problem.** argmin over Zw > 0 of ||w||^2 / 2 + (1/k) sum_i (z_i.w)^-k, for a loss whose derivative falls like
//! -u^-(k + 1): what w(t) / ||w(t)|| goes to is the direction of this minimiser, not that of the max margin (Ji,
//! Telgarsky, ALT 2021, Theorem 5; arXiv:1906.04540).
//! **Method.** Damped Newton from the max-margin direction, then steps whose gradients are summed in double-double.
//! **Guarantee.** The distance from the minimiser, from above ([`verify_polynomial_tail`]).

use nalgebra::{DMatrix, DVector};

use super::double_double::DoubleDouble;
use super::linear::{add_scaled, dot};
use super::max_margin::{Separability, max_margin_l2};
use super::{MaxMargin, ReferenceError};
use crate::certificate::{PolynomialTailCertificate, PolynomialTailProof, verify_polynomial_tail};
use crate::data::SignedRows;

/// The minimiser for a polynomial tail and its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct PolynomialTailLimit {
    /// k.
    pub exponent: f64,
    /// The minimiser, length d. For rows c z_i it is c^(-k / (k + 2)) times that for z_i.
    pub minimiser: Vec<f64>,
    /// An upper bound on the Euclidean distance of `minimiser` from the true one.
    pub error: f64,
    /// The unit limit direction, length d.
    pub direction: Vec<f64>,
    /// An upper bound on the Euclidean distance of `direction` from the true one.
    pub direction_error: f64,
    /// The proof.
    pub certificate: PolynomialTailCertificate,
}

/// The limit direction for separable rows and a loss whose derivative falls like -u^-(k + 1).
///
/// # Errors
/// `NotSeparable` for rows that no w separates (decided by [`max_margin_l2`]), `Outside` for a k that is not positive,
/// `Undecided` where Newton's method ends too far from the minimiser.
pub fn polynomial_tail_limit(rows: &SignedRows, k: f64) -> Result<PolynomialTailLimit, ReferenceError> {
    if !(k.is_finite() && k > 0.0) {
        let expected = "a positive number";
        return Err(ReferenceError::Outside { what: "the exponent", index: 0, value: k, expected });
    }
    let found = match max_margin_l2(rows)? {
        Separability::Separable(found) => found,
        Separability::NotSeparable(witness) => {
            return Err(ReferenceError::NotSeparable { row: witness.weights[0].0 });
        }
    };
    let objective = Objective { rows, k };
    let w = objective.polish(objective.newton(objective.start(&found)));
    let sum = |x: &DoubleDouble| if x.low == 0.0 { vec![x.high] } else { vec![x.high, x.low] };
    let certificate = PolynomialTailCertificate { exponent: k, minimiser: w.iter().map(sum).collect() };
    let proof = verify_polynomial_tail(rows, &certificate)
        .map_err(|refused| ReferenceError::Undecided { why: refused.to_string() })?;
    let PolynomialTailProof { minimiser, error, direction, direction_error, .. } = proof;
    Ok(PolynomialTailLimit { exponent: k, minimiser, error, direction, direction_error, certificate })
}

struct Objective<'a> {
    rows: &'a SignedRows,
    k: f64,
}

impl Objective<'_> {
    /// The best multiple of the max-margin separator w^: t^(k + 2) = sum (z_i.w^)^-k / ||w^||^2, in logarithms.
    fn start(&self, found: &MaxMargin) -> Vec<f64> {
        let w = &found.w_hat;
        let sum: f64 = self.rows.rows().map(|z| dot(z, w).max(f64::MIN_POSITIVE).powf(-self.k)).sum();
        let length = dot(w, w).sqrt();
        let t = ((sum.ln() - 2.0 * length.ln()) / (self.k + 2.0)).exp();
        w.iter().map(|x| t * x).collect()
    }

    /// The value, infinite outside Zw > 0.
    fn value(&self, w: &[f64]) -> f64 {
        let mut sum = 0.0;
        for z in self.rows.rows() {
            let margin = dot(z, w);
            if margin.is_nan() || margin <= 0.0 {
                return f64::INFINITY;
            }
            sum += margin.powf(-self.k);
        }
        0.5 * dot(w, w) + sum / self.k
    }

    /// The gradient w - sum_i (z_i.w)^-(k + 1) z_i, all in double-double: long rows cancel most digits of the sum.
    fn gradient(&self, w: &[DoubleDouble]) -> Vec<f64> {
        let mut gradient = w.to_vec();
        for z in self.rows.rows() {
            let m = z.iter().zip(w).fold(DoubleDouble::default(), |m, (&z, &w)| m.plus_scaled(z, w));
            let force = m.power(-self.k - 1.0);
            gradient.iter_mut().zip(z).for_each(|(g, &z)| *g = g.plus_scaled(-z, force));
        }
        gradient.iter().map(|g| g.high).collect()
    }

    /// The Newton step for a gradient: (I + (k + 1) sum_i m_i^-(k + 2) z_i z_i^T)^-1 g.
    fn step(&self, w: &[f64], gradient: &[f64]) -> Option<Vec<f64>> {
        let d = w.len();
        let mut hessian = DMatrix::<f64>::identity(d, d);
        for z in self.rows.rows() {
            let weight = (self.k + 1.0) * dot(z, w).powf(-self.k - 2.0);
            for (j, &x) in z.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                add_scaled(&mut hessian.column_mut(j).as_mut_slice()[j..], weight * x, &z[j..]);
            }
        }
        let step = hessian.cholesky()?.solve(&DVector::from_column_slice(gradient));
        step.iter().all(|x| x.is_finite()).then(|| step.as_slice().to_vec())
    }

    fn newton(&self, mut w: Vec<f64>) -> Vec<f64> {
        let mut value = self.value(&w);
        for _ in 0..500 {
            let exact: Vec<DoubleDouble> = w.iter().map(|&x| x.into()).collect();
            let gradient = self.gradient(&exact);
            let Some(step) = self.step(&w, &gradient) else { break };
            let decrease = dot(&step, &gradient);
            // What the value can still show.
            if decrease.is_nan() || decrease <= 1e-15 * value.abs() {
                break;
            }
            let mut t = 1.0;
            let next = loop {
                let next: Vec<f64> = w.iter().zip(&step).map(|(w, s)| w - t * s).collect();
                let after = self.value(&next);
                if after <= value - 1e-4 * t * decrease {
                    break Some((next, after));
                }
                t *= 0.5;
                if t < 1e-18 {
                    break None;
                }
            };
            let Some(next) = next else { break };
            (w, value) = next;
        }
        w
    }

    /// Full steps while the gradient shrinks.
    fn polish(&self, w: Vec<f64>) -> Vec<DoubleDouble> {
        let mut w: Vec<DoubleDouble> = w.into_iter().map(DoubleDouble::from).collect();
        let mut gradient = self.gradient(&w);
        for _ in 0..20 {
            let high: Vec<f64> = w.iter().map(|x| x.high).collect();
            let Some(step) = self.step(&high, &gradient) else { break };
            let next: Vec<DoubleDouble> = w.iter().zip(&step).map(|(w, s)| w.plus(-s)).collect();
            let after = self.gradient(&next);
            let shrinks = dot(&after, &after) < dot(&gradient, &gradient);
            if !shrinks {
                break;
            }
            (w, gradient) = (next, after);
        }
        w
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradient_and_step_are_those_of_the_value() {
        let rows = SignedRows::from_rows(&[[1.0, 0.5, -0.25], [0.5, -1.0, 2.0], [2.0, 0.25, 0.5]]);
        let (w, h) = ([1.5, -0.25, 0.75], 1e-4);
        for k in [0.5, 1.0, 3.0, 10.0] {
            let objective = Objective { rows: &rows, k };
            let moved = |j: usize, by: f64| {
                let mut w = w;
                w[j] += by;
                w
            };
            let exact = |w: &[f64]| w.iter().map(|&x| x.into()).collect::<Vec<DoubleDouble>>();
            let gradient = objective.gradient(&exact(&w));
            for j in 0..3 {
                let difference = (objective.value(&moved(j, h)) - objective.value(&moved(j, -h))) / (2.0 * h);
                // Third derivatives are below 1e4 here, and values below 10 carry some 1e-15.
                assert!((gradient[j] - difference).abs() <= 1e-4, "{k}, {j}: {} {difference}", gradient[j]);
            }
            // The Hessian times the step is the gradient.
            let step = objective.step(&w, &gradient).expect("positive definite");
            for j in 0..3 {
                let slope = |by: f64| objective.gradient(&exact(&moved(j, by)));
                let (up, down) = (slope(h), slope(-h));
                let along: f64 = (0..3).map(|i| (up[i] - down[i]) / (2.0 * h) * step[i]).sum();
                assert!((along - gradient[j]).abs() <= 1e-4 * (1.0 + gradient[j].abs()), "{k}, {j}: {along}");
            }
            assert_eq!(objective.value(&[-1.0, 0.0, 0.0]), f64::INFINITY);
        }
    }
}
