//! Dense matrices of either kind of number.

use super::real::{Real, dot};

/// A matrix, row-major.
#[derive(Clone, Debug)]
pub(super) struct Dense<T> {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) values: Vec<T>,
}

impl<T: Real> Dense<T> {
    pub(super) fn from_fn(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> T) -> Dense<T> {
        let values = (0..rows * columns).map(|at| entry(at / columns, at % columns)).collect();
        Dense { rows, columns, values }
    }

    /// The zero matrix with `value` on the diagonal.
    pub(super) fn diagonal(size: usize, value: T) -> Dense<T> {
        Dense::from_fn(size, size, |i, j| if i == j { value } else { T::zero() })
    }

    pub(super) fn at(&self, i: usize, j: usize) -> T {
        self.values[i * self.columns + j]
    }

    pub(super) fn row(&self, i: usize) -> &[T] {
        &self.values[i * self.columns..(i + 1) * self.columns]
    }

    pub(super) fn transposed(&self) -> Dense<T> {
        Dense::from_fn(self.columns, self.rows, |i, j| self.at(j, i))
    }

    pub(super) fn product(&self, other: &Dense<T>) -> Dense<T> {
        let turned = other.transposed();
        Dense::from_fn(self.rows, other.columns, |i, j| dot(self.row(i), turned.row(j)))
    }

    /// Entry by entry.
    pub(super) fn combined(&self, other: &Dense<T>, with: impl Fn(T, T) -> T) -> Dense<T> {
        let values = self.values.iter().zip(&other.values).map(|(&a, &b)| with(a, b)).collect();
        Dense { rows: self.rows, columns: self.columns, values }
    }

    pub(super) fn scaled(&self, factor: T) -> Dense<T> {
        Dense { values: self.values.iter().map(|&x| x * factor).collect(), ..*self }
    }

    /// (A + A^T) / 2.
    pub(super) fn symmetrised(&self) -> Dense<T> {
        let half = T::from(0.5);
        Dense::from_fn(self.rows, self.columns, |i, j| (self.at(i, j) + self.at(j, i)) * half)
    }

    /// <A, B>.
    pub(super) fn inner(&self, other: &Dense<T>) -> T {
        dot(&self.values, &other.values)
    }

    pub(super) fn trace(&self) -> T {
        (0..self.rows).fold(T::zero(), |s, i| s + self.at(i, i))
    }

    /// The rows and columns from the given ones on, of the given number.
    pub(super) fn block(&self, (top, left): (usize, usize), rows: usize, columns: usize) -> Dense<T> {
        Dense::from_fn(rows, columns, |i, j| self.at(top + i, left + j))
    }

    /// The symmetric matrix [[0, B], [B^T, 0]].
    pub(super) fn off_diagonal(&self) -> Dense<T> {
        let p = self.rows;
        Dense::from_fn(p + self.columns, p + self.columns, |i, j| match (i < p, j < p) {
            (true, false) => self.at(i, j - p),
            (false, true) => self.at(j, i - p),
            _ => T::zero(),
        })
    }

    /// The lower factor L of a symmetric positive definite matrix L L^T; `None` where a pivot is not positive.
    pub(super) fn cholesky(&self) -> Option<Dense<T>> {
        let n = self.rows;
        let mut lower = Dense { rows: n, columns: n, values: vec![T::zero(); n * n] };
        for i in 0..n {
            for j in 0..=i {
                let rest = self.at(i, j) - dot(&lower.row(i)[..j], &lower.row(j)[..j]);
                let entry = if i == j {
                    // Not a number is not positive either.
                    if rest.nearest().is_nan() || rest.nearest() <= 0.0 {
                        return None;
                    }
                    rest.root()
                } else {
                    rest / lower.at(j, j)
                };
                lower.values[i * n + j] = entry;
            }
        }
        Some(lower)
    }

    /// L^-1 B for a lower triangular L.
    pub(super) fn under(&self, right: &Dense<T>) -> Dense<T> {
        // Columns of B as rows, so that sums run along memory.
        let mut solved = right.transposed();
        let n = self.rows;
        for x in solved.values.chunks_exact_mut(n) {
            for i in 0..n {
                x[i] = (x[i] - dot(&self.row(i)[..i], &x[..i])) / self.at(i, i);
            }
        }
        solved.transposed()
    }

    /// (L L^T)^-1 b for a lower triangular L.
    pub(super) fn solve(&self, right: &[T]) -> Vec<T> {
        let n = self.rows;
        let mut x = right.to_vec();
        for i in 0..n {
            x[i] = (x[i] - dot(&self.row(i)[..i], &x[..i])) / self.at(i, i);
        }
        for i in (0..n).rev() {
            let value = x[i] / self.at(i, i);
            x[i] = value;
            for (x, &l) in x[..i].iter_mut().zip(self.row(i)) {
                *x = *x - l * value;
            }
        }
        x
    }

    /// (L L^T)^-1 for a lower triangular L.
    pub(super) fn inverse_of_square(&self) -> Dense<T> {
        let inverse = self.under(&Dense::diagonal(self.rows, T::from(1.0)));
        inverse.transposed().product(&inverse)
    }

    /// The largest s for which L L^T + s C is not indefinite, to the precision of doubles; zero where numbers overflow.
    pub(super) fn reach(&self, change: &Dense<T>) -> f64 {
        let half = self.under(change).transposed();
        let relative = self.under(&half);
        let n = self.rows;
        if !relative.values.iter().all(|x| x.nearest().is_finite()) {
            return 0.0;
        }
        let doubles = nalgebra::DMatrix::from_fn(n, n, |i, j| {
            (relative.at(i, j).nearest() + relative.at(j, i).nearest()) / 2.0
        });
        let least = doubles.symmetric_eigenvalues().iter().copied().fold(f64::INFINITY, f64::min);
        if least < 0.0 { -1.0 / least } else { f64::INFINITY }
    }
}
