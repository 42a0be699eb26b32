//! Whether a best separator in the norm 1 or infinity is the only one.

use dashu_int::IBig;
use dashu_int::ops::UnsignedAbs;

use super::exact::{WholeRows, inner};
use super::partition::partition;
use crate::certificate::{Norm, Whole};
use crate::data::SignedRows;

/// Whether optimal w (`primal`) is the only optimum up to scale, from optimal multipliers a (`dual`); `None` where that
/// took too long.
///
/// With y = Z^T a every optimum w + s has, by complementary slackness: z_i.s = 0 where a_i > 0; z_i.s >= 0 where row i is
/// tight beside; in the norm 1 s_j = 0 where |y_j| is below its largest value, and s_j of the sign of y_j where w_j = 0
/// though |y_j| is largest; in the norm infinity s_j = 0 where y_j is not zero, and s_j pointing inwards where |w_j| is
/// largest though y_j is zero. Small s of that cone are all allowed, so that w is the only optimum when the cone is zero
/// alone: when no row of this system can be separated from zero, and its rows span everything.
pub(super) fn is_unique(
    rows: &SignedRows,
    norm: Norm,
    primal: &[Whole],
    dual: &[(usize, Whole)],
) -> Option<bool> {
    let (n, d) = (rows.n, rows.d);
    let mut whole = WholeRows::of(rows);
    (0..n).for_each(|i| whole.prepare(i));
    let w: Vec<IBig> = primal.iter().map(|x| x.0.clone()).collect();
    let mut weights = vec![IBig::ZERO; n];
    let mut y = vec![IBig::ZERO; d];
    for (i, a) in dual {
        weights[*i].clone_from(&a.0);
        y.iter_mut().zip(whole.row(*i)).for_each(|(y, z)| *y += &a.0 * z);
    }
    let margins: Vec<IBig> = (0..n).map(|i| inner(whole.row(i), &w)).collect();
    let level = margins.iter().min()?.clone();
    let magnitude = |x: &IBig| IBig::from(x.clone().unsigned_abs());
    let (top_w, top_y) = (w.iter().map(magnitude).max()?, y.iter().map(magnitude).max()?);

    let mut cone: Vec<Vec<f64>> = Vec::new();
    let mut add = |row: Vec<f64>, both: bool| {
        if both {
            cone.push(row.iter().map(|x| -x).collect());
        }
        cone.push(row);
    };
    for i in (0..n).filter(|&i| margins[i] == level) {
        add(rows.row(i).to_vec(), weights[i] > IBig::ZERO);
    }
    let sign = |x: &IBig| if *x < IBig::ZERO { -1.0 } else { 1.0 };
    let axis = |j: usize, x: f64| (0..d).map(|l| if l == j { x } else { 0.0 }).collect::<Vec<f64>>();
    for j in 0..d {
        match norm {
            Norm::Inf if y[j] != IBig::ZERO => add(axis(j, 1.0), true),
            Norm::Inf if magnitude(&w[j]) == top_w => add(axis(j, -sign(&w[j])), false),
            Norm::Inf => {}
            _ if magnitude(&y[j]) < top_y => add(axis(j, 1.0), true),
            _ if w[j] == IBig::ZERO => add(axis(j, sign(&y[j])), false),
            _ => {}
        }
    }
    let parts = partition(&SignedRows::from_rows(&cone)).ok()?;
    Some(parts.separable_part.is_empty() && parts.subspace_dim() == d)
}
