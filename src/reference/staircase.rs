//! The linear programs of the norms 1 and infinity in one form.
//!
//! min sum_j cost_j(x_j) subject to A x >= b, where each cost is convex and piecewise linear. With multipliers a >= 0 of
//! the rows and y = A^T a, a pair is optimal when rows with a_i > 0 are tight and (x_j, y_j) lies on the graph of the
//! cost's slope for every column. That graph is a staircase: on its vertical pieces x_j stands still, on its horizontal
//! ones y_j does.
//!
//! Norm 1: min ||w||_1 subject to Zw >= 1; each column has cost |x|. Norm infinity: max t subject to Zw - t >= 0 and
//! |w_j| <= 1; each column is boxed and free of cost, and t is one more column, of cost -t.

use super::scaled_rows::{exponent_of, times_power_of_two};
use crate::certificate::Norm;
use crate::data::SignedRows;

/// The staircase of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Staircase {
    /// Cost c |x|: x = 0 while |y| <= c; x of the sign of y where |y| = c.
    Absolute(f64),
    /// |x| <= b without cost: x = b where y >= 0, x = -b where y <= 0, anything between where y = 0.
    Boxed(f64),
    /// Cost -x: y = -1 for every x.
    Level,
}

/// Which rows and columns solve for each other: the rows are tight, the columns stand on a horizontal piece.
///
/// `rows` and `columns` have one length. `at` says on which piece each column stands, by a sign: for `Absolute` 0 on the
/// vertical piece x = 0 and +-1 on the horizontal pieces y = +-c; for `Boxed` +-1 on the vertical pieces x = +-b and 0 on
/// the horizontal piece y = 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Basis {
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
    pub(super) at: Vec<i8>,
}

impl Basis {
    /// A basis whose multipliers are feasible whatever the data: no row at all for the norm 1; for the norm infinity the
    /// row `first` and t.
    pub(super) fn start(norm: Norm, d: usize, first: (usize, impl Fn(usize) -> bool)) -> Basis {
        match norm {
            Norm::Inf => {
                let (row, is_negative) = first;
                let mut at: Vec<i8> = (0..d).map(|j| if is_negative(j) { -1 } else { 1 }).collect();
                at.push(0);
                Basis { rows: vec![row], columns: vec![d], at }
            }
            _ => Basis { rows: Vec::new(), columns: Vec::new(), at: vec![0; d] },
        }
    }
}

/// The program in doubles: rows and columns scaled by powers of two to largest entries about one.
pub(super) struct Program {
    pub(super) n: usize,
    /// Number of columns, t included.
    pub(super) width: usize,
    /// A, row-major.
    pub(super) values: Vec<f64>,
    /// b.
    pub(super) levels: Vec<f64>,
    pub(super) columns: Vec<Staircase>,
    /// Row i is the original one times 2^`row_shifts[i]`, w_j = x_j 2^`column_shifts[j]`.
    pub(super) row_shifts: Vec<i64>,
    pub(super) column_shifts: Vec<i64>,
}

impl Program {
    /// The program of the norm 1 or infinity for rows of which none is zero.
    pub(super) fn of(rows: &SignedRows, norm: Norm) -> Program {
        let (n, d) = (rows.n, rows.d);
        let level = norm == Norm::Inf;
        let mut tops = vec![0.0f64; d];
        for row in rows.rows() {
            tops.iter_mut().zip(row).for_each(|(m, x)| *m = m.max(x.abs()));
        }
        let column_shifts: Vec<i64> =
            tops.iter().map(|&top| if top > 0.0 { -exponent_of(top) } else { 0 }).collect();
        let width = d + usize::from(level);
        let mut values = Vec::with_capacity(n * width);
        let mut row_shifts = Vec::with_capacity(n);
        let mut scaled = vec![0.0; d];
        for row in rows.rows() {
            for ((s, &x), &c) in scaled.iter_mut().zip(row).zip(&column_shifts) {
                *s = times_power_of_two(x, c);
            }
            let top = scaled.iter().fold(0.0f64, |m, x| m.max(x.abs()));
            let shift = if top > 0.0 { -exponent_of(top) } else { 0 };
            values.extend(scaled.iter().map(|&x| times_power_of_two(x, shift)));
            if level {
                values.push(-times_power_of_two(1.0, shift));
            }
            row_shifts.push(shift);
        }
        // Levels and costs are kept near one by the least shift, which only sets the scale of w and a.
        let least_row = row_shifts.iter().copied().max().unwrap_or(0);
        let least_column = column_shifts.iter().copied().max().unwrap_or(0);
        let levels = match level {
            true => vec![0.0; n],
            false => row_shifts.iter().map(|&s| times_power_of_two(1.0, s - least_row)).collect(),
        };
        if level {
            (0..n).for_each(|i| {
                values[i * width + d] = -times_power_of_two(1.0, row_shifts[i] - least_row);
            });
        }
        let mut columns: Vec<Staircase> = column_shifts
            .iter()
            .map(|&c| match level {
                true => Staircase::Boxed(times_power_of_two(1.0, least_column - c)),
                false => Staircase::Absolute(times_power_of_two(1.0, c - least_column)),
            })
            .collect();
        columns.extend(level.then_some(Staircase::Level));
        Program { n, width, values, levels, columns, row_shifts, column_shifts }
    }

    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.width..(i + 1) * self.width]
    }
}
