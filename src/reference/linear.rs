//! Small dense kernels in a fixed order of operations.

/// Sum of products, four partial sums: the order is the same on every machine.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let tail: f64 = a4.remainder().iter().zip(b4.remainder()).fold(0.0, |s, (x, y)| s + x * y);
    for (x, y) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

/// y += c x.
#[inline(always)]
pub(super) fn add_scaled(y: &mut [f64], c: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += c * x;
    }
}

/// Z_A^T = Q R for a growing and shrinking list of rows: Q has orthonormal columns, R is upper triangular.
#[derive(Default)]
pub(super) struct Factor {
    /// Columns of Q, each of length d.
    q: Vec<Vec<f64>>,
    /// Column j of R holds its first j + 1 entries.
    r: Vec<Vec<f64>>,
}

/// A row split along the span of Q and across it.
pub(super) struct Split {
    /// Q^T z.
    pub(super) along: Vec<f64>,
    /// z - Q Q^T z.
    pub(super) across: Vec<f64>,
}

impl Factor {
    pub(super) fn rank(&self) -> usize {
        self.q.len()
    }

    /// Splits z by Gram-Schmidt, so that `across` is orthogonal to Q to working precision: a second time where the first
    /// cancelled more than half of z's length.
    #[inline(always)]
    pub(super) fn split(&self, z: &[f64]) -> Split {
        let mut across = z.to_vec();
        let mut along = vec![0.0; self.rank()];
        let before = dot(z, z);
        for _ in 0..2 {
            for (c, q) in along.iter_mut().zip(&self.q) {
                let part = dot(q, &across);
                add_scaled(&mut across, -part, q);
                *c += part;
            }
            if dot(&across, &across) >= 0.25 * before {
                break;
            }
        }
        Split { along, across }
    }

    /// Appends a row that was split, with `across` of length `length` > 0.
    #[inline(always)]
    pub(super) fn push(&mut self, split: Split, length: f64) {
        let Split { mut along, mut across } = split;
        across.iter_mut().for_each(|x| *x /= length);
        along.push(length);
        self.q.push(across);
        self.r.push(along);
    }

    /// Removes row `at` of the list.
    #[inline(always)]
    pub(super) fn remove(&mut self, at: usize) {
        self.r.remove(at);
        let k = self.q.len();
        for j in at..k - 1 {
            // Column j of R now has a subdiagonal entry j + 1: rotate rows j and j + 1.
            let (a, b) = (self.r[j][j], self.r[j][j + 1]);
            let length = (a * a + b * b).sqrt();
            let (c, s) = (a / length, b / length);
            for column in self.r[j..].iter_mut() {
                let (x, y) = (column[j], column[j + 1]);
                column[j] = c * x + s * y;
                column[j + 1] = c * y - s * x;
            }
            self.r[j].pop();
            let (left, right) = self.q.split_at_mut(j + 1);
            for (x, y) in left[j].iter_mut().zip(right[0].iter_mut()) {
                (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
            }
        }
        self.q.pop();
    }

    /// R^-1 y.
    #[inline(always)]
    pub(super) fn solve_upper(&self, mut y: Vec<f64>) -> Vec<f64> {
        for j in (0..y.len()).rev() {
            let column = &self.r[j];
            y[j] /= column[j];
            let x = y[j];
            add_scaled(&mut y[..j], -x, &column[..j]);
        }
        y
    }

    /// R x.
    pub(super) fn times_upper(&self, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; x.len()];
        for (column, &x) in self.r.iter().zip(x) {
            add_scaled(&mut y[..column.len()], x, column);
        }
        y
    }

    /// R^-T y.
    #[inline(always)]
    pub(super) fn solve_lower(&self, mut y: Vec<f64>) -> Vec<f64> {
        for j in 0..y.len() {
            let column = &self.r[j];
            y[j] = (y[j] - dot(&column[..j], &y[..j])) / column[j];
        }
        y
    }

    /// The Frobenius norm of R^-1, which is that of the pseudoinverse of the rows: at least 1/sigma_min.
    pub(super) fn inverse_norm(&self) -> f64 {
        let squares = (0..self.rank()).map(|j| {
            let mut unit = vec![0.0; self.rank()];
            unit[j] = 1.0;
            let column = self.solve_upper(unit);
            dot(&column, &column)
        });
        squares.fold(0.0, |s, x| s + x).sqrt()
    }

    /// The Frobenius norm of R, which is that of the rows.
    pub(super) fn norm(&self) -> f64 {
        self.r.iter().fold(0.0, |s, column| s + dot(column, column)).sqrt()
    }

    /// Column j of Q.
    pub(super) fn axis(&self, j: usize) -> &[f64] {
        &self.q[j]
    }

    /// Q y, length d.
    #[inline(always)]
    pub(super) fn expand(&self, y: &[f64], d: usize) -> Vec<f64> {
        let mut x = vec![0.0; d];
        for (q, &c) in self.q.iter().zip(y) {
            add_scaled(&mut x, c, q);
        }
        x
    }

    /// Q^T x.
    #[inline(always)]
    pub(super) fn project(&self, x: &[f64]) -> Vec<f64> {
        self.q.iter().map(|q| dot(q, x)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use rand::RngExt;

    #[test]
    fn the_factor_survives_additions_and_removals() {
        let mut rng = Seed(1).rng();
        let d = 9;
        let mut factor = Factor::default();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for step in 0..60 {
            if rows.len() == d || (step % 3 == 2 && !rows.is_empty()) {
                let at = (step * 7) % rows.len();
                rows.remove(at);
                factor.remove(at);
            } else {
                let row: Vec<f64> = (0..d).map(|_| rng.random::<f64>() - 0.5).collect();
                let split = factor.split(&row);
                let length = dot(&split.across, &split.across).sqrt();
                factor.push(split, length);
                rows.push(row);
            }
            // Q R e_j = row j.
            for (j, row) in rows.iter().enumerate() {
                let back = factor.expand(&factor.r[j], d);
                for (x, y) in back.iter().zip(row) {
                    assert!((x - y).abs() < 1e-13, "step {step}, row {j}");
                }
            }
            for (i, a) in factor.q.iter().enumerate() {
                for (j, b) in factor.q.iter().enumerate() {
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((dot(a, b) - expected).abs() < 1e-13);
                }
            }
        }
    }
}
