//! Pairs of a point and a rival class, as matrices of rank one in coordinates without the common part of all classes.

use super::dense::Dense;
use super::real::{Real, dot};
use crate::data::KeslerRows;
use crate::reference::scaled_rows::times_power_of_two;

/// Pairs i with A_i = (e_y - e_k) x^T, written as c_i x^T with c_i = Q^T (e_y - e_k), p = K - 1 numbers.
///
/// Q (K x p) has orthonormal columns across (1, ..., 1). What a matrix W has along (1, ..., 1) adds the same to all
/// scores: it changes no <A_i, W>, and leaving it out makes no singular value larger. So W = Q V loses nothing, and the
/// sum of A_i, whose rows over classes cancel, is Q times a matrix that can have full rank.
#[derive(Clone)]
pub(super) struct Pairs<T> {
    /// K - 1.
    pub(super) p: usize,
    /// Number of features.
    pub(super) d: usize,
    /// c_i, length p.
    pub(super) c: Vec<Vec<T>>,
    /// The place in `x` of each pair's point.
    pub(super) point: Vec<usize>,
    /// The points that occur, length d each, times a power of two.
    pub(super) x: Vec<Vec<T>>,
}

/// Q: column j is (1, ..., 1, -j, 0, ..., 0) / sqrt(j (j + 1)) with j ones, j = 1 to K - 1 (Helmert).
pub(super) fn basis<T: Real>(classes: usize) -> Dense<T> {
    Dense::from_fn(classes, classes - 1, |k, column| {
        let j = (column + 1) as f64;
        let entry = match k.cmp(&(column + 1)) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => -j,
            std::cmp::Ordering::Greater => 0.0,
        };
        T::from(entry) / T::from(j * (j + 1.0)).root()
    })
}

impl<T: Real> Pairs<T> {
    /// Some rows of Kesler's construction, ascending, all data multiplied by 2^`shift`.
    pub(super) fn of(kesler: &KeslerRows, rows: &[usize], shift: i64) -> Pairs<T> {
        let q = basis::<T>(kesler.classes);
        let (mut c, mut point, mut x, mut last) = (Vec::new(), Vec::new(), Vec::<Vec<T>>::new(), None);
        for &row in rows {
            let (i, rival) = kesler.pair(row);
            let own = kesler.labels()[i];
            c.push(q.row(own).iter().zip(q.row(rival)).map(|(&a, &b)| a - b).collect());
            if last != Some(i) {
                let values = &kesler.rows.row(row)[own * kesler.d..(own + 1) * kesler.d];
                x.push(values.iter().map(|&v| T::from(times_power_of_two(v, shift))).collect());
                last = Some(i);
            }
            point.push(x.len() - 1);
        }
        Pairs { p: kesler.classes - 1, d: kesler.d, c, point, x }
    }

    /// Number of pairs.
    pub(super) fn len(&self) -> usize {
        self.c.len()
    }

    /// <c_i x^T, V> for each pair.
    pub(super) fn margins(&self, v: &Dense<T>) -> Vec<T> {
        let scores: Vec<Vec<T>> =
            self.x.iter().map(|x| (0..self.p).map(|k| dot(v.row(k), x)).collect()).collect();
        self.c.iter().zip(&self.point).map(|(c, &at)| dot(c, &scores[at])).collect()
    }

    /// sum a_i c_i x^T, p x d.
    pub(super) fn combination(&self, a: &[T]) -> Dense<T> {
        let mut of_point = vec![vec![T::zero(); self.p]; self.x.len()];
        for ((&a, c), &at) in a.iter().zip(&self.c).zip(&self.point) {
            of_point[at].iter_mut().zip(c).for_each(|(sum, &c)| *sum = *sum + a * c);
        }
        let mut values = vec![T::zero(); self.p * self.d];
        for (coefficients, x) in of_point.iter().zip(&self.x) {
            for (row, &c) in values.chunks_exact_mut(self.d).zip(coefficients) {
                row.iter_mut().zip(x).for_each(|(sum, &x)| *sum = *sum + c * x);
            }
        }
        Dense { rows: self.p, columns: self.d, values }
    }

    /// sum w_i vec(c_i x^T) vec(c_i x^T)^T, p d x p d, vectors row-major: the lower triangle, with zeros above.
    pub(super) fn second_moment(&self, w: &[T]) -> Dense<T> {
        let (p, d) = (self.p, self.d);
        let mut of_point = vec![vec![T::zero(); p * p]; self.x.len()];
        for ((&w, c), &at) in w.iter().zip(&self.c).zip(&self.point) {
            for (k, sum) in of_point[at].iter_mut().enumerate() {
                *sum = *sum + w * c[k / p] * c[k % p];
            }
        }
        let mut moment = Dense { rows: p * d, columns: p * d, values: vec![T::zero(); p * d * p * d] };
        for (weights, x) in of_point.iter().zip(&self.x) {
            for k in 0..p {
                for j in 0..d {
                    let row = &mut moment.values[(k * d + j) * p * d..][..p * d];
                    for l in 0..=k {
                        let weight = weights[k * p + l] * x[j];
                        let end = if l == k { j + 1 } else { d };
                        row[l * d..l * d + end].iter_mut().zip(x).for_each(|(s, &x)| *s = *s + weight * x);
                    }
                }
            }
        }
        moment
    }
}
