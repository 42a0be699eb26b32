//! Small dense algebra in a fixed order of operations, so that generated data are the same bits everywhere.

use rand::Rng;

use super::draws::Draws;

/// The inner product of two vectors of one length.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// y += c x.
pub(super) fn add_scaled(y: &mut [f64], c: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += c * x);
}

/// `count` orthonormal vectors of R^d in uniformly random position.
pub(super) fn orthonormal<R: Rng>(d: usize, count: usize, draws: &mut Draws<R>) -> Vec<Vec<f64>> {
    let mut frame: Vec<Vec<f64>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut vector = draws.gaussians(d);
        // Twice is enough: the second pass removes what the first left by rounding.
        for _ in 0..2 {
            for earlier in &frame {
                let along = dot(earlier, &vector);
                add_scaled(&mut vector, -along, earlier);
            }
            let length = dot(&vector, &vector).sqrt();
            vector.iter_mut().for_each(|v| *v /= length);
        }
        frame.push(vector);
    }
    frame
}

/// Shifts and maps points (each of length k) so that sum p_i z_i = 0 and sum p_i z_i z_i^T = I. Needs more points
/// than k, in general position.
pub(super) fn whiten(points: &mut [Vec<f64>], p: &[f64]) {
    for _ in 0..2 {
        let k = points[0].len();
        let mut mean = vec![0.0; k];
        points.iter().zip(p).for_each(|(z, &p)| add_scaled(&mut mean, p, z));
        points.iter_mut().for_each(|z| add_scaled(z, -1.0, &mean));
        let factor = cholesky(k, |i, j| points.iter().zip(p).map(|(z, p)| p * z[i] * z[j]).sum());
        points.iter_mut().for_each(|z| solve_lower(&factor, z));
    }
}

/// The lower triangle L of a positive definite matrix L L^T, row by row.
fn cholesky(k: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(k);
    for i in 0..k {
        let mut row = Vec::with_capacity(i + 1);
        for j in 0..i {
            row.push((entry(i, j) - dot(&row, &factor[j][..j])) / factor[j][j]);
        }
        row.push((entry(i, i) - dot(&row, &row)).sqrt());
        factor.push(row);
    }
    factor
}

/// z <- L^-1 z.
fn solve_lower(factor: &[Vec<f64>], z: &mut [f64]) {
    for i in 0..z.len() {
        z[i] = (z[i] - dot(&factor[i][..i], &z[..i])) / factor[i][i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;

    #[test]
    fn a_frame_is_orthonormal_to_rounding() {
        let frame = orthonormal(9, 9, &mut Draws::new(Seed(3).rng()));
        for (i, a) in frame.iter().enumerate() {
            for (j, b) in frame.iter().enumerate() {
                // Nine products of numbers below 1: nine roundings of half an epsilon, and those of the frame.
                let expected = f64::from(u8::from(i == j));
                assert!((dot(a, b) - expected).abs() <= 18.0 * f64::EPSILON, "{i} {j}");
            }
        }
    }
}
