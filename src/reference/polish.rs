//! The support system solved to about 30 digits by iterative refinement.

use super::double_double::DoubleDouble;
use super::linear::{Factor, add_scaled, dot};
use crate::numbers::Isa;
use crate::numbers::lanes::{Kernel, Wide};

/// The least-norm solution of a system Z w = b with independent rows, and its multipliers, w = Z^T u.
pub(super) struct Polished {
    pub(super) w: Vec<DoubleDouble>,
    pub(super) multipliers: Vec<DoubleDouble>,
    /// Euclidean norm of b - Z w before the last correction.
    pub(super) missing: f64,
    /// Euclidean norm of Z^T u - w before the last correction.
    pub(super) astray: f64,
}

/// Refines w = Z^T u, Z w = b, from the factor Z^T = Q R.
///
/// Björck's refinement of the augmented system (BIT 7, 1967): residuals f = Z^T u - w and g = b - Z w in
/// double-double, corrections R^T h = g, R du = h - Q^T f, dw = f + Q (h - Q^T f). Each round gains the digits that
/// cond(Z) leaves of a double, for w and u alike, until 30 or so are right.
pub(super) fn polish(rows: &[&[f64]], bounds: &[f64], factor: &Factor, d: usize) -> Polished {
    Isa::detect().dispatch(Polish { rows, bounds, factor, d })
}

/// The refinement on the widest vectors of the machine; no operation changes its order by that.
struct Polish<'a> {
    rows: &'a [&'a [f64]],
    bounds: &'a [f64],
    factor: &'a Factor,
    d: usize,
}

impl Kernel for Polish<'_> {
    type Output = Polished;

    #[inline(always)]
    fn run<V: Wide>(self) -> Polished {
        refine(self.rows, self.bounds, self.factor, self.d)
    }
}

#[inline(always)]
fn refine(rows: &[&[f64]], bounds: &[f64], factor: &Factor, d: usize) -> Polished {
    let zero = DoubleDouble::default();
    let mut found =
        Polished { w: vec![zero; d], multipliers: vec![zero; rows.len()], missing: 0.0, astray: 0.0 };
    let mut last = f64::INFINITY;
    for round in 0..12 {
        if round == 0 {
            // From zero there is no residual but the bounds.
            let y = factor.solve_lower(bounds.to_vec());
            found.w = factor.expand(&y, d).into_iter().map(DoubleDouble::from).collect();
            found.multipliers = factor.solve_upper(y).into_iter().map(DoubleDouble::from).collect();
            continue;
        }
        let mut f: Vec<DoubleDouble> = found.w.iter().map(|x| x.negative()).collect();
        let mut g = Vec::with_capacity(rows.len());
        for ((row, &bound), &u) in rows.iter().zip(bounds).zip(&found.multipliers) {
            let mut rest = DoubleDouble::from(bound);
            for ((f, &z), &w) in f.iter_mut().zip(row.iter()).zip(&found.w) {
                *f = f.plus_scaled(z, u);
                rest = rest.plus_scaled(-z, w);
            }
            g.push(rest.high);
        }
        let f: Vec<f64> = f.iter().map(|x| x.high).collect();
        found.missing = dot(&g, &g).sqrt();
        found.astray = dot(&f, &f).sqrt();
        let mut y = factor.solve_lower(g);
        for (y, along) in y.iter_mut().zip(factor.project(&f)) {
            *y -= along;
        }
        let mut dw = factor.expand(&y, d);
        add_scaled(&mut dw, 1.0, &f);
        let du = factor.solve_upper(y);
        let change = dw.iter().fold(0.0f64, |m, x| m.max(x.abs()));
        let size = found.w.iter().fold(0.0f64, |m, x| m.max(x.high.abs()));
        found.w.iter_mut().zip(&dw).for_each(|(w, d)| *w = w.plus(*d));
        found.multipliers.iter_mut().zip(&du).for_each(|(u, d)| *u = u.plus(*d));
        if !change.is_finite() || change <= size * 1e-31 || change > 0.5 * last {
            break;
        }
        last = change;
    }
    found
}
