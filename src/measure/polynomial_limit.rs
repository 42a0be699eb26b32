//! The limit of descent on a loss with a polynomial tail, and the exponent with which its direction is drawn there.

use super::relay::dot;
use crate::case::{Case, Query, Stopped};
use crate::numbers::pow;
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{PolynomialTailLimit, polynomial_tail_limit};

/// The limit for a loss whose derivative falls like -u^-(k + 1), by the certified reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolynomialLimitQuery {
    /// k.
    pub k: f64,
}

impl Query<Linear> for PolynomialLimitQuery {
    type Answer = PolynomialTailLimit;

    fn key(&self) -> String {
        format!("limit of a polynomial tail, k = {}", self.k)
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<PolynomialTailLimit> {
        polynomial_tail_limit(&case.problem.rows, self.k)
            .map_err(|error| Stop::Undecided { why: error.to_string() })
    }
}

/// The least exponent with which a deviation theta of the direction falls in ||w|| on the way of steepest descent: 1 + h/g, h the
/// least eigenvalue, across the limit u, of the Hessian of F = (1/k) sum_i (z_i.u)^-k, and g = ||grad F||.
///
/// With w = rho (u + theta) a piece ds of the way has d rho = ds and d(rho theta) = -(H theta / g) ds.
pub fn polynomial_pull(case: &Case<Linear>, k: f64) -> Stopped<f64> {
    let limit = case.ask(&PolynomialLimitQuery { k })?;
    let (u, rows) = (&limit.direction, &case.problem.rows);
    let d = rows.d;
    let (mut pull, mut hessian) = (0.0, nalgebra::DMatrix::<f64>::zeros(d, d));
    for row in rows.rows() {
        let margin = dot(row, u);
        let weight = pow(margin, -k - 2.0);
        pull += weight * margin * margin;
        let across: Vec<f64> = row.iter().zip(u).map(|(z, u)| (-margin).mul_add(*u, *z)).collect();
        for a in 0..d {
            for b in 0..d {
                hessian[(a, b)] += (k + 1.0) * weight * across[a] * across[b];
            }
        }
    }
    // Along u the matrix is zero: its least eigenvalue is that one, the next the one asked for.
    let mut eigenvalues: Vec<f64> =
        nalgebra::SymmetricEigen::new(hessian).eigenvalues.iter().copied().collect();
    eigenvalues.sort_by(f64::total_cmp);
    Ok(1.0 + eigenvalues.get(1).map_or(f64::INFINITY, |h| h / pull))
}
