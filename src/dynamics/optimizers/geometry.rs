//! The norms in which a direction can be steepest.

use super::OutOfRange;
use crate::numbers::{dot, pow};
use std::fmt;

/// A norm: the direction of steepest descent for g is argmax <g, v> over ||v|| <= 1, where <g, v> is the dual norm ||g||_*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Geometry {
    /// The l_p norm of w, p in [1, infinity]. For p = 1 the first of the coordinates with the greatest |g_j| moves.
    Power {
        /// p.
        p: f64,
    },
    /// The spectral norm of w as a matrix, row-major, with so many rows. The dual norm is the nuclear one; the direction is
    /// U V^T for g = U S V^T, over the singular values above 1e-12 of the largest.
    Spectral {
        /// Rows of the matrix. Where they do not divide d there is no direction, and the run diverges.
        rows: usize,
    },
}

/// Sweeps of Jacobi's method after which the rows count as orthogonal. It converges quadratically: 6 are many for 10 rows.
const SWEEPS: usize = 30;
/// Calls after which the rotation is begun anew.
const FRESH: f64 = 64.0;
/// Singular values below this share of the largest count as zero.
const RANK: f64 = 1e-12;

impl Geometry {
    /// The l_p norm.
    ///
    /// # Errors
    /// [`OutOfRange`] for p below 1 or that is no number.
    pub fn power(p: f64) -> Result<Geometry, OutOfRange> {
        match p >= 1.0 {
            true => Ok(Geometry::Power { p }),
            false => Err(OutOfRange { what: "p", found: p, expected: "a number of at least 1, or inf" }),
        }
    }

    /// How many doubles of scratch [`Geometry::direction`] needs in d dimensions.
    pub fn scratch_len(self, d: usize) -> usize {
        match self {
            Geometry::Power { .. } => 0,
            Geometry::Spectral { rows } => d + rows * rows + 1,
        }
    }

    /// Writes the direction of steepest descent for g, of norm one, into `direction`, length d, and returns the dual norm of
    /// g. Zero for g = 0.
    #[inline(always)]
    pub fn direction(self, g: &[f64], scratch: &mut [f64], direction: &mut [f64]) -> f64 {
        let greatest = g.iter().fold(0.0, |most: f64, g| if g.abs() > most { g.abs() } else { most });
        if greatest == 0.0 {
            // NaN falls through as NaN.
            direction.iter_mut().zip(g).for_each(|(v, g)| *v = 0.0 * g);
            return 0.0;
        }
        match self {
            Geometry::Power { p: 1.0 } => {
                direction.fill(0.0);
                let first = g.iter().position(|g| g.abs() == greatest).unwrap_or(0);
                direction[first] = 1f64.copysign(g[first]);
                greatest
            }
            Geometry::Power { p: f64::INFINITY } => {
                direction.iter_mut().zip(g).for_each(|(v, g)| *v = sign(*g));
                g.iter().map(|g| g.abs()).sum()
            }
            Geometry::Power { p: 2.0 } => {
                let scaled = g.iter().fold(0.0, |sum: f64, g| (g / greatest).mul_add(g / greatest, sum));
                let norm = greatest * scaled.sqrt();
                direction.iter_mut().zip(g).for_each(|(v, g)| *v = g / norm);
                norm
            }
            Geometry::Power { p } => {
                // v_j = sign(g_j) (|g_j| / ||g||_q)^(q-1), 1/p + 1/q = 1; relative to the greatest nothing overflows.
                let q = p / (p - 1.0);
                let mut sum = 0.0;
                for (v, g) in direction.iter_mut().zip(g) {
                    let share = g.abs() / greatest;
                    *v = raised(share, q - 1.0);
                    sum += share * *v;
                }
                let norm = pow(sum, 1.0 / q);
                let over = 1.0 / raised(norm, q - 1.0);
                direction.iter_mut().zip(g).for_each(|(v, g)| *v *= over * sign(*g));
                greatest * norm
            }
            Geometry::Spectral { rows } => polar(rows, greatest, g, scratch, direction),
        }
    }
}

/// +1, -1, or 0 for zero; NaN for NaN.
#[inline(always)]
fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { 1f64.copysign(x) + 0.0 * x }
}

/// x^y for x >= 0; the exponents of the usual norms without a logarithm.
#[inline(always)]
fn raised(x: f64, y: f64) -> f64 {
    match y {
        0.5 => x.sqrt(),
        1.0 => x,
        2.0 => x * x,
        _ if x == 0.0 => 0.0,
        _ => pow(x, y),
    }
}

/// One-sided Jacobi: rotations J make the rows of J g orthogonal, J g = S V^T, and U V^T = J^T (S^-1 J g).
#[inline(always)]
fn polar(rows: usize, greatest: f64, g: &[f64], scratch: &mut [f64], direction: &mut [f64]) -> f64 {
    if rows == 0 || !g.len().is_multiple_of(rows) {
        // No matrix: what comes of it is a divergence.
        direction.fill(f64::NAN);
        return f64::NAN;
    }
    let columns = g.len() / rows;
    let (turned, rest) = scratch.split_at_mut(g.len());
    let (rotation, calls) = rest.split_at_mut(rows * rows);
    // The rotation of the call before is a good start where gradients change little, but for the rounding that it gathers.
    if calls[0] == 0.0 {
        rotation.fill(0.0);
        (0..rows).for_each(|i| rotation[i * rows + i] = 1.0);
    }
    calls[0] = (calls[0] + 1.0) % FRESH;
    turned.fill(0.0);
    for (row, out) in rotation.chunks_exact(rows).zip(turned.chunks_exact_mut(columns)) {
        for (share, g) in row.iter().zip(g.chunks_exact(columns)) {
            let share = share / greatest;
            out.iter_mut().zip(g).for_each(|(t, g)| *t = share.mul_add(*g, *t));
        }
    }
    for _ in 0..SWEEPS {
        let mut off = 0.0f64;
        for i in 0..rows {
            for j in i + 1..rows {
                let (a, b) = pair(turned, columns, i, j);
                let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
                let cosine = ab.abs() / (aa * bb).sqrt();
                if ab == 0.0 || cosine < 1e-15 {
                    continue;
                }
                off = off.max(cosine);
                let tau = (bb - aa) / (2.0 * ab);
                let t = 1f64.copysign(tau) / (tau.abs() + (1.0 + tau * tau).sqrt());
                let c = 1.0 / (1.0 + t * t).sqrt();
                turn(a, b, c, c * t);
                let (a, b) = pair(rotation, rows, i, j);
                turn(a, b, c, c * t);
            }
        }
        // What another sweep would leave is the square of this.
        if off < 1e-8 {
            break;
        }
    }
    let size = |i: usize| dot(&turned[i * columns..][..columns], &turned[i * columns..][..columns]).sqrt();
    let largest = (0..rows).map(size).fold(0.0, f64::max);
    let mut nuclear = 0.0;
    direction.fill(0.0);
    for i in 0..rows {
        let length = size(i);
        nuclear += length;
        if length > RANK * largest {
            let row = &turned[i * columns..][..columns];
            for (k, out) in direction.chunks_exact_mut(columns).enumerate() {
                let share = rotation[i * rows + k] / length;
                out.iter_mut().zip(row).for_each(|(v, x)| *v = share.mul_add(*x, *v));
            }
        }
    }
    greatest * nuclear
}

/// Rows i < j of a matrix.
#[inline(always)]
fn pair(matrix: &mut [f64], columns: usize, i: usize, j: usize) -> (&mut [f64], &mut [f64]) {
    let (upper, lower) = matrix.split_at_mut(j * columns);
    (&mut upper[i * columns..][..columns], &mut lower[..columns])
}

#[inline(always)]
fn turn(a: &mut [f64], b: &mut [f64], c: f64, s: f64) {
    for (a, b) in a.iter_mut().zip(b) {
        (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
    }
}

impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Geometry::Power { p } => write!(f, "l_{p}"),
            Geometry::Spectral { rows } => write!(f, "spectral({rows} rows)"),
        }
    }
}
