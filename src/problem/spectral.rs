//! The largest singular value of the rows, bounded from above.

use crate::data::SignedRows;

/// Squarings after which the bound stops improving, equal singular values or not: m^(1/2^53) is 1 to a few
/// units.
const SQUARINGS: i32 = 52;

/// An upper bound on sigma_max(Z)^2, rounding included; for rows of ordinary size it exceeds the number
/// itself by a few units of 2^-52 max(n, d)^2 and nothing else. Zero for rows of zeros.
///
/// With B_0 = Z Z^T or Z^T Z, whichever is smaller (m x m), and C_k = B_k / ||B_k||_F, B_(k+1) = C_k^2, the
/// spectral norm obeys ||B_k|| = ||B_k||_F ||B_(k+1)||^(1/2), so that ||B_0|| is bounded by the nested roots
/// of Frobenius norms, however the squarings stop; after k of them the bound is loose by the factor
/// m^(1/2^(k+1)) at most. The rounding of each product, at most (m + 6) 2^-53 ||C_k||_F^2 in the Frobenius
/// norm, is added under the root that it enters. Eigenvalues by a library would come without such a bound,
/// and by way of the platform's own functions.
pub fn squared_spectral_norm(rows: &SignedRows) -> f64 {
    let scale = rows.values.iter().fold(0.0f64, |a, v| a.max(v.abs()));
    if scale == 0.0 {
        return 0.0;
    }
    let (m, length) = (rows.n.min(rows.d), rows.n.max(rows.d));
    let mut matrix = gram(rows, m, scale);
    let relative = (m + 6) as f64 * f64::EPSILON;
    let mut norms = vec![frobenius(&matrix)];
    for k in 1..=SQUARINGS {
        let last = norms[norms.len() - 1];
        matrix.iter_mut().for_each(|v| *v /= last);
        matrix = square(&matrix, m);
        let norm = frobenius(&matrix);
        norms.push(norm);
        // The bound is loose by norm^(-1/2^k) at most, as ||C||_F^2 >= ||C||^2 >= ||C^2||_F^2 / ||C||_F^2.
        if 1.0 - norm <= 2.0f64.powi(k) * relative {
            break;
        }
    }
    // A Frobenius norm is right to (m^2/2 + 1) roundings at most, as are its square root's.
    let upwards = 1.0 + (m * m + 4) as f64 * f64::EPSILON;
    let mut bound = norms.pop().expect("at least one norm") * upwards;
    while let Some(norm) = norms.pop() {
        bound = norm * upwards * (bound + relative).sqrt();
    }
    // ||Z||_F^2 bounds |Z| |Z|^T; each entry of the first product errs by `length` roundings of its absolute
    // terms.
    let squares: f64 = rows.values.iter().map(|v| (v / scale) * (v / scale)).sum();
    let product = (length + 4) as f64 * f64::EPSILON * squares * upwards;
    (bound + product) * scale * scale * (1.0 + 4.0 * f64::EPSILON)
}

/// The smaller of Z Z^T and Z^T Z, for rows divided by `scale`.
fn gram(rows: &SignedRows, m: usize, scale: f64) -> Vec<f64> {
    let vectors: Vec<Vec<f64>> = if rows.n <= rows.d {
        rows.rows().map(|row| row.iter().map(|v| v / scale).collect()).collect()
    } else {
        (0..rows.d).map(|j| rows.rows().map(|row| row[j] / scale).collect()).collect()
    };
    symmetric(m, |i, j| dot(&vectors[i], &vectors[j]))
}

fn square(matrix: &[f64], m: usize) -> Vec<f64> {
    let row = |i: usize| &matrix[i * m..(i + 1) * m];
    symmetric(m, |i, j| dot(row(i), row(j)))
}

fn symmetric(m: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..=i {
            let value = entry(i, j);
            matrix[i * m + j] = value;
            matrix[j * m + i] = value;
        }
    }
    matrix
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn frobenius(matrix: &[f64]) -> f64 {
    dot(matrix, matrix).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use rand::RngExt;

    #[test]
    fn the_bound_is_met_from_above_by_singular_values() {
        for (seed, n, d) in [(1, 1, 1), (2, 7, 3), (3, 3, 7), (4, 40, 12), (5, 25, 25), (6, 60, 2)] {
            let mut rng = crate::data::Seed(seed).rng();
            let values = (0..n * d).map(|_| rng.random::<f64>() - 0.5).collect();
            let rows = SignedRows { n, d, values };
            let bound = squared_spectral_norm(&rows);
            let sigma = DMatrix::from_row_slice(n, d, &rows.values).singular_values().max();
            // nalgebra's own error: a few units of max(n, d).
            let slack = 16.0 * (n.max(d) as f64).powi(2) * f64::EPSILON;
            let excess = bound / (sigma * sigma) - 1.0;
            assert!(excess >= -slack && excess <= 2.0 * slack, "{n}x{d}: bound exceeds by {excess}");
        }
    }

    #[test]
    fn equal_singular_values_and_extreme_scales() {
        // 2^k times the identity: sigma^2 = 4^k exactly, and no eigenvalue stands out.
        for k in [-400, -3, 0, 400] {
            let size = 2.0f64.powi(k);
            let rows = SignedRows::from_rows(&[[size, 0.0, 0.0], [0.0, size, 0.0], [0.0, 0.0, size]]);
            let excess = squared_spectral_norm(&rows) / (size * size) - 1.0;
            assert!((0.0..1e-13).contains(&excess), "2^{k}: {excess}");
        }
        assert_eq!(squared_spectral_norm(&SignedRows::from_rows(&[[0.0, 0.0]])), 0.0);
    }

    #[test]
    fn a_nearly_equal_pair_is_separated() {
        let gap = 1e-9;
        let rows = SignedRows::from_rows(&[[1.0, 0.0], [0.0, 1.0 - gap]]);
        let excess = squared_spectral_norm(&rows) - 1.0;
        assert!((0.0..1e-13).contains(&excess), "{excess}");
    }
}
