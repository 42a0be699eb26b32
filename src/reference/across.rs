//! The separable part of any data across the span of the rest, with the constants that fix where descent goes there.

use super::linear::{Factor, dot};
use super::offset::axes;
use super::ray::Ray;
use super::{Constants, MaxMargin, ReferenceError, Separability, max_margin_l2};
use crate::data::SignedRows;
use crate::numbers::Ball;

/// The separable part Z seen across S, the span of the rest (Ji and Telgarsky 2018, arXiv:1803.07300, section 2).
///
/// On Z the margin of an iterate w = v-bar + x, x across S, is (Pi_perp z_i).x + b_i with b_i = z_i.v-bar: across S
/// gradient descent is that of the rows Pi_perp z_i with these offsets.
///
/// Unless every axis of `complement` is one of the coordinates, `rows` are not exactly those: `frame_error` says how far, and what
/// is said of the margin and its constants holds for Pi_perp z_i ([`MaxMargin::for_rows_within`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Across {
    /// Z, ascending.
    pub part: Vec<usize>,
    /// Orthonormal axes of S, each of length d.
    pub subspace: Vec<Vec<f64>>,
    /// Orthonormal axes across S, d - dim S of them, each of length d.
    pub complement: Vec<Vec<f64>>,
    /// How far `complement` is, in the norm of an operator, from orthonormal axes across S.
    pub frame_error: f64,
    /// Z in the coordinates of `complement`, as doubles: |Z| x (d - dim S).
    pub rows: SignedRows,
    /// b_i, length |Z|.
    pub offsets: Vec<Ball>,
    /// The max margin of `rows`, with its certificate.
    pub margin: MaxMargin,
    /// The constants of `rows` with `offsets`.
    pub constants: Constants,
}

impl Across {
    /// The separable part of `rows` across S; `None` where nothing is separable.
    ///
    /// # Errors
    /// As [`max_margin_l2`] and [`Constants::of`].
    pub fn of(rows: &SignedRows, ray: &Ray) -> Result<Option<Across>, ReferenceError> {
        let partition = &ray.partition;
        if partition.separable_part.is_empty() {
            return Ok(None);
        }
        let inside = axes(rows, &partition.basis);
        let subspace: Vec<Vec<f64>> = (0..inside.rank()).map(|j| inside.axis(j).to_vec()).collect();
        let subspace_error = axes_error(&inside, rows.d);
        let complement = complement(inside, rows.d);
        let exact = complement.iter().all(|axis| is_coordinate(axis));
        let frame_error = if exact { 0.0 } else { subspace_error + split_error(rows.d, rows.d) };
        let part = partition.separable_part.clone();
        let values = part.iter().flat_map(|&i| complement.iter().map(move |axis| dot(axis, rows.row(i))));
        let seen = SignedRows { n: part.len(), d: complement.len(), values: values.collect() };
        let v = &ray.offset.v;
        let offset = |&i: &usize| {
            let row = rows.row(i);
            let size = dot(row, row).sqrt();
            let rounding = (rows.d + 2) as f64 * f64::EPSILON * size * dot(v, v).sqrt();
            Ball::new(dot(row, v), size * ray.offset.error + rounding)
        };
        let offsets: Vec<Ball> = part.iter().map(offset).collect();
        let Separability::Separable(margin) = max_margin_l2(&seen)? else {
            let why = "in doubles the separable part cannot be separated across the span of the rest";
            return Err(ReferenceError::Undecided { why: why.to_string() });
        };
        let size = |&i: &usize| dot(rows.row(i), rows.row(i)).sqrt();
        // That of the frame, and of the products with its axes.
        let relative = if exact { 0.0 } else { frame_error + (rows.d as f64 / 4.0 + 5.0) * f64::EPSILON };
        let row_errors: Vec<f64> = part.iter().map(|i| relative * size(i)).collect();
        let margin = margin.for_rows_within(&seen, &row_errors)?;
        let constants = Constants::with_offsets(&seen, &margin, &offsets, &row_errors)?;
        Ok(Some(Across { part, subspace, complement, frame_error, rows: seen, offsets, margin, constants }))
    }

    /// u-bar in R^d, and a bound on its Euclidean error.
    pub fn direction(&self) -> (Vec<f64>, f64) {
        (self.lift(&self.margin.direction), self.margin.direction_error + self.lift_error())
    }

    /// How far [`lift`](Across::lift) takes a unit vector from where exact axes would: nowhere where the axes are coordinates.
    pub fn lift_error(&self) -> f64 {
        let rounding =
            if self.frame_error == 0.0 { 0.0 } else { self.complement.len() as f64 * f64::EPSILON };
        self.frame_error + rounding
    }

    /// A vector in the coordinates of `complement`, in R^d.
    pub fn lift(&self, x: &[f64]) -> Vec<f64> {
        let mut lifted = vec![0.0; self.complement[0].len()];
        for (axis, &x) in self.complement.iter().zip(x) {
            super::linear::add_scaled(&mut lifted, x, axis);
        }
        lifted
    }

    /// The coordinates of a vector of R^d across S.
    pub fn coordinates(&self, w: &[f64]) -> Vec<f64> {
        self.complement.iter().map(|axis| dot(axis, w)).collect()
    }

    /// The coordinates of a vector of R^d in S.
    pub fn inside(&self, w: &[f64]) -> Vec<f64> {
        self.subspace.iter().map(|axis| dot(axis, w)).collect()
    }
}

/// How far a row split by Gram-Schmidt in two passes from `k` axes of length d is from its part across them, relative to its
/// length: a product in four sums and what it takes out are right to (d/4 + 7) halves of a unit, in each pass.
fn split_error(k: usize, d: usize) -> f64 {
    k as f64 * (d as f64 / 4.0 + 7.0) * f64::EPSILON
}

/// How far the span of the axes of S may lean from S: with B + E = Q R, the sine is at most |E| |B^+|, and |E| <= |B| times
/// what a split loses, in Frobenius' norm.
fn axes_error(axes: &Factor, d: usize) -> f64 {
    let k = axes.rank();
    if k == 0 { 0.0 } else { 1.01 * split_error(k, d) * axes.norm() * axes.inverse_norm() }
}

fn is_coordinate(axis: &[f64]) -> bool {
    axis.iter().all(|&x| x == 0.0 || x == 1.0)
}

/// Orthonormal axes across those of a factor. A coordinate axis that lies across them is one of these as it is.
fn complement(mut axes: Factor, d: usize) -> Vec<Vec<f64>> {
    let known = axes.rank();
    let mut left: Vec<Vec<f64>> =
        (0..d).map(|j| (0..d).map(|l| f64::from(u8::from(l == j))).collect()).collect();
    while axes.rank() < d {
        let splits: Vec<_> = left.iter().map(|e| axes.split(e)).collect();
        let length = |j: usize| dot(&splits[j].across, &splits[j].across);
        let far = (0..left.len()).fold(0, |best, j| if length(j) > length(best) { j } else { best });
        let size = length(far).sqrt();
        let split = splits.into_iter().nth(far).expect("one of the axes just split");
        axes.push(split, size);
        left.remove(far);
    }
    (known..d).map(|j| axes.axis(j).to_vec()).collect()
}
