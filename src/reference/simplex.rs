//! The dual simplex method on staircases, in doubles, with a dense inverse.
//!
//! The multipliers a stay feasible, sum b_i a_i - sum cost*_j(y_j) grows, and the method ends when rows and columns are
//! feasible too. Along a ray of multipliers boxed columns are passed from one side of their box to the other as long as
//! the objective still grows (the long step of Maros, "Computational Techniques of the Simplex Method", 2003, 9.3).
//! Nothing found here is believed: it names a basis, which is then solved exactly or to 30 digits, and certified.

use nalgebra::DMatrix;

use super::linear::{add_scaled, dot};
use super::staircase::{Basis, Program, Staircase};

/// How the method ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ending {
    /// Rows and columns are feasible up to rounding.
    Converged,
    /// A ray of multipliers along which the rows cancel and the objective grows for ever: no w seems to exist. The row
    /// that joins the basic ones in it.
    Contradiction(usize),
    /// Rounding stopped the method, or it took too long.
    Stalled,
}

/// What is infeasible: a row, or the basic column at a place of the basis, with the sign in which its y has to move.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Miss {
    Row(usize),
    Column(usize, f64),
}

/// What ends a step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Block {
    /// The multiplier of the basic row at this place reaches zero.
    Row(usize),
    /// The y of this column reaches the end of its vertical piece.
    Column(usize),
    /// The y of the column that leaves reaches the opposite horizontal piece.
    Own,
}

/// Multipliers and pivots smaller than this, relative to one, are rounding.
const PIVOT: f64 = 1e-9;
const TOLERANCE: f64 = 1e-12;
/// Updates of the inverse before it is computed afresh.
const FRESH: usize = 60;

pub(super) struct Simplex<'a> {
    program: &'a Program,
    pub(super) basis: Basis,
    /// Where a column stands in the basis.
    place: Vec<Option<usize>>,
    is_basic_row: Vec<bool>,
    /// B^-1, one row for each basic column and one column for each basic row.
    inverse: Vec<Vec<f64>>,
    updates: usize,
    /// Length of each row of A.
    lengths: Vec<f64>,
    x: Vec<f64>,
    slack: Vec<f64>,
    a: Vec<f64>,
    y: Vec<f64>,
    pub(super) steps: usize,
}

impl<'a> Simplex<'a> {
    pub(super) fn new(program: &'a Program, basis: Basis) -> Simplex<'a> {
        let lengths = (0..program.n).map(|i| dot(program.row(i), program.row(i)).sqrt()).collect();
        Simplex {
            program,
            place: Vec::new(),
            is_basic_row: Vec::new(),
            inverse: Vec::new(),
            updates: 0,
            lengths,
            x: vec![0.0; program.width],
            slack: vec![0.0; program.n],
            a: Vec::new(),
            y: vec![0.0; program.width],
            steps: 0,
            basis,
        }
    }

    /// Runs to the end.
    pub(super) fn run(&mut self) -> Ending {
        if !self.refresh() {
            return Ending::Stalled;
        }
        let limit = 50 * (self.program.n.min(20 * self.program.width) + self.program.width + 20);
        // Steps of length zero in a row: beyond some the least index decides, which cannot cycle.
        let mut idle = 0;
        loop {
            self.solve();
            let patient = idle < 50 + self.basis.rows.len();
            let Some((miss, slope)) = self.worst(patient) else {
                if self.updates == 0 {
                    return Ending::Converged;
                }
                if !self.refresh() {
                    return Ending::Stalled;
                }
                continue;
            };
            self.steps += 1;
            if self.steps > limit {
                return Ending::Stalled;
            }
            let (da, dy) = self.ray(miss);
            let Some((block, length, flips)) = self.step(miss, slope, &da, &dy, patient) else {
                if self.updates > 0 {
                    if !self.refresh() {
                        return Ending::Stalled;
                    }
                    continue;
                }
                return match miss {
                    Miss::Row(q) => Ending::Contradiction(q),
                    Miss::Column(..) => Ending::Stalled,
                };
            };
            idle = if length > 1e-14 { 0 } else { idle + 1 };
            flips.iter().for_each(|&j| self.basis.at[j] = -self.basis.at[j]);
            self.pivot(miss, block, &da, &dy);
            if self.updates >= FRESH && !self.refresh() {
                return Ending::Stalled;
            }
        }
    }

    /// Computes the inverse afresh; false when the basis is singular in doubles.
    fn refresh(&mut self) -> bool {
        let k = self.basis.rows.len();
        self.place = vec![None; self.program.width];
        self.is_basic_row = vec![false; self.program.n];
        self.basis.columns.iter().enumerate().for_each(|(p, &j)| self.place[j] = Some(p));
        self.basis.rows.iter().for_each(|&i| self.is_basic_row[i] = true);
        self.updates = 0;
        let matrix =
            DMatrix::from_fn(k, k, |r, p| self.program.row(self.basis.rows[r])[self.basis.columns[p]]);
        let Some(inverse) = matrix.try_inverse() else { return false };
        self.inverse = (0..k).map(|p| inverse.row(p).iter().copied().collect()).collect();
        self.inverse.iter().flatten().all(|x| x.is_finite())
    }

    /// x, the slack of every row, the multipliers of the basic rows, and y.
    fn solve(&mut self) {
        let program = self.program;
        for (j, column) in program.columns.iter().enumerate() {
            self.x[j] = match column {
                Staircase::Boxed(b) if self.place[j].is_none() => f64::from(self.basis.at[j]) * b,
                _ => 0.0,
            };
        }
        let rest: Vec<f64> =
            self.basis.rows.iter().map(|&i| program.levels[i] - dot(program.row(i), &self.x)).collect();
        for (&j, row) in self.basis.columns.iter().zip(&self.inverse) {
            self.x[j] = dot(row, &rest);
        }
        for (i, slack) in self.slack.iter_mut().enumerate() {
            *slack = dot(program.row(i), &self.x) - program.levels[i];
        }
        self.a = vec![0.0; self.basis.rows.len()];
        for (&j, row) in self.basis.columns.iter().zip(&self.inverse) {
            let y = match program.columns[j] {
                Staircase::Absolute(c) => f64::from(self.basis.at[j]) * c,
                Staircase::Boxed(_) => 0.0,
                Staircase::Level => -1.0,
            };
            if y != 0.0 {
                add_scaled(&mut self.a, y, row);
            }
        }
        self.y = self.combine(&self.a);
    }

    /// sum over basic rows of a_i times row i.
    fn combine(&self, a: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; self.program.width];
        for (&i, &a) in self.basis.rows.iter().zip(a) {
            add_scaled(&mut y, a, self.program.row(i));
        }
        y
    }

    /// The worst miss and by how much it misses; the first where patience has run out.
    fn worst(&self, patient: bool) -> Option<(Miss, f64)> {
        let mut worst: Option<(f64, Miss, f64)> = None;
        let mut take = |score: f64, miss: Miss, by: f64| {
            if worst.is_none_or(|w| patient && score > w.0) {
                worst = Some((score, miss, by));
            }
        };
        let size = self.x.iter().fold(0.0, |s, x| s + x.abs());
        for (p, &j) in self.basis.columns.iter().enumerate() {
            let x = self.x[j];
            let (by, sign) = match self.program.columns[j] {
                Staircase::Absolute(_) => (-f64::from(self.basis.at[j]) * x, -f64::from(self.basis.at[j])),
                Staircase::Boxed(b) => (x.abs() - b, x.signum()),
                Staircase::Level => continue,
            };
            if by > TOLERANCE * size {
                take(by, Miss::Column(p, sign), by);
            }
        }
        for (i, &slack) in self.slack.iter().enumerate() {
            if slack < 0.0 && !self.is_basic_row[i] {
                let by = -slack;
                if by > TOLERANCE * (2.0 * size + self.program.levels[i]) {
                    take(by / self.lengths[i], Miss::Row(i), by);
                }
            }
        }
        worst.map(|w| (w.1, w.2))
    }

    /// How the multipliers of the basic rows and y move when what misses gives way at unit speed.
    fn ray(&self, miss: Miss) -> (Vec<f64>, Vec<f64>) {
        let mut da = vec![0.0; self.basis.rows.len()];
        match miss {
            Miss::Row(q) => {
                let row = self.program.row(q);
                for (&j, inverse) in self.basis.columns.iter().zip(&self.inverse) {
                    if row[j] != 0.0 {
                        add_scaled(&mut da, -row[j], inverse);
                    }
                }
                let mut dy = self.combine(&da);
                add_scaled(&mut dy, 1.0, row);
                (da, dy)
            }
            Miss::Column(p, sign) => {
                add_scaled(&mut da, sign, &self.inverse[p]);
                let dy = self.combine(&da);
                (da, dy)
            }
        }
    }

    /// What ends the step, how long it is, and which boxed columns are passed; `None` when nothing ends it.
    fn step(
        &self,
        miss: Miss,
        slope: f64,
        da: &[f64],
        dy: &[f64],
        patient: bool,
    ) -> Option<(Block, f64, Vec<usize>)> {
        // Where, what, the pivot, and by how much the slope falls there.
        let mut stops: Vec<(f64, Block, f64, f64)> = Vec::new();
        for (r, (&a, &d)) in self.a.iter().zip(da).enumerate() {
            if d < -PIVOT {
                stops.push((a.max(0.0) / -d, Block::Row(r), -d, f64::INFINITY));
            }
        }
        for (j, column) in self.program.columns.iter().enumerate() {
            if self.place[j].is_some() || dy[j].abs() <= PIVOT {
                continue;
            }
            let (y, d) = (self.y[j], dy[j]);
            match column {
                Staircase::Absolute(c) => {
                    let room = (c - y * d.signum()).max(0.0);
                    stops.push((room / d.abs(), Block::Column(j), d.abs(), f64::INFINITY));
                }
                Staircase::Boxed(b) if f64::from(self.basis.at[j]) * d < 0.0 => {
                    let room = (f64::from(self.basis.at[j]) * y).max(0.0);
                    stops.push((room / d.abs(), Block::Column(j), d.abs(), 2.0 * b * d.abs()));
                }
                _ => {}
            }
        }
        if let Miss::Column(p, _) = miss
            && let Staircase::Absolute(c) = self.program.columns[self.basis.columns[p]]
        {
            stops.push((2.0 * c, Block::Own, 1.0, f64::INFINITY));
        }
        stops.sort_by(|s, t| s.0.total_cmp(&t.0));
        let mut left = slope;
        let mut at = None;
        for (index, stop) in stops.iter().enumerate() {
            left -= stop.3;
            if left <= 0.0 {
                at = Some(index);
                break;
            }
        }
        let at = at?;
        // Among stops that rounding cannot tell apart the one with the largest pivot.
        let reach = stops[at].0 * (1.0 + 1e-12) + 1e-14;
        let mut best = at;
        if patient {
            for index in at + 1..stops.len() {
                if stops[index].0 > reach {
                    break;
                }
                if stops[index].2 > stops[best].2 {
                    best = index;
                }
            }
        } else {
            // The least index of all that end it here.
            let rank = |block: Block| match block {
                Block::Own => 0,
                Block::Column(j) => 1 + j,
                Block::Row(r) => 1 + self.program.width + self.basis.rows[r],
            };
            let ties = (at..stops.len()).take_while(|&index| stops[index].0 <= reach);
            best = ties.min_by_key(|&index| rank(stops[index].1)).unwrap_or(at);
        }
        let passed = stops[..best.max(at)].iter().enumerate().filter(|(index, _)| *index != best);
        let flips = passed
            .filter_map(|(_, stop)| match stop.1 {
                Block::Column(j) if stop.3.is_finite() => Some(j),
                _ => None,
            })
            .collect();
        Some((stops[best].1, stops[best].0, flips))
    }

    /// Changes the basis, and its inverse.
    fn pivot(&mut self, miss: Miss, block: Block, da: &[f64], dy: &[f64]) {
        self.updates += 1;
        match (miss, block) {
            (Miss::Row(q), Block::Row(r)) => {
                // u = B^-T times the new row = -da; row r of B is replaced.
                let old: Vec<f64> = self.inverse.iter().map(|row| row[r]).collect();
                let pivot = -da[r];
                for (row, c) in self.inverse.iter_mut().zip(old) {
                    let c = c / pivot;
                    for (s, (x, &d)) in row.iter_mut().zip(da).enumerate() {
                        *x -= c * (-d - f64::from(u8::from(s == r)));
                    }
                }
                self.is_basic_row[self.basis.rows[r]] = false;
                self.is_basic_row[q] = true;
                self.basis.rows[r] = q;
            }
            (Miss::Row(q), Block::Column(l)) => {
                let h = self.solve_column(l);
                let schur = dy[l];
                for (row, &h) in self.inverse.iter_mut().zip(&h) {
                    // u = -da.
                    add_scaled(row, -h / schur, da);
                    row.push(-h / schur);
                }
                let mut last: Vec<f64> = da.iter().map(|d| d / schur).collect();
                last.push(1.0 / schur);
                self.inverse.push(last);
                self.is_basic_row[q] = true;
                self.basis.rows.push(q);
                self.enter(l, dy[l]);
                self.place[l] = Some(self.basis.columns.len());
                self.basis.columns.push(l);
            }
            (Miss::Column(p, sign), Block::Row(r)) => {
                let pivot_row = self.inverse[p].clone();
                let pivot = pivot_row[r];
                for (index, row) in self.inverse.iter_mut().enumerate() {
                    if index != p {
                        let c = row[r] / pivot;
                        add_scaled(row, -c, &pivot_row);
                    }
                    row.remove(r);
                }
                self.inverse.remove(p);
                self.is_basic_row[self.basis.rows.remove(r)] = false;
                self.leave(p, sign);
                self.basis.columns.remove(p);
                (p..self.basis.columns.len()).for_each(|at| self.place[self.basis.columns[at]] = Some(at));
            }
            (Miss::Column(p, sign), Block::Column(l)) => {
                let g = self.solve_column(l);
                let scale = 1.0 / g[p];
                self.inverse[p].iter_mut().for_each(|x| *x *= scale);
                let pivot_row = self.inverse[p].clone();
                for (index, row) in self.inverse.iter_mut().enumerate() {
                    if index != p {
                        add_scaled(row, -g[index], &pivot_row);
                    }
                }
                self.leave(p, sign);
                self.enter(l, dy[l]);
                self.place[l] = Some(p);
                self.basis.columns[p] = l;
            }
            (Miss::Column(p, _), Block::Own) => {
                let j = self.basis.columns[p];
                self.basis.at[j] = -self.basis.at[j];
            }
            (Miss::Row(_), Block::Own) => unreachable!("a row has no staircase of its own"),
        }
    }

    /// B^-1 times column l of the basic rows.
    fn solve_column(&self, l: usize) -> Vec<f64> {
        let column: Vec<f64> = self.basis.rows.iter().map(|&i| self.program.row(i)[l]).collect();
        self.inverse.iter().map(|row| dot(row, &column)).collect()
    }

    /// Column l comes to stand on the horizontal piece that its y reached going in this direction.
    fn enter(&mut self, l: usize, direction: f64) {
        self.basis.at[l] = match self.program.columns[l] {
            Staircase::Absolute(_) => direction.signum() as i8,
            _ => 0,
        };
    }

    /// The basic column at place p goes onto the vertical piece at the end of its horizontal one.
    fn leave(&mut self, p: usize, sign: f64) {
        let j = self.basis.columns[p];
        self.place[j] = None;
        self.basis.at[j] = match self.program.columns[j] {
            Staircase::Absolute(_) => 0,
            _ => sign as i8,
        };
    }
}
