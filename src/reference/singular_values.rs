//! Singular values by one-sided Jacobi rotations: sums, products and square roots only.

use super::linear::dot;
use super::scaled_rows::{exponent_of, times_power_of_two};

/// The singular values of the matrix with these columns (each of one length), in descending order.
///
/// Columns are rotated in pairs until all are orthogonal to working precision; their lengths are the singular values,
/// each with an error of a few units of its own column's scale (Demmel and Veselić, SIAM J. Matrix Anal. Appl. 13,
/// 1992), so that graded matrices keep the digits of the small ones.
pub(super) fn singular_values(columns: Vec<Vec<f64>>) -> Vec<f64> {
    let mut values = right_singular_vectors(columns).0;
    values.sort_by(|a, b| b.total_cmp(a));
    values
}

/// The singular values of the matrix with these columns (each of one length), in no order, and with each its right singular
/// vector, of length the number of columns: all of them, also those of singular values zero.
pub fn right_singular_vectors(mut columns: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = columns.len();
    // Fourth powers of entries must neither overflow nor vanish.
    let largest = columns.iter().flatten().fold(0.0f64, |m, x| m.max(x.abs()));
    let size = if largest > 0.0 && largest.is_finite() { exponent_of(largest) } else { 0 };
    columns.iter_mut().flatten().for_each(|x| *x = times_power_of_two(*x, -size));
    let mut vectors: Vec<Vec<f64>> =
        (0..k).map(|i| (0..k).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    // Quadratic convergence: ten sweeps are ample, sixty a limit.
    for _ in 0..60 {
        let mut rotated = false;
        for p in 0..k {
            for q in p + 1..k {
                if let Some((cosine, sine)) = rotation(&columns[p], &columns[q]) {
                    turn(&mut columns, p, q, cosine, sine);
                    turn(&mut vectors, p, q, cosine, sine);
                    rotated = true;
                }
            }
        }
        if !rotated {
            break;
        }
    }
    (columns.iter().map(|c| times_power_of_two(dot(c, c).sqrt(), size)).collect(), vectors)
}

/// Cosine and sine of the rotation that makes two columns orthogonal; `None` when they are so already.
fn rotation(x: &[f64], y: &[f64]) -> Option<(f64, f64)> {
    let (a, b, c) = (dot(x, x), dot(y, y), dot(x, y));
    if c == 0.0 || c.abs() <= f64::EPSILON * (a * b).sqrt() {
        return None;
    }
    let zeta = (b - a) / (2.0 * c);
    let t = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cosine = 1.0 / (1.0 + t * t).sqrt();
    Some((cosine, cosine * t))
}

/// Rotates columns p < q.
fn turn(columns: &mut [Vec<f64>], p: usize, q: usize, cosine: f64, sine: f64) {
    let (left, right) = columns.split_at_mut(q);
    for (x, y) in left[p].iter_mut().zip(&mut right[0]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use rand::RngExt;

    #[test]
    fn a_diagonal_in_disguise_keeps_its_values_over_twelve_decades() {
        // Orthogonal columns times a rotation by an angle with cosine 3/5.
        let (big, small) = (1e6, 1e-6);
        let columns = vec![vec![0.6 * big, 0.8 * big, 0.0], vec![-0.8 * small, 0.6 * small, 0.0]];
        let values = singular_values(columns);
        assert!(
            (values[0] / big - 1.0).abs() < 1e-15 && (values[1] / small - 1.0).abs() < 1e-9,
            "{values:?}"
        );
    }

    #[test]
    fn a_column_far_shorter_than_another_is_made_orthogonal_to_it_all_the_same() {
        // Columns (1, 0) and (x, x): the values have the product x and squares that sum to 1 + 2 x^2, so that the less is
        // x (1 - x^2/2 + ...).
        for power in [-10, -27, -40, -60, -200] {
            let x = 2.0f64.powi(power);
            let values = singular_values(vec![vec![1.0, 0.0], vec![x, x]]);
            let small = x * (1.0 - 0.5 * x * x);
            assert!((values[1] / small - 1.0).abs() <= 1e-11, "2^{power}: {values:?}, expected {small:e}");
            assert!((values[0] * values[1] / x - 1.0).abs() <= 1e-15, "2^{power}: {values:?}");
        }
    }

    #[test]
    fn values_agree_with_another_method() {
        for seed in 0..20 {
            let mut rng = Seed(seed).rng();
            let (k, r) = (3 + seed as usize % 7, 1 + seed as usize % 5);
            let columns: Vec<Vec<f64>> =
                (0..r).map(|_| (0..k).map(|_| rng.random::<f64>() - 0.5).collect()).collect();
            let other = nalgebra::DMatrix::from_fn(k, r, |i, j| columns[j][i]).singular_values();
            let got = singular_values(columns);
            for (a, b) in got.iter().take(k.min(r)).zip(other.iter()) {
                assert!((a - b).abs() < 1e-14, "set {seed}: {a} against {b}");
            }
        }
    }

    #[test]
    fn right_singular_vectors_are_orthogonal_and_carry_their_values() {
        for seed in 0..20 {
            let mut rng = Seed(seed).rng();
            // Rank two, five columns.
            let basis: Vec<Vec<f64>> =
                (0..2).map(|_| (0..4).map(|_| rng.random::<f64>() - 0.5).collect()).collect();
            let columns: Vec<Vec<f64>> = (0..5)
                .map(|_| {
                    let (a, b) = (rng.random::<f64>(), rng.random::<f64>());
                    basis[0].iter().zip(&basis[1]).map(|(x, y)| a * x + b * y).collect()
                })
                .collect();
            let (values, vectors) = right_singular_vectors(columns.clone());
            for (i, v) in vectors.iter().enumerate() {
                let mut image = [0.0; 4];
                for (column, v) in columns.iter().zip(v) {
                    image.iter_mut().zip(column).for_each(|(s, x)| *s += v * x);
                }
                assert!((dot(&image, &image).sqrt() - values[i]).abs() < 1e-14, "set {seed}");
                for (j, w) in vectors.iter().enumerate() {
                    assert!((dot(v, w) - f64::from(u8::from(i == j))).abs() < 1e-14, "set {seed}");
                }
            }
            assert_eq!(values.iter().filter(|v| **v > 1e-12).count(), 2, "set {seed}: {values:?}");
        }
    }

    #[test]
    fn values_scale_with_the_matrix_to_the_ends_of_the_range() {
        let columns = vec![vec![3.0, 1.0, 0.5], vec![1.0, 2.0, -1.0], vec![0.25, 1.0, 2.0]];
        let (plain, vectors) = right_singular_vectors(columns.clone());
        for power in [-1000, -500, -280, 280, 500, 1000] {
            let scaled = |x: &f64| times_power_of_two(*x, power);
            let (values, same) =
                right_singular_vectors(columns.iter().map(|c| c.iter().map(scaled).collect()).collect());
            assert_eq!((values, &same), (plain.iter().map(scaled).collect(), &vectors), "2^{power}");
        }
    }

    #[test]
    fn equal_and_zero_columns_are_no_trouble() {
        assert_eq!(singular_values(vec![vec![1.0, 1.0], vec![1.0, 1.0]])[1], 0.0);
        assert_eq!(singular_values(vec![vec![0.0, 0.0], vec![3.0, 4.0]]), [5.0, 0.0]);
        assert!(singular_values(Vec::new()).is_empty());
    }
}
