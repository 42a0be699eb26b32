//! Linear equations Xw = y: an independent basis of them, and that the rest follow or contradict, decided exactly.

use dashu_int::IBig;

use super::ReferenceError;
use super::double_double::DoubleDouble;
use super::exact::decompose;
use super::linear::{Factor, add_scaled, dot};
use super::modular::{self, Solution};
use crate::certificate::{DependentEquation, Whole};
use crate::data::SignedRows;

/// Equations with a solution.
pub(super) struct Equations<'a> {
    rows: &'a SignedRows,
    targets: &'a [f64],
    /// Independent rows that span all.
    pub(super) basis: Vec<usize>,
    /// X_B^T = Q R.
    pub(super) factor: Factor,
    /// R^-T y_B: the equations read Q^T w = this.
    pub(super) right: Vec<f64>,
    /// The other rows as exact combinations.
    pub(super) dependent: Vec<DependentEquation>,
}

/// Doubles as whole numbers over one power of two, which is left out.
fn whole(values: &[f64]) -> Vec<IBig> {
    let pairs: Vec<(i64, i64)> = values.iter().map(|&x| decompose(x)).collect();
    let least = pairs.iter().filter(|p| p.0 != 0).map(|p| p.1).min().unwrap_or(0);
    let of = |&(m, e): &(i64, i64)| if m == 0 { IBig::ZERO } else { IBig::from(m) << (e - least) as usize };
    pairs.iter().map(of).collect()
}

impl<'a> Equations<'a> {
    /// Finds a basis, as far from dependent as greedy choice makes it, and refuses equations without a solution.
    pub(super) fn of(rows: &'a SignedRows, targets: &'a [f64]) -> Result<Equations<'a>, ReferenceError> {
        let (n, d) = (rows.n, rows.d);
        let values = whole(&rows.values);
        let mut rank = modular::rank(values.chunks_exact(d), n.min(d));
        let mut factor = Factor::default();
        let mut basis = Vec::with_capacity(rank);
        let sizes: Vec<f64> = rows.rows().map(|x| dot(x, x).sqrt()).collect();
        let mut left: Vec<Vec<f64>> = rows.rows().map(<[f64]>::to_vec).collect();
        let dependent = loop {
            if basis.len() == rank {
                match dependent(rows, &values, targets, &basis)? {
                    Some(found) => break found,
                    None => rank += 1,
                }
            }
            // The row of which the largest share lies outside what is spanned.
            let share =
                |i: usize| if sizes[i] > 0.0 { dot(&left[i], &left[i]).sqrt() / sizes[i] } else { 0.0 };
            let free = (0..n).filter(|i| !basis.contains(i));
            let Some((far, best)) = free.map(|i| (i, share(i))).reduce(|a, b| if b.1 > a.1 { b } else { a })
            else {
                let why = format!("{rank} independent rows among {n}");
                return Err(ReferenceError::Undecided { why });
            };
            let split = factor.split(rows.row(far));
            let length = dot(&split.across, &split.across).sqrt();
            if !(best > 0.0 && length > 0.0 && length.is_finite()) {
                let why = format!("{rank} independent rows, but doubles tell only {} apart", basis.len());
                return Err(ReferenceError::Undecided { why });
            }
            factor.push(split, length);
            basis.push(far);
            let axis = factor.axis(basis.len() - 1);
            for row in &mut left {
                let along = dot(axis, row);
                add_scaled(row, -along, axis);
            }
        };
        let right = factor.solve_lower(basis.iter().map(|&i| targets[i]).collect());
        Ok(Equations { rows, targets, basis, factor, right, dependent })
    }

    /// R^-T (y_B - X_B w), summed in double-double.
    pub(super) fn missing(&self, w: &[DoubleDouble]) -> Vec<f64> {
        let missing = |&i: &usize| {
            let start = DoubleDouble::from(self.targets[i]);
            self.rows.row(i).iter().zip(w).fold(start, |rest, (&x, &w)| rest.plus_scaled(-x, w)).high
        };
        self.factor.solve_lower(self.basis.iter().map(missing).collect())
    }

    /// X_B^T lambda, in double-double.
    pub(super) fn spanned(&self, lambda: &[DoubleDouble]) -> Vec<DoubleDouble> {
        let mut sum = vec![DoubleDouble::default(); self.rows.d];
        for (&i, &lambda) in self.basis.iter().zip(lambda) {
            for (sum, &x) in sum.iter_mut().zip(self.rows.row(i)) {
                *sum = sum.plus_scaled(x, lambda);
            }
        }
        sum
    }

    /// P = Q R^-T, d x k, row-major: X_B P is the identity up to rounding.
    pub(super) fn right_inverse(&self) -> Vec<f64> {
        let (k, d) = (self.basis.len(), self.rows.d);
        let mut inverse = vec![0.0; d * k];
        for c in 0..k {
            let mut unit = vec![0.0; k];
            unit[c] = 1.0;
            let column = self.factor.expand(&self.factor.solve_lower(unit), d);
            (0..d).for_each(|j| inverse[j * k + c] = column[j]);
        }
        inverse
    }
}

/// Every row outside the basis as a combination of it, by Cramer's rule on whole numbers; `None` where a row that
/// would contradict the others is no combination of them: then the basis is too small.
fn dependent(
    rows: &SignedRows,
    values: &[IBig],
    targets: &[f64],
    basis: &[usize],
) -> Result<Option<Vec<DependentEquation>>, ReferenceError> {
    let (d, k) = (rows.d, basis.len());
    let others: Vec<usize> = (0..rows.n).filter(|i| !basis.contains(i)).collect();
    if others.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let row = |i: usize| &values[i * d..(i + 1) * d];
    let inner = |a: usize, b: usize| row(a).iter().zip(row(b)).fold(IBig::ZERO, |s, (x, y)| s + x * y);
    let mut gram = vec![IBig::ZERO; k * k];
    for a in 0..k {
        for b in 0..=a {
            gram[a * k + b] = inner(basis[a], basis[b]);
        }
    }
    let right: Vec<Vec<IBig>> =
        others.iter().map(|&i| basis.iter().map(|&b| inner(b, i)).collect()).collect();
    let Solution { determinant, numerators } = modular::solve(&gram, k, &right).ok_or_else(|| {
        ReferenceError::Undecided { why: "the chosen rows are not independent".to_string() }
    })?;
    let targets = whole(targets);
    let mut found = Vec::with_capacity(others.len());
    for (&i, weights) in others.iter().zip(numerators) {
        let combined = |of: &dyn Fn(usize) -> IBig| {
            basis.iter().zip(&weights).fold(IBig::ZERO, |s, (&b, weight)| s + weight * of(b))
        };
        if combined(&|b| targets[b].clone()) != &targets[i] * &determinant {
            let follows = |j: usize| combined(&|b| row(b)[j].clone()) == &row(i)[j] * &determinant;
            if (0..d).all(follows) {
                return Err(ReferenceError::Inconsistent { row: i });
            }
            return Ok(None);
        }
        let weights = weights.into_iter().map(Whole).collect();
        found.push(DependentEquation { row: i, weights, denominator: Whole(determinant.clone()) });
    }
    Ok(Some(found))
}
