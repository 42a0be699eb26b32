//! The support system solved to about 30 digits by iterative refinement.

use super::active_set::ActiveSet;
use super::double_double::DoubleDouble;
use super::linear::add_scaled;
use super::scaled_rows::ScaledRows;

/// w and the multipliers of the active rows, each a sum of two doubles, in the units of the scaled rows.
pub(super) struct Polished {
    pub(super) w: Vec<DoubleDouble>,
    pub(super) multipliers: Vec<DoubleDouble>,
}

/// Refines w = Z_A^T u, Z_A w = bounds on the active rows.
///
/// Björck's refinement of the augmented system (BIT 7, 1967): residuals f = Z_A^T u - w and g = bounds - Z_A w in
/// double-double, corrections from the factor Z_A^T = Q R: R^T h = g, R du = h - Q^T f, dw = f + Q (h - Q^T f). Each
/// round gains the digits that cond(Z_A) leaves of a double, for w and u alike.
pub(super) fn polish(rows: &ScaledRows, state: &ActiveSet) -> Polished {
    let mut w: Vec<DoubleDouble> = state.w.iter().map(|&x| x.into()).collect();
    let mut u: Vec<DoubleDouble> = state.multipliers.iter().map(|&x| x.into()).collect();
    let mut last = f64::INFINITY;
    for _ in 0..12 {
        let mut f: Vec<DoubleDouble> = w.iter().map(|x| x.negative()).collect();
        let mut g = Vec::with_capacity(state.active.len());
        for (&i, &u) in state.active.iter().zip(&u) {
            let mut rest = DoubleDouble::from(rows.bounds[i]);
            for ((f, &z), &w) in f.iter_mut().zip(rows.row(i)).zip(&w) {
                *f = f.plus_scaled(z, u);
                rest = rest.plus_scaled(-z, w);
            }
            g.push(rest.high);
        }
        let f: Vec<f64> = f.iter().map(|x| x.high).collect();
        let mut y = state.factor.solve_lower(g);
        for (y, along) in y.iter_mut().zip(state.factor.project(&f)) {
            *y -= along;
        }
        let mut dw = state.factor.expand(&y, rows.d);
        add_scaled(&mut dw, 1.0, &f);
        let du = state.factor.solve_upper(y);
        let change = dw.iter().fold(0.0f64, |m, x| m.max(x.abs()));
        let size = w.iter().fold(0.0f64, |m, x| m.max(x.high.abs()));
        w.iter_mut().zip(&dw).for_each(|(w, d)| *w = w.plus(*d));
        u.iter_mut().zip(&du).for_each(|(u, d)| *u = u.plus(*d));
        if !change.is_finite() || change <= size * 1e-31 || change > 0.5 * last {
            break;
        }
        last = change;
    }
    Polished { w, multipliers: u }
}
