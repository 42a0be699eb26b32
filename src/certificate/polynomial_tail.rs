//! The limit direction of a polynomial tail: how far a point is from the minimiser of a strongly convex function.

use serde::{Deserialize, Serialize};

use super::Refused;
use super::fraction::Toward;
use super::integer::{check_rows, dot, scaled_sums};
use super::l2::sum_up;
use super::real::{Real, norm};
use crate::data::SignedRows;

/// What the verifier needs beside the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolynomialTailCertificate {
    /// k, positive: the loss falls like u^-k, its derivative like u^-(k + 1).
    pub exponent: f64,
    /// For each coordinate doubles whose sum is w_j; d entries.
    pub minimiser: Vec<Vec<f64>>,
}

/// What an accepted certificate proves.
#[derive(Clone, Debug, PartialEq)]
pub struct PolynomialTailProof {
    /// w, each sum rounded to the nearest double.
    pub minimiser: Vec<f64>,
    /// An upper bound on the Euclidean distance of `minimiser` from the true minimiser.
    pub error: f64,
    /// w / ||w||.
    pub direction: Vec<f64>,
    /// An upper bound on the distance of `direction` from the true one.
    pub direction_error: f64,
    /// ||w - sum_i (z_i.w)^-(k+1) z_i||, the norm of the gradient at the certified w, from above.
    pub gradient_norm: f64,
}

/// The largest distance from the minimiser, in units of its length, that is accepted.
///
/// Newton's method in doubles ends at a few units of 2^-53 times (k + 1) and the condition of its matrix; a w that far
/// off still has twelve digits. One more step of Newton from 1e-6 would be closer: nothing unfinished passes.
pub const TAIL_LIMIT: f64 = 1e-12;

/// Proves how far w is from w\* = argmin over Zw > 0 of f(w) = ||w||^2 / 2 + (1/k) sum_i (z_i.w)^-k, and refuses where
/// that is more than [`TAIL_LIMIT`] of its length.
///
/// On the convex set Zw > 0 every term (z_i.w)^-k / k is convex, so that f is 1-strongly convex there: for w and the
/// minimiser w\*, where the gradient vanishes, (grad f(w) - 0).(w - w\*) >= ||w - w\*||^2, hence ||w - w\*|| <= ||grad
/// f(w)||. The minimiser exists because f grows beyond bounds at the edge of the set and far out. The unit vectors are
/// then at most 2 ||w - w\*|| / ||w|| apart: |a/|a| - b/|b|| <= (|a - b| + ||a| - |b||) / |a|.
pub fn verify_polynomial_tail(
    rows: &SignedRows,
    certificate: &PolynomialTailCertificate,
) -> Result<PolynomialTailProof, Refused> {
    check_rows(rows, std::iter::empty())?;
    let PolynomialTailCertificate { exponent, minimiser } = certificate;
    if !(exponent.is_finite() && *exponent > 0.0) {
        return Err(Refused::NotPositive { what: "the exponent", index: 0, value: *exponent });
    }
    if minimiser.len() != rows.d {
        return Err(Refused::Length { what: "the minimiser", found: minimiser.len(), expected: rows.d });
    }
    if rows.n == 0 {
        return Err(Refused::Length { what: "the data", found: 0, expected: 1 });
    }
    let sums = scaled_sums(minimiser, "the minimiser")?;
    let w: Vec<Real> = sums.values.iter().map(|x| Real::dyadic(x.clone(), sums.exponent)).collect();
    let power = Real::double(*exponent).plus(&Real::whole(1)).negate();
    let mut gradient = w.clone();
    for (i, row) in rows.rows().enumerate() {
        let (sum, e) = dot(row, &sums.values);
        let margin = Real::dyadic(sum, e + sums.exponent);
        if !margin.is_positive() {
            return Err(Refused::NotSeparated { row: i, value: margin.above() });
        }
        // Beyond 2^(2^40) a power has no enclosure, and the data no minimiser that doubles can hold.
        let force = margin.pow(&power).ok_or(Refused::OutOfRange { what: "the margins", index: i })?;
        for (g, &z) in gradient.iter_mut().zip(row).filter(|(_, z)| **z != 0.0) {
            *g = g.minus(&force.times(&Real::double(z)));
        }
    }
    let gradient_norm = norm(&gradient);
    let length = norm(&w);
    let relative = gradient_norm.over(&length).map_or(f64::INFINITY, |q| q.above());
    if relative > TAIL_LIMIT {
        return Err(Refused::Beyond {
            what: "the distance from the minimiser",
            found: relative,
            limit: TAIL_LIMIT,
        });
    }
    let rounded = |exact: &[Real]| -> (Vec<f64>, f64) {
        let near = |x: &Real| x.ends().0.to_double(Toward::Nearest);
        let doubles: Vec<f64> = exact.iter().map(near).collect();
        let off: Vec<Real> = doubles.iter().zip(exact).map(|(&x, r)| Real::double(x).minus(r)).collect();
        (doubles, norm(&off).above())
    };
    let (minimiser, rounding) = rounded(&w);
    let unit: Vec<Real> = w.iter().map(|x| x.over(&length).expect("a positive length")).collect();
    let (direction, unit_rounding) = rounded(&unit);
    let turned = gradient_norm.times_power_of_two(1).over(&length).expect("a positive length");
    Ok(PolynomialTailProof {
        minimiser,
        error: sum_up(&[gradient_norm.above(), rounding]),
        direction,
        direction_error: sum_up(&[turned.above(), unit_rounding]),
        gradient_norm: gradient_norm.above(),
    })
}
