//! For a polynomial tail the smoothed margin is the value of a dual, and its direction is the dual's.
//!
//! **Statement.** For a general loss the direction of descent goes to u-bar = Z^T q-bar / ||Z^T q-bar||, q-bar the least of f(q) = ||Z^T
//! q||^2 / 2 where psi*(q) <= 0.
//! **Hypotheses.** Separable.
//! **Prediction.** For l(u) = u^-k / k the smoothed margin is (sum_i u_i^-k)^(-1/k), and psi*(q) <= 0 says sum_i q_i^(k/(k+1)) >= 1.
//! Derived: at the minimiser w of ||w||^2/2 + (1/k) sum_i (z_i.w)^-k, of the certified reference, q_i = u_i^-(k+1) / (sum_j
//! u_j^-k)^((k+1)/k) with u = Z w/||w|| lies on that edge, has the direction of w, and ||Z^T q|| is the smoothed margin of w/||w||:
//! by Hoelder's inequality no direction has more and no q less, so both are optimal.
//! **Controls.** the max-margin direction; the margin for the smoothed margin; equal weights for q-bar.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 5, for general losses; arXiv:1906.04540.

use super::polynomial::{exponent, limit_of, on_polynomial_tails};
use crate::case::{Case, Stopped};
use crate::claim::{Claim, Equality, Law};
use crate::measure::{Letters, dot};
use crate::numbers::{Ball, pow};
use crate::papers::ji_telgarsky::setting::equality;
use crate::problem::Linear;

const VALUE: &str = "||Z^T q-bar|| and the smoothed margin";
const DIRECTION: &str = "direction of Z^T q-bar";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Identity(vec![values(), directions()]);
    on_polynomial_tails("ji-telgarsky-dual.thm5.duality", include_str!("thm5_duality.rs"), law, 40)
        .derived()
        .control_prediction("the max-margin direction", DIRECTION, |view| {
            let found = view.case.max_margin()?;
            Ok(found.direction.iter().map(|&u| Ball::new(u, found.direction_error)).collect())
        })
        .control_prediction("the margin for the smoothed margin", VALUE, |view| Ok(vec![view.case.gamma()?]))
        .control_prediction("equal weights for q-bar", VALUE, |view| {
            // On the edge: n q^(k/(k+1)) = 1.
            let (case, rows) = (view.case, &view.case.problem.rows);
            let k = exponent(case)?;
            let mut sum = vec![0.0; rows.d];
            rows.rows().for_each(|row| sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += z));
            let even = pow(rows.n as f64, -(k + 1.0) / k);
            Ok(vec![Ball::rounded(even * dot(&sum, &sum).sqrt(), 64.0)])
        })
}

/// Margins on the limit direction, with an error that they have in common.
fn margins(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let limit = limit_of(case)?;
    let rows = &case.problem.rows;
    let error = limit.direction_error + (rows.d + 2) as f64 * f64::EPSILON;
    Ok(rows.rows().map(|row| Ball::new(dot(row, &limit.direction), error * case.problem.radius())).collect())
}

/// x^y for a positive x, with the error that that of x makes.
fn power(x: Ball, y: f64) -> Ball {
    let value = pow(x.value, y);
    let relative = (y.abs() + 1.0) * x.radius / (x.value - x.radius);
    Ball::new(value, value * (1.1 * relative + 16.0 * f64::EPSILON))
}

/// (sum_i u_i^-k)^(-1/k).
fn smoothed(margins: &[Ball], k: f64) -> Ball {
    power(margins.iter().fold(Ball::exact(0.0), |sum, &u| sum + power(u, -k)), -1.0 / k)
}

/// Z^T q-bar.
fn combination(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let (k, u) = (exponent(case)?, margins(case)?);
    let scale = power(smoothed(&u, k), k + 1.0);
    let mut sum = vec![Ball::exact(0.0); case.problem.rows.d];
    for (row, u) in case.problem.rows.rows().zip(u) {
        let q = power(u, -k - 1.0) * scale;
        sum.iter_mut().zip(row).for_each(|(sum, &z)| *sum = *sum + q * Ball::exact(z));
    }
    Ok(sum)
}

fn length(v: &[Ball]) -> Ball {
    v.iter().fold(Ball::exact(0.0), |sum, &x| sum + x * x).sqrt()
}

fn values() -> Equality<Linear> {
    equality(
        VALUE,
        |case| Ok(vec![length(&combination(case)?)]),
        |case| Ok(vec![smoothed(&margins(case)?, exponent(case)?)]),
    )
}

fn directions() -> Equality<Linear> {
    equality(
        DIRECTION,
        |case| {
            let sum = combination(case)?;
            let length = length(&sum);
            Ok(sum.into_iter().map(|x| x / length).collect())
        },
        |case| {
            let limit = limit_of(case)?;
            Ok(limit.direction.iter().map(|&u| Ball::new(u, limit.direction_error)).collect())
        },
    )
}
