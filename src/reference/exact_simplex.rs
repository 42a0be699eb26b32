//! The dual simplex method on staircases in whole numbers: decides what doubles left open.

use std::cmp::Ordering;

use dashu_int::IBig;
use dashu_int::ops::UnsignedAbs;

use super::exact::{WholeRows, gcd, inner, rough_log2};
use super::modular::{Solution, solve_square};
use super::staircase::Basis;
use crate::certificate::{Norm, Whole};
use crate::data::SignedRows;

/// What the exact method found.
pub(super) enum ExactVertex {
    /// A separator up to scale, length d, and multipliers up to scale: optimal.
    Optimal {
        /// w, length d.
        primal: Vec<Whole>,
        /// Rows of the basis and their multipliers, none negative.
        dual: Vec<(usize, Whole)>,
        /// Whether every multiplier is positive and no y stands at the end of a vertical piece: then w is the only
        /// optimum (up to scale).
        strict: bool,
    },
    /// Weights of a vanishing non-negative combination.
    Contradiction(Vec<(usize, Whole)>),
}

/// How the method ended.
pub(super) enum ExactEnding {
    Found(ExactVertex),
    /// The multipliers of the basis it was given are not feasible.
    Infeasible,
    /// After `limit` steps, or at a singular basis.
    Stopped,
}

#[derive(Clone, Copy)]
enum Miss {
    Row(usize),
    /// A place in the basis, and whether its y has to grow.
    Column(usize, bool),
}

#[derive(Clone, Copy)]
enum Block {
    Row(usize),
    Column(usize),
    Own,
}

/// The program over whole rows: levels, costs and boxes are 1.
pub(super) struct ExactSimplex<'a> {
    whole: WholeRows<'a>,
    norm: Norm,
    n: usize,
    d: usize,
    basis: Basis,
}

/// Numbers over one positive denominator.
struct Point {
    denominator: IBig,
    x: Vec<IBig>,
    a: Vec<IBig>,
    y: Vec<IBig>,
}

impl<'a> ExactSimplex<'a> {
    pub(super) fn new(rows: &'a SignedRows, norm: Norm, basis: Basis) -> ExactSimplex<'a> {
        ExactSimplex { whole: WholeRows::of(rows), norm, n: rows.n, d: rows.d, basis }
    }

    fn width(&self) -> usize {
        self.d + usize::from(self.norm == Norm::Inf)
    }

    /// Entry of A: the rows, and for the norm infinity a column of -1.
    fn entry(&self, i: usize, j: usize) -> IBig {
        if j < self.d { self.whole.row(i)[j].clone() } else { -IBig::ONE }
    }

    fn level(&self) -> IBig {
        if self.norm == Norm::Inf { IBig::ZERO } else { IBig::ONE }
    }

    /// B, or its transpose.
    fn matrix(&self, transposed: bool) -> Vec<IBig> {
        let (rows, columns) = (&self.basis.rows, &self.basis.columns);
        let k = rows.len();
        (0..k * k)
            .map(|e| {
                let (r, p) = if transposed { (e % k, e / k) } else { (e / k, e % k) };
                self.entry(rows[r], columns[p])
            })
            .collect()
    }

    fn is_basic(&self) -> Vec<bool> {
        let mut is_basic = vec![false; self.width()];
        self.basis.columns.iter().for_each(|&j| is_basic[j] = true);
        is_basic
    }

    /// sum over basic rows of weight_r times row r, t included.
    fn combine(&self, weights: &[IBig]) -> Vec<IBig> {
        let mut y = vec![IBig::ZERO; self.width()];
        for (&i, weight) in self.basis.rows.iter().zip(weights) {
            if *weight == IBig::ZERO {
                continue;
            }
            for (y, z) in y.iter_mut().zip(self.whole.row(i)) {
                *y += weight * z;
            }
            if self.norm == Norm::Inf {
                y[self.d] -= weight;
            }
        }
        y
    }

    /// The basic solution; `None` at a singular basis.
    fn solve(&mut self) -> Option<Point> {
        self.basis.rows.iter().for_each(|&i| self.whole.prepare(i));
        let k = self.basis.rows.len();
        let is_basic = self.is_basic();
        let rest: Vec<IBig> = self
            .basis
            .rows
            .iter()
            .map(|&i| {
                let standing = self.whole.row(i).iter().zip(&self.basis.at).zip(&is_basic);
                // A basic column stands at 0 in `at` only for boxed ones; the norm 1 has no column off zero.
                standing.filter(|(_, basic)| !**basic).fold(self.level(), |s, ((z, &at), _)| match at {
                    1 => s - z,
                    -1 => s + z,
                    _ => s,
                })
            })
            .collect();
        let Solution { determinant, mut numerators } = solve_square(&self.matrix(false), k, &[rest])?;
        let mut x: Vec<IBig> = (0..self.width())
            .map(|j| {
                if is_basic[j] { IBig::ZERO } else { IBig::from(i64::from(self.basis.at[j])) * &determinant }
            })
            .collect();
        for (&j, value) in self.basis.columns.iter().zip(numerators.remove(0)) {
            x[j] = value;
        }
        let slopes: Vec<IBig> = self
            .basis
            .columns
            .iter()
            .map(|&j| {
                if j == self.d {
                    -IBig::ONE
                } else if self.norm == Norm::Inf {
                    IBig::ZERO
                } else {
                    IBig::from(i64::from(self.basis.at[j]))
                }
            })
            .collect();
        let a = solve_square(&self.matrix(true), k, &[slopes])?.numerators.remove(0);
        let y = self.combine(&a);
        Some(Point { denominator: determinant, x, a, y })
    }

    /// Runs from the basis it was given.
    ///
    /// The multipliers stay feasible and the objective never falls; from half of `limit` steps on the least index decides
    /// (Bland 1977), so that no basis returns.
    pub(super) fn run(&mut self, limit: usize) -> ExactEnding {
        for step in 0..=limit {
            let Some(point) = self.solve() else { return ExactEnding::Stopped };
            if self.turn_boxes(&point) {
                continue;
            }
            if point.a.iter().any(|a| *a < IBig::ZERO) || self.leaves_its_piece(&point) {
                return ExactEnding::Infeasible;
            }
            let patient = 2 * step < limit;
            let Some(miss) = self.worst(&point, patient) else {
                return ExactEnding::Found(self.vertex(&point));
            };
            let Some((da, dy)) = self.ray(miss, &point) else { return ExactEnding::Stopped };
            let Some(block) = self.block(miss, &point, &da, &dy) else {
                let Miss::Row(q) = miss else { return ExactEnding::Stopped };
                let mut weights: Vec<(usize, IBig)> = self.basis.rows.iter().copied().zip(da).collect();
                weights.push((q, point.denominator));
                return ExactEnding::Found(ExactVertex::Contradiction(lowest_terms(weights)));
            };
            self.pivot(miss, block, &dy);
        }
        ExactEnding::Stopped
    }

    /// Boxed columns that stand on the wrong side of their box change it: always feasible.
    fn turn_boxes(&mut self, point: &Point) -> bool {
        if self.norm != Norm::Inf {
            return false;
        }
        let is_basic = self.is_basic();
        let mut turned = false;
        for j in (0..self.d).filter(|&j| !is_basic[j]) {
            let wrong = if self.basis.at[j] > 0 { Ordering::Less } else { Ordering::Greater };
            if point.y[j].cmp(&IBig::ZERO) == wrong {
                self.basis.at[j] = -self.basis.at[j];
                turned = true;
            }
        }
        turned
    }

    /// Whether, in the norm 1, some |y_j| is above 1.
    fn leaves_its_piece(&self, point: &Point) -> bool {
        let top = point.denominator.clone().unsigned_abs();
        self.norm != Norm::Inf && point.y.iter().any(|y| y.clone().unsigned_abs() > top)
    }

    fn worst(&mut self, point: &Point, patient: bool) -> Option<Miss> {
        let mut worst: Option<(f64, Miss)> = None;
        let mut take = |score: f64, miss: Miss| {
            if worst.is_none_or(|w| patient && score > w.0) {
                worst = Some((score, miss));
            }
        };
        for (p, &j) in self.basis.columns.iter().enumerate() {
            let x = &point.x[j];
            if j == self.d {
                continue;
            }
            let (by, grows) = match (self.norm, self.basis.at[j]) {
                (Norm::Inf, _) => {
                    let by = IBig::from(x.clone().unsigned_abs()) - &point.denominator;
                    (by, *x > IBig::ZERO)
                }
                (_, 1) => (-x, false),
                _ => (x.clone(), true),
            };
            if by > IBig::ZERO {
                take(rough_log2(&by), Miss::Column(p, grows));
            }
        }
        let level = if self.norm == Norm::Inf { point.x[self.d].clone() } else { point.denominator.clone() };
        for i in 0..self.n {
            self.whole.prepare(i);
            let missing = &level - inner(self.whole.row(i), &point.x[..self.d]);
            if missing > IBig::ZERO {
                take(rough_log2(&missing) - self.whole.size(i), Miss::Row(i));
            }
        }
        worst.map(|w| w.1)
    }

    /// How multipliers and y move, over the point's denominator.
    fn ray(&mut self, miss: Miss, point: &Point) -> Option<(Vec<IBig>, Vec<IBig>)> {
        let k = self.basis.rows.len();
        let right: Vec<IBig> = match miss {
            Miss::Row(q) => {
                self.whole.prepare(q);
                self.basis.columns.iter().map(|&j| -self.entry(q, j)).collect()
            }
            Miss::Column(p, grows) => (0..k)
                .map(|at| match (at == p, grows) {
                    (true, true) => IBig::ONE,
                    (true, false) => -IBig::ONE,
                    _ => IBig::ZERO,
                })
                .collect(),
        };
        let da = solve_square(&self.matrix(true), k, &[right])?.numerators.remove(0);
        let mut dy = self.combine(&da);
        if let Miss::Row(q) = miss {
            for (j, dy) in dy.iter_mut().enumerate() {
                *dy += self.entry(q, j) * &point.denominator;
            }
        }
        Some((da, dy))
    }

    /// What ends the step first; ties go to the least index.
    fn block(&self, miss: Miss, point: &Point, da: &[IBig], dy: &[IBig]) -> Option<Block> {
        let mut first: Option<(IBig, IBig, usize, Block)> = None;
        let mut take = |room: IBig, speed: IBig, rank: usize, block: Block| {
            let sooner = first.as_ref().is_none_or(|(r, s, other, _)| match (&room * s).cmp(&(r * &speed)) {
                Ordering::Less => true,
                Ordering::Equal => rank < *other,
                Ordering::Greater => false,
            });
            if sooner {
                first = Some((room, speed, rank, block));
            }
        };
        let width = self.width();
        for (r, (a, d)) in point.a.iter().zip(da).enumerate() {
            if *d < IBig::ZERO {
                take(a.clone(), -d, 1 + width + self.basis.rows[r], Block::Row(r));
            }
        }
        let is_basic = self.is_basic();
        for j in (0..self.d).filter(|&j| !is_basic[j] && dy[j] != IBig::ZERO) {
            let grows = dy[j] > IBig::ZERO;
            let speed = IBig::from(dy[j].clone().unsigned_abs());
            let along = if grows { point.y[j].clone() } else { -&point.y[j] };
            if self.norm != Norm::Inf {
                take(&point.denominator - along, speed, 1 + j, Block::Column(j));
            } else if (self.basis.at[j] > 0) != grows {
                take(-along, speed, 1 + j, Block::Column(j));
            }
        }
        if matches!(miss, Miss::Column(..)) && self.norm != Norm::Inf {
            take(&point.denominator * IBig::from(2), point.denominator.clone(), 0, Block::Own);
        }
        first.map(|f| f.3)
    }

    fn pivot(&mut self, miss: Miss, block: Block, dy: &[IBig]) {
        let boxed = self.norm == Norm::Inf;
        let leaving = |grows: bool| {
            if !boxed {
                0
            } else if grows {
                1
            } else {
                -1
            }
        };
        let basis = &mut self.basis;
        let sign = |j: usize| {
            if boxed {
                0
            } else if dy[j] > IBig::ZERO {
                1
            } else {
                -1
            }
        };
        match (miss, block) {
            (Miss::Row(q), Block::Row(r)) => basis.rows[r] = q,
            (Miss::Row(q), Block::Column(l)) => {
                basis.at[l] = sign(l);
                basis.rows.push(q);
                basis.columns.push(l);
            }
            (Miss::Column(p, grows), Block::Row(r)) => {
                let j = basis.columns.remove(p);
                basis.at[j] = leaving(grows);
                basis.rows.remove(r);
            }
            (Miss::Column(p, grows), Block::Column(l)) => {
                let j = std::mem::replace(&mut basis.columns[p], l);
                basis.at[j] = leaving(grows);
                basis.at[l] = sign(l);
            }
            (Miss::Column(p, _), Block::Own) => {
                let j = basis.columns[p];
                basis.at[j] = -basis.at[j];
            }
            (Miss::Row(_), Block::Own) => unreachable!("a row has no staircase of its own"),
        }
    }

    fn vertex(&self, point: &Point) -> ExactVertex {
        let weights: Vec<(usize, IBig)> =
            self.basis.rows.iter().copied().zip(point.a.iter().cloned()).collect();
        if self.norm == Norm::Inf && point.x[self.d] <= IBig::ZERO {
            // max t = min ||Z^T a||_1 = 0.
            return ExactVertex::Contradiction(lowest_terms(weights));
        }
        let is_basic = self.is_basic();
        let inside = |j: usize| match self.norm {
            Norm::Inf => point.y[j] != IBig::ZERO,
            _ => IBig::from(point.y[j].clone().unsigned_abs()) != point.denominator,
        };
        let strict =
            point.a.iter().all(|a| *a > IBig::ZERO) && (0..self.d).filter(|&j| !is_basic[j]).all(inside);
        let common = point.x[..self.d].iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
        let primal = point.x[..self.d].iter().map(|x| Whole(x / &common)).collect();
        ExactVertex::Optimal { primal, dual: lowest_terms(weights), strict }
    }
}

/// Positive weights without common factor, rows ascending.
fn lowest_terms(mut weights: Vec<(usize, IBig)>) -> Vec<(usize, Whole)> {
    weights.retain(|w| w.1 != IBig::ZERO);
    weights.sort_by_key(|w| w.0);
    let common = weights.iter().fold(IBig::ZERO, |g, w| gcd(&g, &w.1));
    weights.into_iter().map(|(i, w)| (i, Whole(w / &common))).collect()
}
