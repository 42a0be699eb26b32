//! A square system solved to about 30 digits.

use nalgebra::{DMatrix, DVector};

use super::double_double::DoubleDouble;

/// Solves A x = b with residuals in double-double; `None` when A is singular in doubles.
///
/// Each round gains the digits that cond(A) leaves of a double.
pub(super) fn refined_solve(a: &DMatrix<f64>, b: &[DoubleDouble]) -> Option<Vec<DoubleDouble>> {
    let k = b.len();
    let factor = a.clone().full_piv_lu();
    let mut x = vec![DoubleDouble::default(); k];
    let mut last = f64::INFINITY;
    for _ in 0..12 {
        let residual =
            DVector::from_fn(k, |i, _| (0..k).fold(b[i], |r, j| r.plus_scaled(-a[(i, j)], x[j])).high);
        let step = factor.solve(&residual)?;
        let change = step.amax();
        if !change.is_finite() {
            return None;
        }
        x.iter_mut().zip(step.iter()).for_each(|(x, d)| *x = x.plus(*d));
        let size = x.iter().fold(0.0f64, |m, x| m.max(x.high.abs()));
        if change <= size * 1e-31 || change > 0.5 * last {
            break;
        }
        last = change;
    }
    Some(x)
}
