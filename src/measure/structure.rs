//! The structure of signed rows by the exact reference, and the same by other ways.

use super::ray::RayLetters;
use super::relay::dot;
use crate::case::{Case, Stopped};
use crate::data::SignedRows;
use crate::numbers::Ball;
use crate::problem::Linear;
use crate::record::Stop;
use crate::reference::{RayLoss, Separability, max_margin_l2, ray, separable_part_by_linear_program};

/// What parts the rows of a data set, as numbers that can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// One for a row of the separable part, zero for one of the rest, length n.
    pub part: Vec<Ball>,
    /// u-bar, length d; zeros where nothing is separable.
    pub direction: Vec<Ball>,
    /// The projection across S, d x d, row-major.
    pub across: Vec<Ball>,
}

fn undecided(error: impl std::fmt::Display) -> Stop {
    Stop::Undecided { why: error.to_string() }
}

impl Structure {
    /// By the exact reference.
    pub fn of(rows: &SignedRows) -> Stopped<Structure> {
        let found = ray(rows, RayLoss::Logistic).map_err(undecided)?;
        let mut part = vec![Ball::exact(0.0); rows.n];
        found.partition.separable_part.iter().for_each(|&i| part[i] = Ball::exact(1.0));
        let direction = match &found.across {
            None => vec![Ball::exact(0.0); rows.d],
            Some(across) => across.direction.iter().map(|&x| Ball::new(x, across.direction_error)).collect(),
        };
        let rest: Vec<&[f64]> = found.partition.basis.iter().map(|&i| rows.row(i)).collect();
        Ok(Structure { part, direction, across: projection_across(&rest, rows.d) })
    }

    /// That of the rows in reverse order, with their columns in reverse order and every other one of opposite sign, brought
    /// back: an exact change of nothing.
    pub fn of_turned(rows: &SignedRows) -> Stopped<Structure> {
        let (n, d) = (rows.n, rows.d);
        let sign = |j: usize| if j.is_multiple_of(2) { 1.0 } else { -1.0 };
        let values = (0..n).rev().flat_map(|i| (0..d).rev().map(move |j| sign(j) * rows.row(i)[j])).collect();
        let turned = Structure::of(&SignedRows { n, d, values })?;
        let scaled = |ball: Ball, by: f64| Ball::new(by * ball.value, ball.radius);
        Ok(Structure {
            part: turned.part.into_iter().rev().collect(),
            direction: (0..d).map(|j| scaled(turned.direction[d - 1 - j], sign(j))).collect(),
            across: (0..d * d)
                .map(|at| {
                    let (i, j) = (at / d, at % d);
                    scaled(turned.across[(d - 1 - i) * d + d - 1 - j], sign(i) * sign(j))
                })
                .collect(),
        })
    }
}

/// The separable part by a linear program in doubles.
pub fn part_by_linear_program(rows: &SignedRows) -> Stopped<Vec<Ball>> {
    let found = separable_part_by_linear_program(rows).map_err(undecided)?;
    Ok(found.into_iter().map(|in_part| Ball::exact(f64::from(u8::from(in_part)))).collect())
}

/// The unit max-margin direction of some rows as they stand, without any projection.
pub fn plain_direction(rows: &SignedRows, some: &[usize]) -> Stopped<Vec<Ball>> {
    let chosen: Vec<&[f64]> = some.iter().map(|&i| rows.row(i)).collect();
    match max_margin_l2(&SignedRows::from_rows(&chosen)).map_err(undecided)? {
        Separability::Separable(found) => {
            Ok(found.direction.iter().map(|&x| Ball::new(x, found.direction_error)).collect())
        }
        Separability::NotSeparable(_) => Err(undecided("the rows cannot be separated")),
    }
}

/// The margin of some rows as they stand, without any projection.
pub fn plain_margin(rows: &SignedRows, some: &[usize]) -> Stopped<Ball> {
    let chosen: Vec<&[f64]> = some.iter().map(|&i| rows.row(i)).collect();
    match max_margin_l2(&SignedRows::from_rows(&chosen)).map_err(undecided)? {
        Separability::Separable(found) => Ok(found.gamma_ball()),
        Separability::NotSeparable(_) => Err(undecided("the rows cannot be separated")),
    }
}

/// The projection across the span of some vectors of length d: d x d, row-major. By modified Gram-Schmidt with a second
/// pass, the vector that reaches farthest first; vectors within 1e-9 of the span of those before count as in it.
pub fn projection_across(vectors: &[&[f64]], d: usize) -> Vec<Ball> {
    let mut axes: Vec<Vec<f64>> = Vec::new();
    let mut left: Vec<Vec<f64>> = vectors.iter().map(|v| v.to_vec()).collect();
    let size = |v: &[f64]| dot(v, v).sqrt();
    let longest = left.iter().map(|v| size(v)).fold(0.0, f64::max);
    let mut shortest = f64::INFINITY;
    while let Some(far) = (0..left.len()).max_by(|&a, &b| size(&left[a]).total_cmp(&size(&left[b]))) {
        let mut v = left.swap_remove(far);
        axes.iter().for_each(|axis| take_out(&mut v, axis));
        let length = size(&v);
        if length <= 1e-9 * longest {
            break;
        }
        shortest = f64::min(shortest, length / longest);
        v.iter_mut().for_each(|x| *x /= length);
        left.iter_mut().for_each(|other| take_out(other, &v));
        axes.push(v);
    }
    let error = 8.0 * d as f64 * f64::EPSILON / shortest.min(1.0);
    (0..d * d)
        .map(|at| {
            let (i, j) = (at / d, at % d);
            let inside = axes.iter().fold(0.0, |sum: f64, axis| axis[i].mul_add(axis[j], sum));
            Ball::new(f64::from(u8::from(i == j)) - inside, error)
        })
        .collect()
}

fn take_out(v: &mut [f64], axis: &[f64]) {
    let along = dot(v, axis);
    v.iter_mut().zip(axis).for_each(|(v, a)| *v -= along * a);
}

/// The rows that v-bar and a long way along u-bar classify correctly: one for each, zero for the others.
pub fn classified_by_the_ray(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let (ray, across) = (case.ray()?, case.across()?);
    let far = 1e3 / across.margin.gamma.0;
    let direction = across.direction().0;
    let w: Vec<f64> = ray.offset.v.iter().zip(&direction).map(|(v, u)| far.mul_add(*u, *v)).collect();
    let correct = |row: &[f64]| Ball::exact(f64::from(u8::from(dot(row, &w) > 0.0)));
    Ok(case.problem.rows.rows().map(correct).collect())
}
